"""Plans: written down now, begun when their time comes, moved or cancelled before that; all that shows one follows."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.errors import NotPlanned
from bot.model import Conference, DeliveryKind, Person, Place, Plan, RoomStage, Stage, Why
from bot.services import owed
from bot.services.conferences import Conferences
from bot.services.intents import drawn
from bot.services.permits import Permits
from bot.store import Connection, planned
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe, states

ASK_AGAIN = timedelta(seconds=15)
"""How soon a back end is asked again that was away when its conference was to begin."""
AGAIN = timedelta(seconds=10)
"""When a plan is looked at again whose process died while it brought it live."""

_UNTENDED: dict[str, Any] = {"care_attempts": 0, "care_by": None, "care_until": None}
"""Whoever was about to bring it live finds that it is not as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWish:
    """What somebody plans. Everything with the same `key` is one conference."""

    workspace_id: str
    key: str
    host_id: str
    place: Place
    plan: Plan
    people: tuple[str, ...] = ()
    provider: str | None = None


class Planning:
    """`wake` tells the loops that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        permits: Permits,
        wake: Callable[[], None],
    ) -> None:
        self._permits = permits
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._wake = wake

    async def plan(self, wish: PlanWish, *, now: datetime) -> Conference:
        """Write it down, with its card and the messages to those invited; asked for again, it is the same one.

        Raises `MayNotStart`, `UnknownProvider`, `Unsupported`.
        """
        named = await self._permits.start(wish.workspace_id, wish.place, wish.host_id, provider=wish.provider)
        provider = self._conferences.backends.able_to(named, wish.plan.needs())
        while True:
            conference = _planned(wish, provider=provider, now=now)
            try:
                async with self._database.write() as connection:
                    kept = await self._rows.by_asked_key(connection, wish.workspace_id, wish.key)
                    if kept is None:
                        await self._add(connection, conference, key=wish.key, now=now)
            except CodeTaken:
                continue
            self._wake()
            return kept or conference

    async def move(self, conference: Conference, starts_at: datetime, *, by: Person, now: datetime) -> Conference:
        """To another time. Everything that shows it changes, and those invited are told; twice is once. Raises
        `NotAllowed`, `NotPlanned`."""
        self._conferences.allow_hosting(conference, by, what="move it")
        async with self._database.write() as connection:
            stands = await self._rows.by_id(connection, conference.workspace_id, conference.id)
            if stands is None or not await self._moved(connection, stands, starts_at):
                raise NotPlanned(conference.plan.topic)
            if stands.plan.starts_at != starts_at:
                await self._tell(connection, stands, about="moved", by=by, now=now)
        self._wake()
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def cancel(self, conference: Conference, *, by: Person, now: datetime) -> Conference:
        """Not at all. Twice is once. Raises `NotAllowed`, `NotPlanned`."""
        self._conferences.allow_hosting(conference, by, what="cancel it")
        over: dict[str, Any] = {"stage": Stage.CANCELLED, "ended_at": now, "ended_by": by.id, "care_at": None}
        async with self._database.write() as connection:
            if await self._rows.change(connection, conference, stages=(Stage.SCHEDULED,), **over, **_UNTENDED):
                await self._tell(
                    connection, conference.change(stage=Stage.CANCELLED), about="cancelled", by=by, now=now
                )
        self._wake()
        known = await self._conferences.known(conference.workspace_id, conference.id)
        if known.stage is not Stage.CANCELLED or not known.planned:
            raise NotPlanned(known.plan.topic)
        return known

    async def wait(self, conference: Conference) -> None:
        """Its time has not come: nobody looks after it until then."""
        async with self._database.write() as connection:
            await planned.await_start(connection, conference)

    async def begin(self, conference: Conference, *, by: str, now: datetime) -> bool:
        """Its time has come: from now on it is being started, by whoever asks for its room next. Again, if a process
        died over it. False where somebody else is at it than the process `by`, or it is not to begin now any more."""
        async with self._database.write() as connection:
            return await self._rows.change(
                connection,
                conference,
                stages=(conference.stage,),
                room_stages=(RoomStage.WANTED, RoomStage.ASKED),
                free_for=(by, now),
                starts_by=now,
                stage=Stage.STARTING,
                care_at=now + AGAIN,
                **_UNTENDED,
            )

    async def miss(self, conference: Conference, *, now: datetime) -> None:
        """Its time passed while nobody was there to start it: everything says so, and its host is told."""
        over: dict[str, Any] = {"stage": Stage.MISSED, "ended_at": now, "care_at": None}
        async with self._database.write() as connection:
            missed = await self._rows.change(
                connection,
                conference,
                stages=(Stage.SCHEDULED, Stage.STARTING),
                room_stages=(RoomStage.WANTED,),
                starts_by=conference.plan.starts_at,
                **over,
                **_UNTENDED,
            )
            if missed:
                told = owed.notice(conference, conference.host_id, now=now, about="missed", by="")
                await owe(connection, [told], now=now)
                await self._conferences.refresh(connection, conference.change(stage=Stage.MISSED), now=now)
        self._wake()

    async def again(self, conference: Conference, *, now: datetime) -> None:
        """Its back end was not there, and nothing was made: it waits a little longer, as planned."""
        waiting: dict[str, Any] = {"stage": Stage.SCHEDULED, "room_stage": RoomStage.WANTED, "care_at": now + ASK_AGAIN}
        refused = (RoomStage.REFUSED,)
        async with self._database.write() as connection:
            await self._rows.change(
                connection, conference, stages=(Stage.FAILED,), room_stages=refused, **waiting, **_UNTENDED
            )
        self._wake()

    async def failed(self, conference: Conference, *, certain: bool, why: Why, now: datetime) -> None:
        """Its back end gave no room: the host hears it, once, with what to do; the card says so too."""
        async with self._database.write() as connection:
            untold = await self._rows.change(
                connection,
                conference,
                stages=(Stage.FAILED,),
                room_stages=(RoomStage.REFUSED,),
                room_stage=RoomStage.REMOVED,
                care_at=None,
                **_UNTENDED,
            )
            if untold:
                await self._conferences.tell_failure(connection, conference, certain=certain, why=why, now=now)
        self._wake()

    async def _add(self, connection: Connection, conference: Conference, *, key: str, now: datetime) -> None:
        await self._rows.add(connection, conference, asked_key=key)
        await self._rows.change(connection, conference, care_at=conference.plan.starts_at)
        await owe(connection, owed.when_planned(conference), now=now)

    async def _moved(self, connection: Connection, conference: Conference, starts_at: datetime) -> bool:
        times: dict[str, Any] = {"starts_at": starts_at, "care_at": starts_at}
        return await self._rows.change(connection, conference, stages=(Stage.SCHEDULED,), **times, **_UNTENDED)

    async def _tell(
        self, connection: Connection, conference: Conference, *, about: str, by: Person, now: datetime
    ) -> None:
        """Cards and invitations change; whoever was asked, and did not do it themselves, gets a short message."""
        await self._conferences.refresh(connection, conference, now=now, invitations=True)
        reached = await states(connection, conference_id=conference.id, kind=DeliveryKind.INVITATION)
        people = {conference.host_id, *(one.target for one in reached if one.message_ts)} - {by.id}
        told = [owed.notice(conference, person, now=now, about=about, by=by.id) for person in sorted(people)]
        await owe(connection, told, now=now)


def _planned(wish: PlanWish, *, provider: str, now: datetime) -> Conference:
    conference = drawn(
        wish.plan,
        workspace_id=wish.workspace_id,
        provider=provider,
        host_id=wish.host_id,
        place=wish.place,
        people=wish.people,
        now=now,
    )
    return conference.change(stage=Stage.SCHEDULED, planned=True)
