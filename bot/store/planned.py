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


async def date_going_on(connection: AsyncConnection, rows: ConferenceStore, head: Conference) -> Conference | None:
    """The date of a series that is live, or being started: the newest."""
    going_on = conferences.c.stage.in_((Stage.STARTING, Stage.LIVE))
    return await _date(connection, rows, head, going_on)


async def date_moved_to(
    connection: AsyncConnection, rows: ConferenceStore, head: Conference, at: datetime
) -> Conference | None:
    """The date of a series that alone was moved to that time."""
    there = and_(conferences.c.stage == Stage.SCHEDULED, conferences.c.starts_at == at)
    return await _date(connection, rows, head, there)


async def await_start(connection: AsyncConnection, conference: Conference) -> None:
    """Nobody needs to look after it before its time, whatever that is by now."""
    waiting = and_(conferences.c.id == conference.id, conferences.c.stage == Stage.SCHEDULED)
    free: dict[str, Any] = {"care_attempts": 0, "care_by": None, "care_until": None}
    statement = update(conferences).where(waiting).values(care_at=conferences.c.starts_at, **free)
    await connection.execute(statement)


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


async def _date(
    connection: AsyncConnection, rows: ConferenceStore, head: Conference, where: ColumnElement[bool]
) -> Conference | None:
    query = select(conferences).where(conferences.c.series_id == head.id, where)
    newest = query.order_by(conferences.c.created_at.desc(), conferences.c.id).limit(1)
    found = await rows.values(connection, (await connection.execute(newest)).all())
    return found[0] if found else None
