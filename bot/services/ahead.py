"""Rooms that are made before their time, where a back end keeps them: a plan's link is known, and what changes there
changes with it."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Garbled, Gone, ProviderError, Refusal, Refused, RoomMade, Unanswered
from bot.faults import kill_point
from bot.model import Conference, Feature, Plan, Room, RoomStage, RoomState, Stage
from bot.services.conferences import Conferences
from bot.services.wishes import Wishes
from bot.store.conferences import ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

MADE_AHEAD = timedelta(days=30)
"""So long before its time a room is made."""
AT_THE_LATEST = timedelta(minutes=5)
"""Later than that before its time none is made: it is made then."""
TRIED_AGAIN = timedelta(minutes=5)
"""When a back end is asked again that was away; nobody waits for it yet."""
IN_DOUBT = timedelta(minutes=2)
"""No call takes longer: whoever changes a room writes the new plan down before, or died."""
_FREE: dict[str, Any] = {"care_by": None, "care_until": None}


REPLACING = frozenset({Feature.REMOVE, Feature.STATE})
"""What a back end must be able to do, so that a room that waits can give way to another one."""


def wants_another_room(before: Plan, after: Plan) -> bool:
    """Whether there is something in it that no room can become: recorded or not, another template, an option that is
    not said any more."""
    was, now = before.options, after.options
    unsaid = (was.pin and not now.pin) or (was.capacity and not now.capacity)
    return bool(unsaid) or (before.record, was.template) != (after.record, now.template)


class RoomsAhead:
    """`wake` tells the loops that something became due."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        conferences: Conferences,
        wishes: Wishes,
        wake: Callable[[], None],
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._wishes = wishes
        self._wake = wake

    def concerns(self, conference: Conference, *, now: datetime) -> bool:
        """Whether its room is to be made, or to hear of a change, before its time."""
        if conference.stage is not Stage.SCHEDULED or conference.plan.starts_at - now <= AT_THE_LATEST:
            return False
        features = self._features(conference)
        if conference.room_stage is RoomStage.READY:
            return conference.room_stale and Feature.UPDATE in features
        return Feature.AHEAD in features and conference.plan.starts_at - now <= MADE_AHEAD

    def look_at(self, conference: Conference, *, now: datetime) -> datetime:
        """When somebody must look after one that is to come, as it is planned now: for its room, else at its time."""
        if self.concerns(conference, now=now):
            return now
        starts_at, ahead = conference.plan.starts_at, Feature.AHEAD in self._features(conference)
        far = ahead and conference.room_stage is RoomStage.WANTED and starts_at - now > MADE_AHEAD
        return starts_at - MADE_AHEAD if far else starts_at

    def _features(self, conference: Conference) -> frozenset[Feature]:
        return self._conferences.backends.features(conference.provider)

    async def tend(self, conference: Conference, *, now: datetime) -> None:
        """One look at one that concerns us. Whatever the back end does, the plan stands, and the next look is set."""
        try:
            room = await (self._update(conference) if conference.room else self._make(conference, now=now))
        except (Unanswered, Garbled) as error:  # asked for again by the same name
            await self._later(conference, error, now=now)
        except Gone:
            await self._forget(conference, now=now)
        except ProviderError as error:
            await self._later(conference, error, now=now, room_stages=(RoomStage.ASKED,), room_stage=RoomStage.WANTED)
        else:
            await self._keep(conference, room, now=now)

    async def changed(self, conference: Conference, plan: Plan, *, now: datetime) -> Room | None:
        """Its room as the back end makes it fit the new plan; None where there is none to change there, or not yet,
        because a date of its series is going on in it. Raises `ProviderError`: then nothing changed. Where it may have,
        it is told once more how it was; so it is if nobody writes the new plan down, because the process died.

        What a room is from its making on cannot be changed: then it goes, and another one is made. Raises `RoomMade`
        where it cannot go."""
        if conference.room is None or Feature.UPDATE not in self._features(conference):
            return None
        await self._note(conference, room_stale=True, care_at=now + IN_DOUBT)
        try:
            if wants_another_room(conference.plan, plan):
                await self._give_up(conference, now=now)
                return None
            return await self._update(conference.change(plan=plan))
        except (Unanswered, Garbled):
            await self._note(conference, room_stale=True, care_at=now)
            self._wake()
            raise
        except Gone:
            await self._forget(conference, now=now)
            return None
        except (ProviderError, RoomMade) as error:
            if isinstance(error, Refused) and error.why is Refusal.RUNNING:
                return None
            care_at = self.look_at(conference, now=now)
            await self._note(conference, room_stale=conference.room_stale, care_at=care_at)
            raise

    async def _note(self, conference: Conference, **columns: Any) -> None:
        """Unless its plan is another one already."""
        waits, same = (Stage.SCHEDULED,), conference.sequence
        async with self._database.write() as connection:
            await self._rows.change(connection, conference, stages=waits, sequence_is=same, **columns)

    async def _make(self, conference: Conference, *, now: datetime) -> Room:
        """Announced before it is asked for."""
        async with self._database.write() as connection:
            waits = (RoomStage.WANTED, RoomStage.ASKED)
            await self._rows.change(
                connection, conference, stages=(Stage.SCHEDULED,), room_stages=waits, room_stage=RoomStage.ASKED
            )
        kill_point("after_ahead_asked")
        provider = self._conferences.backends.named(conference.provider)
        wish = await self._wishes.wish(conference, ahead=True)
        return await self._conferences.backends.ask(conference.provider, provider.create(wish))

    async def _update(self, conference: Conference) -> Room:
        assert conference.room is not None
        provider = self._conferences.backends.named(conference.provider)
        wish = await self._wishes.wish(conference, ahead=True)
        return await self._conferences.backends.ask(conference.provider, provider.update(conference.room, wish))

    async def _give_up(self, conference: Conference, *, now: datetime) -> None:
        """Take its room away, so that another one is made. One in which people are, or that holds recordings, stays.
        Raises `RoomMade`."""
        assert conference.room is not None
        made, backends = RoomMade(conference.plan.topic, provider=conference.provider), self._conferences.backends
        if REPLACING - self._features(conference):
            raise made
        provider, room_id = backends.named(conference.provider), conference.room.id
        if (await backends.ask(conference.provider, provider.status(room_id))).state is RoomState.LIVE:
            raise made
        try:
            await backends.ask(conference.provider, provider.remove(room_id))
        except Refused as refused:
            if refused.why in (Refusal.RECORDED, Refusal.RUNNING):
                raise made from refused
            raise
        await self._forget(conference, now=now)

    async def _keep(self, conference: Conference, room: Room, *, now: datetime) -> None:
        """It is there. Whoever changed the plan meanwhile marked it so; whoever gave it up, leaves it to be removed."""
        kill_point("after_ahead_made")
        async with self._database.write() as connection:
            kept = await self._rows.keep_room_ahead(connection, conference, room, now=now)
            if kept:
                await self._conferences.refresh(connection, conference, now=now, invitations=True)
            else:
                await self._rows.refuse_room(connection, conference, room, now=now)
        self._wake()

    async def _forget(self, conference: Conference, *, now: datetime) -> None:
        """Somebody took it away at the back end: another one is made."""
        async with self._database.write() as connection:
            await self._rows.forget_room(connection, conference, care_at=now)
        self._wake()

    async def _later(
        self,
        conference: Conference,
        error: ProviderError,
        *,
        now: datetime,
        room_stages: tuple[RoomStage, ...] | None = None,
        **columns: Any,
    ) -> None:
        log.info("no room ahead yet", extra={"action": "ahead_failed", "error": repr(error)})
        at = min(now + TRIED_AGAIN, max(now, conference.plan.starts_at))
        waits = (Stage.SCHEDULED,)
        async with self._database.write() as connection:
            if columns:
                await self._rows.change(connection, conference, stages=waits, room_stages=room_stages, **columns)
            await self._rows.change(connection, conference, stages=waits, care_at=at, **_FREE)
