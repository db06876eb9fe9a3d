"""Grounds for whole cases: a migrated SQLite file to copy, and a real PostgreSQL with a migrated database to copy."""

import asyncio
from collections.abc import Iterator

import pytest

from bot.store import schema
from bot.store.database import Database
from tests import postgres
from tests.faults.cases import TEMPLATE, Grounds


@pytest.fixture(scope="session")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Grounds]:
    folder = tmp_path_factory.mktemp("faults")
    template = folder / "template.sqlite3"
    asyncio.run(_migrate(f"sqlite:///{template}"))
    with postgres.running() as server:
        server.create(TEMPLATE)
        asyncio.run(_migrate(server.url(TEMPLATE)))
        yield Grounds(folder=folder, sqlite_template=template, postgres=server)


async def _migrate(url: str) -> None:
    database = await Database.open(url)
    await schema.upgrade(database)
    await database.close()
