"""Works on what the inbox kept: fresh requests straight from memory, broken and given-back ones from the table."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.alarms import Alarms
from bot.clock import Clock
from bot.errors import StoreError
from bot.faults import kill_point
from bot.services.insisting import insist
from bot.services.rush import QUIET_S, Rush
from bot.services.together import Together
from bot.store.requests import Request, RequestStore

log = logging.getLogger(__name__)

LIMIT = 32
BACKLOG = 2000
"""Fresh requests beyond this many are left in the table."""
LEASE = timedelta(seconds=60)
ATTEMPTS = 5
GRACE = timedelta(seconds=10)
TIDYING = timedelta(hours=1)

Work = Callable[[Request], Awaitable[None]]


def _uncounted(outcome: str) -> None:
    """Nobody counts."""


class Runner:
    """Gives requests to `work`, at most `limit` at a time. `count` hears done, failed, closed and given_back.

    `work` may see a request twice when a process dies between the work and the mark, so it must be repeatable. Fresh
    requests wait while there is a rush: what is working takes the event loop from what acknowledges.
    """

    def __init__(
        self,
        store: RequestStore,
        work: Work,
        clock: Clock,
        alarms: Alarms,
        *,
        limit: int = LIMIT,
        lease: timedelta = LEASE,
        attempts: int = ATTEMPTS,
        count: Callable[[str], None] = _uncounted,
    ) -> None:
        self.lease = lease
        self._store = store
        self._work = work
        self._clock = clock
        self._limit = limit
        self._attempts = attempts
        self._count = count
        self._queue: deque[tuple[Request, datetime]] = deque()
        self._running: dict[str, tuple[Request, asyncio.Task[None]]] = {}
        self._done: Together[str] = Together(self._mark_done)
        self._rush = Rush(self._begin)
        self._woken = asyncio.Event()
        self._alarm = alarms.add("requests", self._woken.set)
        alarms.add("requests held", self._pulse)
        self._more = False
        self._stopping = False
        self._held_since = self._tidied_at = clock()

    @property
    def taking(self) -> bool:
        return not self._stopping and len(self._queue) < BACKLOG

    def take(self, request: Request) -> None:
        """Work on a request whose row this process claimed just now."""
        self._queue.append((request, self._clock() + self.lease))
        self._rush.notice()
        self._begin()

    def nudge(self) -> None:
        """Look at the table now."""
        self._woken.set()

    async def run(self) -> None:
        """Look after the table until stopped."""
        await insist(partial(self._store.free_the_dead, now=self._clock()))
        while not self._stopping:
            self._woken.clear()
            try:
                await self.round()
            except StoreError as error:
                log.warning(
                    "the table of requests cannot be read", extra={"action": "requests_unread", "error": repr(error)}
                )
            except Exception:  # whatever it was, nothing would be found in the table any more
                log.exception("nothing was taken this time", extra={"action": "requests_broke"})
            await self._woken.wait()

    async def round(self) -> None:
        """Hold what is ours, and take from the table what can start now."""
        now = self._clock()
        await self._hold(now)
        await self._tidy(now)
        free = self._limit - len(self._running) - len(self._queue)
        claimed = await self._claim(now, free) if free > 0 else []
        self._more = free <= 0 or len(claimed) == free
        if self._stopping:
            await self._store.give_back(untouched=claimed, now=now)
            return
        self._queue.extend((request, now + self.lease) for request in claimed)
        self._begin()
        self._alarm.wake_at(await self._store.next_due(now))

    async def idle(self) -> None:
        """Wait until nothing is being worked on."""
        while self._running or self._queue:
            tasks = [task for _, task in self._running.values()]
            await (asyncio.wait(tasks) if tasks else asyncio.sleep(QUIET_S))

    async def stop(self, *, within: timedelta = GRACE) -> None:
        """Take nothing more, finish what can be finished in time, and give the rest back."""
        self._stopping = True
        self._woken.set()
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=within.total_seconds())
        begun = [request for request, task in self._running.values() if task.cancel()]
        await asyncio.gather(*tasks, return_exceptions=True)
        untouched = [request for request, _ in self._queue]
        self._queue.clear()
        if begun or untouched:
            self._count("given_back")
            await insist(partial(self._store.give_back, untouched=untouched, begun=begun, now=self._clock()))

    def _pulse(self) -> None:
        """Leases are held by the way, and so is tidying: whoever has nothing in hand need not look at the table."""
        if self._running or self._queue or self._clock() - self._tidied_at >= TIDYING:
            self._woken.set()

    async def _claim(self, now: datetime, free: int) -> list[Request]:
        held = [*self._running, *(request.id for request, _ in self._queue)]
        return await self._store.claim_owed(now, lease=self.lease, limit=free, held=held)

    async def _hold(self, now: datetime) -> None:
        held = [*self._running, *(request.id for request, _ in self._queue)]
        if now - self._held_since < self.lease / 3:
            return
        self._held_since = now
        if held:
            await self._store.extend(held, until=now + self.lease)
            self._queue = deque((request, now + self.lease) for request, _ in self._queue)

    async def _tidy(self, now: datetime) -> None:
        if now - self._tidied_at >= TIDYING:
            self._tidied_at = now
            await self._store.tidy(now)

    def _begin(self) -> None:
        """Start what is waiting, as far as the limit allows."""
        while self._queue and len(self._running) < self._limit and not (self._stopping or self._rush.on):
            queued, lease_until = self._queue.popleft()
            if lease_until > self._clock():  # else it is anybody's by now, and will be found in the table
                self._start(queued)

    def _start(self, request: Request) -> None:
        task = asyncio.create_task(self._attempt(request), name=f"request {request.id}")
        self._running[request.id] = (request, task)
        task.add_done_callback(partial(self._finished, request))

    def _finished(self, request: Request, task: asyncio.Task[None]) -> None:
        self._running.pop(request.id, None)
        if (
            not task.cancelled() and (error := task.exception()) is not None
        ):  # its claim runs out, then it is owed again
            log.error(
                "a request is left open", exc_info=error, extra={"action": "request_left", "request_id": request.id}
            )
        self._begin()
        if self._more:
            self._woken.set()

    async def _attempt(self, request: Request) -> None:
        kill_point("before_work")
        try:
            if request.attempt <= self._attempts:
                await self._work(request)
        except Exception as error:
            await self._failed(request, error)
        else:
            kill_point("before_done")
            await self._settled(request)

    async def _settled(self, request: Request) -> None:
        if request.attempt > self._attempts:  # the process died of it each time
            await self._close(request)
            return
        self._count("done")
        await self._done.add(request.id)

    async def _failed(self, request: Request, error: Exception) -> None:
        told = {"action": "request_failed", "request_id": request.id, "kind": request.kind, "attempt": request.attempt}
        log.error("a request failed", exc_info=error, extra=told)
        self._count("failed")
        if request.attempt >= self._attempts:
            await self._close(request)
            return
        due_at = self._clock() + timedelta(seconds=2**request.attempt)
        await insist(partial(self._store.again, request, due_at=due_at))
        self._woken.set()

    async def _close(self, request: Request) -> None:
        log.error("a request is given up", extra={"action": "request_closed", "request_id": request.id})
        self._count("closed")
        await insist(partial(self._store.close, request.id, now=self._clock()))

    async def _mark_done(self, ids: Sequence[str]) -> None:
        await insist(partial(self._store.done, ids, now=self._clock()))
