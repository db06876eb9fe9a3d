"""How long an event loop is blocked, seen from inside."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

EVERY_S = 0.002


@dataclass
class Lag:
    """`longest_ms` is the most that a task which wanted to go on had to wait."""

    longest_ms: float = 0.0


@asynccontextmanager
async def lag() -> AsyncIterator[Lag]:
    """Watches for as long as the block lasts."""
    seen = Lag()
    watching = asyncio.create_task(_watch(seen))
    await asyncio.sleep(0)
    try:
        yield seen
    finally:
        await asyncio.sleep(EVERY_S)  # what blocked the loop last is seen only now
        watching.cancel()


async def _watch(seen: Lag) -> None:
    while True:
        begun = time.perf_counter()
        await asyncio.sleep(EVERY_S)
        seen.longest_ms = max(seen.longest_ms, (time.perf_counter() - begun - EVERY_S) * 1000)
