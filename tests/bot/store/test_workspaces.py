"""Workspaces and their tokens: what is kept, what is remembered, what is forgotten."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import SlackRefused
from bot.model import Workspace
from bot.store.database import Database
from bot.store.tables import conferences, invitations, metadata, requests
from bot.store.tables import workspaces as workspaces_table
from bot.store.vault import Vault
from bot.store.workspaces import REMEMBERED_S, Workspaces
from tests.conftest import FrozenClock

KEY = Fernet.generate_key().decode()
TEAM = Workspace(
    id="T1",
    name="Team",
    bot_user_id="UBOT",
    bot_id="BBOT",
    scopes=frozenset({"commands", "chat:write"}),
    token="xoxb-one",
    app_id="A1",
    installed_by="U1",
)


class Stopwatch:
    """A monotonic clock that a test owns."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def workspaces(db: Database, stopwatch: Stopwatch) -> Workspaces:
    return Workspaces(db, Vault([KEY]), monotonic=stopwatch)


@pytest.fixture
def elsewhere(db: Database) -> Workspaces:
    """The same table, seen by another process."""
    return Workspaces(db, Vault([KEY]))


async def _conference(db: Database, workspace_id: str, clock: FrozenClock) -> None:
    async with db.write() as connection:
        await connection.execute(
            insert(conferences).values(
                id=f"conference-{workspace_id}",
                workspace_id=workspace_id,
                code="K7F3",
                topic="Weekly sync",
                starts_at=clock(),
                zone="UTC",
                host_id="U1",
                channel_id="C1",
                stage="live",
                created_at=clock(),
                asked_key="k",
                provider="hq",
                reference=f"ref{workspace_id}",
                room_stage="ready",
            )
        )
        await connection.execute(
            insert(invitations).values(
                conference_id=f"conference-{workspace_id}",
                person_id="U2",
                workspace_id=workspace_id,
                invited_by="U1",
                invited_at=clock(),
            )
        )


async def test_an_installation_is_found_as_it_was_saved(workspaces: Workspaces, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())

    assert await workspaces.find("T1") == TEAM


async def test_an_unknown_workspace_is_not_found(workspaces: Workspaces) -> None:
    assert await workspaces.find("T9") is None


async def test_nothing_is_found_for_no_workspace_at_all(workspaces: Workspaces) -> None:
    assert await workspaces.find(None) is None


async def test_tokens_lie_sealed_in_the_database(workspaces: Workspaces, db: Database, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())

    async with db.read() as connection:
        sealed = (await connection.execute(select(workspaces_table.c.token_sealed))).scalar_one()
    assert TEAM.token.encode() not in sealed


def test_a_workspace_does_not_show_its_token() -> None:
    assert TEAM.token not in repr(TEAM)


