"""A round as it is played: all is written down at its moment, every trouble made and undone, until all is settled."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.clock import utc_now
from bot.model import Conference, Owed, Place, Plan, Stage
from bot.services.intents import drawn as drawn_conference
from bot.services.reminders import reminder
from bot.store import reminding
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.deliveries import owe
from tests.faults.rounds.drawn import CHANNELS, PEOPLE, Due, Round
from tests.faults.rounds.lane import TEAMS, Lane
from tests.faults.rounds.troubles import make

SETTLING_S = 90.0
"""After the last trouble: far more than anything takes, on a machine that has other things to do."""
_LOOK_S = 0.1
_OVER = ("sent", "closed", "parked")


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """One delivery that was written down: its row, when it is due, and about which of the round's conferences."""

    id: str
    target: str
    due_at: datetime
    conference: int


@dataclass(kw_only=True)
class Played:
    """How a round went. `cancelled`: by which instant (in truth) a conference certainly was. `held`: what a process
    held when it was frozen. `rows` as they stood at last; `unsettled`: some were still open when nobody waited any
    longer."""

    round: Round
    conferences: list[Conference]
    began_at: datetime
    debts: list[Debt] = field(default_factory=list)
    cancelled: dict[int, datetime] = field(default_factory=dict)
    held: set[str] = field(default_factory=set)
    rows: list[Mapping[str, Any]] = field(default_factory=list)
    unsettled: bool = False


async def play(round: Round, lane: Lane) -> Played:
    """Play it to its end."""
    await lane.crew.be(round.processes)
    if round.off is not None:
        await lane.set_clock(timedelta(seconds=round.off))
    store = ConferenceStore(lane.vault)
    conferences = [await _planned(store, lane, round, number) for number in range(len(round.conferences))]
    played = Played(round=round, conferences=conferences, began_at=utc_now())
    begun = lane.clock()
    async with asyncio.TaskGroup() as deeds:
        for written_at in sorted({due.written_at for due in round.dues}):
            deeds.create_task(_owe(written_at, begun, lane, played))
        for number, at in round.cancelled.items():
            deeds.create_task(_cancel(number, at, store, lane, played))
        for trouble in round.troubles:
            deeds.create_task(make(trouble, lane, held=played.held))
    played.unsettled = not await _settled(lane, played)
    await lane.crew.gone()
    played.rows = await lane.rows([debt.id for debt in played.debts])
    lane.look()
    return played


async def _planned(store: ConferenceStore, lane: Lane, round: Round, number: int) -> Conference:
    """Far ahead, with everybody asked to it who is reminded; when they are, the round says, and not its plan."""
    team = round.conferences[number]
    people = [due.target for due in round.dues if due.conference == number and due.target in PEOPLE]
    while True:
        now = lane.clock().replace(microsecond=0)
        conference = drawn_conference(
            Plan(topic="Weekly sync", starts_at=now + timedelta(days=1)),
            workspace_id=TEAMS[team],
            provider="meet",
            host_id=PEOPLE[team],
            place=Place(channel_id=CHANNELS[team]),
            people=people,
            now=now,
        ).change(stage=Stage.SCHEDULED, planned=True)

        async def add(fresh: Conference = conference) -> None:
            async with lane.database.write() as connection:
                await store.add(connection, fresh, asked_key=fresh.id)
                await reminding.clear(connection, fresh.id)

        try:
            await lane.insist(add)
        except CodeTaken:
            continue
        return conference


async def _owe(written_at: float, begun: datetime, lane: Lane, played: Played) -> None:
    """Write down what is written down at this moment; whoever lost the answer writes it again."""
    await asyncio.sleep(written_at)
    dues = [due for due in played.round.dues if due.written_at == written_at]

    def owed(due: Due) -> Owed:
        at = begun + timedelta(seconds=due.due_at)
        return reminder(played.conferences[due.conference], due.target, at)

    async def write() -> None:
        async with lane.database.write() as connection:
            await owe(connection, [owed(due) for due in dues], now=lane.clock())

    async def read() -> list[Mapping[str, Any]]:
        async with lane.database.read() as connection:
            ids = [played.conferences[due.conference].id for due in dues]
            found = await connection.exec_driver_sql(
                "SELECT id, conference_id, target FROM deliveries WHERE conference_id = ANY(%s)", (ids,)
            )
            return [dict(row) for row in found.mappings()]

    await lane.insist(write)
    ids = {(row["conference_id"], row["target"]): row["id"] for row in await lane.insist(read)}
    for due in dues:
        conference = played.conferences[due.conference]
        played.debts.append(
            Debt(
                id=ids[conference.id, due.target],
                target=due.target,
                due_at=begun + timedelta(seconds=due.due_at),
                conference=due.conference,
            )
        )


async def _cancel(number: int, at: float, store: ConferenceStore, lane: Lane, played: Played) -> None:
    await asyncio.sleep(at)

    async def cancel() -> None:
        over: dict[str, Any] = {"stage": Stage.CANCELLED, "ended_at": lane.clock(), "care_at": None}
        async with lane.database.write() as connection:
            await store.change(connection, played.conferences[number], **over)
            await reminding.mark(connection, played.conferences[number].id, now=lane.clock())

    await lane.insist(cancel)
    played.cancelled[number] = utc_now()


async def _settled(lane: Lane, played: Played) -> bool:
    """Whether nothing is open any more, within patience."""
    until = time.monotonic() + SETTLING_S
    while time.monotonic() < until:
        await lane.crew.look_after()
        if all(row["state"] in _OVER for row in await lane.rows([debt.id for debt in played.debts])):
            return True
        await asyncio.sleep(_LOOK_S)
    return False
