"""Whether this process can do its work: each thing it needs is asked, within a bound, and not at every probe."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping

PATIENCE_S = 2.0
REMEMBERED_S = 5.0

Check = Callable[[], Awaitable[object]]
"""Raises when the thing is not as it must be."""

log = logging.getLogger(__name__)


class Readiness:
    """Asks all checks at once. Many probes at once, or one after the other within seconds, are one look."""

    def __init__(
        self,
        checks: Mapping[str, Check],
        *,
        patience_s: float = PATIENCE_S,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks = dict(checks)
        self._patience_s = patience_s
        self._monotonic = monotonic
        self._looking = asyncio.Lock()
        self._seen: dict[str, bool] = {}
        self._good_until = float("-inf")

    async def look(self) -> dict[str, bool]:
        """What is as it must be, by name."""
        async with self._looking:
            if self._monotonic() >= self._good_until:
                self._seen = dict(zip(self._checks, await self._ask_all(), strict=True))
                self._good_until = self._monotonic() + REMEMBERED_S
            return self._seen

    async def _ask_all(self) -> list[bool]:
        return await asyncio.gather(*(self._ask(name, check) for name, check in self._checks.items()))

    async def _ask(self, name: str, check: Check) -> bool:
        try:
            await asyncio.wait_for(check(), self._patience_s)
        except Exception as error:
            if self._seen.get(name, True):
                log.warning("not ready: %s (%s: %s)", name, type(error).__name__, error, extra={"action": "not_ready"})
            return False
        return True
