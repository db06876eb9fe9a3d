"""A clock that jumps: what the processes of a lane take for the time, and which times it may have said."""

from collections import Counter
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
    """The machine's clock, plus how wrong it is at present. `asked`: how often each process has asked for it since the
    last jump; whoever asks a second time has taken in what it heard."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self._jumps = [(utc_now(), timedelta())]

    def __call__(self) -> datetime:
        return utc_now() + self.off

    @property
    def off(self) -> timedelta:
        return self._jumps[-1][1]

    def jump(self, by: timedelta) -> None:
        self._jumps.append((utc_now(), self.off + by))
        self.asked.clear()

    def latest(self, at: datetime, *, since: datetime) -> datetime:
        """The latest that anybody has taken for the time by then (in truth): what was begun before a jump back, `since`
        when this counts, goes on after it."""
        ended = [*(jumped for jumped, _ in self._jumps[1:]), datetime.max.replace(tzinfo=at.tzinfo)]
        offs = [
            off
            for (begun, off), until in zip(self._jumps, ended, strict=True)
            if begun <= at and until >= since - NOTICED_WITHIN
        ]
        return at + max(offs) + EXACT


@asynccontextmanager
async def told(clock: JumpingClock) -> AsyncIterator[str]:
    """Where processes ask what time it is: the address for CLOCK_URL, with a slash and a name at its end."""

    async def now(request: Request) -> JSONResponse:
        clock.asked[request.path_params["name"]] += 1
        return JSONResponse({"now": clock().isoformat()})

    async with running(Starlette(routes=[Route("/clock/{name}", now)])) as url:
        yield f"{url}/clock"
