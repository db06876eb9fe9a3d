"""Which deliveries a process may send now: one statement that takes them."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    Update,
    and_,
    case,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    update,
)

from bot.model import Delivery, DeliveryKind, DeliveryState
from bot.store.tables import deliveries as d

Conversation = tuple[str, str]
"""A workspace's id, and a channel's or person's id in it: where at most one delivery is under way at a time."""

OPEN = d.c.state.in_([literal_column("'due'"), literal_column("'claimed'")])
"""Word for word the condition of the index `ix_deliveries_open`, so that SQLite uses it."""

REMINDERS = and_(d.c.state == literal_column("'due'"), d.c.kind == literal_column("'reminder'"))
"""The same of the index `ix_deliveries_reminders`."""

GATHERED = timedelta(minutes=1)
"""What somebody would be reminded of within this while comes in one message."""

LOOKED_THROUGH = 8
"""How many of the earliest rows one claim looks at for each that it may take; busy conversations take no place."""

_ONCE = "postgresql"
"""Only PostgreSQL needs to be told that a common table expression is to be evaluated once."""


def claim(now: datetime, *, by: str, until: datetime, limit: int, busy: Collection[Conversation]) -> Update:
    """Take the earliest due row of each conversation, up to `limit` rows, and return them.

    A conversation with a claim that still holds gives none. A claim that has run out is taken over, and is suspect:
    its message may stand in Slack already.
    """
    earliest = _earliest(_window(now, busy, limit=limit * LOOKED_THROUGH))
    picked = (
        select(d.c.id)
        .where(d.c.id.in_(select(earliest.c.id).where(earliest.c.place == 1)), _still_ready(now))
        .order_by(d.c.due_at, d.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and ignores it
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect=_ONCE)  # else the planner may lock more rows than the limit
    )
    return (
        update(d)
        .where(d.c.id.in_(select(picked.c.id)))
        .values(
            state=DeliveryState.CLAIMED,
            attempts=d.c.attempts + 1,
            claimed_by=by,
            lease_until=until,
            suspect=case((d.c.state == DeliveryState.CLAIMED, true()), else_=d.c.suspect),
            first_claimed_at=func.coalesce(d.c.first_claimed_at, now),
        )
        .returning(*d.c)
    )


def gather(now: datetime, *, by: str, until: datetime, people: Collection[Conversation]) -> Update:
    """Take what else these `people` would be reminded of by `GATHERED` later, and certainly does not stand yet."""
    near = (
        select(d.c.id)
        .where(
            REMINDERS,
            tuple_(d.c.workspace_id, d.c.conversation).in_(list(people)),
            d.c.due_at <= now + GATHERED,
            ~d.c.suspect,
        )
        .with_for_update(skip_locked=True)
        .cte("near")
        .prefix_with("MATERIALIZED", dialect=_ONCE)
    )
    claimed = {"state": DeliveryState.CLAIMED, "attempts": d.c.attempts + 1, "claimed_by": by, "lease_until": until}
    taken = (
        update(d)
        .where(d.c.id.in_(select(near.c.id)))
        .values(claimed | {"first_claimed_at": func.coalesce(d.c.first_claimed_at, now)})
    )
    return taken.returning(*d.c)


def takes_others(delivery: Delivery) -> bool:
    """Whether it reminds a person, and certainly does not stand yet."""
    to_person = delivery.target.startswith(("U", "W"))
    return delivery.kind is DeliveryKind.REMINDER and to_person and not delivery.suspect


def conversation(delivery: Delivery) -> Conversation:
    """Where at most one delivery is under way at a time."""
    return delivery.workspace_id, delivery.target.partition("/")[0]


def next_due(now: datetime) -> Select[datetime]:
    """The next instant after `now` at which a row falls due or a claim runs out."""
    at = case((d.c.state == DeliveryState.CLAIMED, d.c.lease_until), else_=d.c.due_at)
    return select(func.min(at)).where(OPEN, at > now)


def _ready(now: datetime) -> ColumnElement[bool]:
    waits = d.c.state == DeliveryState.DUE
    broken = and_(d.c.state == DeliveryState.CLAIMED, d.c.lease_until <= now)
    return and_(OPEN, d.c.due_at <= now, or_(waits, broken))


def _still_ready(now: datetime) -> ColumnElement[bool]:
    """The same of a row once it is locked, put so that no index fits: PostgreSQL shall go to the rows by their ids."""
    return case(
        (d.c.state == DeliveryState.DUE, d.c.due_at <= now),
        (d.c.state == DeliveryState.CLAIMED, d.c.lease_until <= now),
        else_=false(),
    )


def _window(now: datetime, busy: Collection[Conversation], *, limit: int) -> FromClause:
    theirs = d.alias("theirs")
    taken = exists().where(
        theirs.c.state == literal_column("'claimed'"),
        theirs.c.lease_until > now,
        theirs.c.workspace_id == d.c.workspace_id,
        theirs.c.conversation == d.c.conversation,
    )
    return (
        select(d.c.id, d.c.due_at, d.c.workspace_id, d.c.conversation)
        .where(_ready(now), ~taken, ~_among(busy))
        .order_by(d.c.due_at, d.c.id)
        .limit(limit)
        .subquery("near")
    )


def _among(busy: Collection[Conversation]) -> ColumnElement[bool]:
    """One text instead of two: a list of pairs would be compared pair by pair."""
    here = d.c.workspace_id + "/" + d.c.conversation
    return here.in_([f"{workspace_id}/{name}" for workspace_id, name in busy]) if busy else false()


def _earliest(near: FromClause) -> CTE:
    place = func.row_number().over(
        partition_by=(near.c.workspace_id, near.c.conversation), order_by=(near.c.due_at, near.c.id)
    )
    # else PostgreSQL, while it knows little about the table, works it out anew for each row that is picked
    return select(near.c.id, place.label("place")).cte("earliest").prefix_with("MATERIALIZED", dialect=_ONCE)
