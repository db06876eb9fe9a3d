"""The delivery loop: takes what is due, no more than can start now, and sleeps until something may be."""

import asyncio
import logging
import random
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial

from bot.alarms import Alarms
from bot.clock import Clock
from bot.errors import StoreError
from bot.messenger import Messenger
from bot.model import Delivery
from bot.services.insisting import insist
from bot.services.pacing import GAP, Pacing
from bot.services.sending import Attempt, Leave, Sender, Timing
from bot.services.sending import Drop as Drop
from bot.services.sending import Post as Post
from bot.services.sending import Renderer as Renderer
from bot.services.sending import Update as Update
from bot.store.claims import conversation
from bot.store.deliveries import DeliveryStore

log = logging.getLogger(__name__)

LIMIT = 32
SPARE = 8
"""So many more may be under way, for workspaces that have nothing under way while others take all the places."""
GRACE = timedelta(seconds=10)


def _uncounted(outcome: str) -> None:
    """Nobody counts."""


class Deliveries:
    """Sends what is owed, at most `limit` at a time and one per conversation. `count` hears how each attempt ended."""

    def __init__(
        self,
        store: DeliveryStore,
        messenger: Messenger,
        renderer: Renderer,
        clock: Clock,
        alarms: Alarms,
        *,
        limit: int = LIMIT,
        gap: timedelta = GAP,
        timing: Timing | None = None,
        count: Callable[[str], None] = _uncounted,
        jitter: Callable[[], float] = random.random,
        leave: Leave | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._limit = limit
        self._timing = timing or Timing()
        self._count = count
        self._pacing = Pacing(clock, gap=gap)
        self._under_way: dict[asyncio.Task[None], Attempt] = {}
        self._woken = asyncio.Event()
        self._sender = Sender(
            store,
            messenger,
            renderer,
            clock,
            self._pacing,
            timing=self._timing,
            count=count,
            freed=self._woken.set,
            jitter=jitter,
            leave=leave,
        )
        self._alarm = alarms.add("deliveries", self._woken.set)
        self._spared_at: datetime | None = None
        self._stopping = False

    def nudge(self) -> None:
        """Something is owed since now: look at once."""
        self._woken.set()

    async def run(self) -> None:
        """Send until stopped."""
        await insist(partial(self._store.free_the_dead, now=self._clock(), settle=self._timing.settle))
        while not self._stopping:
            self._woken.clear()
            try:
                await self.round()
            except StoreError as error:
                told = {"action": "deliveries_unread", "error": repr(error)}
                log.warning("the table of deliveries cannot be read", extra=told)
            except Exception:  # whatever it was, nothing would be sent any more
                log.exception("nothing was taken this time", extra={"action": "deliveries_broke"})
            await self._woken.wait()

    async def round(self) -> int:
        """Start what is due and can start now; says how many."""
        free = self._free()
        now = self._clock()
        claimed = await (self._claim(now, limit=free) if free > 0 else self._claim_spare(now, free + SPARE))
        if self._stopping:
            await self._store.give_back(
                untouched=[one for each in claimed for one in each.all], now=now, settle=self._timing.settle
            )
            return 0
        for delivery in claimed:
            self._start(delivery)
        if len(claimed) < free:  # else there may be more, and whatever ends first wakes us
            self._alarm.wake_at(_earlier(await self._store.next_due(now), self._pacing.next_free()))
        else:
            self._alarm.wake_at(_next_second(now))
        return len(claimed)

    def _free(self) -> int:
        """What Slack has answered takes no place any more, but as many again may wait to be marked, and no more."""
        waits_for_slack = sum(not attempt.answered for attempt in self._under_way.values())
        return min(self._limit - waits_for_slack, 2 * self._limit - len(self._under_way))

    async def _claim_spare(self, now: datetime, spare: int) -> list[Delivery]:
        """All places are taken, perhaps by posts that hang: one for each who has none of them. Once in a second."""
        second = now.replace(microsecond=0)
        if spare <= 0 or second == self._spared_at:
            return []
        self._spared_at = second
        out = {attempt.delivery.workspace_id for attempt in self._under_way.values()}
        return await self._claim(now, limit=spare, each=1, out=out)

    async def _claim(
        self, now: datetime, *, limit: int, each: int | None = None, out: Collection[str] = ()
    ) -> list[Delivery]:
        return await self._store.claim_due(
            now,
            lease=self._timing.lease,
            limit=limit,
            each=each,
            busy=self._pacing.busy() | {conversation(attempt.delivery) for attempt in self._under_way.values()},
            out=out,
            unposted=self._pacing.silent("chat.postMessage"),
            unchanged=self._pacing.silent("chat.update"),
        )

    async def idle(self) -> None:
        """Wait until nothing is under way."""
        while self._under_way:
            await asyncio.wait(self._under_way)

    async def stop(self, *, within: timedelta = GRACE) -> None:
        """Take nothing more, finish what can be finished in time, and give the rest back."""
        self._stopping = True
        self._woken.set()
        tasks = list(self._under_way)
        if not tasks:
            return
        await asyncio.wait(tasks, timeout=within.total_seconds())
        left = [attempt for task, attempt in list(self._under_way.items()) if task.cancel()]
        await asyncio.gather(*tasks, return_exceptions=True)
        if left:
            self._count("given_back")
            await insist(partial(self._give_back, left))

    async def _give_back(self, left: list[Attempt]) -> None:
        await self._store.give_back(
            untouched=[one for attempt in left if not attempt.posting for one in attempt.delivery.all],
            broken=[one for attempt in left if attempt.posting for one in attempt.delivery.all],
            now=self._clock(),
            settle=self._timing.settle,
        )

    def _start(self, delivery: Delivery) -> None:
        attempt = Attempt(delivery=delivery)
        task = asyncio.create_task(self._sender.send(attempt), name=f"delivery {delivery.id}")
        self._under_way[task] = attempt
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        attempt = self._under_way.pop(task)
        if not task.cancelled() and (error := task.exception()) is not None:  # its claim runs out, then it is suspect
            told = {"action": "delivery_left", "delivery_id": attempt.delivery.id}
            log.error("a delivery is left open", exc_info=error, extra=told)
        self._woken.set()


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)


def _next_second(now: datetime) -> datetime:
    """Reminders are due at full seconds, so that whoever looks then is not late."""
    return now.replace(microsecond=0) + timedelta(seconds=1)
