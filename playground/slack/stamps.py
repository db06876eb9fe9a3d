"""Ids and timestamps as Slack writes them: readable, never the same twice."""

from collections.abc import Callable
from datetime import datetime
from itertools import count

Clock = Callable[[], datetime]

MICROSECONDS = 1_000_000


class Stamps:
    """Gives `ts` values that only rise, also while the clock stands still, and numbered ids."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0
        self._numbers = count(1)

    def seconds(self) -> int:
        return int(self._clock().timestamp())

    def ts(self) -> str:
        now = round(self._clock().timestamp() * MICROSECONDS)
        self._last = max(now, self._last + 1)
        return f"{self._last // MICROSECONDS}.{self._last % MICROSECONDS:06d}"

    def name(self, prefix: str) -> str:
        """An id in Slack's form: the kind's letters and a number, eleven characters."""
        return f"{prefix}{next(self._numbers):0{11 - len(prefix)}d}"

    def trigger(self) -> str:
        return f"{next(self._numbers)}.{self.seconds()}.{next(self._numbers):032x}"
