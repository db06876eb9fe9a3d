"""Whose turn it is to look after a room: claims with a lease, so that two processes never look after the same one."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference
from bot.store.conferences import ConferenceStore
from bot.store.tables import conferences


class RoomCare:
    """All methods take the connection of the caller's transaction."""

    def __init__(self, rows: ConferenceStore) -> None:
        self._rows = rows

    async def claim(
        self, connection: AsyncConnection, *, now: datetime, by: str, lease: timedelta, limit: int
    ) -> list[tuple[Conference, int]]:
        """Rooms that somebody must look after now, ours until the lease ends; each with how often it was tried."""
        free = or_(conferences.c.care_until.is_(None), conferences.c.care_until <= now)
        due = (
            select(conferences.c.id)
            .where(conferences.c.care_at <= now, free)
            .order_by(conferences.c.care_at)
            .limit(limit)
            .with_for_update(skip_locked=True)
            .cte("due")
        )
        claimed = await connection.execute(
            update(conferences)
            .where(conferences.c.id.in_(select(due.c.id)))
            .values(care_by=by, care_until=now + lease, care_attempts=conferences.c.care_attempts + 1)
            .returning(conferences)
        )
        rows = claimed.all()
        values = await self._rows.values(connection, rows)
        return [(value, row.care_attempts) for value, row in zip(values, rows, strict=True)]

    async def free(self, connection: AsyncConnection, *, by: str | None = None) -> None:
        """Give claims back: ours at a stop, or all of a former process where there can only be one."""
        held = conferences.c.care_until.is_not(None)
        where = held if by is None else and_(held, conferences.c.care_by == by)
        await connection.execute(update(conferences).where(where).values(care_until=None, care_by=None))

    async def next_at(self, connection: AsyncConnection, *, now: datetime) -> datetime | None:
        """The next instant after `now` at which a room is due, or a claim on one runs out."""
        at = case((conferences.c.care_until > now, conferences.c.care_until), else_=conferences.c.care_at)
        query = select(func.min(at)).where(conferences.c.care_at.is_not(None), at > now)
        when: datetime | None = await connection.scalar(query)
        return when
