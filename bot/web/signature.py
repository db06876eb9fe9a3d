"""Slack's signature: HMAC-SHA256 over the raw bytes of a request and the instant it was sent.

https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11-24.
"""

import hmac
import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock

TOLERANCE = timedelta(minutes=5)
DOUBTFUL_AFTER = 3
"""This many requests in a row that Slack signed, at an instant that is not ours, mean that our clock is wrong."""

log = logging.getLogger(__name__)


class Verdict(StrEnum):
    """What a signature says of a request."""

    GENUINE = "genuine"
    UNSIGNED = "unsigned"
    FORGED = "forged"
    STALE = "stale"


class Signatures:
    """Judges requests by any of several secrets: two while one replaces the other."""

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        self._secrets = tuple(secret.encode() for secret in secrets)
        self._clock = clock
        self._last = Verdict.GENUINE
        self._stale_in_a_row = 0

    @property
    def clock_is_doubtful(self) -> bool:
        """Slack signs requests at instants that this machine's clock does not believe."""
        return self._stale_in_a_row >= DOUBTFUL_AFTER

    def judge(self, body: bytes, *, timestamp: bytes, signature: bytes) -> Verdict:
        """Compare with the headers as they came in. A kind of refusal is logged when it begins, not each time."""
        now = self._clock()
        verdict = self._verdict(body, timestamp, signature, now)
        self._stale_in_a_row = self._stale_in_a_row + 1 if verdict is Verdict.STALE else 0
        if verdict is not self._last:
            self._last = verdict
            _report(verdict, timestamp, now)
        return verdict

    def _verdict(self, body: bytes, timestamp: bytes, signature: bytes, now: datetime) -> Verdict:
        if not (signature and timestamp.isdigit() and len(timestamp) <= 12):
            return Verdict.UNSIGNED
        signed = b"v0:%b:%b" % (timestamp, body)
        if not any(hmac.compare_digest(_sign(secret, signed), signature) for secret in self._secrets):
            return Verdict.FORGED
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
            return Verdict.STALE
        return Verdict.GENUINE


def _sign(secret: bytes, signed: bytes) -> bytes:
    return b"v0=" + hmac.digest(secret, signed, "sha256").hex().encode()


def _report(verdict: Verdict, timestamp: bytes, now: datetime) -> None:
    if verdict is Verdict.FORGED:
        log.warning(
            "refused a request with a wrong signature: not from Slack, or SLACK_SIGNING_SECRET is another app's",
            extra={"action": "request_forged"},
        )
    elif verdict is Verdict.STALE:
        log.warning(
            "refused a request that Slack signed %d s away from this machine's clock: "
            "it was sent a second time by somebody, or the clock is wrong",
            int(now.timestamp()) - int(timestamp),
            extra={"action": "request_stale"},
        )
