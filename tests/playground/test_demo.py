"""The demo: it says where to look once the bot lives, takes it down at the end, and tells why it died."""

import asyncio
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from bot.settings import load_settings
from playground.demo import BotError, bot_environment, demo
from playground.ports import Ports, free_port, is_free

STAND_IN = Path(__file__).parent / "stand_in_bot.py"
HERE = "127.0.0.1"


@pytest.fixture
def ports() -> Ports:
    slack = free_port(HERE, 0)
    trueconf = free_port(HERE, 0, but=[slack])
    return Ports(slack=slack, trueconf=trueconf, bot=free_port(HERE, 0, but=[slack, trueconf]))


def bot(how: str) -> tuple[str, ...]:
    return (sys.executable, str(STAND_IN), how)


class Ear:
    """Keeps what was said and can be waited on."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.heard = asyncio.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self.heard.set()


async def test_it_says_one_line_with_the_address_once_the_bot_lives(ports: Ports) -> None:
    said, stop = Ear(), asyncio.Event()
    running = asyncio.create_task(demo(ports, stop, say=said, command=bot("serve")))

    await said.heard.wait()
    async with httpx.AsyncClient(trust_env=False) as http:
        page = await http.get(f"http://{HERE}:{ports.slack}/")
    stop.set()
    await running

    assert said.lines == [f"Plenum is ready: open http://{HERE}:{ports.slack}/"]
    assert "Plenum playground" in page.text


async def test_the_bot_is_gone_when_the_demo_ends(ports: Ports) -> None:
    said, stop = Ear(), asyncio.Event()
    running = asyncio.create_task(demo(ports, stop, say=said, command=bot("serve")))
    await said.heard.wait()

    stop.set()
    await running

    assert is_free(HERE, ports.bot)


async def test_it_can_be_stopped_before_the_bot_lives(ports: Ports) -> None:
    said, stop = Ear(), asyncio.Event()
    stop.set()

    await demo(ports, stop, say=said, command=bot("serve"))

    assert said.lines == []


async def test_a_bot_that_cannot_start_shows_its_last_lines(ports: Ports) -> None:
    said = Ear()

    with pytest.raises(BotError, match=r"ended before it was ready[\s\S]*SECRET_KEYS is wrong"):
        await demo(ports, asyncio.Event(), say=said, command=bot("refuse"))

    assert said.lines == []


async def test_a_bot_that_dies_later_ends_the_demo_with_its_status(ports: Ports) -> None:
    said = Ear()
    running = asyncio.create_task(demo(ports, asyncio.Event(), say=said, command=bot("serve")))
    await said.heard.wait()

    with suppress(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False) as http:
            await http.get(f"http://{HERE}:{ports.bot}/end")

    with pytest.raises(BotError, match=r"ended by itself with status 3[\s\S]*working in"):
        await running


def test_nothing_of_our_own_settings_gets_into_the_bot(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-real")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")

    told = bot_environment(ports, "/nowhere")

    assert not {"SLACK_APP_TOKEN", "HTTPS_PROXY"} & told.keys()


def test_the_bot_accepts_the_settings_it_is_given(ports: Ports) -> None:
    settings = load_settings(bot_environment(ports, "/nowhere"))

    assert settings.slack_api_url == f"http://{HERE}:{ports.slack}/api/"
    assert settings.clock_url == f"http://{HERE}:{ports.slack}/clock"
    assert settings.default_provider == "hq"
    assert settings.database_url == "sqlite:////nowhere/plenum.sqlite3"
