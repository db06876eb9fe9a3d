"""House-keeping, once an hour: what is long over is forgotten, a little at a time, and what broke off goes on.

Any number of processes may do it at once: each takes what no other holds.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

from bot.alarms import Alarms
from bot.clock import Clock
from bot.errors import StoreError
from bot.faults import kill_point
from bot.services import agendas
from bot.services.leaving import Leaving
from bot.store import keeping
from bot.store.database import Database
from bot.store.install_states import InstallStates

log = logging.getLogger(__name__)

EVERY = timedelta(hours=1)
"""How often it looks."""
FIRST = timedelta(minutes=2)
"""How soon after the start: then everything else has begun, and Slack waits for none of it."""
PAUSE_S = 0.2
"""Between two batches, so that others come to write."""


class Housekeeping:
    """`kept_for`: how long what is over stays."""

    def __init__(
        self,
        *,
        database: Database,
        leaving: Leaving,
        states: InstallStates,
        clock: Clock,
        alarms: Alarms,
        kept_for: timedelta,
        pause_s: float = PAUSE_S,
    ) -> None:
        self._database = database
        self._leaving = leaving
        self._states = states
        self._clock = clock
        self._kept_for = kept_for
        self._pause_s = pause_s
        self._awake = asyncio.Event()
        self._alarm = alarms.add("housekeeping", self._awake.set)

    async def run(self) -> None:
        """For ever. The clock may be moved, so whenever this is woken it looks how late it is, and at nothing else."""
        next_at = self._clock() + FIRST
        while True:
            self._awake.clear()
            now = self._clock()
            if not next_at - EVERY <= now < next_at:
                await self._safely(now)
                next_at = now + EVERY
            self._alarm.wake_at(next_at)
            await self._awake.wait()

    async def sweep(self, *, now: datetime) -> int:
        """What broke off goes on, and everything goes that may by now; says how many rows went."""
        await agendas.mend(self._database, now=now)
        total = await self._states.tidy(now)
        before = now - self._kept_for
        for batches in (
            self._leaving.purge(now=now),
            keeping.old_deliveries(self._database, before=before),
            keeping.old_conferences(self._database, before=before, now=now),
        ):
            total += await self._all(batches)
        return total

    async def _all(self, batches: AsyncIterator[int]) -> int:
        total = 0
        async for gone in batches:
            if gone:
                kill_point("after_batch")
                total += gone
                await asyncio.sleep(self._pause_s)
        return total

    async def _safely(self, now: datetime) -> None:
        try:
            gone = await self.sweep(now=now)
        except StoreError as error:
            log.warning("nothing was put away", extra={"action": "sweep_failed", "error": repr(error)})
        except Exception:
            log.exception("nothing was put away", extra={"action": "sweep_broke"})
        else:
            if gone:
                log.info("put away what is long over", extra={"action": "swept", "rows": gone})
