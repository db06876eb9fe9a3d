"""Doctor on the database: whether it can be used, which schema it has, and what was given up in it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.clock import Clock, utc_now
from bot.errors import ConfigError, StoreError
from bot.store import schema
from bot.store.database import Database
from bot.store.outlook import database_time
from bot.store.parked import Parked, parked_by_reason
from bot.store.schema import Schema, SchemaState
from bot.verbs.doctor.finding import Finding, note, ok, wrong

ABOUT = "database"
GIVEN_UP = "given up"
MOST_SHOWN = 10
_WHAT_TO_DO = (
    "these are not sent any more: what they said is old by now. See below whether Slack can be reached and takes the "
    "token; whoever misses a card types `/conf show`. They are forgotten after KEEP_DAYS"
)

NOTICED = timedelta(seconds=5)
"""So far this machine's clock may be from the database's before anybody is told."""


async def examine_database(database_url: str, *, clock: Clock = utc_now) -> list[Finding]:
    """Open it beside whoever uses it, and compare its schema with ours, and its clock with this machine's."""
    try:
        db = await Database.open(database_url, sole=False)
    except ConfigError as error:
        return [wrong(ABOUT, problem) for problem in error.problems]
    try:
        state = await schema.state(db)
        given_up = await parked_by_reason(db) if state.schema is Schema.CURRENT else []
        return [_schema(db, state), *await _times(db, clock), *_given_up(given_up)]
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


def _given_up(parked: Sequence[Parked]) -> Iterator[Finding]:
    """What was tried for a day without reaching Slack."""
    for one in parked[:MOST_SHOWN]:
        what = f"{one.number} × {one.kind.value} of workspace {one.workspace_id} ({one.reason})"
        yield note(GIVEN_UP, f"{what}, since {one.since:%Y-%m-%d %H:%M} UTC, after a day of trying")
    if parked:
        more = sum(one.number for one in parked[MOST_SHOWN:])
        yield note(GIVEN_UP, f"and {more} more; {_WHAT_TO_DO}" if more else _WHAT_TO_DO)
