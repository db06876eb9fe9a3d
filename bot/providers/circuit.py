"""A back end that does not answer is left alone for a while, so that nobody waits for it in vain."""

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import Resting

log = logging.getLogger(__name__)

FAILURES = 5
"""So many calls in a row without an answer open the circuit."""
LASTING = timedelta(seconds=2)
"""They must spread over this long: a server that starts anew breaks many calls in one moment, and is back soon."""
FORGOTTEN = timedelta(minutes=1)
"""A failure this long after the last one is the first of a new row."""
REST = timedelta(seconds=15)


class Circuit:
    """Closed: calls go. Open: none goes until `REST` is over; then one goes, and what becomes of it decides."""

    def __init__(self, provider: str, clock: Clock) -> None:
        self._provider = provider
        self._clock = clock
        self._failures = 0
        self._since: datetime | None = None
        self._last: datetime | None = None
        self._opened_at: datetime | None = None
        self._trying = False
        self._why: BaseException | None = None

    @property
    def closed(self) -> bool:
        return self._opened_at is None

    def check(self) -> None:
        """Raises `Resting` where no call may go now."""
        if resting := self.resting():
            raise resting from resting.__cause__

    def resting(self) -> Resting | None:
        """Why no call may go now, caused by why the last one failed; None where one may."""
        if self._opened_at is None:
            return None
        left = self._opened_at + REST - self._clock()
        if not self._trying and not timedelta() < left <= REST:  # more than that: the clock was set back
            return None
        again_in = min(max(left, timedelta(seconds=1)), REST)
        resting = Resting(self._provider, "left alone: it did not answer lately", again_in=again_in)
        resting.__cause__ = self._why
        return resting

    def enter(self) -> bool:
        """A call goes, if it may. True where it is the one that is let through: then `leave` when it is over."""
        self.check()
        self._trying = not self.closed
        return self._trying

    def leave(self) -> None:
        """The one that was let through is over, whatever came of it."""
        self._trying = False

    def answered(self) -> None:
        """It answered, whatever it said."""
        if not self.closed:
            log.info("a back end answers again", extra={"action": "circuit_closed", "provider": self._provider})
        self._failures = 0
        self._opened_at = self._why = None

    def failed(self, *, begun: datetime, why: BaseException | None) -> None:
        """A call that was `begun` then got no answer, because of `why`."""
        now = self._clock()
        if self._failures == 0 or self._last is None or now - self._last > FORGOTTEN:
            self._failures, self._since = 0, begun
        self._failures += 1
        self._last, self._why = now, why
        if not self.closed:
            self._opened_at = now
        elif self._failures >= FAILURES and self._since is not None and now - self._since >= LASTING:
            self.open()

    def open(self) -> None:
        """Leave it alone from now on. What is under way goes on, and an answer to it closes the circuit."""
        if not self.closed:
            return
        self._opened_at = self._clock()
        told = {"action": "circuit_opened", "provider": self._provider, "seconds": REST.total_seconds()}
        log.warning("a back end does not answer and is left alone for a while", extra=told)
