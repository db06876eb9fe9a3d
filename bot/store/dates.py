"""The dates of a series that are conferences of their own, and what the series itself keeps because of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference, Stage
from bot.store.conferences import ConferenceStore
from bot.store.tables import conferences


async def going_on(connection: AsyncConnection, rows: ConferenceStore, head: Conference) -> Conference | None:
    """The date of a series that is live, or being started: the newest."""
    now = conferences.c.stage.in_((Stage.STARTING, Stage.LIVE))
    return await _date(connection, rows, head, now)


async def moved_to(
    connection: AsyncConnection, rows: ConferenceStore, head: Conference, at: datetime
) -> Conference | None:
    """The date of a series that alone was moved to that time."""
    there = and_(conferences.c.stage == Stage.SCHEDULED, conferences.c.starts_at == at)
    return await _date(connection, rows, head, there)


async def of_time(
    connection: AsyncConnection, rows: ConferenceStore, head: Conference, at: datetime
) -> Conference | None:
    """The date of a series that by the rule is at that time, where it is a conference of its own."""
    return await _date(connection, rows, head, conferences.c.occurrence_at == at)


async def keep_series(connection: AsyncConnection, head: Conference, series: dict[str, Any] | None) -> None:
    """What a series knows of its dates changes with one of them."""
    raised: dict[str, Any] = {"series": series, "sequence": conferences.c.sequence + 1}
    await connection.execute(update(conferences).where(conferences.c.id == head.id).values(raised))


async def hand_over_room(
    connection: AsyncConnection, head: Conference, *, reference: str, no_room: dict[str, Any]
) -> None:
    """A series comes to its end while one of its dates goes on in the room that it keeps: from now on that room is that
    date's, and is taken away after it. The series gets another `reference`."""
    in_it = and_(conferences.c.kept_reference == head.reference, conferences.c.stage.in_((Stage.STARTING, Stage.LIVE)))
    going_on = await connection.scalar(select(conferences.c.id).where(in_it).order_by(conferences.c.created_at.desc()))
    if going_on is None:
        return
    this = conferences.c.id == head.id
    await connection.execute(update(conferences).where(this).values(reference=reference, **no_room))
    theirs = update(conferences).where(conferences.c.id == going_on)
    await connection.execute(theirs.values(reference=head.reference, kept_reference=None))


async def _date(
    connection: AsyncConnection, rows: ConferenceStore, head: Conference, where: ColumnElement[bool]
) -> Conference | None:
    query = select(conferences).where(conferences.c.series_id == head.id, where)
    newest = query.order_by(conferences.c.created_at.desc(), conferences.c.id).limit(1)
    found = await rows.values(connection, (await connection.execute(newest)).all())
    return found[0] if found else None
