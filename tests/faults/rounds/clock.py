"""A clock that jumps: what the processes of a lane take for the time, and which times it may have said."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.clock import utc_now
from playground.running import running

NOTICED_WITHIN = timedelta(seconds=2.5)
"""So long after a jump somebody may still go by the time before: it asks a few times a second, on a busy machine."""
EXACT = timedelta(seconds=0.05)


class JumpingClock:
    """The machine's clock, plus how wrong it is at present."""

    def __init__(self) -> None:
        self._jumps = [(utc_now(), timedelta())]

    def __call__(self) -> datetime:
        return utc_now() + self.off

    @property
    def off(self) -> timedelta:
        return self._jumps[-1][1]

    def jump(self, by: timedelta) -> None:
        self._jumps.append((utc_now(), self.off + by))

    def latest(self, at: datetime) -> datetime:
        """The latest that somebody may have taken for the time when in truth it was `at`."""
        until = [*(since for since, _ in self._jumps[1:]), datetime.max.replace(tzinfo=at.tzinfo)]
        offs = [
            off
            for (since, off), ended in zip(self._jumps, until, strict=True)
            if since <= at and ended >= at - NOTICED_WITHIN
        ]
        return at + max(offs, default=self._jumps[0][1]) + EXACT


@asynccontextmanager
async def told(clock: JumpingClock) -> AsyncIterator[str]:
    """Where processes ask what time it is: the address for CLOCK_URL."""

    async def now(request: Request) -> JSONResponse:
        return JSONResponse({"now": clock().isoformat()})

    async with running(Starlette(routes=[Route("/clock", now)])) as url:
        yield f"{url}/clock"
