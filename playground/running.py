"""Serves an ASGI app on a free loopback port, in this process, for as long as a block lasts."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp

from playground.ports import address

GRACE_S = 1
"""How long requests may finish when the block ends; streams that nobody closed are then cut."""
LOOK_S = 0.002


class _Server(uvicorn.Server):
    """A server that leaves signals to the process and starts and stops without polling."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self.down = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        self.up.set()
        await self.down.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does, without its sleeps of a tenth of a second: tests start many servers."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._finished(), GRACE_S)
        for task in self.server_state.tasks:
            task.cancel()
        await self.lifespan.shutdown()

    async def _finished(self) -> None:
        while self.server_state.connections or self.server_state.tasks:  # noqa: ASYNC110  # uvicorn tells nobody
            await asyncio.sleep(LOOK_S)

    @property
    def bound_port(self) -> int:
        return int(self.servers[0].sockets[0].getsockname()[1])


def _server(app: ASGIApp, host: str, port: int) -> _Server:
    return _Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            ws="websockets-sansio",
            lifespan="on",
            log_config=None,
            access_log=False,
            date_header=False,
            server_header=False,
        )
    )


async def _serve(server: _Server) -> None:
    try:
        await server.serve()
    except SystemExit as stopped:  # uvicorn's way of saying that the port is taken or the app did not start
        raise RuntimeError("the app could not be started; the log says why") from stopped


@asynccontextmanager
async def running(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> AsyncIterator[str]:
    """Serve `app`; gives its base address without a slash at the end. `port` 0 takes a free one."""
    server = _server(app, host, port)
    serving = asyncio.create_task(_serve(server))
    started = asyncio.create_task(server.up.wait())
    await asyncio.wait({serving, started}, return_when=asyncio.FIRST_COMPLETED)
    if serving.done():
        started.cancel()
        await serving
    try:
        yield address(host, server.bound_port)
    finally:
        server.down.set()
        await serving
