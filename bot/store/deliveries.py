"""What is owed to Slack, as rows: written with the change that causes it, claimed, and settled once."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Update, and_, bindparam, case, func, null, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.model import Delivery, DeliveryKind, DeliveryState, Owed
from bot.store import claims
from bot.store.claims import Conversation
from bot.store.closing import notice
from bot.store.database import Database
from bot.store.ids import row_id
from bot.store.inserting import insert
from bot.store.latecomers import outdated
from bot.store.tables import cards, deliveries
from bot.store.withdrawing import WITHDRAWN

UPDATES = (DeliveryKind.CARD_UPDATE, DeliveryKind.INVITATION_UPDATE, DeliveryKind.REMINDER_UPDATE)
"""Kinds that only show how things stand: a later one makes an earlier one pointless."""

WRITTEN_AT_ONCE = 100
"""Rows in one statement: a thousand take the driver 80 ms to read, in which nothing else happens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a delivery stands; `reason` says why it was closed or parked."""

    id: str
    kind: DeliveryKind
    target: str
    generation: int
    state: DeliveryState
    reason: str | None
    message_channel_id: str | None
    message_ts: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A delivery whose message stands in Slack."""

    delivery: Delivery
    channel_id: str
    ts: str


async def owe(connection: AsyncConnection, owed: Sequence[Owed], *, now: datetime) -> list[str]:
    """Write deliveries down inside the caller's transaction and return the ids of those that are new.

    What is owed already (same conference, generation, kind and target) is left as it stands. An update closes
    those of earlier generations for the same target.
    """
    if not owed:
        return []
    for one in owed:
        if one.kind in UPDATES:
            await connection.execute(_supersede(one, now))
    rows = [_row(one, now) for one in owed]
    statement = insert(connection, deliveries).on_conflict_do_nothing().returning(deliveries.c.id)
    statement = statement.execution_options(insertmanyvalues_page_size=WRITTEN_AT_ONCE)
    written = set((await connection.execute(statement, rows)).scalars())
    return [row["id"] for row in rows if row["id"] in written]


async def close_all(connection: AsyncConnection, workspace_id: str, *, reason: str, now: datetime) -> int:
    """Close everything that is still owed in a workspace; nobody is told, for nobody can be. Returns how many."""
    here = and_(deliveries.c.workspace_id == workspace_id, deliveries.c.state.in_(("due", "claimed", "parked")))
    return (await connection.execute(update(deliveries).where(here).values(**_ended("closed", reason, now)))).rowcount


async def states(
    connection: AsyncConnection,
    *,
    ids: Collection[str] = (),
    conference_id: str | None = None,
    kind: DeliveryKind | None = None,
    target: str | None = None,
) -> list[Standing]:
    """How deliveries stand, in the order they were owed: those with these ids, or those of a conference. Invitations
    that were withdrawn are none."""
    wanted: list[ColumnElement[bool]] = [deliveries.c.reason.is_distinct_from(WITHDRAWN)]
    if conference_id is not None:
        wanted.append(deliveries.c.conference_id == conference_id)
    else:
        wanted.append(deliveries.c.id.in_(ids))
    if kind is not None:
        wanted.append(deliveries.c.kind == kind)
    if target is not None:
        wanted.append(deliveries.c.target == target)
    rows = await connection.execute(select(deliveries).where(*wanted).order_by(deliveries.c.id))
    return [_standing(row) for row in rows]


async def on_the_way(connection: AsyncConnection, conference_id: str, kind: DeliveryKind) -> set[str]:
    """To whom one of that kind is owed about the conference that nobody has begun to send."""
    waits = and_(
        deliveries.c.conference_id == conference_id,
        deliveries.c.kind == kind,
        deliveries.c.state == DeliveryState.DUE,
        deliveries.c.attempts == 0,
    )
    return set((await connection.execute(select(deliveries.c.target).where(waits))).scalars())


