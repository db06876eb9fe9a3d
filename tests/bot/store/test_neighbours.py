"""Processes on one PostgreSQL hear each other at once, and again after a connection was lost."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import psycopg
import pytest

from bot.store.database import Database
from bot.store.neighbours import CHANNEL, Neighbours

pytestmark = pytest.mark.postgres

SOON_S = 0.02


class Ear:
    """Counts how often something was heard."""

    def __init__(self) -> None:
        self.heard = 0
        self._changed = asyncio.Event()

    def __call__(self) -> None:
        self.heard += 1
        self._changed.set()

    async def until(self, times: int) -> None:
        async with asyncio.timeout(10):
            while self.heard < times:
                self._changed.clear()
                await self._changed.wait()


Listening = Callable[[Neighbours], Any]


@pytest.fixture
async def database(postgres_url: str) -> AsyncIterator[Database]:
    database = await Database.open(postgres_url)
    yield database
    await database.close()


@pytest.fixture
def ours(database: Database) -> Neighbours:
    return Neighbours(database, by="ours", pause_s=SOON_S, first_s=SOON_S)


@asynccontextmanager
async def listening(neighbours: Neighbours) -> AsyncIterator[Ear]:
    """Listens for as long as the block lasts, which begins when it does."""
    ear = Ear()
    task = asyncio.create_task(neighbours.listen(ear))
    await ear.until(1)  # what may have been told before
    yield ear
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_what_one_tells_the_others_hear(ours: Neighbours, database: Database) -> None:
    theirs = Neighbours(database, by="theirs")

    async with listening(theirs) as ear:
        ours.tell()

        await ear.until(2)


async def test_nobody_hears_themselves(ours: Neighbours, database: Database) -> None:
    async with listening(ours) as ear:
        ours.tell()
        await ours.told()
        Neighbours(database, by="theirs").tell()

        await ear.until(2)
        assert ear.heard == 2


async def test_what_is_told_at_once_is_told_together(ours: Neighbours, postgres_url: str) -> None:
    url = postgres_url.replace("postgres://", "postgresql://")
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as ear:
        await ear.execute(f"LISTEN {CHANNEL}")

        for _ in range(100):
            ours.tell()
        await ours.told()

        await ear.execute(f"NOTIFY {CHANNEL}, 'end'")
        heard = [one.payload async for one in ear.notifies(stop_after=2)]
    assert heard == ["ours", "end"]


async def test_a_connection_that_is_cut_comes_back_and_what_was_missed_is_looked_at(
    ours: Neighbours, database: Database, postgres_url: str
) -> None:
    async with listening(Neighbours(database, by="theirs", first_s=SOON_S)) as ear:
        await asyncio.to_thread(_cut, postgres_url)

        await ear.until(2)  # heard nothing, but may have missed something
        ours.tell()
        await ear.until(3)


async def test_it_goes_on_asking_while_the_database_is_away(postgres_url: str, postgres_server: Any) -> None:
    name = postgres_url.rpartition("/")[2]
    postgres_server.drop(name)
    database, ear = await Database.open(postgres_url), Ear()
    task = asyncio.create_task(Neighbours(database, by="theirs", first_s=SOON_S).listen(ear))

    await asyncio.sleep(0)
    postgres_server.create(name)

    await ear.until(1)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.close()


async def test_telling_in_vain_harms_nobody(ours: Neighbours, database: Database) -> None:
    await database.close()

    ours.tell()

    await ours.told()


def _cut(url: str) -> None:
    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as admin:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = %s AND datname = current_database()"
        assert admin.execute(cut, [f"LISTEN {CHANNEL}"]).fetchall() == [(True,)]
