"""Writing what must be written: a database that is away for a moment is asked again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.errors import StoreError

log = logging.getLogger(__name__)

PAUSES = (0.1, 0.3, 1.0, 3.0)

Answer = TypeVar("Answer")


async def insist(write: Callable[[], Awaitable[Answer]], *, pauses: Sequence[float] = PAUSES) -> Answer:
    """`write()`, again after each pause while the database fails; its last failure is raised.

    For writes that may be repeated: each of ours holds only while a claim is still ours.
    """
    for pause in pauses:
        try:
            return await write()
        except StoreError as error:
            log.warning("the database failed", extra={"action": "write_repeated", "error": repr(error)})
            await asyncio.sleep(pause)
    return await write()
