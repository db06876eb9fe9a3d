"""The pages and probes of the HTTP listener: alive, ready, counted, installed. The front comes before them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.blocks import pages
from bot.errors import StoreError
from bot.web.door import Door
from bot.web.front import Front
from bot.web.installing import Installer
from bot.web.meters import Meters
from bot.web.readiness import PATIENCE_S, Check, Readiness
from bot.web.signature import Signatures

log = logging.getLogger(__name__)

Parked = Callable[[], Awaitable[int]]
"""How many deliveries are parked."""

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": f"default-src 'none'; style-src {pages.STYLE_SOURCE}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def make_web(
    *,
    door: Door,
    meters: Meters,
    signatures: Signatures | None,
    checks: Mapping[str, Check],
    installer: Installer | None = None,
    parked: Parked | None = None,
    routes: Sequence[Route] = (),
) -> ASGIApp:
    """The whole HTTP listener. No `signatures` in Socket Mode: then Slack has nothing to say here."""
    probed = dict(checks)
    if signatures:
        probed["clock"] = _clock_check(signatures)
    site = Starlette(
        routes=[*_probes(meters, Readiness(probed), parked), *(_installing(installer) if installer else ()), *routes],
        exception_handlers={StoreError: _unfinished},
    )
    hardened = _Hardened(site)
    return Front(door=door, signatures=signatures, meters=meters, rest=hardened) if signatures else hardened


def _clock_check(signatures: Signatures) -> Check:
    async def check() -> None:
        if signatures.clock_is_doubtful:
            raise RuntimeError("Slack's requests are more than 5 minutes away from this machine's clock: set the clock")

    return check


def _probes(meters: Meters, readiness: Readiness, parked: Parked | None) -> list[Route]:
    async def alive(request: Request) -> Response:
        return PlainTextResponse("alive\n")

    async def ready(request: Request) -> Response:
        seen = await readiness.look()
        lines = "".join(f"{name}: {'ready' if good else 'not ready'}\n" for name, good in seen.items())
        return PlainTextResponse(lines, status_code=200 if all(seen.values()) else 503)

    async def counted(request: Request) -> Response:
        if parked is not None:
            with suppress(StoreError, TimeoutError):  # what was known last stands, and everything else is told
                meters.parked(await asyncio.wait_for(parked(), PATIENCE_S))
        return Response(generate_latest(meters.registry), headers={"content-type": CONTENT_TYPE_LATEST})

    return [Route("/healthz", alive), Route("/readyz", ready), Route("/metrics", counted)]


def _installing(installer: Installer) -> list[Route]:
    return [
        Route("/slack/install", installer.begin, methods=["GET"]),
        Route("/slack/oauth_redirect", installer.finish, methods=["GET"]),
    ]


async def _unfinished(request: Request, error: Exception) -> Response:
    log.warning("a page was not shown: %r", error, extra={"action": "page_failed", "path": request.url.path})
    return HTMLResponse(pages.unfinished(), status_code=503)


class _Hardened:
    """Puts the same careful headers on every answer that does not say otherwise itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def careful(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, careful)