async def test_a_newer_installation_replaces_the_older_one_at_once(workspaces: Workspaces, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.token("T1")

    await workspaces.save(replace(TEAM, token="xoxb-two"), clock())

    assert await workspaces.token("T1") == "xoxb-two"


async def test_a_workspace_of_its_own_goes_before_its_organisation(workspaces: Workspaces, clock: FrozenClock) -> None:
    whole = replace(TEAM, id="E1", enterprise_id="E1", token="xoxb-org")
    await workspaces.save(whole, clock())
    await workspaces.save(TEAM, clock())

    assert await workspaces.find("T1", "E1") == TEAM
    assert await workspaces.find("T2", "E1") == whole


async def test_a_workspace_that_gets_its_own_installation_leaves_the_organisations(
    workspaces: Workspaces, clock: FrozenClock
) -> None:
    await workspaces.save(replace(TEAM, id="E1", enterprise_id="E1", token="xoxb-org"), clock())
    await workspaces.find("T1", "E1")

    await workspaces.save(TEAM, clock())

    assert await workspaces.find("T1", "E1") == TEAM


async def test_a_removed_workspace_has_no_token_any_more(
    workspaces: Workspaces, db: Database, clock: FrozenClock
) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.token("T1")

    await workspaces.remove("T1", clock())

    with pytest.raises(SlackRefused, match="token_revoked"):
        await workspaces.token("T1")
    async with db.read() as connection:
        assert (await connection.execute(select(workspaces_table.c.token_sealed))).scalar_one() is None


async def test_removing_twice_keeps_the_first_instant(workspaces: Workspaces, db: Database, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.remove("T1", clock())

    await workspaces.remove("T1", clock() + timedelta(days=1))

    async with db.read() as connection:
        assert (await connection.execute(select(workspaces_table.c.removed_at))).scalar_one() == clock()


async def test_a_removed_workspace_can_come_back(workspaces: Workspaces, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.remove("T1", clock())

    await workspaces.save(TEAM, clock())

    assert await workspaces.find("T1") == TEAM


async def test_what_another_process_removed_is_forgotten_within_a_minute(
    workspaces: Workspaces, elsewhere: Workspaces, clock: FrozenClock, stopwatch: Stopwatch
) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.find("T1")
    await elsewhere.remove("T1", clock())
    remembered = await workspaces.find("T1")

    stopwatch.seconds += REMEMBERED_S

    assert remembered == TEAM
    assert await workspaces.find("T1") is None


async def test_a_token_that_slack_rejected_is_read_again(
    workspaces: Workspaces, elsewhere: Workspaces, clock: FrozenClock
) -> None:
    await workspaces.save(TEAM, clock())
    await workspaces.token("T1")
    await elsewhere.save(replace(TEAM, token="xoxb-two"), clock())

    await workspaces.distrust("T1")

    assert await workspaces.token("T1") == "xoxb-two"


async def test_an_installation_elsewhere_is_found_at_once_where_there_was_none(
    workspaces: Workspaces, elsewhere: Workspaces, clock: FrozenClock
) -> None:
    await workspaces.find("T1")

    await elsewhere.save(TEAM, clock())

    assert await workspaces.find("T1") == TEAM


async def test_one_that_came_back_since_it_was_said_stays(workspaces: Workspaces, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())

    went = await workspaces.remove("T1", clock(), told_at=clock() - timedelta(seconds=1))

    assert not went
    assert await workspaces.find("T1") == TEAM


def test_every_table_but_two_names_its_workspace() -> None:
    nameless = {table.name for table in metadata.sorted_tables if "workspace_id" not in table.c}

    assert requests.name not in nameless
    assert nameless == {"workspaces", "install_states"}


async def test_the_token_of_the_settings_serves_before_slack_was_asked_whose_it_is(db: Database) -> None:
    workspaces = Workspaces(db, Vault([KEY]), lone_token="xoxb-set")

    found = await workspaces.find("T1")

    assert found is not None
    assert (found.id, found.token) == ("T1", "xoxb-set")
    assert await workspaces.token("T1") == "xoxb-set"


class Unhurried(Database):
    """After each look it waits until it may go on."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.looked, self.may_go_on = asyncio.Event(), asyncio.Event()
        self.may_go_on.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with super().read() as connection:
            yield connection
        self.looked.set()
        await self.may_go_on.wait()


async def test_who_asks_while_the_first_installation_is_saved_is_not_taken_for_removed(
    sqlite_url: str, clock: FrozenClock
) -> None:
    db = await Unhurried.open(sqlite_url)
    assert isinstance(db, Unhurried)
    workspaces = Workspaces(db, Vault([KEY]), lone_token=TEAM.token)
    db.looked.clear()
    db.may_go_on.clear()

    asking = asyncio.create_task(workspaces.find("T1"))
    await db.looked.wait()
    await workspaces.save(TEAM, clock())
    db.may_go_on.set()

    found = await asking
    assert found is not None
    assert found.token == TEAM.token
    await db.close()


async def test_the_token_of_the_settings_goes_before_an_older_one(db: Database, clock: FrozenClock) -> None:
    await Workspaces(db, Vault([KEY])).save(TEAM, clock())
    workspaces = Workspaces(db, Vault([KEY]), lone_token="xoxb-set")

    assert await workspaces.find("T1") == replace(TEAM, token="xoxb-set")


async def test_once_its_workspace_is_known_the_token_of_the_settings_serves_no_other(
    db: Database, clock: FrozenClock
) -> None:
    workspaces = Workspaces(db, Vault([KEY]), lone_token=TEAM.token)
    await workspaces.find("T2")

    await workspaces.save(TEAM, clock())

    assert await workspaces.find("T1") == TEAM
    assert await workspaces.find("T2") is None


async def test_the_token_of_the_settings_is_of_no_use_after_the_removal(db: Database, clock: FrozenClock) -> None:
    workspaces = Workspaces(db, Vault([KEY]), lone_token=TEAM.token)
    await workspaces.save(TEAM, clock())

    await workspaces.remove("T1", clock())

    assert await workspaces.find("T1") is None


async def test_who_asks_while_it_changes_does_not_keep_the_old(workspaces: Workspaces, clock: FrozenClock) -> None:
    await workspaces.save(TEAM, clock())

    asking = asyncio.create_task(workspaces.find("T1"))
    await asyncio.sleep(0)
    await workspaces.save(replace(TEAM, token="xoxb-two"), clock())
    await asking

    assert await workspaces.token("T1") == "xoxb-two"
