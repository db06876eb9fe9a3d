"""The service as an ASGI app: the back door, the pages, the API everywhere else, and time that goes on by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from starlette.applications import Starlette
from starlette.routing import Mount

from playground.backends.below import below
from playground.backends.history import History
from playground.backends.sourceloop.config import Clock, SourceLoopConfig
from playground.backends.sourceloop.control import Control
from playground.backends.sourceloop.faults import SourceLoopFaults
from playground.backends.sourceloop.gate import Gate
from playground.backends.sourceloop.pages import Pages
from playground.backends.sourceloop.service import Service

TICK_S = 1.0


def create_app(config: SourceLoopConfig, clock: Clock) -> Starlette:
    """The service as an ASGI app; each is a world of its own."""
    service, faults, history = Service(config, clock), SourceLoopFaults(), History()
    routes = [
        Mount("/control", Control(service, faults, history).app()),
        *Pages(service).routes(),
        below("/", Gate(service, faults, history)),
    ]
    app = Starlette(routes=routes, lifespan=_ticking(service))
    app.state.service, app.state.faults, app.state.history = service, faults, history
    return app


def _ticking(service: Service) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Windows that were closed are seen, and attendees told of, even when nobody asks."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_tick(service))
        try:
            yield
        finally:
            ticking.cancel()

    return lifespan


async def _tick(service: Service) -> None:
    while True:
        service.settle()
        await asyncio.sleep(TICK_S)
