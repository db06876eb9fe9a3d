"""Planned conferences whose time has come: brought live, or left where that is too late. None is ever stuck.

Who goes on with one whose process died, at each point (`care_at` says when; a claim that was held runs out by itself):
planned, and its time has come → whoever looks next; begun, and its room not asked for, made ahead and not opened, or
asked for and no answer written down → whoever looks next, after `AGAIN`; its room lost → the care of lost rooms, which
finds it or gives up and tells; refused, and its host not told → whoever looks next tells; room kept → it is live, and
all is owed already.
"""

import asyncio
import logging
from collections import defaultdict
from datetime import datetime, timedelta
from uuid import uuid4

from bot.clock import Clock
from bot.errors import Busy, Denied, Garbled, ProviderError, Refused, Unanswered, UnknownProvider, Unreachable
from bot.faults import kill_point
from bot.model import Conference, Person, RoomStage, Stage, Why
from bot.services.ahead import RoomsAhead
from bot.services.beginning import AGAIN, Beginning
from bot.services.conferences import Conferences
from bot.services.intents import Intents
from bot.services.starting import NotStarted, Started, Starting

log = logging.getLogger(__name__)

TOO_LATE = timedelta(minutes=10)
"""A plan whose time passed longer ago than this, while nobody was there, is not carried out."""

PATIENT = timedelta(minutes=2)
"""How long a back end that is away or busy is asked again before the host is told."""

AT_ONCE = 6
"""So many are brought live at one back end at a time: at the full hour many begin, and each may take its time there
without counting the time that it waits for the others."""

_UNFINISHED = frozenset(
    {
        (Stage.STARTING, RoomStage.WANTED),
        (Stage.STARTING, RoomStage.ASKED),
        (Stage.STARTING, RoomStage.READY),
        (Stage.FAILED, RoomStage.REFUSED),
    }
)
"""How one stands whose process died on the way."""


class Opening:
    def __init__(
        self,
        *,
        beginning: Beginning,
        ahead: RoomsAhead,
        intents: Intents,
        starting: Starting,
        conferences: Conferences,
        clock: Clock,
    ) -> None:
        self._beginning = beginning
        self._ahead = ahead
        self._intents = intents
        self._starting = starting
        self._conferences = conferences
        self._clock = clock
        self._turns: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(AT_ONCE))

    def concerns(self, conference: Conference) -> bool:
        """Whether it waits for its time, or somebody died while it was brought live."""
        if conference.stage is Stage.SCHEDULED:
            return True
        return conference.planned and (conference.stage, conference.room_stage) in _UNFINISHED

    async def open(self, conference: Conference, *, by: str, now: datetime) -> None:
        """One look at one that concerns us, claimed by the process `by`: what is due is done, or left to others."""
        late = now - conference.plan.starts_at
        if conference.stage is Stage.FAILED:
            await self._beginning.failed(conference, certain=False, why=Why.AWAY, now=now)
        elif self._ahead.concerns(conference, now=now):
            await self._ahead.tend(conference, now=now)
        elif late < timedelta():
            await self._beginning.wait(conference, until=self._ahead.look_at(conference, now=now))
        elif late > TOO_LATE:
            await self._leave(conference, now=now)
        else:
            async with self._turns[conference.provider]:
                await self._begin(conference, by=by)

    async def early(self, conference: Conference, *, by: Person, press: str, now: datetime) -> Started:
        """Somebody starts it before its time. Where that fails it stays planned as it was.

        Raises `NotAllowed`, `NotStarted`, `UnknownProvider`.
        """
        begun = await self._beginning.early(conference, by=by, press=press, now=now)
        kill_point("after_begun")
        try:
            return await self._starting.bring_live(begun, by=press, now=now, again=AGAIN)
        except NotStarted as failed:
            if not failed.perhaps:
                await self._beginning.put_back(begun)
            raise
        except UnknownProvider:
            await self._beginning.put_back(begun)
            raise

    async def _begin(self, conference: Conference, *, by: str) -> None:
        """Where it took long to get a turn, our claim may have run out: then it is somebody else's."""
        if conference.series is not None:
            alone = await self._beginning.split(conference, by=by, now=self._clock())
            kill_point("after_split")
            if alone is not None:
                await self._bring_live(alone)
        elif await self._beginning.begin(conference, by=by, now=self._clock()):
            kill_point("after_begun")
            await self._bring_live(conference)

    async def _bring_live(self, conference: Conference) -> None:
        """Each try has a name of its own: of two that think it is theirs, one asks for the room."""
        now = self._clock()
        begun = await self._conferences.known(conference.workspace_id, conference.id)
        by = f"plan:{conference.id}:{uuid4().hex}"
        try:
            await self._starting.bring_live(begun, by=by, now=now, again=AGAIN)
        except NotStarted as failed:
            log.warning("a planned one was not started", exc_info=failed.error, extra=_told(conference))
            if not failed.perhaps:  # else it is being looked for
                await self._not_started(conference, failed.error, now=now)
        except UnknownProvider as error:
            log.warning("a planned one was not started", exc_info=error, extra=_told(conference))
            await self._beginning.failed(conference, certain=True, why=Why.UNKNOWN, now=now)

    async def _not_started(self, conference: Conference, error: ProviderError, *, now: datetime) -> None:
        """A server that is away, or busy at the full hour, is asked again for a while before anybody is told."""
        if conference.early_from is not None:
            await self._beginning.put_back(conference)
            return
        away = isinstance(error, Unreachable | Busy)
        if away and now - conference.plan.starts_at < PATIENT:
            await self._beginning.again(conference, now=now)
            return
        certain = not isinstance(error, Unanswered | Garbled)
        why = Why.REFUSED if isinstance(error, Refused | Denied) else Why.AWAY
        await self._beginning.failed(conference, certain=certain, why=why, now=now)

    async def _leave(self, conference: Conference, *, now: datetime) -> None:
        """Where its room may be there, that is looked for, and taken away."""
        if conference.room_stage is RoomStage.ASKED and conference.stage is Stage.STARTING:
            await self._intents.note_failure(conference, perhaps=True, now=now)
        else:
            await self._beginning.miss(conference, now=now)


def _told(conference: Conference) -> dict[str, str]:
    return {"action": "plan_failed", "reference": conference.code}
