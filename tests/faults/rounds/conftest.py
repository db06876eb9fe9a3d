"""A PostgreSQL for each lane, so that the rounds of one disturb no other."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bot.store import schema
from bot.store.database import Database
from tests import postgres
from tests.faults.cases import TEMPLATE
from tests.faults.rounds.rounds import LANES
from tests.postgres import PostgresServer


@pytest.fixture(scope="session")
def servers() -> Iterator[list[PostgresServer]]:
    """Each with a migrated database to copy."""
    with ExitStack() as stack:
        started = [stack.enter_context(postgres.running()) for _ in range(LANES)]
        for server in started:
            server.create(TEMPLATE)
            asyncio.run(_migrate(server.url(TEMPLATE)))
        yield started


async def _migrate(url: str) -> None:
    database = await Database.open(url)
    await schema.upgrade(database)
    await database.close()
