"""Socket Mode, against a small Slack that opens connections and sends envelopes."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from bot.web.bolt import make_client
from bot.web.sockets import Sockets
from playground.running import running
from tests.bot.web.conftest import PRESS, WayIn

SLASH = {"command": "/conf", "text": "help", "team_id": "T1", "user_id": "U1", "channel_id": "C1"}
MENTION = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U1", "text": "<@UBOT> start", "ts": "1.2", "channel": "C1"},
}


class SmallSlack:
    """Opens connections for the right token; the test sends on them and reads what comes back."""

    def __init__(self) -> None:
        self.address = ""
        self.opened: asyncio.Queue[WebSocket] = asyncio.Queue()
        self.closed: asyncio.Queue[WebSocket] = asyncio.Queue()
        self.acknowledged: asyncio.Queue[tuple[WebSocket, dict[str, Any]]] = asyncio.Queue()
        self.refused: asyncio.Queue[str] = asyncio.Queue()
        self.asked: asyncio.Queue[int] = asyncio.Queue()
        self.tickets = 0
        self.first_words: dict[str, Any] = {"type": "hello", "num_connections": 1}
        self.error: str | None = None
        self.knocked = asyncio.Event()
        self.answers = asyncio.Event()
        self.answers.set()
        self.app = Starlette(
            routes=[
                Route("/api/apps.connections.open", self._open, methods=["POST"]),
                WebSocketRoute("/link/{ticket}", self._link),
            ]
        )

    async def _open(self, request: Request) -> Response:
        self.knocked.set()
        await self.answers.wait()
        error = self.error or (None if request.headers["authorization"] == "Bearer xapp-1" else "invalid_auth")
        if error:
            self.refused.put_nowait(error)
            return JSONResponse({"ok": False, "error": error})
        self.tickets += 1
        self.asked.put_nowait(self.tickets)
        return JSONResponse({"ok": True, "url": f"ws{self.address.removeprefix('http')}/link/{self.tickets}"})

    async def _link(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_json(self.first_words)
        self.opened.put_nowait(socket)
        try:
            while True:
                self.acknowledged.put_nowait((socket, await socket.receive_json()))
        except WebSocketDisconnect:
            self.closed.put_nowait(socket)

    async def send(self, socket: WebSocket, kind: str, payload: object, **more: Any) -> None:
        await socket.send_json({"type": kind, "envelope_id": f"{kind}-1", "payload": payload, **more})

    async def answer(self) -> dict[str, Any]:
        return (await self.acknowledged.get())[1]


@pytest.fixture
async def slack() -> AsyncIterator[SmallSlack]:
    slack = SmallSlack()
    async with running(slack.app) as address:
        slack.address = address
        yield slack


@asynccontextmanager
async def _serving(sockets: Sockets) -> AsyncIterator[asyncio.Event]:
    stopping = asyncio.Event()
    serving = asyncio.create_task(sockets.serve(stopping))
    try:
        yield stopping
    finally:
        stopping.set()
        await serving


@pytest.fixture
def sockets(way_in: WayIn, slack: SmallSlack, session: aiohttp.ClientSession) -> Sockets:
    return _sockets(way_in, slack, session, connections=1)


def _sockets(way_in: WayIn, slack: SmallSlack, session: aiohttp.ClientSession, *, connections: int) -> Sockets:
    return Sockets(
        way_in.door,
        app_token="xapp-1",
        client=make_client(slack.address + "/api/", session),
        session=session,
        connections=connections,
        pauses_s=(0.01,),
    )


async def test_a_command_is_heard_and_acknowledged(way_in: WayIn, slack: SmallSlack, sockets: Sockets) -> None:
    async with _serving(sockets):
        socket = await slack.opened.get()
        await slack.send(socket, "slash_commands", SLASH, accepts_response_payload=True)

        assert await slack.answer() == {"envelope_id": "slash_commands-1"}
    assert way_in.heard.bodies == [SLASH]


async def test_the_answer_travels_in_the_acknowledgement(way_in: WayIn, slack: SmallSlack, sockets: Sockets) -> None:
    @way_in.bolt.command("/say")
    async def say(ack) -> None:  # Bolt passes arguments by name
        await ack({"response_type": "ephemeral", "text": "Hello"})

    @way_in.bolt.command("/word")
    async def word(ack) -> None:
        await ack("Hello")

    async with _serving(sockets):
        socket = await slack.opened.get()
        await slack.send(socket, "slash_commands", {**SLASH, "command": "/say"})
        structured = await slack.answer()
        await slack.send(socket, "slash_commands", {**SLASH, "command": "/word"})
        plain = await slack.answer()

    assert structured["payload"] == {"response_type": "ephemeral", "text": "Hello"}
    assert plain["payload"] == {"text": "Hello"}


@pytest.mark.parametrize(("kind", "payload"), [("interactive", PRESS), ("events_api", MENTION)])
async def test_presses_and_events_are_heard(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets, kind: str, payload: dict[str, Any]
) -> None:
    async with _serving(sockets):
        await slack.send(await slack.opened.get(), kind, payload, retry_attempt=1, retry_reason="timeout")
        await slack.answer()

    assert way_in.heard.bodies == [payload]


async def test_an_event_that_was_not_kept_is_not_acknowledged(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets
) -> None:
    tries = iter((OSError("disk full"), None))

    async def fail_once() -> None:
        if failure := next(tries):
            raise failure

    way_in.heard.then = fail_once

    async with _serving(sockets):
        socket = await slack.opened.get()
        await slack.send(socket, "events_api", MENTION, envelope_id="first")
        await slack.send(socket, "events_api", MENTION, envelope_id="again", retry_attempt=1)

        assert await slack.answer() == {"envelope_id": "again"}


@pytest.mark.parametrize("text", ["no JSON", "[]", '{"type":"events_api","envelope_id":"x"}', "[" * 100_000])
async def test_what_cannot_be_read_is_dropped(way_in: WayIn, slack: SmallSlack, sockets: Sockets, text: str) -> None:
    async with _serving(sockets):
        socket = await slack.opened.get()
        await socket.send_text(text)
        await slack.send(socket, "slash_commands", SLASH)

        assert await slack.answer() == {"envelope_id": "slash_commands-1"}


async def test_a_stop_does_not_wait_for_a_connection_that_slack_does_not_give(
    slack: SmallSlack, sockets: Sockets
) -> None:
    slack.answers.clear()

    async with asyncio.timeout(2), _serving(sockets):
        await slack.knocked.wait()

    slack.answers.set()


async def test_several_connections_stand_at_once(
    way_in: WayIn, slack: SmallSlack, session: aiohttp.ClientSession
) -> None:
    sockets = _sockets(way_in, slack, session, connections=2)

    async with _serving(sockets):
        first, second = await slack.opened.get(), await slack.opened.get()
        await slack.send(second, "slash_commands", SLASH)
        answered = await slack.acknowledged.get()

        assert first is not second
        assert answered[0] is second
        await sockets.check()


async def test_when_slack_wants_a_new_connection_it_stands_before_the_old_one_goes(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets
) -> None:
    async with _serving(sockets):
        old = await slack.opened.get()
        await old.send_json({"type": "disconnect", "reason": "refresh_requested"})
        new = await slack.opened.get()
        await slack.send(old, "slash_commands", {**SLASH, "text": "on the old one"})
        on_old = await slack.acknowledged.get()
        await old.close()
        await slack.send(new, "slash_commands", {**SLASH, "text": "on the new one"})
        on_new = await slack.acknowledged.get()

    assert (on_old[0], on_new[0]) == (old, new)


async def test_a_broken_connection_is_made_again_with_a_fresh_address(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets
) -> None:
    async with _serving(sockets):
        await (await slack.opened.get()).close()
        again = await slack.opened.get()
        await slack.send(again, "slash_commands", SLASH)
        await slack.answer()

    assert again.path_params["ticket"] == "2"


async def test_a_refusal_is_tried_again(way_in: WayIn, slack: SmallSlack, sockets: Sockets) -> None:
    slack.error = "internal_error"

    async with _serving(sockets):
        await slack.refused.get()
        with pytest.raises(RuntimeError):
            await sockets.check()
        slack.error = None

        assert await slack.opened.get()


@pytest.mark.parametrize("word", [{"type": "disconnect", "reason": "too_many_websockets"}, {"reason": "?"}, []])
async def test_a_connection_without_hello_does_not_count(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets, word: Any
) -> None:
    slack.first_words = word

    async with _serving(sockets):
        await slack.closed.get()
        slack.first_words = {"type": "hello"}
        socket = await slack.opened.get()
        while socket.path_params["ticket"] == "1":
            socket = await slack.opened.get()
        await slack.send(socket, "slash_commands", SLASH)

        assert await slack.answer()


async def test_what_was_heard_before_the_stop_is_answered(way_in: WayIn, slack: SmallSlack, sockets: Sockets) -> None:
    reached, may_go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        reached.set()
        await may_go_on.wait()

    way_in.heard.then = wait

    async with _serving(sockets) as stopping:
        await slack.send(await slack.opened.get(), "slash_commands", SLASH)
        await reached.wait()
        stopping.set()
        may_go_on.set()

        assert await slack.answer() == {"envelope_id": "slash_commands-1"}
    await slack.closed.get()


async def test_no_ticket_is_ever_logged(
    way_in: WayIn, slack: SmallSlack, sockets: Sockets, caplog: pytest.LogCaptureFixture
) -> None:
    slack.app.router.routes.pop()  # the address leads nowhere

    async with _serving(sockets):
        for _ in range(2):
            await slack.asked.get()

    assert "not connected" in caplog.text
    assert "/link/" not in caplog.text
