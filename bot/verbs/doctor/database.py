"""Doctor on the database: whether it can be used, and which schema it has."""

from datetime import timedelta

from bot.clock import Clock, utc_now
from bot.errors import ConfigError, StoreError
from bot.store import schema
from bot.store.database import Database
from bot.store.outlook import database_time
from bot.store.schema import Schema, SchemaState
from bot.verbs.doctor.finding import Finding, note, ok, wrong

ABOUT = "database"

NOTICED = timedelta(seconds=5)
"""So far this machine's clock may be from the database's before anybody is told."""


async def examine_database(database_url: str, *, clock: Clock = utc_now) -> list[Finding]:
    """Open it beside whoever uses it, and compare its schema with ours, and its clock with this machine's."""
    try:
        db = await Database.open(database_url, sole=False)
    except ConfigError as error:
        return [wrong(ABOUT, problem) for problem in error.problems]
    try:
        return [_schema(db, await schema.state(db)), *await _times(db, clock)]
    except StoreError as error:
        return [wrong(ABOUT, f"cannot be used: {error}")]
    finally:
        await db.close()


async def _times(db: Database, clock: Clock) -> list[Finding]:
    """A SQLite file has no clock of its own."""
    if db.path:
        return []
    ahead = await database_time(db) - clock()
    if abs(ahead) <= NOTICED:
        return []
    how = "ahead of" if ahead > timedelta() else "behind"
    apart = f"the database's clock is {abs(ahead).total_seconds():,.0f} s {how} this machine's"
    return [note("clock", f"{apart}; Plenum goes by the database's, so have both kept right (NTP)")]


def _schema(db: Database, state: SchemaState) -> Finding:
    name = f"SQLite, {db.path}" if db.path else "PostgreSQL"
    if state.schema is Schema.CURRENT:
        return ok(ABOUT, f"{name}, schema {state.found}")
    if state.schema is Schema.NEWER:
        return wrong(ABOUT, f"{name}: a newer Plenum made it (schema {state.found}, this one knows {state.wanted})")
    has = f"has schema {state.found}" if state.found else "is empty"
    if db.path:
        return note(ABOUT, f"{name}: {has}; `serve` brings it to {state.wanted} by itself")
    return wrong(ABOUT, f"{name}: {has} instead of {state.wanted}; run: python -m bot migrate")
