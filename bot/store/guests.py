"""Who outside is asked by e-mail, whose turn it is to tell the back end, and what it has heard of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Conference, Guest, RoomStage, Stage
from bot.store.inserting import insert
from bot.store.tables import conferences, guests

_OVER = tuple(stage for stage in Stage if stage.over)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Whom the back end has to know, and whom it must forget."""

    asked: tuple[str, ...]
    withdrawn: tuple[str, ...]


async def add(connection: AsyncConnection, conference: Conference) -> None:
    """Those of a conference that is written down just now."""
    if rows := [_row(conference, one, now=conference.created_at) for one in conference.guests]:
        await connection.execute(insert(connection, guests), rows)


async def of(connection: AsyncConnection, ids: Sequence[str]) -> dict[str, tuple[Guest, ...]]:
    """Those of each of these conferences, in the order in which they were asked."""
    if not ids:
        return {}
    theirs = and_(guests.c.conference_id.in_(ids), guests.c.withdrawn_at.is_(None))
    rows = await connection.execute(select(guests).where(theirs).order_by(guests.c.invited_at, guests.c.address))
    found: dict[str, tuple[Guest, ...]] = {}
    for row in rows:
        one = Guest(address=row.address, invited_by=row.invited_by, told_as=row.told_as, refused=bool(row.refused))
        found[row.conference_id] = (*found.get(row.conference_id, ()), one)
    return found


async def invite(
    connection: AsyncConnection, conference: Conference, addresses: Iterable[str], *, by: str, now: datetime
) -> list[str]:
    """Ask them; those who are asked already are left as they are, unless the back end had refused them. Says who is
    new."""
    rows = [_row(conference, Guest(address=one, invited_by=by), now=now) for one in addresses]
    if not rows:
        return []
    written = insert(connection, guests)
    renewed = {name: written.excluded[name] for name in ("invited_by", "invited_at", "withdrawn_at", "refused")}
    again = written.on_conflict_do_update(
        index_elements=(guests.c.conference_id, guests.c.address),
        set_=renewed,
        where=or_(guests.c.withdrawn_at.is_not(None), guests.c.refused),
    )
    fresh = set((await connection.execute(again.returning(guests.c.address), rows)).scalars())
    if fresh:
        await _due(connection, conference, now=now)
    return [one for one in dict.fromkeys(addresses) if one in fresh]


async def withdraw(
    connection: AsyncConnection, conference: Conference, addresses: Sequence[str], *, now: datetime
) -> list[str]:
    """They are not asked any more; the row stays until the back end has forgotten them, too. Says who was."""
    theirs = and_(_those(conference, addresses), guests.c.withdrawn_at.is_(None))
    gone = set(
        (
            await connection.execute(update(guests).where(theirs).values(withdrawn_at=now).returning(guests.c.address))
        ).scalars()
    )
    if gone:
        await _due(connection, conference, now=now)
    return [one for one in addresses if one in gone]


def again(now: datetime) -> ColumnElement[Any]:
    """What `guests_at` becomes where the room has changed: the back end may not know them any more."""
    theirs = exists().where(guests.c.conference_id == conferences.c.id)
    return case((theirs, func.coalesce(conferences.c.guests_at, now)), else_=conferences.c.guests_at)


async def due(connection: AsyncConnection, *, now: datetime) -> bool:
    """Whether there is anything to claim, which mostly there is not."""
    return await connection.scalar(select(conferences.c.id).where(_claimable(now)).limit(1)) is not None


