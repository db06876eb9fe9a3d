"""The schema: migrations and tables.py agree, and the way to the newest revision is safe."""

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from bot.store import schema
from bot.store.database import Database
from bot.store.schema import Schema
from bot.store.tables import metadata
from tests.postgres import PostgresServer


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, metadata))


def _indexes(connection: Connection) -> dict[str, str]:
    """Each index as the database itself writes it, conditions included, which Alembic does not compare."""
    question = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
    }[connection.dialect.name]
    written = connection.execute(text(question)).all()
    return {name: re.sub(r"\s+", " ", sql) for name, sql in written if "alembic" not in name}


async def _revise(db: Database, revision: str) -> None:
    async with db.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


async def test_migrations_make_the_tables_of_tables_py(db: Database) -> None:
    async with db.read() as connection:
        differences = await connection.run_sync(_differences)

    assert differences == []


async def test_migrations_make_the_indexes_of_tables_py_on_sqlite(sqlite_url: str) -> None:
    migrated, plain = create_engine(sqlite_url), create_engine("sqlite://")
    metadata.create_all(plain)

    with migrated.connect() as here, plain.connect() as there:
        assert _indexes(here) == _indexes(there)
    migrated.dispose()
    plain.dispose()


@pytest.mark.postgres
async def test_migrations_make_the_indexes_of_tables_py_on_postgresql(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    postgres_server.create("plain")
    urls = [make_url(url).set(drivername="postgresql+psycopg") for url in (postgres_url, postgres_server.url("plain"))]
    migrated, plain = (create_engine(url) for url in urls)
    metadata.create_all(plain)

    with migrated.connect() as here, plain.connect() as there:
        assert _indexes(here) == _indexes(there)
    migrated.dispose()
    plain.dispose()


async def test_a_migrated_database_is_current(db: Database) -> None:
    found = await schema.state(db)

    assert found.schema is Schema.CURRENT
    assert found.found == found.wanted


async def test_the_names_of_the_migrations_are_their_revisions_in_order(db: Database) -> None:
    async with db.read() as connection:
        scripts = await connection.run_sync(lambda sync: ScriptDirectory.from_config(schema._config(sync)))

    in_order = [script.revision for script in scripts.walk_revisions()]

    assert schema._revisions() == in_order[::-1]


async def test_a_start_on_a_database_that_is_up_to_date_does_not_load_alembic(sqlite_url: str) -> None:
    await (await Database.open(sqlite_url)).close()
    start = (
        "import asyncio, sys; from bot.store import schema; from bot.store.database import Database\n"
        "async def start():\n"
        f"    db = await Database.open({sqlite_url!r}); print(await schema.upgrade(db)); await db.close()\n"
        "asyncio.run(start()); print('alembic' in sys.modules)"
    )

    seen = await asyncio.to_thread(subprocess.run, [sys.executable, "-c", start], capture_output=True, text=True)

    assert seen.stderr == ""
    assert "current" in seen.stdout
    assert seen.stdout.splitlines()[-1] == "False"


async def test_a_new_file_is_empty_and_is_migrated_without_a_copy(tmp_path: Path) -> None:
    db = await Database.open(f"sqlite:///{tmp_path}/new.sqlite3")

    before = await schema.upgrade(db)

    assert before.schema is Schema.EMPTY
    assert (await schema.state(db)).schema is Schema.CURRENT
    assert [name for name in os.listdir(tmp_path) if "before" in name] == []
    await db.close()


async def test_the_way_back_leaves_no_table(db: Database) -> None:
    def back(connection: Connection) -> None:
        command.downgrade(schema._config(connection), "base")

    async with db.write() as connection:
        await connection.run_sync(back)

    async with db.read() as connection:
        left = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    assert left == ["alembic_version"]


async def test_a_revision_of_the_future_is_newer_and_left_alone(db: Database) -> None:
    await _revise(db, "9999")

    before = await schema.upgrade(db)

    assert (before.schema, before.found) == (Schema.NEWER, "9999")
    assert (await schema.state(db)).found == "9999"


async def test_an_older_sqlite_file_is_copied_before_it_is_migrated(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await Database.open(sqlite_url)
    monkeypatch.setattr(schema, "_MIGRATIONS", _with_a_later_revision(tmp_path))

    before = await schema.upgrade(db)

    copy = create_engine(f"sqlite:///{tmp_path}/plenum.sqlite3.before-0005")
    assert before.schema is Schema.OLDER
    assert (await schema.state(db)).found == "0005"
    with copy.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "0004"
        assert "later" not in inspect(connection).get_table_names()
    copy.dispose()
    await db.close()


async def test_a_migration_that_fails_leaves_the_schema_as_it_was(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = await Database.open(database_url)
    monkeypatch.setattr(schema, "_MIGRATIONS", _with_a_later_revision(tmp_path, then="raise RuntimeError('no')"))

    with pytest.raises(RuntimeError, match="no"):
        await schema.upgrade(db)

    assert (await schema.state(db)).found == "0004"
    async with db.read() as connection:
        assert "later" not in await connection.run_sync(lambda sync: inspect(sync).get_table_names())
    await db.close()


def _with_a_later_revision(folder: Path, *, then: str = "pass") -> Path:
    """A copy of the migrations with one more, as the next release would bring."""
    ours = Path(schema.__file__).with_name("migrations")
    theirs = folder / "migrations"
    (theirs / "versions").mkdir(parents=True)
    for file in (*ours.glob("*.py"), *ours.glob("versions/*.py")):
        (theirs / file.relative_to(ours)).write_text(file.read_text())
    (theirs / "versions" / "0005_later.py").write_text(
        "import sqlalchemy as sa\nfrom alembic import op\n\nrevision, down_revision = '0005', '0004'\n\n"
        f"def upgrade():\n    op.create_table('later', sa.Column('id', sa.Integer()))\n    {then}\n"
    )
    return theirs
