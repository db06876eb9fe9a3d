"""A TrueConf server, scripted or emulated, and the adapter in front of it."""

import httpx
import pytest

from bot.providers import make
from bot.providers.http import Patience
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from playground.backends.trueconf import TrueConfConfig
from tests.bot.providers.trueconf.script import Connect, Server
from tests.bot.providers.trueconf.world import World, Worlds
from tests.conftest import FrozenClock


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def connect(server: Server, clock: FrozenClock, patience: Patience) -> Connect:
    def connected(**settings: object) -> TrueConf:
        needed = {"base_url": "https://conf.test", "client_id": "bot", "client_secret": "s3cr3t"}
        entry = ProviderEntry(kind="trueconf", settings=TrueConf.Settings.model_validate(needed | settings))
        provider = make("hq", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
        assert isinstance(provider, TrueConf)
        return provider

    return connected


@pytest.fixture
def hq(connect: Connect) -> TrueConf:
    return connect(owner="meetings")


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(config: TrueConfConfig | None = None, **settings: str) -> World:
        return World(clock, patience, config or TrueConfConfig(), settings)

    return made
