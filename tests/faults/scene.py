"""What a case plays on: the emulators in this process, Plenum in processes of its own, and a look into its database."""

import asyncio
import itertools
import os
import signal
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.store.database import Database
from playground.ports import free_port
from playground.slack.record import Entry
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL
from tests.faults.process import How, Process, started
from tests.stage import Message, Stage, emulators

TOPIC = "Weekly sync"
START = f"/conf start {TOPIC} @ben"
LIVE = f"{TOPIC} is live: join now"
INVITED = "invites you to"
ENDED = f"{TOPIC} has ended"

PATIENT_S = 15.0
"""So long the emulated Slack waits here for an answer: the machine may be busy, and how fast it is, others measure."""

SETTLING_S = 40.0

_ports = itertools.count(20_000 + os.getpid() * 32 % 10_000)
"""Below those that the system hands out by itself, which some connection may take while Plenum is down."""

_LEFT = (
    "SELECT (SELECT count(*) FROM requests WHERE state NOT IN ('done', 'closed')) AS requests,"
    " (SELECT count(*) FROM deliveries WHERE state IN ('due', 'claimed') AND kind NOT IN ('reminder', 'agenda'))"
    " AS deliveries, (SELECT count(*) FROM conferences WHERE remind_from IS NOT NULL) AS marked,"
    " (SELECT count(*) FROM conferences WHERE stage = 'starting' OR room_stage IN ('asked', 'unwanted')) AS rooms"
)
_CLAIMED = (
    "SELECT (SELECT count(*) FROM requests WHERE state = 'claimed' OR claimed_by IS NOT NULL)"
    " + (SELECT count(*) FROM deliveries WHERE state = 'claimed' OR claimed_by IS NOT NULL)"
    " + (SELECT count(*) FROM conferences"
    "    WHERE (care_by IS NOT NULL OR care_until IS NOT NULL) AND stage <> 'starting')"
)
"""One that is being started is held by a press, not by a process: whoever takes the press up again goes on with it."""


@dataclass(kw_only=True)
class Scene:
    """`how` processes are started; those that still run at the end are killed."""

    stage: Stage
    how: How
    folder: Path
    database: Database
    processes: list[Process] = field(default_factory=list)

    async def plenum(self, *, kill_at: str = "", ready: bool = True) -> Process:
        """Another process, which Slack tells everything from now on; it dies at `kill_at` if that is given."""
        port = str(free_port("127.0.0.1", next(_ports)))
        settings = self.stage.settings | {"PORT": port} | ({"PLENUM_KILL_AT": kill_at} if kill_at else {})
        process = await started(self.how, settings, self.folder)
        self.processes.append(process)
        if ready:
            await process.ready(self.stage.client)
            self.heard_by(process)
        return process

    def heard_by(self, process: Process) -> None:
        """From now on Slack tells this one."""
        self.stage.slack.delivery.request_url = f"{process.address}/slack/events"

    async def settled(self) -> None:
        """Wait until nothing is asked, owed, being started or to be removed any more."""
        until = time.monotonic() + SETTLING_S
        while any(left := await self._look(_LEFT)):
            assert time.monotonic() < until, f"not settled: {left}"
            await asyncio.sleep(0.1)

    async def claimed(self) -> int:
        """How many rows some process holds."""
        (count,) = await self._look(_CLAIMED)
        return int(count)

    async def states(self, table: str) -> tuple[str, ...]:
        async with self.database.read() as connection:
            rows = await connection.exec_driver_sql(f"SELECT DISTINCT state FROM {table} ORDER BY state")
            return tuple(row.state for row in rows)

    async def types(self, person: str, channel: str, text: str) -> None:
        """Somebody types, and once more when Plenum asks for that: a busy machine may be too slow for it."""
        await self._insists(person, lambda: self.stage.types(person, channel, text))

    async def presses(self, person: str, message: Message, action_id: str) -> None:
        await self._insists(person, lambda: self.stage.presses(person, message, action_id))

    async def ends(self, channel: str = TEAM_CHANNEL) -> None:
        """Ana ends it, and is told so."""
        await self.presses(ANA, await self.asked_to_end(channel), "conference.end_now")
        await self.stage.slack.record.until(_tells_ana, timeout_s=20)

    async def asked_to_end(self, channel: str = TEAM_CHANNEL) -> Message:
        """The question that Ana is asked when she wants to end it."""
        await self.types(ANA, channel, "/conf end")
        return await self.stage.sees("It has been going", only_for=ANA)

    async def _insists(self, person: str, deed: Callable[[], Awaitable[object]]) -> None:
        for _ in range(20):
            seen = len(self.stage.slack.record.entries)
            await deed()
            answers = self.stage.slack.record.entries[seen:]
            if not any("try again" in str(one.args).lower() and one.args.get("only_for") == person for one in answers):
                return

    def cards(self, channel: str = TEAM_CHANNEL) -> int:
        return len([post for post in self.stage.posts(LIVE) if post["channel"] == channel and not post["only_for"]])

    def invitations(self) -> int:
        return len(self.stage.posts(INVITED))

    @property
    def direct_with_ben(self) -> str:
        """Where Plenum and Ben speak alone."""
        return self.stage.slack.workspace.app_direct(BEN).id

    def rooms(self) -> tuple[str, ...]:
        """How the rooms at the conference server stand."""
        return tuple(room.state for room in self.stage.rooms())

    def standing(self, channel: str = TEAM_CHANNEL) -> tuple[str, ...]:
        """What Plenum's messages in a channel say now."""
        messages = self.stage.slack.board.all(channel)
        return tuple(message.text for message in messages if message.bot_id)

    def told(self) -> str:
        """What each process wrote in its log, and what people saw, for whoever wonders."""
        shown = [
            f"{entry.at:%T.%f} {entry.name}: {entry.args.get('text')}" for entry in self.stage.slack.record.of("shown")
        ]
        return "\n".join([*(f"--- {process.said}" for process in self.processes), "--- shown", *shown])

    async def _look(self, query: str) -> tuple[Any, ...]:
        async with self.database.read() as connection:
            return tuple((await connection.exec_driver_sql(query)).one())


def _tells_ana(entry: Entry) -> bool:
    """In place of the question, or beside it."""
    return entry.kind == "shown" and entry.args.get("only_for") == ANA and entry.args["text"] == ENDED


@asynccontextmanager
async def scene(
    folder: Path, database_url: str, how: How, *, moves_time: bool, server: str = ""
) -> AsyncIterator[Scene]:
    """Everything but Plenum itself; with a `server` beside TrueConf, as `tests.kinds` calls it."""
    settings = {"DATABASE_URL": database_url} | ({} if moves_time else {"CLOCK_URL": ""})
    database = await Database.open(database_url, sole=False)
    kinds = [server] if server else []
    async with emulators(folder, ack_timeout_s=PATIENT_S, settings=settings, kinds=kinds) as stage:
        set_up = Scene(stage=stage, how=how, folder=folder, database=database)
        try:
            yield set_up
        finally:
            for process in set_up.processes:
                process.signal(signal.SIGKILL)
                await process.ended()
            await database.close()
