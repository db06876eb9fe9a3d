"""Messages that were on their way while what they show changed: an update is owed to each as soon as it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryKind, Owed, Stage
from bot.store.reminding import FOR
from bot.store.tables import cards, conferences, deliveries
from bot.store.withdrawing import WITHDRAWN
from bot.store.withdrawing import late as withdrawn_late

if TYPE_CHECKING:
    from bot.store.deliveries import Arrived

_UPDATED_BY = {
    DeliveryKind.CARD: DeliveryKind.CARD_UPDATE,
    DeliveryKind.INVITATION: DeliveryKind.INVITATION_UPDATE,
    DeliveryKind.REMINDER: DeliveryKind.REMINDER_UPDATE,
}


SHRUNK = {"shrunk": "yes"}
"""What says of a card's update that a later card stands further down."""


async def outdated(connection: AsyncConnection, arrived: Sequence["Arrived"], *, now: datetime) -> list[Owed]:
    """Whoever changed the conference meanwhile did not know yet where these messages stand.

    The rows are held until the caller's transaction ends, so that nobody changes them between this look and its end.
    """
    concerned = {one.delivery.conference_id for one in arrived if one.delivery.kind in _UPDATED_BY} - {None}
    if not concerned:
        return []
    c = conferences.c
    held = (
        select(c.id, c.generation, c.stage, c.started_at, c.starts_at, c.early_from, c.host_id)
        .where(c.id.in_(concerned))
        .order_by(c.id)
    )
    rows: dict[str | None, Any] = {
        row.id: row for row in await connection.execute(held.with_for_update(key_share=True))
    }
    known = [(one, row) for one in arrived if (row := rows.get(one.delivery.conference_id))]
    withdrawn = await _withdrawn(connection, arrived)
    return [
        _update(one, row, now, words=await _words(connection, one, withdrawn=withdrawn))
        for one, row in known
        if one.delivery.id in withdrawn or _late(one, row)
    ]


async def _withdrawn(connection: AsyncConnection, arrived: Sequence["Arrived"]) -> set[str]:
    ids = [one.delivery.id for one in arrived if one.delivery.kind is DeliveryKind.INVITATION]
    return await withdrawn_late(connection, ids) if ids else set()


async def _words(connection: AsyncConnection, one: "Arrived", *, withdrawn: set[str]) -> dict[str, str]:
    """What its update needs to know."""
    if one.delivery.kind is DeliveryKind.CARD:
        return SHRUNK if await _overtaken(connection, one) else {}
    return {"to": one.delivery.target} | ({"by": "", WITHDRAWN: "yes"} if one.delivery.id in withdrawn else {})


def _late(one: "Arrived", row: Any) -> bool:
    if one.delivery.kind is DeliveryKind.CARD:
        return bool(row.generation > one.delivery.generation)
    if one.delivery.kind is DeliveryKind.REMINDER:
        return _late_reminder(one, row)
    return one.delivery.kind is DeliveryKind.INVITATION and _late_invitation(one, row)


def _late_reminder(one: "Arrived", row: Any) -> bool:
    """It began, is over, or is at another time."""
    begins_at, claimed_at = row.early_from or row.starts_at, one.delivery.first_claimed_at
    began = bool(row.started_at and claimed_at and claimed_at <= row.started_at)
    return Stage(row.stage).over or began or one.delivery.words.get(FOR) != str(int(begins_at.timestamp()))


def _late_invitation(one: "Arrived", row: Any) -> bool:
    """A card shows every change; an invitation, the time it is planned for, that it began, and that it is over."""
    stage = Stage(row.stage)
    if stage is Stage.SCHEDULED:
        return bool(row.generation > one.delivery.generation)
    return stage.over or bool(row.started_at and one.delivery.created_at < row.started_at)


async def _overtaken(connection: AsyncConnection, one: "Arrived") -> bool:
    """Whether a later card is owed, so that this one is none any more."""
    d, conference_id = deliveries.c, one.delivery.conference_id
    later = and_(d.conference_id == conference_id, d.kind == DeliveryKind.CARD, d.generation > one.delivery.generation)
    if not await connection.scalar(select(func.count()).select_from(deliveries).where(later)):
        return False
    this = and_(cards.c.conference_id == conference_id, cards.c.channel_id == one.channel_id, cards.c.ts == one.ts)
    await connection.execute(delete(cards).where(this))
    return True


def _update(one: "Arrived", row: Any, now: datetime, *, words: dict[str, str]) -> Owed:
    return Owed(
        workspace_id=one.delivery.workspace_id,
        kind=_UPDATED_BY[one.delivery.kind],
        target=f"{one.channel_id}/{one.ts}",
        due_at=now,
        conference_id=row.id,
        generation=row.generation,
        words={"by": one.delivery.words.get("by", row.host_id)} | words,
    )
