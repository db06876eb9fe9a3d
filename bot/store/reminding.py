"""Which conferences are to be reminded of anew, what was chosen for that, and the reminders that are owed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.choices import Scope
from bot.model import DeliveryKind, DeliveryState, Stage
from bot.store.tables import choices, conferences, deliveries, invitations

FOR = "for"
"""The word of a reminder that says what it is for: when the conference begins that it was written for."""
SNOOZED = "snoozed"
"""The word of one that somebody asked for by hand."""
UNWANTED = "unwanted"
"""The reason on the row of a reminder that nobody is to get any more."""

SETTLED_AFTER = timedelta(days=1)
"""Reminders that were due longer ago are what they are."""

_OPEN = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.PARKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A reminder that was written down before: to whom, when, and what has become of it. `minute` is what it is known
    by; it stands in Slack where `ts` says."""

    id: str
    target: str
    minute: int
    due_at: datetime
    state: DeliveryState
    reason: str | None
    words: Mapping[str, str]
    channel_id: str | None
    ts: str | None

    @property
    def open(self) -> bool:
        return self.state in _OPEN


async def mark(connection: AsyncConnection, conference_id: str, *, now: datetime) -> None:
    """What is owed as reminders of it is to be looked at: in the transaction in which something changes them."""
    await _mark(connection, conferences.c.id == conference_id, now=now)


async def mark_workspace(connection: AsyncConnection, workspace_id: str, *, now: datetime) -> None:
    """The same of all that are to come."""
    await _mark(connection, _coming(workspace_id), now=now)


async def mark_channel(connection: AsyncConnection, workspace_id: str, channel_id: str, *, now: datetime) -> None:
    await _mark(connection, and_(_coming(workspace_id), conferences.c.channel_id == channel_id), now=now)


async def mark_person(connection: AsyncConnection, workspace_id: str, person_id: str, *, now: datetime) -> None:
    """Of those that they call, or are asked to."""
    asked = select(invitations.c.conference_id).where(
        invitations.c.workspace_id == workspace_id, invitations.c.person_id == person_id
    )
    theirs = or_(conferences.c.host_id == person_id, conferences.c.id.in_(asked))
    await _mark(connection, and_(_coming(workspace_id), theirs), now=now)


async def any_marked(connection: AsyncConnection) -> bool:
    """Which mostly there is not."""
    marked = select(conferences.c.id).where(conferences.c.remind_from.is_not(None)).limit(1)
    return await connection.scalar(marked) is not None


async def take_one(connection: AsyncConnection, *, but: Collection[str] = ()) -> tuple[str, str, datetime] | None:
    """A marked one, held until the transaction ends: workspace, id, and since when. Others take others."""
    c = conferences.c
    first = (
        select(c.workspace_id, c.id, c.remind_from)
        .where(c.remind_from.is_not(None), c.id.not_in(list(but)))
        .order_by(c.remind_from)
        .limit(1)
        .with_for_update(skip_locked=True, key_share=True)
    )
    row = (await connection.execute(first)).first()
    return (row.workspace_id, row.id, row.remind_from) if row else None


async def clear(connection: AsyncConnection, conference_id: str) -> None:
    await connection.execute(update(conferences).where(conferences.c.id == conference_id).values(remind_from=None))


async def chosen(
    connection: AsyncConnection, workspace_id: str, channel_id: str, people: Collection[str], names: Sequence[str]
) -> dict[tuple[Scope, str], dict[str, Any]]:
    """What was chosen under these names, by whom it was chosen for: as it stands in this transaction."""
    c = choices.c
    concerned = or_(
        c.scope == Scope.WORKSPACE,
        and_(c.scope == Scope.CHANNEL, c.scope_id == channel_id),
        and_(c.scope == Scope.PERSON, c.scope_id.in_(people)),
    )
    query = select(c.scope, c.scope_id, c.name, c.value).where(
        c.workspace_id == workspace_id, c.name.in_(names), concerned
    )
    found: dict[tuple[Scope, str], dict[str, Any]] = {}
    for row in await connection.execute(query):
        found.setdefault((Scope(row.scope), row.scope_id), {})[row.name] = row.value
    return found


