"""One back end's gate: how many calls go at once, who goes first, and when none goes at all."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from bot.clock import Clock
from bot.errors import Busy
from bot.providers.circuit import FAILURES, Circuit

AT_ONCE = 10
UNHURRIED_AT_ONCE = 6
"""The rest is left for those somebody waits for."""
LONGEST_WAIT = timedelta(minutes=5)
"""A back end that wants to be left alone for longer is asked all the same: it may have been a slip."""
_BUSY = (429, 503)
_GATEWAY_GAVE_UP = (502, 504)

_is_unhurried: ContextVar[bool] = ContextVar("unhurried", default=False)


@contextmanager
def unhurried() -> Iterator[None]:
    """Calls that are made in here are for nobody who waits: they take some of the turns only."""
    token = _is_unhurried.set(True)
    try:
        yield
    finally:
        _is_unhurried.reset(token)


class Gate:
    """Every request to one back end passes here, so that it is one back end's trouble and no other's.

    A back end hangs that answers nobody for as long as `silence` while enough wait: others need not find that out.
    """

    def __init__(self, provider: str, *, clock: Clock, silence: timedelta) -> None:
        self.circuit = Circuit(provider, clock)
        self._provider = provider
        self._clock = clock
        self._silence = silence
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._unhurried = asyncio.Semaphore(UNHURRIED_AT_ONCE)
        self._asked: list[datetime] = []
        self._under_way: list[datetime] = []
        self._answered_at: datetime | None = None
        self._busy_until: datetime | None = None

    @contextmanager
    def asking(self, give_up: Callable[[], None]) -> Iterator[None]:
        """Something is asked, which may take several calls, and waiting for those of others.

        `give_up` is called after a while if it has turned out that nobody is answered.
        """
        self._check()
        begun = self._clock()
        self._asked.append(begun)
        look = asyncio.get_running_loop().call_later(self._silence.total_seconds(), self._look, give_up)
        try:
            yield
        finally:
            look.cancel()
            self._asked.remove(begun)

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[datetime]:
        """Wait for a turn and have it: since when, one is told. Raises `Resting` and `Busy` where nobody may go."""
        self._check()
        taken: list[asyncio.Semaphore] = []
        try:
            for turns in (self._unhurried, self._turns) if _is_unhurried.get() else (self._turns,):
                await turns.acquire()
                taken.append(turns)
            with self._passing() as begun:
                yield begun
        finally:
            for turns in taken:
                turns.release()

    def heard(self, answer: httpx.Response, *, begun: datetime) -> None:
        """An answer came to what was `begun` then; a gateway that gave up answers for itself alone."""
        if answer.status_code in _GATEWAY_GAVE_UP:
            self.circuit.failed(begun=begun, why=None)
            return
        self.answered()
        if wait := self.asked_wait(answer):
            self._busy_until = self._clock() + wait

    def answered(self) -> None:
        """It answered, whatever it said."""
        self._answered_at = self._clock()
        self.circuit.answered()

    def asked_wait(self, answer: httpx.Response) -> timedelta | None:
        """How long an answer asks us to stay away, as far as we obey."""
        if answer.status_code not in _BUSY:
            return None
        return _wait(answer.headers.get("retry-after", ""), now=self._clock())

    def _check(self) -> None:
        if self._busy_until is not None:
            left = self._busy_until - self._clock()
            if timedelta() < left <= LONGEST_WAIT:  # more than that: the clock was set back
                raise Busy(self._provider, "left alone, as it asked", retry_after=left)
            self._busy_until = None
        if self._hangs():
            self.circuit.open()
        self.circuit.check()

    def _look(self, give_up: Callable[[], None]) -> None:
        if self._hangs():
            self.circuit.open()
        if not self.circuit.closed:
            give_up()

    def _hangs(self) -> bool:
        """Whether enough have waited long, a call among them, and nobody got an answer meanwhile."""
        if len(self._asked) < FAILURES or not self._under_way:
            return False
        waited = self._asked[FAILURES - 1], self._under_way[0], self._answered_at or self._asked[0]
        return max(waited) <= self._clock() - self._silence

    @contextmanager
    def _passing(self) -> Iterator[datetime]:
        self._check()  # what others heard meanwhile
        let_through = self.circuit.enter()
        begun = self._clock()
        self._under_way.append(begun)
        try:
            yield begun
        finally:
            self._under_way.remove(begun)
            if let_through:
                self.circuit.leave()


def _wait(said: str, *, now: datetime) -> timedelta | None:
    """What `Retry-After` says, in seconds or as a date; None where it says nothing that lies ahead."""
    if said.isascii() and said.isdigit():
        wait = timedelta(seconds=int(said)) if len(said) < 10 else LONGEST_WAIT
    else:
        try:
            wait = _aware(parsedate_to_datetime(said)) - now
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return min(wait, LONGEST_WAIT) if wait > timedelta() else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
