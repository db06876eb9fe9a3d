"""Following the playground's clock: whenever it is moved, ours moves with it."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import FollowedClock

log = logging.getLogger(__name__)

EVERY_S = 0.2
NOTICED = timedelta(seconds=1)
"""Smaller differences are the network's, not somebody's who moved the clock."""

Told = Callable[[], Awaitable[datetime]]
"""Asks what time it is there: an aware instant."""


async def follow(clock: FollowedClock, told: Told, *, moved: Callable[[], None], every_s: float = EVERY_S) -> None:
    """Ask again and again, for ever; `moved` is called when the clock was set."""
    while True:
        await catch_up(clock, told, moved=moved)
        await asyncio.sleep(every_s)


async def catch_up(clock: FollowedClock, told: Told, *, moved: Callable[[], None]) -> None:
    """Ask once. Whoever does not answer leaves the clock as it is."""
    try:
        there = await told()
    except (OSError, ValueError, KeyError) as error:
        log.debug("the playground's clock does not answer", extra={"action": "clock_silent", "error": repr(error)})
    else:
        if abs(there - clock()) > NOTICED:
            clock.follow(there)
            moved()
