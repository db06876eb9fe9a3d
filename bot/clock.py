"""What time it is: the only module that asks."""

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC. Passed in everywhere; tests pass their own."""

Steady = Callable[[], float]
"""Seconds since some moment: never set, so differences are spans that really passed."""


def utc_now() -> datetime:
    """The present instant by this machine's clock, aware, in UTC."""
    return datetime.now(UTC)


def steady() -> float:
    """Seconds since this machine was started; on Linux those asleep too."""
    return time.clock_gettime(time.CLOCK_BOOTTIME) if sys.platform == "linux" else time.monotonic()


class FollowedClock:
    """This machine's clock plus an offset that somebody else sets: the playground moves time with it."""

    def __init__(self, source: Clock = utc_now) -> None:
        self._source = source
        self._offset = timedelta()

    def __call__(self) -> datetime:
        return self._source() + self._offset

    def follow(self, told: datetime) -> None:
        """Take `told` (aware) as the present instant from now on."""
        self._offset = told - self._source()


class SharedClock:
    """The time of somebody whom all processes can ask, running steadily in between: whatever is done to this machine's
    clock does nothing to it. Until somebody was asked it is this machine's."""

    def __init__(self, source: Clock = utc_now, *, steady: Steady = steady) -> None:
        self.steady = steady
        self._began = source() - timedelta(seconds=steady())

    def __call__(self) -> datetime:
        return self._began + timedelta(seconds=self.steady())

    def hear(self, told: datetime, *, asked: float) -> None:
        """Who was asked at `asked` (by `steady`) has just told that it is `told` (aware). That holds of the middle of
        the time between, give or take half of it: what lies within is left as it is."""
        answered = self.steady()
        began = told - timedelta(seconds=(asked + answered) / 2)
        if abs(began - self._began) > timedelta(seconds=(answered - asked) / 2):
            self._began = began
