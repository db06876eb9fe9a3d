"""A scripted Vonage Meetings service and an emulated one, and the adapter in front of them."""

from typing import Any

import httpx
import pytest

from bot.providers import make
from bot.providers.http import Patience
from bot.providers.vonage import Vonage
from bot.settings.backends import ProviderEntry
from tests.bot.providers.vonage.script import APPLICATION, Connect, Server, pem
from tests.bot.providers.vonage.world import World, Worlds
from tests.conftest import FrozenClock

NEEDED = {"application_id": APPLICATION, "private_key": pem()}


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture(scope="session")
def plain() -> Vonage.Settings:
    """Made once, because checking a key takes a while."""
    return Vonage.Settings.model_validate(NEEDED)


@pytest.fixture
def connect(server: Server, plain: Vonage.Settings, clock: FrozenClock, patience: Patience) -> Connect:
    def connected(**settings: object) -> Vonage:
        chosen = Vonage.Settings.model_validate(NEEDED | settings) if settings else plain
        entry = ProviderEntry(kind="vonage", settings=chosen)
        provider = make("old", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
        assert isinstance(provider, Vonage)
        return provider

    return connected


@pytest.fixture
def old(connect: Connect) -> Vonage:
    return connect()


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(habits: dict[str, Any] | None = None, **settings: str) -> World:
        return World(clock, patience, habits or {}, settings)

    return made
