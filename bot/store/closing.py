"""What is owed to a channel or a person that cannot be reached any more: closed with the reason, and told of once."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryKind, DeliveryState, Owed, Stage
from bot.owing import is_person
from bot.store.tables import conferences, deliveries

HOMELESS = "homeless"
"""What a notice is about whose conference is still to come, and will find no place for its card."""

_OPEN = (DeliveryState.DUE, DeliveryState.PARKED)


def notice(
    *,
    workspace_id: str,
    conference_id: str | None,
    to: str,
    about: str,
    code: str,
    target: str,
    now: datetime,
) -> Owed:
    """Tells whoever asked for it why something was not sent: once for a conference and a reason, however much of it
    was not sent for that reason; where the reason is a person, once for that person. Without a conference nobody can
    tell what belongs together, so each is told."""
    return Owed(
        workspace_id=workspace_id,
        kind=DeliveryKind.NOTICE,
        target=to,
        due_at=now,
        conference_id=conference_id,
        generation=_number(code, target if is_person(target) else ""),
        words={"about": about, "code": code, "target": target},
    )


async def open_in(connection: AsyncConnection, workspace_id: str, conversation: str) -> Sequence[str]:
    """The ids of all that waits to be said there, to a channel or to a person."""
    d = deliveries.c
    there = and_(d.workspace_id == workspace_id, d.conversation == conversation, d.state.in_(_OPEN))
    return (await connection.execute(select(d.id).where(there).order_by(d.id))).scalars().all()


async def close(connection: AsyncConnection, ids: Sequence[str], *, reason: str, now: datetime) -> list[Owed]:
    """Those that still wait never will be sent; what is on its way hears it from Slack. Returns the notices that are
    owed for it."""
    d = deliveries.c
    closed = {"state": DeliveryState.CLOSED, "reason": reason, "finished_at": now}
    waits = update(deliveries).where(d.id.in_(ids), d.state.in_(_OPEN)).values(**closed)
    rows = await connection.execute(waits.returning(d.workspace_id, d.conference_id, d.kind, d.target, d.asked_by))
    return [
        notice(
            workspace_id=row.workspace_id,
            conference_id=row.conference_id,
            to=row.asked_by,
            about=row.kind,
            code=reason,
            target=row.target,
            now=now,
        )
        for row in rows
        if row.asked_by and row.kind != DeliveryKind.NOTICE and row.asked_by != row.target
    ]


async def homeless(
    connection: AsyncConnection, workspace_id: str, channel_id: str, *, reason: str, now: datetime
) -> list[Owed]:
    """Notices to the hosts of all that is planned there: their cards will find no place."""
    c = conferences.c
    here = and_(c.workspace_id == workspace_id, c.channel_id == channel_id, c.stage == Stage.SCHEDULED)
    rows = await connection.execute(select(c.id, c.host_id).where(here))
    return [
        notice(
            workspace_id=workspace_id,
            conference_id=row.id,
            to=row.host_id,
            about=HOMELESS,
            code=reason,
            target=channel_id,
            now=now,
        )
        for row in rows
    ]


def _number(*what: str) -> int:
    """The same number for the same thing, as notices of one conference are told apart."""
    return int.from_bytes(blake2b("/".join(what).encode(), digest_size=4).digest()) & 0x7FFF_FFFF
