"""One look at all that waits, in one query: when there is something to do next, and what time the database has."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, literal_column, select

from bot.clock import Clock, SharedClock
from bot.store.claims import is_open
from bot.store.database import Database, Kind
from bot.store.guests import ripe
from bot.store.tables import Instant
from bot.store.tables import conferences as c
from bot.store.tables import deliveries as d
from bot.store.tables import requests as r

Ahead = dict[str, datetime | None]
"""For each table of work, by the name of who works on it, the earliest instant at which there is something to take; it
may be past. None: nothing at all."""

_Waiting = tuple[ColumnElement[bool], ColumnElement[Any], ColumnElement[Any]]

_WAITING: dict[str, _Waiting] = {
    "deliveries": (is_open(d), d.c.due_at, case((d.c.state == "claimed", d.c.lease_until), else_=d.c.due_at)),
    "requests": (
        and_(r.c.state != literal_column("'done'"), r.c.state != "closed"),  # the first as in `ix_requests_owed`
        r.c.due_at,
        func.coalesce(r.c.lease_until, r.c.due_at),
    ),
    "rooms": (
        c.c.care_at.is_not(None),
        c.c.care_at,
        case((c.c.care_until > c.c.care_at, c.c.care_until), else_=c.c.care_at),
    ),
    "guests": (ripe(), c.c.guests_at, c.c.guests_at),
    "reminders": (c.c.remind_from.is_not(None), c.c.remind_from, c.c.remind_from),
}
"""Which rows wait, when each is due, and when it can be taken: later, while somebody holds it."""

_NOW = func.clock_timestamp(type_=Instant())
"""The moment in which it is read, where `now()` would be when the transaction began."""


class Outlook:
    """Asked at each pulse instead of every table, so that a process with nothing to do asks one question. A clock that
    is shared is set by the database's on the way."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._shared = clock if isinstance(clock, SharedClock) else None

    async def __call__(self) -> Ahead:
        """Raises `StoreError`."""
        async with self._database.read() as connection:
            asked = self._shared.steady() if self._shared else 0.0
            found = (await connection.execute(_looking(self._clock(), self._database.kind))).one()._mapping
            if self._shared:
                self._shared.hear(found["now"], asked=asked)
        return {name: _earlier(found[f"{name}_near"], found[f"{name}_far"]) for name in _WAITING}


async def database_time(database: Database) -> datetime:
    """PostgreSQL's own clock."""
    async with database.read() as connection:
        return (await connection.execute(select(_NOW))).scalar_one()


def _looking(now: datetime, kind: Kind) -> Select[Any]:
    """What is due already and what is to come are asked apart: the first few rows of an index answer each."""
    columns: list[ColumnElement[Any]] = [_NOW.label("now")] if kind == "postgresql" else []
    for name, (waits, due_at, ready_at) in _WAITING.items():
        near = select(func.min(ready_at)).where(waits, due_at <= now).scalar_subquery()
        far = select(func.min(due_at)).where(waits, due_at > now).scalar_subquery()
        columns += [near.label(f"{name}_near"), far.label(f"{name}_far")]
    return select(*columns)


def _earlier(one: datetime | None, other: datetime | None) -> datetime | None:
    return min((at for at in (one, other) if at is not None), default=None)
