"""What tests of back ends share: each kind with its emulated server, waiting that takes no time, bare servers."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.providers import PROVIDERS, make
from bot.providers.base import ConferenceProvider
from bot.providers.http import Patience
from bot.settings.backends import ProviderEntry
from tests.bot.providers.stand import Connect, Connected, TroubledLine, stand_for
from tests.conftest import FrozenClock

Kind = type[ConferenceProvider]
Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Waits:
    """Stands in for `asyncio.sleep`: takes no time, and remembers for how long it was asked to."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


@pytest.fixture
def waits() -> Waits:
    return Waits()


@pytest.fixture
def patience(waits: Waits, clock: FrozenClock) -> Patience:
    return Patience(sleep=waits, spread=lambda: 1.0, clock=clock)


@pytest.fixture
def short_patience(patience: Patience) -> Patience:
    """For answers that never come."""
    return replace(patience, call=timedelta(milliseconds=50))


@pytest.fixture(params=list(PROVIDERS.values()), ids=list(PROVIDERS))
def kind(request: pytest.FixtureRequest) -> Kind:
    chosen: Kind = request.param
    return chosen


@pytest.fixture
def connect(kind: Kind, clock: FrozenClock, short_patience: Patience) -> Connect:
    """Makes a back end of the kind, each in a world of its own."""

    def connected() -> Connected:
        stand = stand_for(kind.kind, clock)
        line = TroubledLine(app=stand.app)
        entry = ProviderEntry(kind=kind.kind, settings=kind.Settings.model_validate(stand.settings))
        provider = make("hq", entry, clock=clock, transport=line, patience=short_patience)
        return Connected(provider=provider, stand=stand, line=line)

    return connected


@pytest.fixture
def there(connect: Callable[[], Connected]) -> Connected:
    return connect()


@asynccontextmanager
async def serving(serve: Serve, **options: object) -> AsyncIterator[int]:
    """A TCP server that does `serve` with whoever connects; gives its port."""

    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await serve(reader, writer)
        writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0, **options)  # type: ignore[arg-type]
    async with server:
        yield server.sockets[0].getsockname()[1]