async def kept(connection: AsyncConnection, ids: Sequence[str], *, since: datetime) -> list[Kept]:
    """The reminders of these conferences that are due since then, in their order."""
    d = deliveries.c
    theirs = and_(d.conference_id.in_(ids), d.kind == DeliveryKind.REMINDER, d.due_at >= since)
    return await _kept(connection, theirs)


async def standing_at(connection: AsyncConnection, channel_id: str, ts: str) -> list[tuple[str, Kept]]:
    """Which reminders one message holds, each with its conference's id."""
    d = deliveries.c
    there = and_(
        d.kind == DeliveryKind.REMINDER,
        d.state == DeliveryState.SENT,
        d.message_channel_id == channel_id,
        d.message_ts == ts,
    )
    rows = await connection.execute(select(deliveries).where(there).order_by(d.due_at, d.id))
    return [(row.conference_id, _value(row)) for row in rows]


async def close(connection: AsyncConnection, ids: Sequence[str], *, now: datetime) -> None:
    """Nobody is to get these any more; one that a process is sending is dropped there."""
    waits = and_(deliveries.c.id.in_(ids), deliveries.c.state.in_((DeliveryState.DUE, DeliveryState.PARKED)))
    ended: dict[str, Any] = {"state": DeliveryState.CLOSED, "reason": UNWANTED, "finished_at": now}
    await connection.execute(update(deliveries).where(waits).values(ended))


async def reopen(connection: AsyncConnection, one: Kept, *, due_at: datetime, words: Mapping[str, str]) -> None:
    """It is wanted again, or for another start in the same minute."""
    again: dict[str, Any] = {"due_at": due_at, "words": dict(words)}
    if one.state is DeliveryState.CLOSED:
        fresh: dict[str, Any] = {"state": DeliveryState.DUE, "attempts": 0, "suspect": False, "first_claimed_at": None}
        again |= fresh | {"reason": None, "finished_at": None}
    as_it_was = and_(deliveries.c.id == one.id, deliveries.c.state == one.state)
    await connection.execute(update(deliveries).where(as_it_was).values(again))


async def overtaken(
    connection: AsyncConnection, conference_id: str, target: str, *, due_at: datetime, now: datetime
) -> bool:
    """Whether a later one is due by `now`, too, and says whoever gets it what this one would."""
    d = deliveries.c
    later = and_(
        d.conference_id == conference_id,
        d.kind == DeliveryKind.REMINDER,
        d.target == target,
        d.state.in_((DeliveryState.DUE, DeliveryState.CLAIMED)),
        d.due_at > due_at,
        d.due_at <= now,
    )
    return await connection.scalar(select(d.id).where(later).limit(1)) is not None


async def _mark(connection: AsyncConnection, where: ColumnElement[bool], *, now: datetime) -> None:
    c = conferences.c
    marked = update(conferences).where(where, c.planned).values(remind_from=func.coalesce(c.remind_from, now))
    await connection.execute(marked)


def _coming(workspace_id: str) -> ColumnElement[bool]:
    return and_(conferences.c.workspace_id == workspace_id, conferences.c.stage == Stage.SCHEDULED)


async def _kept(connection: AsyncConnection, where: ColumnElement[bool]) -> list[Kept]:
    query = select(deliveries).where(where).order_by(deliveries.c.due_at, deliveries.c.id)
    return [_value(row) for row in await connection.execute(query)]


def _value(row: Any) -> Kept:
    return Kept(
        id=row.id,
        target=row.target,
        minute=row.generation,
        due_at=row.due_at,
        state=DeliveryState(row.state),
        reason=row.reason,
        words=row.words,
        channel_id=row.message_channel_id,
        ts=row.message_ts,
    )
