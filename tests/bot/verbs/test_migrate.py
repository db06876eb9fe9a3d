"""`migrate` brings the database to the newest schema and says what it did."""

import sqlite3
from pathlib import Path

import pytest

from bot.__main__ import main
from tests.bot.verbs.conftest import say


def revise(database: Path, revision: str) -> None:
    """Let the database claim another schema."""
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


def test_an_empty_database_gets_the_newest_schema(complete: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = main(["migrate"])

    assert status == 0
    assert capsys.readouterr().out.startswith("The database was empty; it has schema 0")
    assert (complete / "plenum.sqlite3").exists()


@pytest.mark.usefixtures("complete")
def test_a_second_time_there_is_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    capsys.readouterr()

    status = main(["migrate"])

    assert status == 0
    assert capsys.readouterr().out.startswith("Nothing to do: the database has schema 0")


def test_a_newer_database_is_left_alone(complete: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["migrate"])
    revise(complete / "plenum.sqlite3", "9999")
    capsys.readouterr()

    status = main(["migrate"])

    told = capsys.readouterr().err
    assert status == 1
    assert told.startswith("A newer Plenum made this database: it has schema 9999, this one knows 0")


def test_a_database_that_cannot_be_used_is_a_sentence(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(folder, DATABASE_URL="postgresql://me:MARKER-pw@127.0.0.1:9/plenum")

    status = main(["migrate"])

    told = capsys.readouterr().err
    assert status == 1
    assert told.startswith("The database cannot be used: ")
    assert "MARKER" not in told


@pytest.mark.postgres
def test_postgresql_is_migrated_too(folder: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    say(folder, DATABASE_URL=postgres_url)

    status = main(["migrate"])

    assert status == 0
    assert capsys.readouterr().out.startswith("Nothing to do: the database has schema 0")
