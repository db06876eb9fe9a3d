"""Deliveries that were given up after a day in which Slack could not be reached: counted and listed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, literal_column, select

from bot.model import DeliveryKind
from bot.store.database import Database
from bot.store.tables import deliveries

_PARKED = deliveries.c.state == literal_column("'parked'")
"""Word for word the condition of the index `ix_deliveries_parked`, so that SQLite uses it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parked:
    """So many of one kind, of one workspace, for one reason; `since` the first of them was given up."""

    workspace_id: str
    kind: DeliveryKind
    reason: str
    number: int
    since: datetime


async def parked(database: Database) -> int:
    """How many there are."""
    async with database.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(deliveries).where(_PARKED)) or 0)


async def parked_by_reason(database: Database) -> list[Parked]:
    """All of them, the longest parked first."""
    d = deliveries.c
    since = func.min(d.finished_at)
    alike = (d.workspace_id, d.kind, d.reason)
    query = select(*alike, func.count().label("number"), since.label("since")).where(_PARKED).group_by(*alike)
    async with database.read() as connection:
        rows = await connection.execute(query.order_by(since))
        return [
            Parked(
                workspace_id=row.workspace_id,
                kind=DeliveryKind(row.kind),
                reason=row.reason,
                number=row.number,
                since=row.since,
            )
            for row in rows
        ]
