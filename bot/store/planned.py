"""Conferences that are to come, and the cards that were posted before they began."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference, DeliveryKind, DeliveryState, Stage
from bot.store.conferences import ConferenceStore
from bot.store.tables import cards, conferences, deliveries


async def coming(
    connection: AsyncConnection,
    rows: ConferenceStore,
    workspace_id: str,
    *,
    until: datetime | None,
    limit: int,
    after: Conference | None = None,
) -> list[Conference]:
    """Planned ones of a workspace that begin by `until`, the soonest first; those that come behind `after`."""
    c = conferences.c
    soon: list[ColumnElement[bool]] = [] if until is None else [c.starts_at <= until]
    if after is not None:
        at = after.plan.starts_at
        soon.append(or_(c.starts_at > at, and_(c.starts_at == at, c.id > after.id)))
    return await _soonest_first(connection, rows, workspace_id, *soon, limit=limit)


async def planned_here(
    connection: AsyncConnection, rows: ConferenceStore, workspace_id: str, channel_id: str, *, limit: int
) -> list[Conference]:
    """Planned ones of a channel, the soonest first."""
    here = conferences.c.channel_id == channel_id
    return await _soonest_first(connection, rows, workspace_id, here, limit=limit)


async def shrink_cards(connection: AsyncConnection, conference_id: str, *, now: datetime) -> None:
    """The cards that stand are none any more, and those that were not posted yet never will be."""
    unsent = and_(
        deliveries.c.conference_id == conference_id,
        deliveries.c.kind == DeliveryKind.CARD,
        deliveries.c.state.in_((DeliveryState.DUE, DeliveryState.PARKED)),
    )
    closed: dict[str, Any] = {"state": DeliveryState.CLOSED, "reason": "superseded", "finished_at": now}
    await connection.execute(update(deliveries).where(unsent).values(closed))
    await connection.execute(delete(cards).where(cards.c.conference_id == conference_id))


async def newest_card(connection: AsyncConnection, conference_id: str) -> int:
    """The generation of the card that was owed last; 0 where none was."""
    cards_of = and_(deliveries.c.conference_id == conference_id, deliveries.c.kind == DeliveryKind.CARD)
    return int(await connection.scalar(select(func.max(deliveries.c.generation)).where(cards_of)) or 0)


async def stands(connection: AsyncConnection, conference_id: str, *, channel_id: str, ts: str) -> bool:
    """Whether that message is one of the conference's cards still, and not a pointer to a later one."""
    it = and_(cards.c.conference_id == conference_id, cards.c.channel_id == channel_id, cards.c.ts == ts)
    return await connection.scalar(select(cards.c.ts).where(it)) is not None


async def _soonest_first(
    connection: AsyncConnection, rows: ConferenceStore, workspace_id: str, *where: ColumnElement[bool], limit: int
) -> list[Conference]:
    query = (
        select(conferences)
        .where(conferences.c.workspace_id == workspace_id, conferences.c.stage == Stage.SCHEDULED, *where)
        .order_by(conferences.c.starts_at, conferences.c.id)
        .limit(limit)
    )
    return await rows.values(connection, (await connection.execute(query)).all())
