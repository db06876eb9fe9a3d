"""One message a second in each channel, a few at once, measured on the clock."""

import math

from playground.slack.refusals import Limited
from playground.slack.stamps import Clock


class Pace:
    """A bucket for each channel: `burst` posts fit, one leaks out each second."""

    def __init__(self, clock: Clock, *, burst: int) -> None:
        self._clock = clock
        self._burst = burst
        self._buckets: dict[str, tuple[float, float]] = {}

    def take(self, channel: str) -> None:
        """Count one post. Raises `Limited` when the bucket is full."""
        now = self._clock().timestamp()
        held, since = self._buckets.get(channel, (0.0, now))
        held = max(0.0, held - (now - since))
        if held + 1 > self._burst:
            self._buckets[channel] = (held, now)
            raise Limited(math.ceil(held + 1 - self._burst))
        self._buckets[channel] = (held + 1, now)
