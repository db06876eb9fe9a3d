"""A PostgreSQL of one's own, which may be restarted at any time: nobody else may be at work on it."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.store import schema
from bot.store.database import Database
from tests import postgres
from tests.faults.cases import TEMPLATE
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresServer]:
    """With a migrated database to copy."""
    with postgres.running() as started:
        started.create(TEMPLATE)
        asyncio.run(_migrate(started.url(TEMPLATE)))
        yield started


async def _migrate(url: str) -> None:
    database = await Database.open(url)
    await schema.upgrade(database)
    await database.close()
