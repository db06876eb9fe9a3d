"""The loop that goes round the rooms: woken when one is due, a bounded number looked after at a time."""

import asyncio
import logging
from datetime import datetime
from typing import Protocol

from bot.alarms import Alarms
from bot.clock import Clock
from bot.errors import StoreError
from bot.model import Conference
from bot.providers.gate import unhurried

log = logging.getLogger(__name__)

AT_ONCE = 64
GRACE_S = 10.0


class Tended(Protocol):
    """What is gone round: claimed for a while, looked after one by one, and given back at a stop."""

    async def claim(self, *, now: datetime, limit: int) -> list[tuple[Conference, int]]: ...

    async def next_at(self, *, now: datetime) -> datetime | None: ...

    async def tend(self, conference: Conference, attempt: int, *, now: datetime) -> None: ...

    async def give_back(self) -> None: ...


class Rounds:
    def __init__(
        self,
        rooms: Tended,
        *,
        alarms: Alarms,
        clock: Clock,
        name: str = "rooms",
        at_once: int = AT_ONCE,
        grace_s: float = GRACE_S,
    ) -> None:
        self._rooms = rooms
        self._clock = clock
        self._at_once = at_once
        self._grace_s = grace_s
        self._awake = asyncio.Event()
        self._alarm = alarms.add(name, self._awake.set)
        self._tending: set[asyncio.Task[None]] = set()
        self._more = False

    async def serve(self, stopping: asyncio.Event) -> None:
        """Go round until `stopping` is set; then finish what is under way, and give back the rest."""
        stopped = asyncio.create_task(stopping.wait())
        while not stopping.is_set():
            self._awake.clear()
            await self._round()
            waking = asyncio.create_task(self._awake.wait())
            await asyncio.wait({waking, stopped}, return_when=asyncio.FIRST_COMPLETED)
            waking.cancel()
        if self._tending:
            await asyncio.wait(self._tending, timeout=self._grace_s)
        left = list(self._tending)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        await self._rooms.give_back()

    async def _round(self) -> None:
        """A database that is away is asked again at the next pulse; whatever else goes wrong ends no later round."""
        try:
            free = self._at_once - len(self._tending)
            claimed = await self._rooms.claim(now=self._clock(), limit=free) if free else []
            for conference, attempt in claimed:
                self._tend(conference, attempt)
            self._more = len(claimed) == free  # then others may be due, and wait for room
            self._alarm.wake_at(await self._rooms.next_at(now=self._clock()))
        except StoreError as error:
            log.warning("rooms wait for the database", extra={"action": "rounds_failed", "error": repr(error)})
        except Exception:
            log.exception("no rooms were looked after this time", extra={"action": "rounds_broke"})

    def _tend(self, conference: Conference, attempt: int) -> None:
        task = asyncio.create_task(self._safely(conference, attempt))
        self._tending.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        """A look at the table for each that ends would cost more than the looks themselves."""
        self._tending.discard(task)
        if self._more or not self._tending:
            self._awake.set()

    async def _safely(self, conference: Conference, attempt: int) -> None:
        """Whatever happens to one room, the others are looked after; its claim runs out by itself."""
        try:
            with unhurried():
                await self._rooms.tend(conference, attempt, now=self._clock())
        except Exception:
            log.exception("a room could not be looked after", extra={"action": "room_care_broke"})
