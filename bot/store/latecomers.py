"""Messages that were on their way while what they show changed: an update is owed to each as soon as it stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryKind, Owed, Stage
from bot.store.tables import conferences

if TYPE_CHECKING:
    from bot.store.deliveries import Arrived

_UPDATED_BY = {
    DeliveryKind.CARD: DeliveryKind.CARD_UPDATE,
    DeliveryKind.INVITATION: DeliveryKind.INVITATION_UPDATE,
}


async def outdated(connection: AsyncConnection, arrived: Sequence["Arrived"], *, now: datetime) -> list[Owed]:
    """Whoever changed the conference meanwhile did not know yet where these messages stand.

    The rows are held until the caller's transaction ends, so that nobody changes them between this look and its end.
    """
    concerned = {one.delivery.conference_id for one in arrived if one.delivery.kind in _UPDATED_BY} - {None}
    if not concerned:
        return []
    c = conferences.c
    held = select(c.id, c.generation, c.stage, c.host_id).where(c.id.in_(concerned)).order_by(c.id)
    rows: dict[str | None, Any] = {
        row.id: row for row in await connection.execute(held.with_for_update(key_share=True))
    }
    return [
        _update(one, row, now) for one in arrived if (row := rows.get(one.delivery.conference_id)) and _late(one, row)
    ]


def _late(one: "Arrived", row: Any) -> bool:
    """A card shows every change; an invitation, only that it is over."""
    if one.delivery.kind is DeliveryKind.CARD:
        return bool(row.generation > one.delivery.generation)
    return one.delivery.kind is DeliveryKind.INVITATION and Stage(row.stage).over


def _update(one: "Arrived", row: Any, now: datetime) -> Owed:
    return Owed(
        workspace_id=one.delivery.workspace_id,
        kind=_UPDATED_BY[one.delivery.kind],
        target=f"{one.channel_id}/{one.ts}",
        due_at=now,
        conference_id=row.id,
        generation=row.generation,
        words={"by": one.delivery.words.get("by", row.host_id)},
    )