async def last_shown(connection: AsyncConnection, conference_id: str) -> datetime | None:
    """When one of the conference's cards was last posted or changed."""
    shown = and_(
        deliveries.c.conference_id == conference_id,
        deliveries.c.kind.in_((DeliveryKind.CARD, DeliveryKind.CARD_UPDATE)),
        deliveries.c.state == DeliveryState.SENT,
    )
    at: datetime | None = await connection.scalar(select(func.max(deliveries.c.finished_at)).where(shown))
    return at


class DeliveryStore:
    """The rows as one process sees them; `by` signs its claims.

    What settles a delivery does so only while the claim is still ours, and answers whether it was.
    """

    def __init__(self, db: Database, *, by: str) -> None:
        self._db = db
        self._by = by
        self._claim = claims.claim(db.kind, updates=UPDATES)
        self._sent = _sent_statement()
        self._last = ""

    async def claim_due(
        self,
        now: datetime,
        *,
        lease: timedelta,
        limit: int,
        each: int | None = None,
        busy: Collection[Conversation] = (),
        out: Collection[str] = (),
        unposted: Collection[str] = (),
        unchanged: Collection[str] = (),
    ) -> list[Delivery]:
        """Take what is due, one per conversation, none where a claim holds or that is `busy`. What reminds somebody
        takes with it what would remind them within the next minute.

        The workspaces take turns, `each` at most so often, those that are `out` not at all; from those `unposted` only
        updates are taken, from those `unchanged` only posts. What is taken of one workspace is its earliest.
        """
        parameters = {
            "now": now,
            "held_since": now - claims.HOLDS_UP,
            "by": self._by,
            "until": now + lease,
            "taken": limit,
            "each": limit if each is None else each,
            "last": self._last,
            "busy": [f"{workspace_id}/{name}" for workspace_id, name in busy],
            "out": list(out),
            "unposted": list(unposted),
            "unchanged": list(unchanged),
        }
        async with self._db.write() as connection:
            claimed = [_delivery(row) for row in await connection.execute(self._claim, parameters)]
            groups = await self._gathered(connection, claimed, now=now, until=now + lease)
        self._last = _last_in_turn(self._last, [one.workspace_id for one in claimed])
        together = [replace(one, together=groups.get(claims.conversation(one), ())) for one in claimed]
        return sorted(together, key=_in_order)

    async def _gathered(
        self, connection: AsyncConnection, claimed: Sequence[Delivery], *, now: datetime, until: datetime
    ) -> dict[Conversation, tuple[Delivery, ...]]:
        alone = [claims.conversation(one) for one in claimed if claims.takes_others(one)]
        if not alone:
            return {}
        statement = claims.gather(now, by=self._by, until=until, people=alone)
        found: dict[Conversation, tuple[Delivery, ...]] = {}
        for one in sorted(map(_delivery, await connection.execute(statement)), key=_in_order):
            found[claims.conversation(one)] = (*found.get(claims.conversation(one), ()), one)
        return found

    async def next_due(self, now: datetime) -> datetime | None:
        """The next instant after `now` at which there may be something to claim."""
        async with self._db.read() as connection:
            return (await connection.execute(claims.next_due(now))).scalar_one()

    async def extend(self, delivery: Delivery, *, until: datetime) -> bool:
        """Hold the claim until then. False: another process has taken it over, hands off."""
        return await self._settle(delivery, lease_until=until)

    async def sent(self, arrived: Sequence[Arrived], *, now: datetime) -> None:
        """They stand in Slack, where the claim still is ours; cards are remembered, so that they can change."""
        plain = [one for one in arrived if one.delivery.kind is not DeliveryKind.CARD]
        async with self._db.write() as connection:
            if plain:
                await connection.execute(self._sent, [self._as_sent(one, now) for one in plain])
            for one in arrived:
                if one.delivery.kind is DeliveryKind.CARD:
                    await self._card_sent(connection, one, now)
            await owe(connection, await outdated(connection, arrived, now=now), now=now)

    async def later(self, delivery: Delivery, *, retry_at: datetime, suspect: bool) -> bool:
        """Not now: free it until `retry_at`. `suspect`: its message may stand already."""
        return await self._settle(delivery, **_freed(retry_at, suspect))

    async def close(self, delivery: Delivery, *, reason: str, now: datetime, tell: bool = True) -> bool:
        """It never will be sent. Whoever asked for it is owed a notice, unless `tell` is False."""
        async with self._db.write() as connection:
            ours = await self._change(connection, delivery, **_ended(DeliveryState.CLOSED, reason, now))
            if ours and tell and delivery.asked_by and delivery.kind is not DeliveryKind.NOTICE:
                await owe(connection, [_notice(delivery, delivery.asked_by, reason, now)], now=now)
            return ours

    async def park(self, delivery: Delivery, *, reason: str, now: datetime) -> bool:
        """Slack could not be reached for a day: an administrator decides."""
        return await self._settle(delivery, **_ended(DeliveryState.PARKED, reason, now))

    async def close_workspace(self, workspace_id: str, *, reason: str, now: datetime) -> int:
        async with self._db.write() as connection:
            return await close_all(connection, workspace_id, reason=reason, now=now)

    async def give_back(
        self, *, untouched: Iterable[Delivery] = (), broken: Iterable[Delivery] = (), now: datetime, settle: timedelta
    ) -> None:
        """Free unfinished claims at once; the `broken` ones may have been posted and wait until Slack would show it."""
        async with self._db.write() as connection:
            for delivery in untouched:
                await self._change(connection, delivery, **_freed(now, delivery.suspect))
            for delivery in broken:
                await self._change(connection, delivery, **_freed(now + settle, True))

    async def free_the_dead(self, *, now: datetime, settle: timedelta) -> int:
        """With SQLite there is one process: at its start, every claim belongs to a dead one and is broken."""
        if self._db.kind != "sqlite":
            return 0
        dead = and_(deliveries.c.state == DeliveryState.CLAIMED, deliveries.c.claimed_by != self._by)
        async with self._db.write() as connection:
            statement = update(deliveries).where(dead).values(**_freed(now + settle, True))
            return (await connection.execute(statement)).rowcount

    def _as_sent(self, one: Arrived, now: datetime) -> dict[str, Any]:
        return {
            "this": one.delivery.id,
            "this_attempt": one.delivery.attempt,
            "us": self._by,
            "message_channel_id": one.channel_id,
            "message_ts": one.ts,
            "finished_at": now,
        }

    async def _card_sent(self, connection: AsyncConnection, one: Arrived, now: datetime) -> None:
        where = {"message_channel_id": one.channel_id, "message_ts": one.ts}
        ours = await self._change(connection, one.delivery, **where, **_ended(DeliveryState.SENT, None, now))
        if ours and one.delivery.conference_id is not None:
            await connection.execute(insert(connection, cards).on_conflict_do_nothing(), _card(one, now))

    async def _settle(self, delivery: Delivery, **values: Any) -> bool:
        async with self._db.write() as connection:
            return await self._change(connection, delivery, **values)

    async def _change(self, connection: AsyncConnection, delivery: Delivery, **values: Any) -> bool:
        # `claimed_by` is empty in every state but CLAIMED. Asking for the state too would lead PostgreSQL, while it
        # knows little about the table, through the index of all claims instead of to the row.
        ours = and_(
            deliveries.c.id == delivery.id,
            deliveries.c.claimed_by == self._by,
            deliveries.c.attempts == delivery.attempt,
        )
        return (await connection.execute(update(deliveries).where(ours).values(**values))).rowcount == 1


