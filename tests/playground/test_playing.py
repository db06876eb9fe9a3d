"""A whole playground: every back end is there, and the bot can use each with the settings that it is told."""

import httpx
import pytest

from bot.providers import PROVIDERS, make
from bot.settings import Settings, load_settings
from playground.backends.playable import Playable
from playground.clock import PlayClock
from playground.demo import bot_environment
from playground.kinds import KINDS
from playground.playing import Played, backend_alone, playing
from playground.ports import free_port
from tests.playground.places import HERE, free_ports

NAMES = [one.name for one in KINDS]
BY_KIND = pytest.mark.parametrize("kind", KINDS, ids=[one.kind for one in KINDS])


def settings_of(played: Played) -> Settings:
    return load_settings(bot_environment(played.settings, "/nowhere"))


async def signed_in(settings: Settings, name: str) -> str:
    """What the bot's own check of a back end says."""
    backend = make(name, settings.providers[name], clock=PlayClock())
    try:
        return await backend.check()
    finally:
        await backend.aclose()


def test_every_kind_that_the_bot_knows_is_played() -> None:
    assert {one.kind for one in KINDS} == PROVIDERS.keys()


def test_no_two_back_ends_share_a_name_or_a_port() -> None:
    assert len({one.name for one in KINDS}) == len({one.port for one in KINDS}) == len(KINDS)


async def test_the_bot_accepts_the_settings_it_is_given() -> None:
    ports = free_ports()
    async with playing(ports) as played:
        settings = settings_of(played)

    assert settings.slack_api_url == f"http://{HERE}:{ports.slack}/api/"
    assert settings.clock_url == f"http://{HERE}:{ports.slack}/clock"
    assert settings.database_url == "sqlite:////nowhere/plenum.sqlite3"
    assert settings.default_provider == "hq"
    assert list(settings.providers) == NAMES


async def test_the_bot_gets_into_every_back_end() -> None:
    async with playing(free_ports()) as played:
        settings = settings_of(played)

        said = {name: await signed_in(settings, name) for name in NAMES}

    assert all(said[one.name].startswith(one.title.split()[0]) for one in KINDS), said


async def test_the_page_is_told_where_each_back_end_has_its_own_page() -> None:
    async with playing(free_ports()) as played, httpx.AsyncClient(trust_env=False) as http:
        told = (await http.get(f"{played.address}/playground")).json()["backends"]

        pages = [await http.get(one["url"]) for one in told]

    assert [(one["name"], one["title"]) for one in told] == [(one.name, one.title) for one in KINDS]
    assert [(page.status_code, page.headers["content-type"]) for page in pages] == [
        (200, "text/html; charset=utf-8") for _ in KINDS
    ]


@BY_KIND
async def test_a_back_end_that_is_started_alone_tells_the_settings_that_make_a_bot_use_it(kind: Playable) -> None:
    async with backend_alone(kind, HERE, free_port(HERE, 0)) as played:
        own = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "secret", "DEFAULT_PROVIDER": kind.name}
        settings = load_settings(bot_environment(played.settings | own, "/nowhere"))

        said = await signed_in(settings, kind.name)

    assert said
