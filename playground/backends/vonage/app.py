"""The service as an ASGI app: the API, the back door, the files and the pages, and time that goes on by itself."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from playground.backends.below import below
from playground.backends.history import History
from playground.backends.vonage.call import PREFIXES
from playground.backends.vonage.config import Clock, VonageConfig
from playground.backends.vonage.control import Control
from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.files import Files
from playground.backends.vonage.gate import Gate
from playground.backends.vonage.pages import Pages
from playground.backends.vonage.service import Service

TICK_S = 1.0


def create_app(config: VonageConfig, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """The service as an ASGI app; each is a world of its own. `transport` carries its webhooks, usually the network."""
    service, faults, history = Service(config, clock, transport=transport), VonageFaults(), History()
    gate = Gate(service, faults, history)
    routes = [
        *(below(f"/{prefix}/", gate) for prefix in PREFIXES),
        Mount("/control", Control(service, faults, history).app()),
        *Files(service).routes(),
        *Pages(service).routes(),
    ]
    app = Starlette(routes=routes, lifespan=_ticking(service))
    app.state.service, app.state.faults, app.state.history = service, faults, history
    return app


def _ticking(service: Service) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    """Rooms expire and files become ready even when nobody asks."""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        ticking = asyncio.create_task(_tick(service))
        try:
            yield
        finally:
            ticking.cancel()
            service.post.stop()

    return lifespan


async def _tick(service: Service) -> None:
    while True:
        service.settle()
        await asyncio.sleep(TICK_S)