def _in_order(delivery: Delivery) -> tuple[datetime, str]:
    return delivery.due_at, delivery.id


def _last_in_turn(before: str, taken: Sequence[str]) -> str:
    """Of the workspaces that had most turns, the one that is last in the order that began behind `before`."""
    turns = Counter(taken)
    most = max(turns.values(), default=0)
    return max((one for one in turns if turns[one] == most), key=lambda one: (one <= before, one), default=before)


def _supersede(one: Owed, now: datetime) -> Update:
    older = and_(
        deliveries.c.conference_id == one.conference_id,
        deliveries.c.kind == one.kind,
        deliveries.c.target == one.target,
        deliveries.c.generation < one.generation,
        or_(deliveries.c.state == DeliveryState.DUE, deliveries.c.state == DeliveryState.PARKED),
    )
    return update(deliveries).where(older).values(**_ended(DeliveryState.CLOSED, "superseded", now))


def _ended(state: str, reason: str | None, now: datetime) -> dict[str, Any]:
    return {"state": state, "reason": reason, "finished_at": now, "claimed_by": None, "lease_until": None}


def _freed(free_at: datetime, suspect: bool) -> dict[str, Any]:
    """Not before its time: what was only to go along with something else may have been claimed earlier. Then, unless
    its message may stand, it is as if it had not been, and holds up nothing."""
    early, begun = deliveries.c.due_at > free_at, deliveries.c.first_claimed_at
    return {
        "state": DeliveryState.DUE,
        "due_at": case((early, deliveries.c.due_at), else_=free_at),
        "suspect": suspect,
        "first_claimed_at": begun if suspect else case((early, null()), else_=begun),
        "claimed_by": None,
        "lease_until": None,
    }