async def claim(connection: AsyncConnection, *, now: datetime, lease: timedelta, limit: int) -> Sequence[Any]:
    """Rows of conferences whose back end must hear of guests, ours until the lease ends."""
    ours = (
        select(conferences.c.id)
        .where(_claimable(now))
        .order_by(conferences.c.guests_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("ours")
    )
    mine = update(conferences).where(conferences.c.id.in_(select(ours.c.id))).values(guests_at=now + lease)
    rows: Sequence[Any] = (await connection.execute(mine.returning(conferences))).all()
    return rows


async def next_at(connection: AsyncConnection, *, now: datetime) -> datetime | None:
    """The next instant after `now` at which a back end must hear of guests."""
    when: datetime | None = await connection.scalar(
        select(func.min(conferences.c.guests_at)).where(conferences.c.guests_at > now, ripe())
    )
    return when


async def listed(connection: AsyncConnection, conference: Conference) -> Listed:
    """Those it would not take are not named again. In the room of a series whoever is asked to that stays."""
    rows = (await connection.execute(select(guests).where(guests.c.conference_id == conference.id))).all()
    return Listed(
        asked=tuple(row.address for row in rows if row.withdrawn_at is None and not row.refused),
        withdrawn=tuple(row.address for row in rows if row.withdrawn_at is not None),
    )


async def of_series(connection: AsyncConnection, conference: Conference) -> set[str]:
    """Whoever is asked to the series in whose room the conference takes place."""
    if conference.kept_reference is None:
        return set()
    head = select(conferences.c.id).where(conferences.c.reference == conference.kept_reference)
    theirs = and_(guests.c.conference_id.in_(head), guests.c.withdrawn_at.is_(None))
    return set((await connection.execute(select(guests.c.address).where(theirs))).scalars())


async def heard(connection: AsyncConnection, conference: Conference, told: Listed, there: Mapping[str, str]) -> None:
    """What the back end said of those it was `told`: who is on its list now. Whoever was taken back meanwhile, or asked
    again, is told once more."""
    for address in told.asked:
        known: dict[str, Any] = {"told_as": there.get(address), "refused": address not in there}
        await connection.execute(update(guests).where(_those(conference, [address])).values(known))
    gone = [address for address in told.withdrawn if address not in there]
    theirs = _those(conference, gone)
    await connection.execute(delete(guests).where(theirs, guests.c.withdrawn_at.is_not(None)))
    await connection.execute(update(guests).where(theirs).values(told_as=None))


async def settle(
    connection: AsyncConnection, conference: Conference, *, now: datetime, next_at: datetime | None
) -> None:
    """Its back end has heard, and has to hear again at `next_at`; at once, where anything has changed since the
    conference was read."""
    same = conferences.c.generation == conference.generation
    when = case((same, next_at), else_=now)
    await connection.execute(update(conferences).where(conferences.c.id == conference.id).values(guests_at=when))


async def give_back(connection: AsyncConnection, ids: Collection[str], *, at: datetime) -> None:
    """What was claimed is due for others."""
    await connection.execute(update(conferences).where(conferences.c.id.in_(ids)).values(guests_at=at))


async def _due(connection: AsyncConnection, conference: Conference, *, now: datetime) -> None:
    """Whoever is at it, or waits, will find them."""
    when = func.coalesce(conferences.c.guests_at, now)
    await connection.execute(update(conferences).where(conferences.c.id == conference.id).values(guests_at=when))


def _claimable(now: datetime) -> ColumnElement[bool]:
    """Those whose back end has to hear something now, and has a room for it; or never will."""
    return and_(conferences.c.guests_at <= now, ripe())


def ripe() -> ColumnElement[bool]:
    return or_(conferences.c.room_stage == RoomStage.READY, conferences.c.stage.in_(_OVER))


def _those(conference: Conference, addresses: Collection[str]) -> ColumnElement[bool]:
    return and_(guests.c.conference_id == conference.id, guests.c.address.in_(addresses))


def _row(conference: Conference, one: Guest, *, now: datetime) -> dict[str, Any]:
    return {
        "conference_id": conference.id,
        "workspace_id": conference.workspace_id,
        "address": one.address,
        "invited_by": one.invited_by,
        "invited_at": now,
        "told_as": None,
        "refused": False,
        "withdrawn_at": None,
    }
