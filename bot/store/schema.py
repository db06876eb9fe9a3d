"""The database's schema: which revision it has, and the way to the newest one.

Alembic is loaded only to go that way. A start on a database that is up to date, as nearly all are, does without it.
"""

import asyncio
import os
import sqlite3
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).with_name("migrations")
_ONE_AT_A_TIME = 7_563_688_101
"""PostgreSQL's advisory lock for migrating: of two processes that start together, the second waits."""


class Schema(StrEnum):
    """How the database's schema compares with the one this code was written for."""

    EMPTY = "empty"
    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemaState:
    """`found` is the database's revision (None: it has none), `wanted` this code's."""

    schema: Schema
    found: str | None
    wanted: str


async def state(db: Database) -> SchemaState:
    """Compare the database's schema with this code's."""
    async with db.read() as connection:
        found = await connection.run_sync(_revision)
    return _compared(found)


async def upgrade(db: Database) -> SchemaState:
    """Bring the schema to the newest revision and return how it stood before; a newer one is left alone.

    SQLite's file is copied first, to `<name>.before-<revision>` beside it, unless it is still empty.
    """
    before = await state(db)
    if before.schema is Schema.OLDER and db.path is not None:
        await asyncio.to_thread(_copy, db.path, db.path.with_name(f"{db.path.name}.before-{before.wanted}"))
    if before.schema in (Schema.EMPTY, Schema.OLDER):
        async with db.write() as connection:
            await _make_way(db, connection)
            await connection.run_sync(_to_newest)
    return before


def _compared(found: str | None) -> SchemaState:
    known = _revisions()
    if found is None:
        schema = Schema.EMPTY
    elif found == known[-1]:
        schema = Schema.CURRENT
    else:
        schema = Schema.OLDER if found in known else Schema.NEWER
    return SchemaState(schema=schema, found=found, wanted=known[-1])


def _revisions() -> list[str]:
    """This code's, the newest last: the name of a migration's file begins with its revision, and these are counted."""
    return sorted(file.name.partition("_")[0] for file in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))


async def _make_way(db: Database, connection: AsyncConnection) -> None:
    if db.kind == "postgresql":
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _ONE_AT_A_TIME})


def _to_newest(connection: Connection) -> None:
    from alembic import command

    command.upgrade(_config(connection), "head")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return found


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _copy(database: Path, copy: Path) -> None:
    """A consistent copy, whoever else reads or writes; it replaces an earlier one only when it is whole."""
    unfinished = copy.with_name(f"{copy.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    source, target = sqlite3.connect(database), sqlite3.connect(unfinished)
    try:
        source.backup(target)
    finally:
        target.close()
        source.close()
    os.replace(unfinished, copy)
