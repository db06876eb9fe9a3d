"""Telling people something beside the answer that Slack waits for."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

log = logging.getLogger(__name__)

Tell = Callable[[str, dict[str, Any]], Awaitable[object]]
"""Posts to a response_url."""


class Aside:
    """What is told later is told by a task of its own; nothing of it ever reaches who asked for it."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._telling: set[asyncio.Task[None]] = set()

    def later(self, response_url: str, words: dict[str, Any]) -> None:
        telling = asyncio.create_task(self._try_to_tell(response_url, words))
        self._telling.add(telling)
        telling.add_done_callback(self._telling.discard)

    async def close(self) -> None:
        """Wait until everybody was told."""
        await asyncio.gather(*self._telling)

    async def _try_to_tell(self, response_url: str, words: dict[str, Any]) -> None:
        try:
            await self._tell(response_url, words)
        except Exception as error:
            log.warning("nobody could be told: %s", type(error).__name__, extra={"action": "telling_failed"})
