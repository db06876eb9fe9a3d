"""Who is asked to a conference, and what they said."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference, Invitation, Rsvp
from bot.store.inserting import insert
from bot.store.tables import invitations


async def add(connection: AsyncConnection, conference: Conference) -> None:
    """Those of a conference that is written down just now."""
    if rows := _rows(conference, conference.invitations, now=conference.created_at):
        await connection.execute(insert(connection, invitations), rows)


async def of(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[Invitation, ...]]:
    """Those of each of these conferences, in the order in which they were asked."""
    if not ids:
        return {}
    rows = await connection.execute(
        select(invitations)
        .where(invitations.c.conference_id.in_(ids))
        .order_by(invitations.c.invited_at, invitations.c.person_id)
    )
    found: dict[str, tuple[Invitation, ...]] = {}
    for row in rows:
        one = Invitation(person_id=row.person_id, invited_by=row.invited_by, reply=Rsvp(row.reply))
        found[row.conference_id] = (*found.get(row.conference_id, ()), one)
    return found


async def invite(
    connection: AsyncConnection, conference: Conference, people: Iterable[str], *, by: str, now: datetime
) -> list[str]:
    """Ask people; those who were asked before are left as they are. Says who is new."""
    wanted = list(dict.fromkeys(people))
    rows = _rows(conference, [Invitation(person_id=p, invited_by=by) for p in wanted], now=now)
    if not rows:
        return []
    written = insert(connection, invitations).on_conflict_do_nothing().returning(invitations.c.person_id)
    fresh = set((await connection.execute(written, rows)).scalars())
    return [person for person in wanted if person in fresh]


async def withdraw(connection: AsyncConnection, conference_id: str, people: Sequence[str]) -> list[str]:
    """They are not asked any more. Says who was."""
    theirs = and_(invitations.c.conference_id == conference_id, invitations.c.person_id.in_(people))
    gone = await connection.execute(delete(invitations).where(theirs).returning(invitations.c.person_id))
    taken = set(gone.scalars())
    return [person for person in people if person in taken]


async def reply(connection: AsyncConnection, conference_id: str, person_id: str, said: Rsvp, *, now: datetime) -> bool:
    """What somebody says; False where they are not asked, or said the same before."""
    theirs = and_(
        invitations.c.conference_id == conference_id,
        invitations.c.person_id == person_id,
        invitations.c.reply != said,
    )
    return (
        await connection.execute(update(invitations).where(theirs).values(reply=said, replied_at=now))
    ).rowcount == 1


async def ask_again(connection: AsyncConnection, conference_id: str) -> None:
    """It is not what they replied to any more: nobody has said anything."""
    theirs = invitations.c.conference_id == conference_id
    await connection.execute(update(invitations).where(theirs).values(reply=Rsvp.NONE, replied_at=None))


def _rows(conference: Conference, asked: Sequence[Invitation], *, now: datetime) -> list[dict[str, Any]]:
    return [
        {
            "conference_id": conference.id,
            "workspace_id": conference.workspace_id,
            "person_id": one.person_id,
            "invited_by": one.invited_by,
            "invited_at": now,
            "reply": one.reply,
        }
        for one in asked
    ]
