"""Serving HTTP: uvicorn with httptools, with limits for clients that dawdle, ended by an event of ours."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

GRACE_S = 3
"""Slack waits no longer for an answer."""

IDLE_S = 30
BACKLOG = 1024


class PatientProtocol(HttpToolsProtocol):
    """uvicorn waits for the head of a request as long as the client likes; this closes the connection in time.

    The clock starts with the connection and with each later request's first byte, and stops when the head is complete.
    """

    head_within_s = 10.0
    head_limit = 64 * 1024

    _head_due: asyncio.TimerHandle | None = None
    _head_size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn does
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._head_is_there()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        head_is_there = self.cycle is not None and self.cycle.scope is self.scope
        if head_is_there and not self.cycle.response_complete:
            self._head_is_there()
        elif not self.transport.is_closing():
            self._expect_head()
            self._head_size += 0 if head_is_there else len(data)
            if self._head_size > self.head_limit:
                self.send_400_response("The head of this request is too long.")

    def _expect_head(self) -> None:
        if self._head_due is None:
            self._head_size = 0
            self._head_due = self.loop.call_later(self.head_within_s, self.transport.close)

    def _head_is_there(self) -> None:
        if self._head_due:
            self._head_due.cancel()
            self._head_due = None


class _Server(uvicorn.Server):
    """Leaves the signals to the process, which has more to stop than this."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listen(host: str, port: int) -> socket.socket:
    """Take the address, so that a start fails early and with the system's own words (OSError). Port 0: a free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=BACKLOG)


async def serve_http(
    app: ASGIApp,
    listener: socket.socket,
    stopping: asyncio.Event,
    *,
    protocol: type[PatientProtocol] = PatientProtocol,
) -> None:
    """Serve until `stopping` is set, then let requests under way finish for up to `GRACE_S`."""
    server = _Server(
        uvicorn.Config(
            app,
            http=protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=GRACE_S,
            backlog=BACKLOG,
        )
    )
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({serving, stopped}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopped.cancel()
        server.should_exit = True
        await serving
