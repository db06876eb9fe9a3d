"""What is forgotten, in small batches: what is long over, and what a removed workspace leaves behind.

Each batch is one transaction that takes whole things only: a conference goes with all that hangs on it. So a process
that dies between two batches leaves nothing half, and several may be at it at once: what one holds, another passes by.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    Table,
    and_,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)

from bot.model import DeliveryKind, DeliveryState, RoomStage, Stage
from bot.store.database import Database
from bot.store.tables import conferences, deliveries, metadata, workspaces

BATCH = 500
"""So many rows one transaction takes, those that hang on others among them; more only where one conference has more."""
CANDIDATES = 100
"""So many conferences are looked at for one batch."""

_FINISHED = (DeliveryState.SENT, DeliveryState.CLOSED, DeliveryState.PARKED)
_STANDING = (DeliveryKind.CARD, DeliveryKind.INVITATION)
"""Their rows say where a message stands that may change as long as its conference is there."""
_UNSETTLED = (RoomStage.ASKED, RoomStage.LOST, RoomStage.UNWANTED)

_OVER = conferences.c.stage.in_([literal_column(f"'{stage}'") for stage in ("ended", "cancelled", "missed", "failed")])
"""Word for word the condition of the index `ix_conferences_over`, so that it is used."""

_PARTS = [
    table for table in metadata.sorted_tables if any(key.column.table is conferences for key in table.foreign_keys)
]
"""What hangs on a conference, and goes with it."""


async def old_deliveries(database: Database, *, before: datetime, limit: int = BATCH) -> AsyncIterator[int]:
    """Deliveries that were finished before that instant: says after each batch how many rows went. What says where
    cards and invitations stand goes with its conference."""
    d = deliveries.c
    lasting = and_(d.conference_id.is_not(None), d.kind.in_(_STANDING))
    old = and_(d.state.in_(_FINISHED), d.finished_at < before, ~lasting)
    made_before = f"{int(before.timestamp() * 1000):012x}"  # ids begin with the instant at which they were made
    after = ""
    while True:
        some = select(d.id).where(d.id > after, d.id < made_before, old).order_by(d.id).limit(limit)
        async with database.read() as connection:
            ids = (await connection.execute(some)).scalars().all()
        yield await _take(database, deliveries, ids, old)
        if len(ids) < limit:
            return
        after = ids[-1]


async def old_conferences(
    database: Database, *, before: datetime, now: datetime, limit: int = BATCH
) -> AsyncIterator[int]:
    """Conferences that were over before that instant, with all that hangs on them."""
    c = conferences.c
    old = and_(_OVER, c.created_at < before, func.coalesce(c.ended_at, c.starts_at) < before, *_free(now), ~_needed())
    async for gone in _whole(database, old, limit):
        yield gone


async def left_behind(database: Database, *, before: datetime, now: datetime, limit: int = BATCH) -> AsyncIterator[int]:
    """Everything of workspaces that were removed before that instant, or at it. A conference whose room somebody must
    still look after keeps its own row until that is done, and its workspace's."""
    removed = select(workspaces.c.id).where(workspaces.c.removed_at <= before)
    async with database.read() as connection:
        if not (await connection.execute(removed.limit(1))).first():
            return
    async for gone in _whole(database, and_(conferences.c.workspace_id.in_(removed), *_free(now)), limit):
        yield gone
    for table in reversed(metadata.sorted_tables):
        if "workspace_id" in table.c and table is not conferences:
            async for gone in _rows(database, table, table.c.workspace_id.in_(removed), limit):
                yield gone
    needed = exists().where(conferences.c.workspace_id == workspaces.c.id)
    async with database.write() as connection:
        last = delete(workspaces).where(workspaces.c.removed_at <= before, ~needed)
        yield (await connection.execute(last)).rowcount


async def _whole(database: Database, old: ColumnElement[bool], limit: int) -> AsyncIterator[int]:
    """Whole conferences, oldest first, as many at a time as make up a batch."""
    after: Row[Any] | None = None
    while True:
        async with database.read() as connection:
            found = (await connection.execute(_candidates(old, after))).all()
        some = _fitting(found, limit)
        if not some:
            return
        taken = await _take(database, conferences, [row.id for row in some], old)
        yield sum(row.rows for row in some) if taken else 0
        after = some[-1]


def _candidates(old: ColumnElement[bool], after: Row[Any] | None) -> Select[Any]:
    c = conferences.c
    parts = [
        select(func.count()).select_from(part).where(part.c.conference_id == c.id).scalar_subquery() for part in _PARTS
    ]
    rows: ColumnElement[int] = sum(parts, start=literal_column("1"))
    later = (
        or_(c.created_at > after.created_at, and_(c.created_at == after.created_at, c.id > after.id))
        if after
        else true()
    )
    return (
        select(c.id, c.created_at, rows.label("rows")).where(old, later).order_by(c.created_at, c.id).limit(CANDIDATES)
    )


def _fitting(found: Sequence[Row[Any]], limit: int) -> list[Row[Any]]:
    some: list[Row[Any]] = []
    for row in found:
        if some and sum(one.rows for one in some) + row.rows > limit:
            break
        some.append(row)
    return some


async def _rows(database: Database, table: Table, old: ColumnElement[bool], limit: int) -> AsyncIterator[int]:
    key = tuple_(*table.primary_key.columns)
    some = select(*table.primary_key.columns).where(old).limit(limit).with_for_update(skip_locked=True).cte("some")
    picked = some.prefix_with("MATERIALIZED", dialect="postgresql")  # else it may be picked anew, and be more
    while True:
        async with database.write() as connection:
            taken = delete(table).where(key.in_(select(*picked.c))).returning(*table.primary_key.columns)
            gone = len((await connection.execute(taken)).all())  # SQLite's driver does not count after WITH
        yield gone
        if gone < limit:
            return


async def _take(database: Database, table: Table, ids: Sequence[str], old: ColumnElement[bool]) -> int:
    """Of these rows those that are still so, and that nobody else holds."""
    if not ids:
        return 0
    still = select(table.c.id).where(table.c.id.in_(ids), old).with_for_update(skip_locked=True, of=table)
    async with database.write() as connection:
        ours = (await connection.execute(still)).scalars().all()
        return (await connection.execute(delete(table).where(table.c.id.in_(ours)))).rowcount


def _free(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Nobody looks after its room, or has to."""
    c = conferences.c
    idle = or_(c.care_until.is_(None), c.care_until <= now)
    return c.care_at.is_(None), c.room_stage.not_in(_UNSETTLED), idle


def _needed() -> ColumnElement[bool]:
    """A series stays as long as a date of it does. Of the dates that took place in the room that a living series keeps
    the last one stays: a room that people were in is not one that nobody ever entered."""
    c = conferences.c
    date, head, newer = (conferences.alias(name) for name in ("date", "head", "newer"))
    has_dates = exists().where(date.c.series_id == c.id)
    lives = exists().where(head.c.id == c.series_id, head.c.stage == Stage.SCHEDULED)
    overtaken = exists().where(
        newer.c.series_id == c.series_id,
        newer.c.kept_reference == c.kept_reference,
        newer.c.stage == Stage.ENDED,
        newer.c.starts_at > c.starts_at,
    )
    return or_(has_dates, and_(c.kept_reference.is_not(None), c.stage == Stage.ENDED, lives, ~overtaken))
