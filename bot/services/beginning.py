"""When the time of a plan has come: begun by one process, left to later, or given up; a series goes on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.model import Conference, Feature, Person, RoomStage, Stage, Why
from bot.services import owed, series
from bot.services.ahead import RoomsAhead
from bot.services.conferences import Conferences
from bot.services.intents import drawn_reference
from bot.services.planning import UNTENDED
from bot.store import dates
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import owe

ASK_AGAIN = timedelta(seconds=15)
"""How soon a back end is asked again that was away when its conference was to begin."""
AGAIN = timedelta(seconds=10)
"""When a plan is looked at again whose process died while it brought it live."""
LEFT_FOR = timedelta(minutes=15)
"""So long a room that was made ahead and could not be opened waits for its host to try again."""


class Beginning:
    """`wake` tells the loops that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        ahead: RoomsAhead,
        wake: Callable[[], None],
    ) -> None:
        self._ahead = ahead
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._wake = wake

    async def wait(self, conference: Conference, *, until: datetime) -> None:
        """Its time has not come: nobody looks after it until then, unless it was changed meanwhile."""
        async with self._database.write() as connection:
            await self._rows.change(
                connection,
                conference,
                stages=(Stage.SCHEDULED,),
                sequence_is=conference.sequence,
                care_at=until,
                **UNTENDED,
            )

    async def begin(self, conference: Conference, *, by: str, now: datetime) -> bool:
        """Its time has come: from now on it is being started, by whoever asks for its room next. Again, if a process
        died over it. False where somebody else is at it than the process `by`, or it is not to begin now any more."""
        async with self._database.write() as connection:
            return await self._rows.change(
                connection,
                conference,
                stages=(conference.stage,),
                room_stages=(RoomStage.WANTED, RoomStage.ASKED, RoomStage.READY),
                free_for=(by, now),
                starts_by=now,
                stage=Stage.STARTING,
                care_at=now + AGAIN,
                **UNTENDED,
            )

    async def early(self, conference: Conference, *, by: Person, press: str, now: datetime) -> Conference:
        """Before its time, by somebody who may host; of a series, its next date. The same press again, or another one
        after it, finds it begun. What is begun is returned, or what has become of it. Raises `NotAllowed`."""
        self._conferences.allow_hosting(conference, by, what="start it")
        if conference.series is not None:
            return await self._next_date(conference, press=press, now=now)
        begun: dict[str, Any] = {"stage": Stage.STARTING, "starts_at": now, "care_at": now + AGAIN}
        async with self._database.write() as connection:
            await self._rows.change(
                connection,
                conference,
                stages=(Stage.SCHEDULED,),
                room_stages=(RoomStage.WANTED, RoomStage.ASKED, RoomStage.READY),
                sequence_is=conference.sequence,
                early_from=conference.plan.starts_at,
                **begun,
                **UNTENDED,
            )
        return await self._conferences.known(conference.workspace_id, conference.id)

    async def put_back(self, conference: Conference) -> None:
        """Started before its time, and no room was to be had: it is to begin when it was planned."""
        planned_for = conference.early_from
        assert planned_for is not None
        waiting: dict[str, Any] = {"stage": Stage.SCHEDULED, "room_stage": _as_before(conference), "early_from": None}
        waiting |= {"starts_at": planned_for, "care_at": planned_for}
        refused = (RoomStage.REFUSED,)
        async with self._database.write() as connection:
            await self._rows.change(
                connection, conference, stages=(Stage.FAILED,), room_stages=refused, **waiting, **UNTENDED
            )
        self._wake()

    async def _next_date(self, head: Conference, *, press: str, now: datetime) -> Conference:
        """Of a series whose date is going on already, that one: it was begun by the same press, or another."""
        before = await self._going_on(head)
        alone = before or await self.split(head, by=press, now=now, early=True)
        return alone or await self._going_on(head) or await self._conferences.known(head.workspace_id, head.id)

    async def _going_on(self, head: Conference) -> Conference | None:
        async with self._database.read() as connection:
            return await dates.going_on(connection, self._rows, head)

    async def split(self, head: Conference, *, by: str, now: datetime, early: bool = False) -> Conference | None:
        """The next date of a series becomes a conference of its own, being started, and the series goes on to the one
        after. None where somebody else did that, or moved it."""
        while True:
            alone, rolled, columns = self._apart(head, now=now, early=early)
            try:
                async with self._database.write() as connection:
                    done = await self._rows.change(
                        connection,
                        head,
                        stages=(Stage.SCHEDULED,),
                        free_for=(by, now),
                        starts_by=head.plan.starts_at,
                        sequence_is=head.sequence,
                        **columns,
                        **UNTENDED,
                    )
                    if done:
                        await self._rows.add(connection, alone, asked_key=series.key(head))
                        await self._rows.change(connection, alone, care_at=now + AGAIN)
                        await self._conferences.refresh(connection, rolled, now=now, invitations=True)
            except CodeTaken:
                continue
            self._wake()
            return alone if done else None

    def _apart(self, head: Conference, *, now: datetime, early: bool) -> tuple[Conference, Conference, dict[str, Any]]:
        """The next date alone, the series without it, and what changes in its row."""
        alone = series.occurrence(head, starts_at=head.plan.starts_at, now=now)
        if early:
            alone = alone.change(plan=replace(alone.plan, starts_at=now), early_from=head.plan.starts_at)
        rolled = series.rolled(head, after=head.plan.starts_at, now=now)
        fresh: dict[str, Any] = {}
        if self._keeps_room(rolled):
            alone = alone.change(kept_reference=head.reference, room=head.room, room_stage=head.room_stage)
        elif head.room_stage is not RoomStage.WANTED:  # the room that is there, or asked for, is that date's
            alone = alone.change(reference=head.reference, room=head.room, room_stage=head.room_stage)
            rolled = rolled.change(room=None, room_stage=RoomStage.WANTED, room_stale=False)
            fresh = {"reference": drawn_reference(), **self._rows.no_room()}
        return alone, rolled, series.columns(rolled, care_at=self._ahead.look_at(rolled, now=now)) | fresh

    def _keeps_room(self, rolled: Conference) -> bool:
        """Whether the dates that are to come have the same room."""
        features = self._conferences.backends.features(rolled.provider)
        return Feature.KEEP in features and rolled.room_stage is RoomStage.READY and not rolled.stage.over

    async def miss(self, conference: Conference, *, now: datetime) -> None:
        """Its time passed while nobody was there to start it: everything says so, and its host is told. A series goes
        on to its next date."""
        over: dict[str, Any] = {"stage": Stage.MISSED, "ended_at": now, "care_at": None}
        left, about = conference.change(stage=Stage.MISSED), "missed"
        if conference.series is not None:
            left, about = series.rolled(conference, after=now, now=now), "date_missed"
            over = series.columns(left, care_at=self._ahead.look_at(left, now=now))
        async with self._database.write() as connection:
            missed = await self._rows.change(
                connection,
                conference,
                stages=(conference.stage,),
                room_stages=(conference.room_stage,),
                starts_by=conference.plan.starts_at,
                **over,
                **UNTENDED,
            )
            if missed:
                shown = await self._conferences.refresh(connection, left, now=now, invitations=True)
                was = conference.plan.starts_at
                if conference.series is None:
                    await self._rows.leave_room(connection, conference, now=now, unused=True)
                told = owed.change(shown, conference.host_id, about=about, was=was, by="", now=now)
                await owe(connection, [told], now=now)
        self._wake()

    async def again(self, conference: Conference, *, now: datetime) -> None:
        """Its back end was not there, and nothing was made: it waits a little longer, as planned."""
        waiting: dict[str, Any] = {"stage": Stage.SCHEDULED, "room_stage": _as_before(conference)}
        waiting |= {"care_at": now + ASK_AGAIN}
        refused = (RoomStage.REFUSED,)
        async with self._database.write() as connection:
            await self._rows.change(
                connection, conference, stages=(Stage.FAILED,), room_stages=refused, **waiting, **UNTENDED
            )
        self._wake()

    async def failed(self, conference: Conference, *, certain: bool, why: Why, now: datetime) -> None:
        """Its back end gave no room: the host hears it, once, with what to do; the card says so too. A room that was
        made ahead stays for a while, for whoever tries again, and is then taken away."""
        left: dict[str, Any] = {"room_stage": RoomStage.REMOVED, "care_at": None}
        if conference.room is not None:
            left = {"room_stage": RoomStage.READY, "care_at": now + LEFT_FOR}
        async with self._database.write() as connection:
            untold = await self._rows.change(
                connection,
                conference,
                stages=(Stage.FAILED,),
                room_stages=(RoomStage.REFUSED,),
                **left,
                **UNTENDED,
            )
            if untold:
                await self._conferences.tell_failure(connection, conference, certain=certain, why=why, now=now)
        self._wake()


def _as_before(conference: Conference) -> RoomStage:
    """How its room stands after a try in vain: one that was made ahead is there all the same."""
    return RoomStage.READY if conference.room else RoomStage.WANTED
