"""The service as Plenum asks it: its refusals understood, its long lists read to their end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from httpx import codes

from bot.errors import Garbled, Unreachable
from bot.providers.http import Api, Model
from bot.providers.vonage import reasons, wire

_ROWS, _PAGES = 500, 20
"""A page of that many rooms is about half as long as the longest answer that we read."""


class Service:
    """Where nobody is there, that is for good: every call may raise `ServiceClosed`."""

    def __init__(self, provider: str, api: Api) -> None:
        self._provider = provider
        self._api = api

    async def ask(self, method: str, *segments: str, answers: type[Model], **said: Any) -> Model:
        """Send a request and read the answer."""
        with self._nobody_there_is_for_good():
            return await self._api.call(method, *segments, answers=answers, **said)

    async def delete(self, *segments: str, **said: Any) -> None:
        """Take something away. Success is an answer without anything in it, as documented."""
        with self._nobody_there_is_for_good():
            answer = await self._api.send("DELETE", *segments, **said)
        if answer.status_code != codes.NO_CONTENT:
            raise Garbled(self._provider, f"DELETE {segments[0]}: HTTP {answer.status_code}")

    async def page(self, query: dict[str, str], *, of: tuple[str, ...] = ()) -> wire.RoomPage:
        """One page of the list of rooms, or of those `of` a theme."""
        return await self.ask("GET", *of, "rooms", params=query, answers=wire.RoomPage)

    async def rooms(self, *, of: tuple[str, ...] = ()) -> list[wire.ListedRoom]:
        """All rooms, or all `of` a theme. Their order is not documented, so all pages are read."""
        found: list[wire.ListedRoom] = []
        query, start = {"page_size": str(_ROWS)}, 0
        for _ in range(_PAGES):
            page = await self.page(query, of=of)
            found += page.rooms
            if page.is_last(size=_ROWS):
                return found
            following = self._start_after(page)
            if following <= start:  # in circles: there is nothing beyond
                return found
            start, query = following, query | {"start_id": str(following)}
        raise Garbled(self._provider, f"GET rooms: more than {_PAGES} pages of rooms")

    def _start_after(self, page: wire.RoomPage) -> int:
        start = page.links.next.start_id if page.links.next else None
        if start is None:
            raise Garbled(self._provider, "GET rooms: a full page that does not say where the next one begins")
        return start

    @contextmanager
    def _nobody_there_is_for_good(self) -> Iterator[None]:
        try:
            yield
        except Unreachable as error:
            if reasons.nobody_there(error):
                raise reasons.closed(self._provider, error.detail) from error
            raise
