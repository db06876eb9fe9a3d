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
from playground.ports import PlaceError, free_port, loopback
from playground.slack.seed import ANA, BEN, TEAM_CHANNEL

ROOT = Path(__file__).parents[2]
HERE = "127.0.0.1"


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
    ("verb", "path", "says"),
    [
        ("slack", "/", "Plenum playground"),
        ("trueconf", "/", "Conferences"),
        ("portsip", "/rooms/7000", "No connection"),
    ],
)
async def test_each_emulator_starts_alone(verb: str, path: str, says: str) -> None:
    port = free_port(HERE, 0)

    async with started(verb, "--port", str(port)) as (process, line):
        async with httpx.AsyncClient(base_url=f"http://{HERE}:{port}", trust_env=False) as http:
            page = await http.get(path)
        process.terminate()
        await process.wait()

    assert line.endswith(f"is ready: http://{HERE}:{port}/")
    assert says in page.text
    assert process.returncode == 0


async def test_in_the_demo_a_typed_line_becomes_a_card_with_a_way_in() -> None:
    async with started("demo") as (process, line):
        address = line.removeprefix("Plenum is ready: open ")
        async with (
            httpx.AsyncClient(base_url=address, trust_env=False, timeout=20) as http,
            http.stream("GET", "/client/events", params={"as": BEN}) as events,
        ):
            typed = {"as": ANA, "channel": TEAM_CHANNEL, "text": "/conf start Weekly sync @ben"}
            assert (await http.post("/client/say", json=typed)).json()["ok"]
            card = await anext(one async for one in happenings(events) if one["channel"] == TEAM_CHANNEL)
        process.terminate()

        assert await asyncio.wait_for(process.wait(), 20) == 0
    assert "Weekly sync" in str(card["message"]["blocks"])
    assert "/c/" in str(card["message"]["blocks"])


async def happenings(events: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    """The messages that come down a page's stream."""
    async for line in events.aiter_lines():
        if line.startswith("data: ") and (event := json.loads(line[6:]))["type"] == "message":
            yield event
