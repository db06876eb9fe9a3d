"""Looking after rooms: lost ones are found, live ones looked at, those nobody needs removed. No room is orphaned."""

import logging
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Gone, ProviderError, Refusal, Refused, UnknownProvider
from bot.model import Conference, Feature, Room, RoomStage, RoomState, Stage
from bot.services.conferences import AFTER_END, LIVE_CHECK, Conferences
from bot.services.ending import Ending
from bot.services.opening import Opening
from bot.services.watching import Watching
from bot.services.wishes import Wishes
from bot.store.care import RoomCare
from bot.store.conferences import ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

WANTED_FOR = timedelta(minutes=5)
"""How long somebody still wants a conference whose room has not turned up."""
ABSENT_AFTER = timedelta(minutes=1)
"""How long after it was asked for a room that the back end does not have counts as never made."""
LOOKED_FOR = timedelta(hours=24)
"""How long a room that may exist is looked for at a back end that does not answer."""
LEASE = timedelta(seconds=60)
BATCH = 64
_FIRST, _SLOWEST = timedelta(seconds=2), timedelta(minutes=5)


class Rooms:
    """`tend` is called when something may be due; two processes never look after the same room at once."""

    def __init__(
        self,
        *,
        database: Database,
        rows: ConferenceStore,
        care: RoomCare,
        conferences: Conferences,
        watching: Watching,
        ending: Ending,
        opening: Opening,
        wishes: Wishes,
        process: str,
        lease: timedelta = LEASE,
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._care = care
        self._watching = watching
        self._ending = ending
        self._opening = opening
        self._wishes = wishes
        self._process = process
        self._lease = lease

    async def claim(self, *, now: datetime, limit: int = BATCH) -> list[tuple[Conference, int]]:
        """What must be looked after now, ours until the lease ends; each with how often it was tried."""
        async with self._database.write() as connection:
            return await self._care.claim(connection, now=now, by=self._process, lease=self._lease, limit=limit)

    async def next_at(self, *, now: datetime) -> datetime | None:
        """The next instant after `now` at which something may have to be looked after."""
        async with self._database.read() as connection:
            return await self._care.next_at(connection, now=now)

    async def give_back(self) -> None:
        """Our claims are free for others."""
        async with self._database.write() as connection:
            await self._care.free(connection, by=self._process)

    async def free_the_dead(self) -> None:
        """Where there is one process only, every claim at its start belongs to a dead one."""
        async with self._database.write() as connection:
            await self._care.free(connection)

    async def tend(self, conference: Conference, attempt: int, *, now: datetime) -> None:
        """One look. Whatever the back end does, the next one is set, or it is settled.

        A back end that was taken out of the settings is treated as one that is down: it may come back.
        """
        try:
            await self._look(conference, now=now)
        except (ProviderError, UnknownProvider) as error:
            log.info("room could not be looked after", extra={"action": "room_care_failed", "error": repr(error)})
            await self._later(conference, attempt, now=now)
        except Exception:  # a mistake of ours: the claim is given back all the same
            await self._next(conference, now + _pause(conference, attempt))
            raise

    async def _look(self, conference: Conference, *, now: datetime) -> None:
        if self._opening.concerns(conference):
            await self._opening.open(conference, by=self._process, now=now)
        elif conference.room_stage is RoomStage.UNWANTED:
            await self._remove(conference, now=now)
        elif conference.room_stage in (RoomStage.ASKED, RoomStage.LOST):
            await self._find(conference, now=now)
        elif conference.stage is Stage.LIVE:
            await self._watching.look(conference, now=now)
        elif conference.room_stage is RoomStage.READY:
            await self._clear_up(conference, now=now)
        else:
            await self._settle(conference)

    async def _find(self, conference: Conference, *, now: datetime) -> None:
        provider = self._conferences.backends.named(conference.provider)
        if Feature.FIND not in provider.features:
            await self._settle(conference, room_stage=RoomStage.REMOVED)
            await self._conferences.give_up(conference, certain=False, now=now)
            return
        room = await self._conferences.backends.ask(conference.provider, provider.find(conference.room_reference))
        age = now - conference.plan.starts_at
        if room is None:
            await self._absent(conference, age=age, now=now)
        elif age <= WANTED_FOR and conference.stage is Stage.STARTING:
            await self._use(conference, now=now)
        else:
            await self._conferences.give_up(conference, certain=False, now=now)
            await self._refuse(conference, room, now=now)

    async def _use(self, conference: Conference, *, now: datetime) -> None:
        """It turned up in time. Asked for once more under the same reference, it is opened if it was not yet; so is one
        that was made ahead."""
        provider = self._conferences.backends.named(conference.provider)
        wish, ahead = await self._wishes.wish(conference), conference.room
        asking = provider.open(ahead, wish) if ahead else provider.create(wish)
        room = await self._conferences.backends.ask(conference.provider, asking)
        if not await self._conferences.use_room(conference, room, now=now):
            await self._refuse(conference, room, now=now)

    async def _refuse(self, conference: Conference, room: Room, *, now: datetime) -> None:
        async with self._database.write() as connection:
            await self._rows.refuse_room(connection, conference, room, now=now)

    async def _absent(self, conference: Conference, *, age: timedelta, now: datetime) -> None:
        """It is not there. It may still come, so the last look is a good while after the first."""
        if age < ABSENT_AFTER:
            await self._next(conference, now + _FIRST)
            return
        await self._conferences.give_up(conference, certain=True, now=now)
        if age < WANTED_FOR * 3:
            await self._next(conference, now + WANTED_FOR)
        else:
            await self._settle(conference, room_stage=RoomStage.REMOVED)

    async def _remove(self, conference: Conference, *, now: datetime) -> None:
        """Take away what nobody wants: it may be there under the back end's id or only under our reference. What is its
        series' stays."""
        if conference.kept_reference is not None:
            await self._settle(conference, room_stage=RoomStage.REMOVED)
            return
        backends = self._conferences.backends
        provider = backends.named(conference.provider)
        room_id = conference.room.id if conference.room else None
        if room_id is None and Feature.FIND in provider.features:
            room = await backends.ask(conference.provider, provider.find(conference.room_reference))
            room_id = room.id if room else None
        if room_id is not None and not await self._taken_away(conference, room_id):
            await self._settle(conference)
            return
        may_come = now - conference.plan.starts_at < WANTED_FOR * 3
        if room_id is None and Feature.FIND in provider.features and may_come:
            await self._next(conference, now + WANTED_FOR)
        else:
            await self._settle(conference, room_stage=RoomStage.REMOVED)

    async def _clear_up(self, conference: Conference, *, now: datetime) -> None:
        """It is over. Who came is told first; later, when what was recorded can be listed, the room goes."""
        assert conference.room is not None
        if not conference.accounted and await self._ending.settle(conference, now=now):
            return
        if await self._in_use(conference) and now - _needless_since(conference) < LOOKED_FOR:
            await self._next(conference, now + AFTER_END)
            return
        try:
            gone = await self._taken_away(conference, conference.room.id)
        except Refused as refused:
            if refused.why is not Refusal.RUNNING:
                raise
            await self._next(conference, now + AFTER_END)  # what was recorded until just now is listed later
        else:
            await self._settle(conference, **({"room_stage": RoomStage.REMOVED} if gone else {}))

    async def _in_use(self, conference: Conference) -> bool:
        """Whether people came back after the end: they are not sent out a second time."""
        backends = self._conferences.backends
        if Feature.STATE not in backends.features(conference.provider):
            return False
        assert conference.room is not None
        provider = backends.named(conference.provider)
        try:
            status = await backends.ask(conference.provider, provider.status(conference.room.id))
        except Gone:
            return False
        return status.state is RoomState.LIVE

    async def _taken_away(self, conference: Conference, room_id: str) -> bool:
        """False where recordings would go with the room: then it stays. True also where nothing can be removed: then
        nobody new is let in, where that can be. What is its series' stays."""
        if conference.kept_reference is not None:
            return True
        provider = self._conferences.backends.named(conference.provider)
        try:
            if Feature.REMOVE in provider.features:
                await self._conferences.backends.ask(conference.provider, provider.remove(room_id))
            elif Feature.CLOSE in provider.features:
                await self._conferences.backends.ask(conference.provider, provider.close(room_id))
        except Refused as refused:
            if refused.why is not Refusal.RECORDED:
                raise
            return False
        return True

    async def _later(self, conference: Conference, attempt: int, *, now: datetime) -> None:
        if conference.stage is Stage.LIVE:
            await self._watching.unanswered(conference, now=now)
            await self._next(conference, now + _pause(conference, attempt))
            return
        if now - conference.plan.starts_at > WANTED_FOR:
            await self._conferences.give_up(conference, certain=False, now=now)
        if now - _needless_since(conference) <= LOOKED_FOR:
            await self._next(conference, now + _pause(conference, attempt))
        elif conference.room_stage is RoomStage.READY:  # it is there as far as anybody knows, recordings and all
            await self._settle(conference)
        else:
            await self._settle(conference, room_stage=RoomStage.REMOVED)

    async def _next(self, conference: Conference, at: datetime) -> None:
        await self._set(conference, care_at=at)

    async def _settle(self, conference: Conference, **columns: Any) -> None:
        await self._set(conference, care_at=None, **columns)

    async def _set(self, conference: Conference, **columns: Any) -> None:
        """One that was live when it was claimed and is over now is left as whoever ended it left it; one that could not
        be started, and is tried again now, to whoever tries."""
        waits = conference.stage is Stage.FAILED and conference.room_stage is RoomStage.READY
        stages = (conference.stage,) if waits or conference.stage is Stage.LIVE else None
        async with self._database.write() as connection:
            await self._rows.change(connection, conference, stages=stages, care_until=None, care_by=None, **columns)


def _needless_since(conference: Conference) -> datetime:
    """Since when its room may be looked for to be taken away: a conference may last longer than that takes."""
    ended = conference.ended_at if conference.room_stage is RoomStage.READY else None
    return ended or conference.plan.starts_at


def _pause(conference: Conference, attempt: int) -> timedelta:
    """Longer each time, but a live one is looked at each minute whatever happens."""
    slowest = LIVE_CHECK if conference.stage is Stage.LIVE else _SLOWEST
    pause: timedelta = _FIRST * 2 ** min(attempt, 8)
    return min(slowest, pause)
