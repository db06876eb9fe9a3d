"""What the emulated PortSIP PBX tells a configured address of calls."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.running import running

EXAMPLES = json.loads((Path(__file__).parent / "wire/examples.json").read_text("utf-8"))
SAMPLES = EXAMPLES["webhooks (tenant level; no conference event exists)"]


class Listener:
    """Hears events; `statuses` are its next answers, then 200."""

    def __init__(self) -> None:
        self.heard: list[tuple[str | None, dict[str, Any]]] = []
        self.statuses: list[int] = []

    async def hear(self, request: Request) -> Response:
        self.heard.append((request.headers.get("authorization"), await request.json()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    @property
    def kinds(self) -> list[str]:
        return [body["event_type"] for _, body in self.heard]

    def of(self, kind: str) -> dict[str, Any]:
        return next(body for _, body in self.heard if body["event_type"] == kind)


@pytest.fixture
async def listener(pbx: Any) -> AsyncIterator[Listener]:
    """Where the PBX tells of calls."""
    heard = Listener()
    async with running(Starlette(routes=[Route("/events", heard.hear, methods=["POST"])])) as address:
        await pbx.control("config", cdr_url=f"{address}/events", cdr_token="a-long-token")
        yield heard
        await pbx.app.state.pbx.events.idle()


async def told(pbx: Any) -> None:
    await pbx.app.state.pbx.events.idle()


async def test_somebody_coming_and_going_is_told_with_the_token(pbx: Any, listener: Listener) -> None:
    await pbx.on_call()
    await told(pbx)
    pbx.clock.advance(seconds=21)
    await pbx.control("leave", number="7001")
    await told(pbx)

    assert sorted(listener.kinds) == ["call_cdr", "call_start", "cdr_target_answer"]
    assert {header for header, _ in listener.heard} == {"Bearer a-long-token"}
    assert listener.of("call_start").items() >= {"caller": "101", "callee": "7001", "direction": "internal"}.items()
    assert listener.of("call_cdr")["talk_duration"] == 21


@pytest.mark.parametrize("kind", ["call_start", "cdr_target_answer", "call_cdr"])
async def test_an_event_has_the_names_of_its_example(pbx: Any, listener: Listener, kind: str) -> None:
    await pbx.on_call()
    await pbx.control("leave", number="7001")
    await told(pbx)

    body, example = listener.of(kind), SAMPLES[kind]["body"]

    assert body.keys() == example.keys()
    assert {name: type(value) for name, value in body.items()} == {name: type(value) for name, value in example.items()}


async def test_an_outside_call_has_the_number_it_came_by(pbx: Any, listener: Listener) -> None:
    await pbx.room()
    await pbx.control("join", number="7001", phone="+4790000000")
    await told(pbx)

    wanted = {"caller": "+4790000000", "direction": "inbound", "did": "+441494523500"}
    assert listener.of("call_start").items() >= wanted.items()


@pytest.mark.parametrize(("for_links", "count"), [(False, 0), (True, 2)])
async def test_browsers_are_told_of_only_when_wished(pbx: Any, listener: Listener, for_links: bool, count: int) -> None:
    await pbx.control("config", cdr_for_links=for_links)
    room = await pbx.read(await pbx.room())

    await pbx.control("join", number="7001", token=room["token"], name="Zoe")
    await told(pbx)

    assert len(listener.heard) == count


async def test_what_was_not_heard_is_told_again_later(pbx: Any, listener: Listener) -> None:
    listener.statuses = [202, 500]
    await pbx.on_call()
    await told(pbx)

    pbx.clock.advance(seconds=14)
    await pbx.control_state()
    await told(pbx)
    early = len(listener.heard)
    pbx.clock.advance(seconds=1)
    await pbx.control_state()
    await told(pbx)

    assert (early, len(listener.heard)) == (2, 4)
    assert all(one.over for one in pbx.app.state.pbx.events.told)


async def test_404_is_final(pbx: Any, listener: Listener) -> None:
    listener.statuses = [404, 404]
    await pbx.on_call()
    await told(pbx)
    pbx.clock.advance(hours=1)
    await pbx.control_state()
    await told(pbx)

    assert len(listener.heard) == 2


async def test_it_gives_up_after_the_sixth_time(pbx: Any) -> None:
    await pbx.control("config", cdr_url="http://127.0.0.1:9/nobody")
    await pbx.on_call()
    for _ in range(10):
        await told(pbx)
        pbx.clock.advance(hours=1)
        await pbx.control_state()

    assert [one.answers for one in pbx.app.state.pbx.events.told] == [[None] * 6] * 2
    assert all(one.over for one in pbx.app.state.pbx.events.told)


async def test_nothing_is_told_where_nobody_listens(pbx: Any) -> None:
    await pbx.on_call()

    assert pbx.app.state.pbx.events.told == []