def _notice(delivery: Delivery, person_id: str, reason: str, now: datetime) -> Owed:
    return notice(
        workspace_id=delivery.workspace_id,
        conference_id=delivery.conference_id,
        to=person_id,
        about=delivery.kind.value,
        code=reason,
        target=delivery.target,
        now=now,
    )


def _row(one: Owed, now: datetime) -> dict[str, Any]:
    return {
        "id": row_id(now),
        "workspace_id": one.workspace_id,
        "conference_id": one.conference_id,
        "generation": one.generation,
        "kind": one.kind,
        "target": one.target,
        "conversation": one.target.partition("/")[0],
        "words": one.words,
        "asked_by": one.asked_by,
        "created_at": now,
        "due_at": one.due_at,
        "state": DeliveryState.DUE,
        "attempts": 0,
        "suspect": False,
    }


def _sent_statement() -> Update:
    """For many at once: every value that differs is a parameter."""
    ours = and_(
        deliveries.c.id == bindparam("this"),
        deliveries.c.claimed_by == bindparam("us"),
        deliveries.c.attempts == bindparam("this_attempt"),
    )
    arrived: dict[str, Any] = {name: bindparam(name) for name in ("message_channel_id", "message_ts", "finished_at")}
    same: dict[str, Any] = {"state": DeliveryState.SENT, "reason": None, "claimed_by": None, "lease_until": None}
    return update(deliveries).where(ours).values(**arrived, **same)


def _card(one: Arrived, now: datetime) -> dict[str, Any]:
    return {
        "conference_id": one.delivery.conference_id,
        "channel_id": one.channel_id,
        "ts": one.ts,
        "workspace_id": one.delivery.workspace_id,
        "thread_ts": one.delivery.target.partition("/")[2] or None,
        "posted_at": now,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        workspace_id=row.workspace_id,
        kind=DeliveryKind(row.kind),
        target=row.target,
        due_at=row.due_at,
        created_at=row.created_at,
        attempt=row.attempts,
        lease_until=row.lease_until,
        suspect=row.suspect,
        first_claimed_at=row.first_claimed_at,
        conference_id=row.conference_id,
        generation=row.generation,
        words=row.words,
        asked_by=row.asked_by,
        message_channel_id=row.message_channel_id,
        message_ts=row.message_ts,
    )


def _standing(row: Row[Any]) -> Standing:
    return Standing(
        id=row.id,
        kind=DeliveryKind(row.kind),
        target=row.target,
        generation=row.generation,
        state=DeliveryState(row.state),
        reason=row.reason,
        message_channel_id=row.message_channel_id,
        message_ts=row.message_ts,
    )
