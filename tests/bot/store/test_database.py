"""The way into the database: addresses, turns, limits, and what is raised when it fails."""

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from bot.errors import ConfigError, StoreBusy, StoreDown
from bot.store.database import Database
from tests.postgres import PostgresServer

SOON = timedelta(milliseconds=100)


async def _count(db: Database) -> int:
    async with db.read() as connection:
        return int((await connection.execute(text("SELECT count(*) FROM install_states"))).scalar_one())


async def _add(db: Database, state: str) -> None:
    async with db.write() as connection:
        await connection.execute(
            text("INSERT INTO install_states (state, created_at) VALUES (:state, '2026-11-23 12:00:00')"),
            {"state": state},
        )


@contextmanager
def _locked(path: Path | None) -> Iterator[None]:
    """Another program writes to the SQLite file."""
    other = sqlite3.connect(str(path), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


async def test_what_is_written_is_read(db: Database) -> None:
    await _add(db, "one")

    assert await _count(db) == 1


async def test_a_transaction_that_raises_leaves_nothing(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as connection:
            await connection.execute(text("INSERT INTO install_states VALUES ('one', '2026-11-23 12:00:00')"))
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await _count(db) == 0


async def test_writers_wait_for_each_other(db: Database) -> None:
    await asyncio.gather(*(_add(db, str(number)) for number in range(50)))

    assert await _count(db) == 50


async def test_a_relative_address_is_a_file_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    db = await Database.open("sqlite:///below/plenum.sqlite3")

    assert os.path.exists(tmp_path / "below" / "plenum.sqlite3")  # noqa: ASYNC240  # a test may look
    await db.close()


async def test_sqlite_outlives_a_power_cut(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    async with db.write() as connection:
        told = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert told == ["wal", 2, 1]
    await db.close()


async def test_a_sqlite_reader_cannot_write(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    with pytest.raises(StoreDown, match="readonly"):
        async with db.read() as connection:
            await connection.execute(text("DELETE FROM install_states"))

    await db.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://root:hunter2@host/plenum", "mysql is not supported"),
        ("nonsense with hunter2", "not an address"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
async def test_an_address_that_is_none_is_said_without_its_password(url: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        await Database.open(url)

    assert "DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)


async def test_a_file_that_is_no_database_is_said(tmp_path: Path) -> None:
    (tmp_path / "plenum.sqlite3").write_text("a letter to grandmother, longer than a database's head" * 20)

    with pytest.raises(ConfigError, match="file is not a database"):
        await Database.open(f"sqlite:///{tmp_path}/plenum.sqlite3")


async def test_a_sqlite_that_is_too_old_is_said(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 34, 1))

    with pytest.raises(ConfigError, match=r"SQLite 3\.34\.1, and 3\.35\.0 is needed"):
        await Database.open(sqlite_url)


async def test_a_second_process_is_refused_with_a_sentence(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)
    second = (
        "import asyncio, sys\nfrom bot.errors import ConfigError\nfrom bot.store.database import Database\n"
        "try:\n    asyncio.run(Database.open(sys.argv[1]))\nexcept ConfigError as error:\n    print(error)\n"
    )

    said = await asyncio.to_thread(subprocess.check_output, [sys.executable, "-c", second, sqlite_url], text=True)

    assert f"another Plenum (process {os.getpid()}) has plenum.sqlite3 open" in said
    assert "PostgreSQL" in said
    await db.close()


async def test_it_is_refused_within_one_process_too(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    with pytest.raises(ConfigError, match="SQLite is for one process"):
        await Database.open(sqlite_url)

    assert await _count(db) == 0
    await db.close()


async def test_a_short_lived_verb_needs_no_lock(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    beside = await Database.open(sqlite_url, sole=False)

    assert await _count(beside) == 0
    await beside.close()
    await db.close()


async def test_the_lock_is_free_again_when_the_database_is_closed(sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()

    db = await Database.open(sqlite_url)

    assert await _count(db) == 0
    await db.close()


async def test_a_write_that_gets_no_turn_gives_up_in_time(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    with _locked(db.path):
        began = time.monotonic()
        with pytest.raises(StoreBusy):
            async with db.write(within=SOON):
                raise AssertionError("nobody may get here")
        waited = time.monotonic() - began

    assert waited < 0.5
    await _add(db, "afterwards")
    assert await _count(db) == 1
    await db.close()


async def test_readers_do_not_wait_for_a_writer(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    with _locked(db.path):
        assert await _count(db) == 0

    await db.close()


async def test_a_cancelled_write_leaves_the_way_free(db: Database) -> None:
    inside = asyncio.Event()

    async def write() -> None:
        async with db.write() as connection:
            await connection.execute(text("INSERT INTO install_states VALUES ('one', '2026-11-23 12:00:00')"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(write())
    await inside.wait()
    task.cancel()
    await asyncio.wait([task])

    await _add(db, "two")
    assert await _count(db) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
async def test_postgresql_is_found_as_hosting_platforms_name_it(postgres_url: str, scheme: str) -> None:
    db = await Database.open(postgres_url.replace("postgres:", f"{scheme}:"))

    assert db.kind == "postgresql"
    assert await _count(db) == 0
    await db.close()


@pytest.mark.postgres
async def test_a_busy_pool_says_so_after_a_bounded_wait(postgres_url: str) -> None:
    db = await Database.open(postgres_url)

    async with asyncio.TaskGroup() as group:
        leave, holders = asyncio.Event(), [asyncio.Event() for _ in range(16)]

        async def hold(arrived: asyncio.Event) -> None:
            async with db.read():
                arrived.set()
                await leave.wait()

        for arrived in holders:
            group.create_task(hold(arrived))
        for arrived in holders:
            await arrived.wait()
        with pytest.raises(StoreBusy):
            async with db.write(within=SOON):
                raise AssertionError("nobody may get here")
        async with db.write(urgent=True, within=timedelta(seconds=2)):
            pass  # what Slack waits for has a connection of its own
        leave.set()

    await db.close()


@pytest.mark.postgres
async def test_an_urgent_write_is_given_up_by_postgresql_itself(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    other = psycopg.connect(postgres_url)
    await asyncio.to_thread(other.execute, "LOCK TABLE install_states IN ACCESS EXCLUSIVE MODE")

    with pytest.raises(StoreDown, match="timeout"):
        async with db.write(urgent=True) as connection:
            await connection.execute(text("DELETE FROM install_states"))

    await asyncio.to_thread(other.close)
    await db.close()


@pytest.mark.postgres
async def test_connections_that_the_server_ended_are_replaced(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    db = await Database.open(postgres_url)
    assert await _count(db) == 0
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as admin:
        ours = (postgres_url.rpartition("/")[2],)  # beside us others test on the same server
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", ours)

    assert await _count(db) == 0

    await db.close()


@pytest.mark.postgres
async def test_a_connection_that_breaks_as_it_is_given_back_is_down(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    db = await Database.open(postgres_url)

    async def use_while_it_breaks() -> None:
        async with db.read() as connection:
            await connection.execute(text("SELECT 1"))
            with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as admin:
                ours = (postgres_url.rpartition("/")[2],)  # beside us others test on the same server
                admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", ours)

    with pytest.raises(StoreDown):
        await use_while_it_breaks()

    await db.close()


@pytest.mark.postgres
async def test_a_server_that_is_not_there_is_down(postgres_url: str) -> None:
    db = await Database.open(postgres_url.replace("127.0.0.1:", "127.0.0.1:1"))

    with pytest.raises((StoreDown, StoreBusy)):
        await _count(db)

    await db.close()


# Closed


async def test_closing_waits_for_what_is_under_way(db: Database) -> None:
    inside, go_on, finished = asyncio.Event(), asyncio.Event(), []

    async def use() -> None:
        async with db.read() as connection:
            inside.set()
            await go_on.wait()
            finished.append((await connection.exec_driver_sql("SELECT 1")).scalar_one())

    using = asyncio.create_task(use())
    await inside.wait()
    closing = asyncio.create_task(db.close())
    await asyncio.sleep(0)
    waits = not closing.done()
    go_on.set()
    await asyncio.gather(using, closing)

    assert waits
    assert finished == [1]


async def test_closed_it_refuses_whatever_comes_later(db: Database) -> None:
    await db.close()

    with pytest.raises(StoreDown):
        async with db.read():
            pass
