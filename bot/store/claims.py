"""Which deliveries a process may send now: one statement that takes them, the workspaces in turn.

The statement is made once; what differs from claim to claim are its parameters, lists included.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    JSON,
    ColumnElement,
    FromClause,
    Integer,
    Select,
    Subquery,
    Text,
    Update,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
    tuple_,
    union_all,
    update,
)

from bot.model import Delivery, DeliveryKind, DeliveryState
from bot.owing import is_person
from bot.store.database import Kind
from bot.store.tables import Instant
from bot.store.tables import deliveries as d

Conversation = tuple[str, str]
"""A workspace's id, and a channel's or person's id in it: where at most one delivery is under way at a time."""

REMINDERS = and_(d.c.state == literal_column("'due'"), d.c.kind == literal_column("'reminder'"))
"""The same of the index `ix_deliveries_reminders`."""

GATHERED = timedelta(minutes=1)
"""What somebody would be reminded of within this while comes in one message."""

LOOKED_THROUGH = 8
"""How many of a workspace's earliest rows a claim looks at for each that it may take; busy ones take no place."""

HOLDS_UP = timedelta(minutes=5)
"""For so long what was tried and put off keeps its place before what follows in its conversation, and no longer."""

_ONCE = "postgresql"
"""Only PostgreSQL needs to be told that a common table expression is to be evaluated once."""

_NOW = bindparam("now", type_=Instant)
_TAKEN = bindparam("taken", type_=Integer)
_LAST = bindparam("last", type_=Text)


def is_open(rows: FromClause) -> ColumnElement[bool]:
    """Word for word the condition of the indexes of open rows, so that SQLite uses them."""
    return rows.c.state.in_([literal_column("'due'"), literal_column("'claimed'")])


