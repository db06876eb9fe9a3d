"""Databases for the tests of the bot, on SQLite and on a real PostgreSQL, and a Slack that misbehaves on demand."""

import asyncio
import itertools
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.messenger import Messenger
from bot.slack import SlackDoor
from bot.store import schema
from bot.store.database import Database
from tests import postgres
from tests.bot import slack_stub

_numbers = itertools.count()
_TEMPLATE = "plenum_template"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.PostgresServer]:
    """One server for the whole run, with one migrated database to copy."""
    with postgres.running() as server:
        server.create(_TEMPLATE)
        asyncio.run(_migrate(server.url(_TEMPLATE)))
        yield server


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "plenum.sqlite3"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file of this test's own."""
    path = tmp_path / "plenum.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres_server: postgres.PostgresServer) -> Iterator[str]:
    """The address of a migrated PostgreSQL database of this test's own."""
    name = f"plenum_{next(_numbers)}"
    postgres_server.create(name, template=_TEMPLATE)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test's own, once per kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """`database_url`, open."""
    database = await Database.open(database_url)
    yield database
    await database.close()


@pytest.fixture
async def slack() -> AsyncIterator[slack_stub.SlackStub]:
    async with slack_stub.standing() as stub:
        yield stub


class OneToken:
    """The token of a workspace, and a newer one once it is distrusted if there is one."""

    def __init__(self, *tokens: str) -> None:
        self.tokens = list(tokens or ("xoxb-1",))
        self.distrusted: list[str] = []

    async def token(self, workspace_id: str) -> str:
        return self.tokens[0]

    async def distrust(self, workspace_id: str) -> None:
        self.distrusted.append(workspace_id)
        if len(self.tokens) > 1:
            self.tokens.pop(0)


@pytest.fixture
def tokens() -> OneToken:
    return OneToken()


@pytest.fixture
async def door(slack: slack_stub.SlackStub, tokens: OneToken) -> AsyncIterator[SlackDoor]:
    """The door to `slack`."""
    door = SlackDoor(tokens, api_url=f"{slack.url}api/", timeout=timedelta(seconds=5))
    yield door
    await door.close()


@pytest.fixture
def messenger(door: SlackDoor) -> Messenger:
    return Messenger(door)


async def _migrate(url: str) -> None:
    database = await Database.open(url)
    await schema.upgrade(database)
    await database.close()
