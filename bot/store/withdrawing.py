"""Messages of invitations that are taken back: those that stand say so from now on, and nothing changes them again."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import DeliveryKind, DeliveryState
from bot.store.tables import deliveries, invitations

WITHDRAWN = "withdrawn"
"""The reason on the row of an invitation's message that is none any more."""

_OPEN = (DeliveryState.DUE, DeliveryState.PARKED)


async def take_back(
    connection: AsyncConnection, conference_id: str, people: Collection[str], *, now: datetime
) -> list[str]:
    """What was not sent to them never will be. Returns where messages stand: `channel/ts`, the oldest first.

    One that a process is sending just now is dropped there, or found by `late`.
    """
    d = deliveries.c
    theirs = and_(
        d.conference_id == conference_id,
        d.kind == DeliveryKind.INVITATION,
        d.target.in_(people),
        d.state.in_((*_OPEN, DeliveryState.SENT)),
        d.reason.is_distinct_from(WITHDRAWN),
    )
    unsent = d.state.in_(_OPEN)
    closed: dict[str, Any] = {
        "reason": WITHDRAWN,
        "state": case((unsent, DeliveryState.CLOSED.value), else_=d.state),
        "finished_at": case((unsent, literal(now, d.finished_at.type)), else_=d.finished_at),
    }
    taken = update(deliveries).where(theirs).values(closed)
    rows = (await connection.execute(taken.returning(d.id, d.message_channel_id, d.message_ts))).all()
    return [f"{row.message_channel_id}/{row.message_ts}" for row in sorted(rows, key=_by_id) if row.message_ts]


async def late(connection: AsyncConnection, ids: Sequence[str]) -> set[str]:
    """Of the invitations whose messages arrived just now, those whose person is not asked any more."""
    d, asked = deliveries.c, invitations.c
    theirs = and_(asked.conference_id == d.conference_id, asked.person_id == d.target)
    uninvited: list[ColumnElement[bool]] = [
        d.id.in_(ids),
        d.kind == DeliveryKind.INVITATION,
        ~select(asked.person_id).where(theirs).exists(),
    ]
    found = set((await connection.execute(select(d.id).where(*uninvited))).scalars())
    if found:
        await connection.execute(update(deliveries).where(d.id.in_(found)).values(reason=WITHDRAWN))
    return found


def _by_id(row: Any) -> str:
    return str(row.id)
