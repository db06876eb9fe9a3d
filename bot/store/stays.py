"""Who is or was in a conference: rows ↔ values."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.live import Seen
from bot.model import Conference
from bot.store.inserting import insert
from bot.store.tables import conferences, stays

NAME_LIMIT = 255
_KEYS = (stays.c.conference_id, stays.c.participant_id)
_MAY_CHANGE = ("name", "account", "person_id", "host", "muted", "joined_at", "left_at")


async def seen_in(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[Seen, ...]]:
    """By conference: who came, in the order in which they did."""
    if not ids:
        return {}
    query = select(stays).where(stays.c.conference_id.in_(ids)).order_by(stays.c.joined_at, stays.c.participant_id)
    found: dict[str, tuple[Seen, ...]] = {}
    for row in await connection.execute(query):
        found[row.conference_id] = (*found.get(row.conference_id, ()), _seen(row))
    return found


async def keep_seen(connection: AsyncConnection, conference: Conference, seen: Iterable[Seen]) -> None:
    """Write them down as they are now; who was there before under the same id is overwritten."""
    statement = insert(connection, stays)
    renewed = {name: statement.excluded[name] for name in _MAY_CHANGE}
    await _keep(connection, conference, seen, statement.on_conflict_do_update(index_elements=_KEYS, set_=renewed))


async def keep_told(connection: AsyncConnection, conference: Conference, seen: Iterable[Seen]) -> None:
    """Write down what was told of them, whoever writes at the same time and in whatever order: who has left does not
    come back by it."""
    statement = insert(connection, stays)
    left = {"left_at": func.coalesce(stays.c.left_at, statement.excluded.left_at)}
    await _keep(connection, conference, seen, statement.on_conflict_do_update(index_elements=_KEYS, set_=left))


async def all_left(connection: AsyncConnection, conference: Conference, *, at: datetime) -> None:
    """Nobody is in any more."""
    inside = update(stays).where(stays.c.conference_id == conference.id, stays.c.left_at.is_(None))
    await connection.execute(inside.values(left_at=at))


async def _keep(
    connection: AsyncConnection, conference: Conference, seen: Iterable[Seen], statement: Executable
) -> None:
    rows = [_row(conference, one) for one in seen]
    if not rows:
        return
    await connection.execute(statement, rows)
    watched = update(conferences).where(conferences.c.id == conference.id).values(watched=True)
    await connection.execute(watched)


def _row(conference: Conference, one: Seen) -> dict[str, Any]:
    return {
        "conference_id": conference.id,
        "participant_id": one.id,
        "workspace_id": conference.workspace_id,
        "name": one.name[:NAME_LIMIT],
        "account": one.account,
        "person_id": one.person_id,
        "host": one.host,
        "muted": one.muted,
        "joined_at": one.joined_at,
        "left_at": one.left_at,
    }


def _seen(row: Row[Any]) -> Seen:
    return Seen(
        id=row.participant_id,
        name=row.name,
        joined_at=row.joined_at,
        left_at=row.left_at,
        account=row.account,
        person_id=row.person_id,
        host=row.host,
        muted=row.muted,
    )
