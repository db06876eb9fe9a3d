"""The way to a server: a TCP proxy on loopback that can be cut, and that can swallow everything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

_CHUNK = 65_536


class Line:
    """Passes bytes on, both ways, to `to` on this machine."""

    def __init__(self, to: int) -> None:
        self.port = 0
        self._to = to
        self._ends: set[asyncio.StreamWriter] = set()
        self._through = asyncio.Event()
        self._through.set()
        self._away = False

    def cut(self) -> None:
        """Break every connection; until `mend` there is no way through."""
        self._away = True
        for end in list(self._ends):
            end.transport.abort()

    def swallow(self) -> None:
        """Until `mend` nothing comes through, and nobody is told so."""
        self._through.clear()

    def mend(self) -> None:
        self._away = False
        self._through.set()

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until either end closes it."""
        self._ends.add(writer)
        with suppress(OSError):  # nobody listens there just now, or somebody closed it
            if not self._away:
                await self._join(reader, writer)
        self._ends.discard(writer)
        writer.transport.abort()

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, away = await asyncio.open_connection("127.0.0.1", self._to)
        self._ends.add(away)
        ways = [asyncio.create_task(self._pass_on(reader, away)), asyncio.create_task(self._pass_on(there, writer))]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._ends.discard(away)
            away.transport.abort()
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while chunk := await reader.read(_CHUNK):
            await self._through.wait()
            writer.write(chunk)
            await writer.drain()


@asynccontextmanager
async def line(to: int) -> AsyncIterator[Line]:
    """A way to that port, on a port of its own."""
    way = Line(to)
    server = await asyncio.start_server(way.carry, "127.0.0.1", 0)
    way.port = server.sockets[0].getsockname()[1]
    try:
        yield way
    finally:
        server.close()
        way.cut()
