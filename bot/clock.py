"""What time it is: the only module that asks."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Clock = Callable[[], datetime]
"""Returns the present instant, aware, in UTC. Passed in everywhere; tests pass their own."""


def utc_now() -> datetime:
    """The present instant by this machine's clock, aware, in UTC."""
    return datetime.now(UTC)


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