def claim(on: Kind, *, updates: Sequence[DeliveryKind]) -> Update:
    """Take the earliest due row of each conversation, and return the rows. `updates` are the kinds that post nothing.

    Parameters: `now`; `by` and `until`, of the claim; `taken`, how many rows at most, `each`, how many of one
    workspace; `last`, the workspace that had the last turn; and lists: `busy` conversations, workspaces that are `out`,
    or only out for what is a post (`unposted`) or for what changes one (`unchanged`).

    A conversation with a claim that still holds gives none. A claim that has run out is taken over, and is suspect:
    its message may stand in Slack already.
    """
    line = _line(_turns(_earliest(_near(on, updates))))
    picked = (
        select(d.c.id)
        .join(line, line.c.id == d.c.id)
        .where(_still_ready())
        .order_by(*_in_turn(line))
        .limit(_TAKEN)
        .with_for_update(of=d, skip_locked=True)  # SQLite has one writer and ignores it
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect=_ONCE)  # else the planner may lock more rows than the limit
    )
    return (
        update(d)
        .where(d.c.id.in_(select(picked.c.id)))
        .values(
            state=DeliveryState.CLAIMED,
            attempts=d.c.attempts + 1,
            claimed_by=bindparam("by"),
            lease_until=bindparam("until"),
            suspect=case((d.c.state == DeliveryState.CLAIMED, true()), else_=d.c.suspect),
            first_claimed_at=func.coalesce(d.c.first_claimed_at, _NOW),
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
    return delivery.kind is DeliveryKind.REMINDER and is_person(delivery.target) and not delivery.suspect


def conversation(delivery: Delivery) -> Conversation:
    """Where at most one delivery is under way at a time."""
    return delivery.workspace_id, delivery.target.partition("/")[0]


def next_due(now: datetime) -> Select[datetime]:
    """The next instant after `now` at which a row falls due or a claim runs out. Each is one look into an index."""
    due = select(func.min(d.c.due_at).label("at")).where(is_open(d), d.c.due_at > now)
    lease = select(func.min(d.c.lease_until)).where(d.c.lease_until > now)
    both = due.union_all(lease).subquery("both")
    return select(func.min(both.c.at))


def _near(on: Kind, updates: Sequence[DeliveryKind]) -> Subquery:
    """The earliest rows that could be taken of each workspace whose turn it is: fewer of each, the more they are."""
    n, spaces = d.alias("n"), _whose_turn(on, updates)
    share = _TAKEN * LOOKED_THROUGH / select(func.count()).select_from(spaces).scalar_subquery()
    could = _could(n, spaces.c.id, on, updates)
    theirs = select(n.c.id, n.c.due_at, n.c.workspace_id, n.c.conversation).where(*could)
    theirs = theirs.order_by(n.c.due_at, n.c.id).limit(cast(share, Integer))
    if on == "postgresql":
        near: Select[Any] = select(each := theirs.lateral("theirs")).select_from(spaces.join(each, true()))
    else:
        found = d.c.id.in_(theirs.with_only_columns(n.c.id).correlate(spaces))
        columns = (d.c.id, d.c.due_at, d.c.workspace_id, d.c.conversation)
        near = select(*columns).select_from(spaces.join(d, found))
    return near.subquery("near")


def _whose_turn(on: Kind, updates: Sequence[DeliveryKind]) -> CTE:
    """The next workspaces with something to take, no more than rows are taken.

    Looked for behind the last, then from the first: so that it can end as soon as there are enough.
    """
    up_to = d.c.workspace_id <= _LAST
    behind, first = _walk("behind", d.c.workspace_id > _LAST, true()), _walk("first", up_to, up_to)
    spaces = union_all(select(behind.c.id), select(first.c.id)).subquery("spaces")
    n = d.alias("n")
    any_of_it = select(n.c.id).where(*_could(n, spaces.c.id, on, updates)).limit(1).scalar_subquery()
    out = spaces.c.id.in_(_listed("out", on))
    turn = select(spaces.c.id).where(spaces.c.id.is_not(None), ~out, any_of_it.is_not(None)).limit(_TAKEN)
    return turn.cte("whose_turn").prefix_with("MATERIALIZED", dialect=_ONCE)


def _walk(name: str, begin: ColumnElement[bool], go_on: ColumnElement[bool]) -> CTE:
    """Workspaces with anything open, one look into the index for each, however much they have."""
    lowest: Select[str] = select(func.min(d.c.workspace_id).label("id")).where(is_open(d))
    found = lowest.where(begin).cte(name, recursive=True)
    further = lowest.where(d.c.workspace_id > found.c.id, go_on).scalar_subquery()
    return found.union_all(select(further).where(found.c.id.is_not(None)))


def _could(
    n: FromClause, workspace_id: ColumnElement[str], on: Kind, updates: Sequence[DeliveryKind]
) -> list[ColumnElement[bool]]:
    """What makes a row of that workspace one that could be taken."""
    conversation = n.c.workspace_id + "/" + n.c.conversation  # one text: pairs would be compared pair by pair
    changes = n.c.kind.in_(updates)
    return [
        is_open(n),
        n.c.workspace_id == workspace_id,
        n.c.due_at <= _NOW,
        or_(n.c.state == literal_column("'due'"), n.c.lease_until <= _NOW),
        or_(changes, n.c.workspace_id.not_in(_listed("unposted", on))),
        or_(~changes, n.c.workspace_id.not_in(_listed("unchanged", on))),
        conversation.not_in(_listed("busy", on)),
        ~_held_up(n),
    ]


def _held_up(n: FromClause) -> ColumnElement[bool]:
    """Something in the conversation is being sent, or was begun earlier and is to be tried again."""
    theirs = d.alias("theirs")
    earlier = and_(n.c.first_claimed_at.is_(None), theirs.c.first_claimed_at > bindparam("held_since", type_=Instant))
    return exists().where(
        is_open(theirs),
        theirs.c.first_claimed_at.is_not(None),
        theirs.c.workspace_id == n.c.workspace_id,
        theirs.c.conversation == n.c.conversation,
        theirs.c.id != n.c.id,
        or_(theirs.c.lease_until > _NOW, earlier),
    )


def _still_ready() -> ColumnElement[bool]:
    """The same of a row once it is locked, put so that no index fits: PostgreSQL shall go to the rows by their ids."""
    return case(
        (d.c.state == DeliveryState.DUE, d.c.due_at <= _NOW),
        (d.c.state == DeliveryState.CLAIMED, d.c.lease_until <= _NOW),
        else_=false(),
    )


def _earliest(near: FromClause) -> Subquery:
    in_order = func.row_number().over(
        partition_by=(near.c.workspace_id, near.c.conversation), order_by=(near.c.due_at, near.c.id)
    )
    return select(near.c.id, near.c.due_at, near.c.workspace_id, in_order.label("place")).subquery("earliest")


def _turns(earliest: FromClause) -> Subquery:
    turn = func.row_number().over(partition_by=earliest.c.workspace_id, order_by=(earliest.c.due_at, earliest.c.id))
    firsts = select(earliest.c.id, earliest.c.workspace_id, turn.label("turn")).where(earliest.c.place == 1)
    return firsts.subquery("turns")


def _line(turns: FromClause) -> CTE:
    """Everybody's first, then everybody's second; a little more than is taken, for another process may take some."""
    return (
        select(turns.c.id, turns.c.workspace_id, turns.c.turn)
        .where(turns.c.turn <= bindparam("each"))
        .order_by(*_in_turn(turns))
        .limit(_TAKEN * LOOKED_THROUGH)
        .cte("line")
        # else PostgreSQL, while it knows little about the table, works it out anew for each row that is picked
        .prefix_with("MATERIALIZED", dialect=_ONCE)
    )


def _in_turn(rows: FromClause) -> tuple[Any, ...]:
    """The workspaces follow one another by their ids, beginning behind the one that was last."""
    return rows.c.turn, rows.c.workspace_id <= _LAST, rows.c.workspace_id


def _listed(name: str, on: Kind) -> Select[str]:
    """A parameter that holds any number of texts, without a place for each in the statement."""
    if on == "postgresql":
        return select(func.unnest(bindparam(name, type_=ARRAY(Text))).column_valued())
    return select(func.json_each(bindparam(name, type_=JSON)).table_valued("value").c.value)
