"""A scripted PortSIP PBX and an emulated one, each with the adapter in front of it."""

import httpx
import pytest

from bot.providers import make
from bot.providers.http import Patience
from bot.providers.portsip import PortSip
from bot.settings.backends import ProviderEntry
from playground.backends.portsip import PortSIPConfig
from tests.bot.providers.portsip.script import Connect, Server
from tests.bot.providers.portsip.world import World, Worlds
from tests.conftest import FrozenClock


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connect(server: Server, clock: FrozenClock, patience: Patience) -> Connect:
    def connected(**settings: object) -> PortSip:
        needed = {
            "base_url": "https://pbx.test:8887/api",
            "username": "bot",
            "password": "s3cr3t",
            "domain": "test.io",
            "numbers": "7000-7000",
        }
        entry = ProviderEntry(kind="portsip", settings=PortSip.Settings.model_validate(needed | settings))
        provider = make("pbx", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
        assert isinstance(provider, PortSip)
        return provider

    return connected


@pytest.fixture
def pbx(connect: Connect) -> PortSip:
    return connect()


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(config: PortSIPConfig | None = None, **settings: str) -> World:
        return World(clock, patience, config or PortSIPConfig(), settings)

    return made
