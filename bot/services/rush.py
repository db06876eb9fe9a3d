"""A rush: requests that follow one another closely, all of which Slack wants acknowledged before any is worked on."""

import asyncio
import math
import time
from collections.abc import Callable

QUIET_S = 0.1
"""A rush is over when this long nothing came."""
LONGEST_S = 1.0
"""It is over in any case after this long; another one begins only after a pause."""


class Rush:
    """Notices requests as they come; calls `over` when a rush is over. The first request makes no rush."""

    def __init__(
        self,
        over: Callable[[], None],
        *,
        quiet_s: float = QUIET_S,
        longest_s: float = LONGEST_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._over = over
        self._quiet_s = quiet_s
        self._longest_s = longest_s
        self._monotonic = monotonic
        self._began = self._last = -math.inf
        self._timer: asyncio.TimerHandle | None = None

    @property
    def on(self) -> bool:
        """Whether there is one now."""
        return self._last > self._began and self._monotonic() < self._until

    def notice(self) -> None:
        """A request came."""
        now = self._monotonic()
        if now - self._last >= self._quiet_s:
            self._began = now
        self._last = now
        if self.on and self._timer is None:
            self._look_later()

    @property
    def _until(self) -> float:
        return min(self._last + self._quiet_s, self._began + self._longest_s)

    def _look_later(self) -> None:
        self._timer = asyncio.get_running_loop().call_later(self._until - self._monotonic(), self._look)

    def _look(self) -> None:
        self._timer = None
        if self.on:
            self._look_later()
        else:
            self._over()
