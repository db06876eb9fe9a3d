"""Other processes on the same PostgreSQL: whatever one writes down that is due earlier wakes the others at once."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import func, select
from sqlalchemy.engine import URL

from bot.errors import StoreError
from bot.store.database import Database
from bot.store.engines import LIVELY

log = logging.getLogger(__name__)

CHANNEL = "plenum"

PAUSE_S = 0.1
"""What is told within this time is told together."""

FIRST_S, SLOWEST_S = 0.5, 30.0
"""How soon a connection that was lost is made anew; each time that fails it takes twice as long."""

CLOSING_S = 1.0
"""How long a process that stops waits until the others are told."""


class Neighbours:
    """`tell` is for after a commit, and returns at once: it takes no part in anybody's transaction. Whoever is not told
    looks at the next pulse, so whatever fails here is noted and no more."""

    def __init__(self, database: Database, *, by: str, pause_s: float = PAUSE_S, first_s: float = FIRST_S) -> None:
        self._database = database
        self._by = by
        self._pause_s = pause_s
        self._first_s = first_s
        self._untold = False
        self._telling: asyncio.Task[None] | None = None

    def tell(self) -> None:
        """The others shall look, soon after this."""
        self._untold = True
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell(), name="telling neighbours")

    async def told(self) -> None:
        """Wait until everything is told, but not for long."""
        if self._telling is not None:
            await asyncio.wait([self._telling], timeout=CLOSING_S)

    async def listen(self, heard: Callable[[], None]) -> None:
        """Call `heard` whenever a neighbour tells, and when one may have told while nobody listened; for ever."""
        pause_s = self._first_s
        while True:
            try:
                async with await _connected(self._database.url) as connection:
                    await connection.execute(f"LISTEN {CHANNEL}")
                    pause_s = self._first_s
                    heard()
                    await self._listen(connection, heard)
            except (psycopg.Error, OSError) as error:
                told = {"action": "neighbours_unheard", "error": type(error).__name__}
                log.info("other processes are heard at the pulse only", extra=told)
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 2, SLOWEST_S)

    async def _listen(self, connection: psycopg.AsyncConnection[Any], heard: Callable[[], None]) -> None:
        async for one in connection.notifies():
            if one.payload != self._by:
                heard()

    async def _tell(self) -> None:
        while self._untold:
            self._untold = False
            with suppress(StoreError):
                async with self._database.write() as connection:
                    await connection.execute(select(func.pg_notify(CHANNEL, self._by)))
            await asyncio.sleep(self._pause_s)


async def _connected(url: URL) -> psycopg.AsyncConnection[Any]:
    """A connection outside of any pool, for it does nothing but wait."""
    _, told = url.get_dialect()().create_connect_args(url)
    usual = {"connect_timeout": 5, "application_name": "plenum listening", **LIVELY}
    return await psycopg.AsyncConnection.connect(**{**usual, **told}, autocommit=True)
