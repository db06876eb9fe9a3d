"""Where back ends tell what happens: measured, written down, answered at once; nothing here is believed yet."""

import asyncio
import logging
from typing import Protocol

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from bot.errors import StoreError
from bot.services.hearing import Heard
from bot.web.meters import Meters

log = logging.getLogger(__name__)

BODY_LIMIT = 256 * 1024
"""The longest event of any back end has a few kilobytes."""
BODY_PATIENCE_S = 3.0
WITHIN_S = 0.95
"""Vendors do not say how long they wait; a second is what they get at most."""


class Hearing(Protocol):
    """Who writes it down."""

    async def keep(self, provider: str, key: str, body: bytes, headers: dict[str, str]) -> Heard: ...


def webhooks(hearing: Hearing, meters: Meters, *, body_patience_s: float = BODY_PATIENCE_S) -> Route:
    """`POST /webhooks/<provider name>/<key>`: 204 once it is kept, 404 for addresses that were never given."""

    async def told(request: Request) -> Response:
        try:
            async with asyncio.timeout(body_patience_s):
                body = await _body(request)
        except (TimeoutError, ClientDisconnect):
            return _answer(meters, 408, "unfinished")
        if body is None:
            return _answer(meters, 413, "too_long")
        name, key = request.path_params["name"], request.path_params["key"]
        try:
            async with asyncio.timeout(WITHIN_S):
                heard = await hearing.keep(name, key, body, dict(request.headers))
        except (StoreError, TimeoutError) as error:
            log.warning("not kept in time", extra={"action": "event_not_kept", "error": type(error).__name__})
            return _answer(meters, 503, "not_kept")
        return _answer(meters, 204, "kept") if heard is Heard.KEPT else _answer(meters, 404, "unknown")

    return Route("/webhooks/{name}/{key}", told, methods=["POST"])


async def _body(request: Request) -> bytes | None:
    """None where it is longer than anything that a back end may tell."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)


def _answer(meters: Meters, status: int, how: str) -> Response:
    meters.told(how)
    return Response(status_code=status)
