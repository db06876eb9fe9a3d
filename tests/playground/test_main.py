"""The command line of the playground: which addresses it takes, what it says, how it ends."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from playground.__main__ import main
from playground.kinds import KINDS
from playground.ports import PlaceError, free_port, loopback
from playground.slack.seed import ANA, ANA_BEN, GENERAL, GROUP, OPS, PARTNERS, SECRET, TEAM_CHANNEL

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1"
CHANNELS = (TEAM_CHANNEL, GENERAL, PARTNERS, OPS, ANA_BEN, SECRET, GROUP)
"""Where Ana can start a conference: each has one at a time."""


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server((HERE, 0)) as listener:
        yield listener.getsockname()[1]


@asynccontextmanager
async def started(*arguments: str) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """The playground as its own process, and the first line it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "playground",
        *arguments,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), 60)
        assert line, (await process.stderr.read()).decode()
        yield process, line.decode().strip()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_addresses_of_this_machine_are_taken(host: str) -> None:
    assert loopback(host) == host


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "example.org", ""])
def test_addresses_that_others_reach_are_refused(host: str) -> None:
    with pytest.raises(PlaceError, match="this machine only"):
        loopback(host)


def test_a_refused_address_ends_with_status_2_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--host", "0.0.0.0"])

    assert status == 2
    assert "on this machine only" in capsys.readouterr().err


def test_a_port_that_was_asked_for_and_is_taken_is_refused(taken_port: int, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["--port", str(taken_port)])

    assert status == 2
    assert f"port {taken_port} is taken" in capsys.readouterr().err


def test_a_usual_port_that_is_taken_is_replaced_by_a_free_one(taken_port: int) -> None:
    assert free_port(HERE, taken_port) != taken_port


def test_a_usual_port_that_is_free_is_kept(taken_port: int) -> None:
    wanted = free_port(HERE, 0)

    assert free_port(HERE, wanted, but=[taken_port]) == wanted


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
async def test_it_plays_until_it_is_told_to_stop_and_ends_with_status_0(told: signal.Signals) -> None:
    async with started() as (process, line):
        address = line.removeprefix("The playground is ready: open ")
        async with httpx.AsyncClient(base_url=address, trust_env=False) as http:
            page, clock = await http.get("/"), await http.get("/clock")
        process.send_signal(told)

        assert await asyncio.wait_for(process.wait(), 10) == 0
    assert (page.status_code, clock.status_code) == (200, 200)


@pytest.mark.parametrize(
    ("verb", "says", "setting"),
    [
        ("slack", "Plenum playground", "SLACK_API_URL=http://{}/api/"),
        *((one.kind, "the playground", f"PROVIDERS__{one.name.upper()}__BASE_URL=http://{{}}") for one in KINDS),
    ],
)
async def test_each_emulator_starts_alone_and_says_how_it_is_used(verb: str, says: str, setting: str) -> None:
    place = f"{HERE}:{free_port(HERE, 0)}"

    async with started(verb, "--port", place.partition(":")[2]) as (process, line):
        async with httpx.AsyncClient(base_url=f"http://{place}", trust_env=False) as http:
            page = await http.get("/")
        process.terminate()
        await process.wait()
        assert process.stdout is not None
        rest = (await process.stdout.read()).decode()

    assert line.endswith(f"is ready: http://{place}/")
    assert f"  {setting.format(place)}" in rest
    assert says in page.text
    assert process.returncode == 0


async def test_in_the_demo_a_typed_line_becomes_a_card_with_a_way_into_each_back_end() -> None:
    async with started("demo") as (process, line):
        address = line.removeprefix("Plenum is ready: open ")
        async with (
            httpx.AsyncClient(base_url=address, trust_env=False, timeout=20) as http,
            http.stream("GET", "/client/events", params={"as": ANA}) as events,
        ):
            told, heard = (await http.get("/playground")).json()["backends"], happenings(events)
            cards = [
                await card_of(http, heard, channel, f"Weekly sync via {one['name']}")
                for channel, one in zip(CHANNELS, told, strict=False)
            ]
        process.terminate()

        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert [one["url"] in card for one, card in zip(told, cards, strict=True)] == [True] * len(KINDS), cards


async def card_of(http: httpx.AsyncClient, heard: AsyncIterator[dict[str, Any]], channel: str, typed: str) -> str:
    """Ana types a start in a channel; the blocks of the card that everybody there sees."""
    said = {"as": ANA, "channel": channel, "text": f"/conf start {typed}"}
    assert (await http.post("/client/say", json=said)).json()["ok"]
    async with asyncio.timeout(20):
        return str(await anext(one["message"]["blocks"] async for one in heard if one["channel"] == channel))


async def happenings(events: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The messages that come down a page's stream."""
    async for line in events.aiter_lines():
        if line.startswith("data: ") and (event := json.loads(line[6:]))["type"] == "message":
            yield event
