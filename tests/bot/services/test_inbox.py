"""The inbox: on disk before the answer, or a definite no."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from bot.errors import StoreDown
from bot.services.inbox import Inbox, Kept, NotKept
from bot.store.database import Database
from tests.bot.services.asking import CountingStore, keys
from tests.conftest import FrozenClock


@asynccontextmanager
async def locked(db: Database, database_url: str) -> AsyncIterator[None]:
    """Somebody else writes to the table of requests and takes their time."""
    if db.kind == "sqlite":
        other = sqlite3.connect(str(db.path), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
    else:
        with psycopg.connect(database_url) as connection:
            connection.execute("LOCK TABLE requests IN SHARE MODE")
            yield


async def test_what_is_kept_is_in_the_table(inbox: Inbox, db: Database) -> None:
    kept = await inbox.keep("command", "T1", "k", {"text": "start"})

    assert kept is Kept.NEW
    assert await keys(db) == ["k"]


async def test_what_was_asked_before_is_seen(inbox: Inbox) -> None:
    await inbox.keep("command", "T1", "k", {})

    assert await inbox.keep("command", "T1", "k", {}) is Kept.SEEN
    assert await inbox.keep("command", "T2", "k", {}) is Kept.NEW


async def test_asked_twice_at_once_it_is_new_once(inbox: Inbox) -> None:
    kept = await asyncio.gather(*(inbox.keep("command", "T1", "k", {}) for _ in range(4)))

    assert sorted(one.value for one in kept) == ["new", "seen", "seen", "seen"]


async def test_those_that_arrive_during_a_commit_share_the_next(inbox: Inbox, store: CountingStore) -> None:
    store.go.clear()
    first = asyncio.create_task(inbox.keep("command", "T1", "first", {}))
    await store.committing.wait()
    others = [asyncio.create_task(inbox.keep("command", "T1", str(number), {})) for number in range(30)]
    await asyncio.sleep(0)  # let each of them ask
    store.go.set()

    await asyncio.gather(first, *others)

    assert store.commits == [1, 30]


async def test_a_locked_database_is_a_no_within_a_second_and_nothing_appears_later(
    inbox: Inbox, db: Database, database_url: str
) -> None:
    async with locked(db, database_url):
        began = time.monotonic()
        answers = await asyncio.gather(
            *(inbox.keep("command", "T1", str(number), {}) for number in range(8)), return_exceptions=True
        )
        waited = time.monotonic() - began

    assert [type(answer) for answer in answers] == [NotKept] * 8
    assert waited < 1
    assert await inbox.keep("command", "T1", "later", {}) is Kept.NEW
    assert await keys(db) == ["later"]


@pytest.mark.postgres
async def test_a_server_that_freezes_is_a_no_and_what_it_still_does_is_withdrawn(
    postgres_url: str, clock: FrozenClock
) -> None:
    db = await Database.open(postgres_url)
    inbox = Inbox(CountingStore(db), clock)
    await inbox.keep("command", "T1", "before", {})
    with psycopg.connect(postgres_url) as admin:
        others = admin.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        ).fetchall()
    (pid,) = others[0]
    os.kill(pid, signal.SIGSTOP)
    began = time.monotonic()
    try:
        with pytest.raises(NotKept):
            await inbox.keep("command", "T1", "during", {})
    finally:
        os.kill(pid, signal.SIGCONT)
    waited = time.monotonic() - began

    await inbox.close()

    assert waited < 1
    assert await keys(db) == ["before"]
    assert await inbox.keep("command", "T1", "during", {}) is Kept.NEW
    await db.close()


async def test_a_lock_that_is_gone_in_time_is_only_waited_for(
    inbox: Inbox, store: CountingStore, db: Database, database_url: str
) -> None:
    async with locked(db, database_url):
        waiting = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
        await store.committing.wait()

    assert await waiting is Kept.NEW


async def test_what_commits_after_its_caller_gave_up_is_withdrawn(
    store: CountingStore, clock: FrozenClock, db: Database
) -> None:
    inbox = Inbox(store, clock, within=timedelta(milliseconds=100))
    gave_up = asyncio.Event()
    store.after = _then(gave_up.wait)
    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})
    gave_up.set()

    await inbox.close()

    assert await keys(db) == []


async def test_what_was_withdrawn_is_new_when_asked_again(
    store: CountingStore, clock: FrozenClock, db: Database
) -> None:
    inbox = Inbox(store, clock, within=timedelta(milliseconds=100))
    gave_up = asyncio.Event()
    store.after = _then(gave_up.wait)
    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})
    again = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
    await asyncio.sleep(0)  # let it ask
    gave_up.set()

    assert await again is Kept.NEW
    assert await keys(db) == ["k"]
    await inbox.close()


async def test_a_commit_whose_answer_was_lost_is_a_no_and_is_withdrawn(
    inbox: Inbox, store: CountingStore, db: Database
) -> None:
    async def lose() -> None:
        raise StoreDown("the line broke")

    store.after = lose

    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})

    await inbox.close()
    assert await keys(db) == []


async def test_a_withdrawal_is_tried_until_the_database_is_back(
    inbox: Inbox, store: CountingStore, db: Database
) -> None:
    failures = [StoreDown("still gone")]
    withdraw = store.withdraw

    async def flaky(ids: Collection[str]) -> None:
        if failures:
            raise failures.pop()
        await withdraw(ids)

    async def lose() -> None:
        raise StoreDown("the line broke")

    store.withdraw, store.after = flaky, lose  # type: ignore[method-assign]
    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})

    await inbox.close()

    assert failures == []
    assert await keys(db) == []


async def test_a_caller_that_was_cancelled_gets_nothing_done(inbox: Inbox, store: CountingStore, db: Database) -> None:
    store.go.clear()
    caller = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
    await store.committing.wait()
    caller.cancel()
    await asyncio.wait([caller])
    store.go.set()

    await inbox.close()

    assert await keys(db) == []


async def test_one_request_that_cannot_be_written_does_not_harm_the_others(inbox: Inbox, store: CountingStore) -> None:
    store.go.clear()
    keys: list[Any] = ["first", "a", None, "b"]
    asking = [asyncio.create_task(inbox.keep("command", "T1", key, {})) for key in keys]
    await store.committing.wait()
    store.go.set()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert answers[:2] == [Kept.NEW, Kept.NEW]
    assert isinstance(answers[2], NotKept)
    assert answers[3] is Kept.NEW


def _then(wait: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def then() -> None:
        await wait()

    return then
