"""`migrate`: brings the database to the newest schema."""

import sys
from argparse import ArgumentParser, Namespace

SUMMARY = "bring the database to the newest schema"
DESCRIPTION = """\
Brings the database that DATABASE_URL names to the newest schema, and says what it did. On PostgreSQL, run it
before a newer `serve` starts; with SQLite `serve` does it by itself. A SQLite file is copied first. A database
that a newer Plenum made is left alone."""


def add_options(parser: ArgumentParser) -> None:
    """`migrate` has none: DATABASE_URL says which database."""


def run(options: Namespace) -> int:
    """Migrate, and print what was done."""
    from bot.errors import StoreError
    from bot.logs import Blotter
    from bot.settings import load_settings
    from bot.verbs.loop import run as run_loop

    settings = load_settings()
    try:
        done, words = run_loop(_migrated(settings.database_url))
    except StoreError as error:
        done, words = False, f"The database cannot be used: {error}"
    print(Blotter(settings.secret_texts())(words), file=sys.stdout if done else sys.stderr)
    return 0 if done else 1


async def _migrated(database_url: str) -> tuple[bool, str]:
    from bot.store import schema
    from bot.store.database import Database

    db = await Database.open(database_url, sole=False)
    try:
        before = await schema.upgrade(db)
    finally:
        await db.close()
    match before.schema:
        case schema.Schema.EMPTY:
            return True, f"The database was empty; it has schema {before.wanted} now."
        case schema.Schema.CURRENT:
            return True, f"Nothing to do: the database has schema {before.wanted}, the newest."
        case schema.Schema.NEWER:
            what = f"A newer Plenum made this database: it has schema {before.found}, this one knows {before.wanted}."
            return False, f"{what} Nothing was changed; install the newer Plenum."
        case schema.Schema.OLDER:
            copied = f" The file as it was is kept as {db.path}.before-{before.wanted}." if db.path else ""
            return True, f"The database had schema {before.found} and has {before.wanted} now.{copied}"
