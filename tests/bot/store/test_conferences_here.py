"""Which conferences are here, and the lock that lets one start after the other in a channel."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model import Place, Stage
from bot.store.database import Database
from tests.bot.store.keeping import ACME, GENERAL, OTHER, TEAM, Rows, starting, until_somebody_waits
from tests.conftest import NOON
from tests.makers import make_conference


async def test_live_ones_are_listed_newest_first(rows: Rows) -> None:
    older = await rows.add("1", created_at=NOON - timedelta(hours=1))
    newer = await rows.add("2", created_at=NOON)
    await rows.add("3", stage=Stage.ENDED)
    await starting(rows, "4")

    assert [one.id for one in await rows.live(ACME)] == [newer.id, older.id]


async def test_here_are_live_ones_and_those_being_started_lately(rows: Rows) -> None:
    live = await rows.add("1", created_at=NOON - timedelta(hours=1))
    lately = await starting(rows, "2", created_at=NOON, plan=started(NOON))
    await starting(rows, "3", created_at=NOON - timedelta(hours=1), plan=started(NOON - timedelta(hours=1)))
    await rows.add("4", place=Place(channel_id=GENERAL))
    await rows.add("5", stage=Stage.ENDED)

    here = await rows.open_here(ACME, TEAM, starting_since=NOON - timedelta(minutes=5), planned_by=NOON)

    assert [one.id for one in here] == [lately.id, live.id]


async def test_one_that_is_tried_again_is_being_started_lately(rows: Rows) -> None:
    long_ago = NOON - timedelta(hours=1)
    again = await starting(rows, "1", created_at=long_ago, plan=started(long_ago))
    await rows.change(again, starts_at=NOON)

    assert len(await rows.open_here(ACME, TEAM, starting_since=NOON - timedelta(minutes=5), planned_by=NOON)) == 1


def started(at: datetime) -> Any:
    plan = make_conference().plan
    return plan.__class__(topic=plan.topic, starts_at=at)


async def test_two_starts_in_one_channel_go_one_after_the_other(rows: Rows) -> None:
    """Each looks whether one is here, and adds its own if not: without the lock both would."""

    async def start(name: str, together: asyncio.Barrier) -> bool:
        await together.wait()
        async with rows.db.write() as connection:
            await rows.store.lock_channel(connection, ACME, TEAM)
            if await rows.store.open_here(connection, ACME, TEAM, starting_since=NOON, planned_by=NOON):
                return False
            conference = make_conference(id=name * 32, code=f"AAA{name}", reference=name)
            await rows.store.add(connection, conference, asked_key=name)
            return True

    names = "123456"
    together = asyncio.Barrier(len(names))

    made = await asyncio.gather(*(start(name, together) for name in names))

    assert sorted(made) == [False] * 5 + [True]


@pytest.mark.postgres
async def test_the_lock_of_one_channel_holds_up_no_other(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows = Rows(db)

    async with db.write() as ours, db.write() as theirs, asyncio.timeout(5):
        await rows.store.lock_channel(ours, ACME, TEAM)
        await rows.store.lock_channel(theirs, ACME, GENERAL)
        await rows.store.lock_channel(theirs, OTHER, TEAM)

    await db.close()


@pytest.mark.postgres
async def test_the_lock_of_a_channel_holds_until_the_transaction_ends(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows, got_past = Rows(db), asyncio.Event()

    async def second() -> None:
        async with db.write() as connection:
            await rows.store.lock_channel(connection, ACME, TEAM)
            got_past.set()

    async with db.write() as first:
        await rows.store.lock_channel(first, ACME, TEAM)
        waiting = asyncio.create_task(second())
        await until_somebody_waits(db)
        held_up = not got_past.is_set()
    await waiting

    assert held_up
    assert got_past.is_set()
    await db.close()
