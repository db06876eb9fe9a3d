"""What the contract suite needs of a kind: its emulated server, settings for it, and the troubles only it can make."""

import asyncio
import importlib
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import httpx
import pytest
from pydantic import SecretStr

from bot.clock import Clock
from bot.model import Feature, Person, Plan, RoomWish
from bot.providers.base import ConferenceProvider
from tests.conftest import NOON

REFERENCE = "k7f3k7f3k7f3"

Asgi = Callable[..., Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """An emulated server of one kind, in a world of its own.

    `settings` are as an administrator writes them, against `https://server.test`. `host` has an account there, where
    the kind has accounts. `rooms` tells which rooms exist, asking the emulator itself and not its API. `expire` makes
    every token run out, `refuse` rejects our credentials for good; None where a kind knows no such thing.
    `asks` is False where a room is nothing but its name: the server is not asked for it, and has it while it is used.
    `beside` are calls, as the list of operations has them, that the emulator answers outside its table of endpoints.
    `errands` are the kind's chores, each as an administrator types it where one room was made: one at a time, since
    what one makes the next one finds.
    """

    app: Asgi
    settings: Mapping[str, str]
    host: Person
    rooms: Callable[[], set[str]]
    expire: Callable[[], None] | None = None
    refuse: Callable[[], None] | None = None
    asks: bool = True
    beside: frozenset[str] = frozenset()
    errands: Callable[[], Iterator[tuple[str, ...]]] = lambda: iter(())


class KindModule(Protocol):
    """A file in `kinds/`, named after its kind."""

    def stand(self, clock: Clock) -> Stand: ...


def stand_for(kind: str, clock: Clock) -> Stand:
    """The stand of a registered kind: a kind without one fails the suite."""
    module: Any = importlib.import_module(f"tests.bot.providers.kinds.{kind}")
    stand: Stand = module.stand(clock)
    return stand


class Trouble(StrEnum):
    """What can befall a request on its way, whatever kind of server it goes to."""

    DOWN = "the server is down"
    HANGS = "it never answers, and does nothing"
    LOST = "it acts, and the line breaks"
    LATE = "it acts, and never answers"
    HTML = "it acts, and a page comes back"
    EMPTY = "it acts, and nothing comes back"
    TRUNCATED = "it acts, and half of the answer comes back"
    OTHER_SHAPE = "it acts, and JSON of another shape comes back"
    HUGE = "it acts, and ten megabytes come back"
    REDIRECT = "it is sent elsewhere"
    ERROR = "it fails inside"
    BUSY = "it is overloaded"
    LIMITED = "it has had enough of us"


_INSTEAD = {
    Trouble.HTML: httpx.Response(200, content=b"<html><body>Sign in</body></html>"),
    Trouble.EMPTY: httpx.Response(200),
    Trouble.OTHER_SHAPE: httpx.Response(200, json=[{"unheard": "of"}]),
    Trouble.HUGE: httpx.Response(200, content=b" " * 10_000_000),
    Trouble.REDIRECT: httpx.Response(302, headers={"Location": "https://elsewhere.test/login"}),
    Trouble.ERROR: httpx.Response(500, content=b"Internal Server Error"),
    Trouble.BUSY: httpx.Response(503),
    Trouble.LIMITED: httpx.Response(429, headers={"Retry-After": "30"}),
}
_BEFORE_IT_ACTS = frozenset({Trouble.REDIRECT, Trouble.ERROR, Trouble.BUSY, Trouble.LIMITED})


@dataclass(slots=True, kw_only=True)
class TroubledLine(httpx.AsyncBaseTransport):
    """The network to an emulated server. `befell` says whether the trouble that was started ever met a request."""

    app: Asgi
    trouble: Trouble | None = None
    befell: bool = False
    _steps: range = range(sys.maxsize)
    asked: list[httpx.Request] = field(default_factory=list)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if self.trouble is None or len(self.asked) - 1 not in self._steps:
            return await self._arrive(request)
        self.befell = True
        if self.trouble is Trouble.DOWN:
            raise httpx.ConnectError("Connection refused", request=request)
        if self.trouble is Trouble.HANGS:
            await asyncio.Event().wait()
        if self.trouble not in _BEFORE_IT_ACTS:
            answer = await self._arrive(request)
        if self.trouble is Trouble.LOST:
            raise httpx.ReadError("broken", request=request)
        if self.trouble is Trouble.LATE:
            await asyncio.Event().wait()
        if self.trouble is Trouble.TRUNCATED:
            content = await answer.aread()
            return httpx.Response(answer.status_code, content=content[: len(content) // 2])
        return httpx.Response(**_copied(_INSTEAD[self.trouble]))

    def start(self, trouble: Trouble, *, at: int, lasting: bool) -> None:
        """From this request on, or with this one only."""
        self.trouble = trouble
        self._steps = range(at, sys.maxsize if lasting else at + 1)

    def tokens(self) -> set[str]:
        """Every credential that was sent."""
        headers = {request.headers.get("authorization", "").rpartition(" ")[2] for request in self.asked}
        return (headers | {request.url.params.get("access_token", "") for request in self.asked}) - {""}

    async def _arrive(self, request: httpx.Request) -> httpx.Response:
        return await httpx.ASGITransport(app=self.app).handle_async_request(request)


@dataclass(frozen=True, slots=True, kw_only=True)
class Connected:
    """A back end as the bot has it, and what stands behind it."""

    provider: ConferenceProvider
    stand: Stand
    line: TroubledLine

    def wish(self, reference: str = REFERENCE) -> RoomWish:
        return RoomWish(reference=reference, plan=Plan(topic="Weekly sync", starts_at=NOON), host=self.stand.host)

    def ahead(self, opens_at: datetime, *, topic: str = "Weekly sync") -> RoomWish:
        """The same, of a room that waits until then."""
        plan = Plan(topic=topic, starts_at=opens_at, duration=timedelta(minutes=20), zone="Europe/Berlin")
        return replace(self.wish(), plan=plan, opens_at=opens_at)

    def secrets(self) -> set[str]:
        """What must never be told."""
        values = vars(self.provider.settings).values()
        return self.line.tokens() | {value.get_secret_value() for value in values if isinstance(value, SecretStr)}

    def needs(self, *features: Feature) -> None:
        """Leave the test where the kind does not declare these."""
        for feature in features:
            if feature not in self.provider.features:
                pytest.skip(f"{self.provider.title} cannot {feature}")


Connect = Callable[[], Connected]
"""Makes a back end of a kind, each in a world of its own."""


def _copied(answer: httpx.Response) -> dict[str, Any]:
    return {"status_code": answer.status_code, "headers": answer.headers, "content": answer.content}
