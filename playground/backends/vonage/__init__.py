"""An emulated Vonage Meetings API (v1, and its older prefixes), with pages on which people meet.

`create_app(config, clock)` serves the API under `/v1/meetings`, `/beta/meetings` and `/meetings`, pages for people, and
JSON under `/control` for tests and checkers. `/` lists the rooms; with `links_base` set to this address and
`storage_base` to its `/storage`, the guest link `/<code>`, the host link `/?room_token=…&participant_token=…` and
recordings' links open here. In what follows a `room` is a meeting code or an id:

- `GET state`: the rooms, with who is in, who waits, and their recordings.
- `POST join` {room, name, host?} → {seat, participant_id, session_id, waiting}
- `POST admit`, `POST deny` {room, seat? | participant_id? | name?}: those who wait; all, if none is named.
- `POST leave` {room, seat? | participant_id? | name?} → {left: [names]}; everybody, if none is named.
- `POST end` {room}: everybody is put out, as the host does.
- `POST record` {room, action: start | pause | stop} → {recording_id, status}
- `POST upload` {room? | recording_id?} → {uploaded: [ids]}: stopped recordings become ready at once.
- `GET webhooks` → {webhooks: [{number, at, to, body, answers}]}: what was told, and held back or answered with what.
- `POST deliver` {numbers?}: what is held back; or any by number, in that order, also once more.
- `POST config` {name: value, …}: changes the switches of `VonageConfig` that are texts, numbers or booleans.
- `GET faults`, `POST faults` {switch: value, …}, `DELETE faults` (all off): the switches of `VonageFaults`.
- `GET history` → {requests: […]}, `DELETE history`: what was asked of the API, see `Asked`.

What is refused answers {error, message} with 400, 404 or 409. In process the same things are plain attributes:
`app.state.faults`, `app.state.history`, `app.state.service`; `app.state.service.post` are the webhooks, and
`await app.state.service.post.idle()` waits for them. Time does its work whenever something is asked, and once a second
while the app is served with its lifespan: `room:expired` and `recording:uploaded` come by themselves.

Nobody knows, so decided here: an instant room keeps the `expires_at` it was made with, also while it is in use; rooms
that are closed do not count against the limit of rooms; a room that names no theme is shown without one in its links,
whatever the default theme; a refused webhook is not sent again.

Left out: Basic authorization, the Application API, listing sessions, the event header that is said to carry `metadata`,
sound and picture, chat, locking and muting, and telephone callers.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Mount, Route

from playground.backends.history import Asked, History
from playground.backends.vonage.call import PREFIXES
from playground.backends.vonage.config import Clock, DialInNumber, VonageConfig
from playground.backends.vonage.control import Control
from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.files import Files
from playground.backends.vonage.gate import Gate
from playground.backends.vonage.keys import key_pair
from playground.backends.vonage.pages import Pages
from playground.backends.vonage.service import Service

__all__ = ["Asked", "DialInNumber", "VonageConfig", "VonageFaults", "create_app", "key_pair"]

TICK_S = 1.0
_HERE = Path(__file__).parent


def create_app(config: VonageConfig, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None) -> Starlette:
    """The service as an ASGI app; each is a world of its own. `transport` carries its webhooks, usually the network."""
    service, faults, history = Service(config, clock, transport=transport), VonageFaults(), History()
    gate = Gate(service, faults, history)
    routes = [
        *(Route(f"/{prefix}/{{rest:path}}", gate) for prefix in PREFIXES),
        Mount("/control", Control(service, faults, history).app()),
        Route("/page.css", _file("page.css")),
        Route("/page.js", _file("page.js")),
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


def _file(name: str) -> Callable[[Request], Awaitable[FileResponse]]:
    async def serve(request: Request) -> FileResponse:
        return FileResponse(_HERE / name)

    return serve
