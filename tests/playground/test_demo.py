"""The demo: it says where to look once the bot lives, takes it down at the end, and tells why it died."""

import asyncio
import re
import sys
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from playground.demo import BotError, bot_environment, demo
from playground.kinds import KINDS
from playground.ports import Ports, is_free
from tests.playground.places import HERE, free_ports

STAND_IN = Path(__file__).parent / "stand_in_bot.py"


@pytest.fixture
def ports() -> Ports:
    return free_ports()


def bot(how: str) -> tuple[str, ...]:
    return (sys.executable, str(STAND_IN), how)


class Ear:
    """Keeps what was said and can be waited on."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._heard = asyncio.Event()

    def __call__(self, line: str) -> None:
        self.lines.append(line)
        self._heard.set()

    async def hear(self, demo: asyncio.Task[None]) -> None:
        """Wait until something was said; raises what the demo died of, if it never says anything."""
        hearing = asyncio.create_task(self._heard.wait())
        await asyncio.wait({hearing, demo}, return_when=asyncio.FIRST_COMPLETED)
        hearing.cancel()
        if not self.lines:
            await demo


async def test_it_says_where_to_look_and_what_is_played_once_the_bot_lives(ports: Ports) -> None:
    said, stop = Ear(), asyncio.Event()
    running = asyncio.create_task(demo(ports, stop, say=said, command=bot("serve")))

    await said.hear(running)
    async with httpx.AsyncClient(trust_env=False) as http:
        page = await http.get(f"http://{HERE}:{ports.slack}/")
    stop.set()
    await running

    first, second, *kinds, _ = said.lines[0].splitlines()
    assert first == f"Plenum is ready: open http://{HERE}:{ports.slack}/"
    assert re.match(r"\w+ kinds of conference server are played; .* `via pbx` another:", second)
    assert [line.split(maxsplit=1) for line in kinds] == [[one.name, one.title] for one in KINDS]
    assert "Plenum playground" in page.text


async def test_the_bot_is_gone_when_the_demo_ends(ports: Ports) -> None:
    said, stop = Ear(), asyncio.Event()
    running = asyncio.create_task(demo(ports, stop, say=said, command=bot("serve")))
    await said.hear(running)

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
    await said.hear(running)

    with suppress(httpx.TransportError):
        async with httpx.AsyncClient(trust_env=False) as http:
            await http.get(f"http://{HERE}:{ports.bot}/end")

    with pytest.raises(BotError, match=r"ended by itself with status 3[\s\S]*working in"):
        await running


def test_nothing_of_our_own_settings_gets_into_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-real")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.example:3128")

    told = bot_environment({"PORT": "8302"}, "/nowhere")

    assert not {"SLACK_APP_TOKEN", "HTTPS_PROXY"} & told.keys()
    assert told["PORT"] == "8302"
