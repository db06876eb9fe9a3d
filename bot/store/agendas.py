"""Who is to hear what the day brings, and what it brings to them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.choices import AGENDA
from bot.model import Conference, DeliveryKind, DeliveryState, Rsvp, Stage
from bot.store.conferences import ConferenceStore
from bot.store.tables import choices, conferences, deliveries, invitations, workspaces

MOST = 20
"""So many conferences one agenda names."""


async def of_person(
    connection: AsyncConnection,
    rows: ConferenceStore,
    workspace_id: str,
    person_id: str,
    *,
    since: datetime,
    until: datetime,
) -> list[Conference]:
    """What they call, or are asked to and have not said no to, that is live or begins then: the soonest first."""
    asked = select(invitations.c.conference_id).where(
        invitations.c.workspace_id == workspace_id,
        invitations.c.person_id == person_id,
        invitations.c.reply != Rsvp.NO,
    )
    c = conferences.c
    theirs = or_(c.host_id == person_id, c.id.in_(asked))
    soon = or_(c.stage == Stage.LIVE, and_(c.stage == Stage.SCHEDULED, c.starts_at >= since, c.starts_at < until))
    query = (
        select(conferences).where(c.workspace_id == workspace_id, theirs, soon).order_by(c.starts_at, c.id).limit(MOST)
    )
    return await rows.values(connection, (await connection.execute(query)).all())


async def close(connection: AsyncConnection, workspace_id: str, person_id: str, *, now: datetime) -> None:
    """What was owed to them is not what they want any more."""
    d = deliveries.c
    theirs = and_(
        d.workspace_id == workspace_id,
        d.target == person_id,
        d.kind == DeliveryKind.AGENDA,
        d.state.in_((DeliveryState.DUE, DeliveryState.PARKED)),
    )
    ended: dict[str, Any] = {"state": DeliveryState.CLOSED, "reason": "unwanted", "finished_at": now}
    await connection.execute(update(deliveries).where(theirs).values(ended))


async def without_one(connection: AsyncConnection, *, limit: int) -> list[tuple[str, str, Any]]:
    """Whoever chose an hour, is in a workspace that is there, and is owed no agenda: workspace, person, and what was
    written down. What was owed was closed while they, or Plenum, were away."""
    c, d, w = choices.c, deliveries.c, workspaces.c
    owed = exists().where(
        d.workspace_id == c.workspace_id,
        d.target == c.scope_id,
        d.kind == DeliveryKind.AGENDA,
        d.state.in_((DeliveryState.DUE, DeliveryState.CLAIMED)),
    )
    here = exists().where(w.id == c.workspace_id, w.removed_at.is_(None))
    query = select(c.workspace_id, c.scope_id, c.value).where(c.name == AGENDA.name, here, ~owed).limit(limit)
    return [(row.workspace_id, row.scope_id, row.value) for row in await connection.execute(query)]


async def free_days(connection: AsyncConnection, workspace_id: str, person_id: str, *, days: Sequence[int]) -> None:
    """What was closed for these days can be owed again."""
    d = deliveries.c
    theirs = and_(
        d.workspace_id == workspace_id,
        d.target == person_id,
        d.kind == DeliveryKind.AGENDA,
        d.state == DeliveryState.CLOSED,
        d.generation.in_(days),
    )
    await connection.execute(delete(deliveries).where(theirs))
