"""Where calendar programs read files and feeds: behind addresses that nobody can guess."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.blocks.calendar import BUSY, GONE
from bot.errors import StoreError
from bot.services.calendars import Sheet

log = logging.getLogger(__name__)


class Calendars(Protocol):
    """Who knows what stands where."""

    async def sheet(self, token: str, *, now: datetime) -> Sheet | None: ...


def calendars(shelf: Calendars, clock: Callable[[], datetime]) -> Route:
    """`GET /calendar/<signed>.ics`: the file, 304 where it is known already, 404 for every other address alike."""

    async def read(request: Request) -> Response:
        now = clock()
        try:
            sheet = await shelf.sheet(request.path_params["signed"], now=now)
        except StoreError as error:  # its path is a secret, so it is not left to those who log paths
            log.warning("a calendar was not read", extra={"action": "calendar_failed", "error": type(error).__name__})
            return PlainTextResponse(BUSY, status_code=503, headers={"retry-after": "60"})
        if sheet is None:
            return PlainTextResponse(GONE, status_code=404)
        headers = _headers(sheet)
        if _known(request.headers.get("if-none-match", ""), sheet.mark):
            return Response(status_code=304, headers=headers)
        content = await asyncio.to_thread(sheet.written, now)
        return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")

    return Route("/calendar/{signed}.ics", read, methods=["GET"])


def _headers(sheet: Sheet) -> dict[str, str]:
    """The mark is a weak one: every copy says when it was made."""
    headers = {"etag": f'W/"{sheet.mark}"', "cache-control": "private, no-cache"}
    if sheet.file_name is not None:
        headers["content-disposition"] = f'attachment; filename="{sheet.file_name}"'
    return headers


def _known(told: str, mark: str) -> bool:
    marks = [one.strip().removeprefix("W/").strip('"') for one in told.split(",")]
    return mark in marks or marks == ["*"]
