"""A scripted SourceLoop service, and the adapter in front of it."""

import httpx
import pytest

from bot.providers import make
from bot.providers.http import Patience
from bot.providers.sourceloop import SourceLoop
from bot.settings.backends import ProviderEntry
from tests.bot.providers.sourceloop.script import TOKEN, Connect, Server
from tests.conftest import FrozenClock


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connect(server: Server, clock: FrozenClock, patience: Patience) -> Connect:
    def connected(**settings: object) -> SourceLoop:
        needed = {"base_url": "https://loop.test/api", "token": TOKEN, "join_url": "https://meet.test/{id}"}
        entry = ProviderEntry(kind="sourceloop", settings=SourceLoop.Settings.model_validate(needed | settings))
        provider = make("loop", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
        assert isinstance(provider, SourceLoop)
        return provider

    return connected


@pytest.fixture
def loop(connect: Connect) -> SourceLoop:
    return connect()


@pytest.fixture
def personal(connect: Connect) -> SourceLoop:
    """With links of each person's own."""
    return connect(join_url="https://meet.test/{id}?t={token}")
