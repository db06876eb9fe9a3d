"""A Jitsi Meet, and the adapter in front of it."""

import httpx
import pytest

from bot.providers import make
from bot.providers.http import Patience
from bot.providers.jitsi import Jitsi
from bot.settings.backends import ProviderEntry
from tests.bot.providers.jitsi.script import TOKENS, Connect, Server
from tests.conftest import FrozenClock


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connect(server: Server, clock: FrozenClock, patience: Patience) -> Connect:
    def connected(**settings: object) -> Jitsi:
        entry = ProviderEntry(kind="jitsi", settings=Jitsi.Settings.model_validate(settings))
        provider = make("meet", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
        assert isinstance(provider, Jitsi)
        return provider

    return connected


@pytest.fixture
def public(connect: Connect) -> Jitsi:
    """As it is without a single setting."""
    return connect()


@pytest.fixture
def guarded(connect: Connect) -> Jitsi:
    """A server whose rooms need a token."""
    return connect(base_url="https://meet.test", **TOKENS)
