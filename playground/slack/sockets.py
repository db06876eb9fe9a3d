"""Socket Mode: the web sockets that the app opened, and envelopes over them."""

import asyncio
import json
from itertools import count
from typing import Any
from uuid import uuid4

from starlette.websockets import WebSocket, WebSocketDisconnect

from playground.slack.faults import FaultName, Faults
from playground.slack.refusals import Refused
from playground.slack.stamps import Stamps

MOST_OPEN = 10
WRONG_TICKET = 4401
GONE = 1011

Acknowledgement = dict[str, Any]


class SocketBroken(Exception):  # noqa: N818  # something that happens, not a mistake of ours
    """The socket closed before the app acknowledged."""


class Sockets:
    """All open sockets of the app; each envelope goes to one of them, in turn."""

    def __init__(self, stamps: Stamps, app_id: str, faults: Faults) -> None:
        self._stamps = stamps
        self._faults = faults
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._open: list[WebSocket] = []
        self._turn = count()
        self._waiting: dict[str, tuple[WebSocket, asyncio.Future[Acknowledgement | None]]] = {}
        self._changed = asyncio.Event()

    @property
    def connected(self) -> int:
        return len(self._open)

    def ticket(self) -> str:
        """What the address of a socket carries, good for one connection."""
        made = self._stamps.name("ticket")
        self._tickets.add(made)
        return made

    async def serve(self, socket: WebSocket) -> None:
        """The web socket endpoint: hello, then acknowledgements until it closes."""
        ticket = socket.query_params.get("ticket", "")
        if self._faults.on(FaultName.SOCKETS_DOWN) or ticket not in self._tickets or self.connected >= MOST_OPEN:
            await socket.close(WRONG_TICKET)
            return
        self._tickets.discard(ticket)
        await socket.accept()
        await socket.send_text(json.dumps(self._hello()))
        self._open.append(socket)
        self._note_change()
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)

    async def send(
        self, kind: str, payload: dict[str, Any], *, retry: tuple[int, str] | None = None
    ) -> Acknowledgement | None:
        """Send an envelope and wait for its acknowledgement; gives what the app answered with it.

        Raises `SocketBroken` when the socket closes first. Time limits are the caller's.
        """
        socket = self._open[next(self._turn) % len(self._open)]
        envelope_id = str(uuid4())
        envelope = {
            "envelope_id": envelope_id,
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            attempt, reason = retry or (0, "")
            envelope |= {"retry_attempt": attempt, "retry_reason": reason}
        answered: asyncio.Future[Acknowledgement | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, answered)
        try:
            await socket.send_text(json.dumps(envelope))
            return await answered
        except (WebSocketDisconnect, RuntimeError) as closed:
            raise SocketBroken from closed
        finally:
            self._waiting.pop(envelope_id, None)

    async def drop(self) -> None:
        """Break every socket without a word."""
        for socket in list(self._open):
            self._forget(socket)
            await socket.close(GONE)

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Tell the app to open fresh sockets: `warning`, `refresh_requested` or `link_disabled`."""
        for socket in list(self._open):
            notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
            await socket.send_text(json.dumps(notice))

    async def until(self, number: int, *, timeout_s: float = 5.0) -> None:
        """Wait until this many sockets are open. Raises TimeoutError after real seconds."""
        async with asyncio.timeout(timeout_s):
            while self.connected != number:
                await self._changed.wait()

    async def _listen(self, socket: WebSocket) -> None:
        while True:
            try:
                said = json.loads(await socket.receive_text())
            except (WebSocketDisconnect, RuntimeError):
                return
            _, answered = self._waiting.get(said.get("envelope_id", ""), (None, None))
            if answered is not None and not answered.done():
                answered.set_result(said.get("payload") or None)

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": self.connected + 1,
            "debug_info": {"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    def _forget(self, socket: WebSocket) -> None:
        if socket not in self._open:
            return
        self._open.remove(socket)
        for used, answered in list(self._waiting.values()):
            if used is socket and not answered.done():
                answered.set_exception(SocketBroken())
        self._note_change()

    def _note_change(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def check_open(sockets: Sockets) -> None:
    """Raises `too_many_websockets` for an app that has ten open already."""
    if sockets.connected >= MOST_OPEN:
        raise Refused("too_many_websockets")
