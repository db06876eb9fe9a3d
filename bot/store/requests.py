"""What Slack asked of us, as rows: kept before the answer, claimed, done. The body is sealed, and erased when done."""

import json
import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Update, and_, delete, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreBusy, StoreDown, Unsealable
from bot.store.database import Database
from bot.store.inserting import insert
from bot.store.tables import requests
from bot.store.vault import Vault

log = logging.getLogger(__name__)

REMEMBERED = timedelta(days=1)
"""How long a finished request is remembered, so that a repeated one is known. Slack repeats for minutes."""

_UNFINISHED = requests.c.state != literal_column("'done'")
"""Word for word the condition of the index `ix_requests_owed`, so that SQLite uses it."""

_IN_ONE_GO = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something Slack asked. `key` is what makes a repetition recognisable; `attempt` counts from 1."""

    id: str
    workspace_id: str
    key: str
    kind: str
    body: dict[str, Any] = field(repr=False)
    received_at: datetime
    attempt: int = 1


class RequestStore:
    """The rows as one process sees them; `by` signs its claims."""

    def __init__(self, db: Database, vault: Vault, *, by: str) -> None:
        self._db = db
        self._vault = vault
        self._by = by

    async def keep(
        self,
        batch: Sequence[Request],
        *,
        hold_until: datetime,
        withdrawn: Collection[str],
        given_up: Callable[[], Collection[str]],
        within: timedelta,
    ) -> set[str]:
        """Write requests down in one transaction, claimed by us until `hold_until`; the ids of those that are new.

        Rows `withdrawn` earlier go first. Those `given_up` meanwhile are not committed. Raises `StoreBusy` when it
        is certain that nothing was written, `StoreDown` when it is not.
        """
        committing = False
        try:
            async with self._db.write(urgent=True, within=within) as connection:
                await _forget(connection, withdrawn)
                rows = [self._row(request, hold_until) for request in batch]
                written = await _write(connection, rows)
                await _forget(connection, given_up())
                committing = True
        except StoreDown as error:
            if committing:
                raise
            raise StoreBusy(str(error)) from error
        return written

    async def withdraw(self, ids: Collection[str]) -> None:
        async with self._db.write() as connection:
            await _forget(connection, ids)

    async def claim_owed(
        self, now: datetime, *, lease: timedelta, limit: int, held: Collection[str] = ()
    ) -> list[Request]:
        """Take what is due and nobody works on; never what is `held` in this process's memory."""
        statement = _claim(now, by=self._by, until=now + lease, limit=limit, held=held)
        async with self._db.write() as connection:
            rows = (await connection.execute(statement)).all()
        opened = [await self._opened(row, now) for row in sorted(rows, key=lambda row: row.id)]
        return [request for request in opened if request is not None]

    async def next_due(self, now: datetime) -> datetime | None:
        """The next instant after `now` at which there may be something to claim."""
        async with self._db.read() as connection:
            return (await connection.execute(_next_due(now))).scalar_one()

    async def extend(self, ids: Collection[str], *, until: datetime) -> None:
        """Hold these claims until then, those that are still ours."""
        await self._change(_ours(self._by, ids), lease_until=until)

    async def done(self, ids: Collection[str], *, now: datetime) -> None:
        """Finished: what was asked is erased, that it was asked is remembered for a while."""
        await self._change(_ours(self._by, ids), **_ended("done", now))

    async def close(self, request_id: str, *, now: datetime) -> None:
        """Given up after too many attempts."""
        await self._change(_ours(self._by, [request_id]), **_ended("closed", now))

    async def again(self, request: Request, *, due_at: datetime) -> None:
        await self._change(_ours(self._by, [request.id]), **_freed(due_at))

    async def give_back(
        self, *, untouched: Iterable[Request] = (), begun: Iterable[Request] = (), now: datetime
    ) -> None:
        """Free unfinished claims at once; an attempt that never began does not count."""
        fresh, broken = [request.id for request in untouched], [request.id for request in begun]
        await self._change(_ours(self._by, fresh), **_freed(now), attempts=requests.c.attempts - 1)
        await self._change(_ours(self._by, broken), **_freed(now))

    async def free_the_dead(self, *, now: datetime) -> int:
        """With SQLite there is one process: at its start, every claim belongs to a dead one."""
        if self._db.kind != "sqlite":
            return 0
        return await self._change(and_(requests.c.state == "claimed", requests.c.claimed_by != self._by), **_freed(now))

    async def tidy(self, now: datetime, *, remember: timedelta = REMEMBERED) -> int:
        """Delete what was finished long ago, a batch per transaction. Returns how many."""
        old = and_(requests.c.state.in_(("done", "closed")), requests.c.done_at < now - remember)
        batch = select(requests.c.id).where(old).limit(_IN_ONE_GO)
        total = 0
        while True:
            async with self._db.write() as connection:
                gone = (await connection.execute(delete(requests).where(requests.c.id.in_(batch)))).rowcount
            total += gone
            if gone < _IN_ONE_GO:
                return total

    async def _change(self, where: ColumnElement[bool], **values: Any) -> int:
        async with self._db.write() as connection:
            return (await connection.execute(update(requests).where(where).values(**values))).rowcount

    async def _opened(self, row: Row[Any], now: datetime) -> Request | None:
        try:
            body = json.loads(self._vault.open(row.body_sealed))
        except Unsealable:
            log.exception("a request cannot be opened", extra={"action": "request_unsealable", "request_id": row.id})
            await self.close(row.id, now=now)
            return None
        return Request(
            id=row.id,
            workspace_id=row.workspace_id,
            key=row.key,
            kind=row.kind,
            body=body,
            received_at=row.received_at,
            attempt=row.attempts,
        )

    def _row(self, request: Request, hold_until: datetime) -> dict[str, Any]:
        return {
            "id": request.id,
            "workspace_id": request.workspace_id,
            "key": request.key,
            "kind": request.kind,
            "body_sealed": self._vault.seal(json.dumps(request.body, separators=(",", ":"))),
            "received_at": request.received_at,
            "state": "claimed",
            "due_at": request.received_at,
            "attempts": 1,
            "claimed_by": self._by,
            "lease_until": hold_until,
        }


async def _write(connection: AsyncConnection, rows: list[dict[str, Any]]) -> set[str]:
    statement = insert(connection, requests).on_conflict_do_nothing().returning(requests.c.id)
    return set((await connection.execute(statement, rows)).scalars())


async def _forget(connection: AsyncConnection, ids: Collection[str]) -> None:
    if ids:
        await connection.execute(delete(requests).where(requests.c.id.in_(ids)))


def _claim(now: datetime, *, by: str, until: datetime, limit: int, held: Collection[str]) -> Update:
    waits = requests.c.state == "owed"
    broken = and_(requests.c.state == "claimed", requests.c.lease_until <= now)
    picked = (
        select(requests.c.id)
        .where(_UNFINISHED, requests.c.due_at <= now, or_(waits, broken), requests.c.id.not_in(held))
        .order_by(requests.c.due_at, requests.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)  # SQLite has one writer and ignores it
        .cte("picked")
        .prefix_with("MATERIALIZED", dialect="postgresql")  # else the planner may lock more rows than the limit
    )
    return (
        update(requests)
        .where(requests.c.id.in_(select(picked.c.id)))
        .values(state="claimed", attempts=requests.c.attempts + 1, claimed_by=by, lease_until=until)
        .returning(*requests.c)
    )


def _next_due(now: datetime) -> Select[datetime]:
    at = func.coalesce(requests.c.lease_until, requests.c.due_at)
    return select(func.min(at)).where(_UNFINISHED, requests.c.state != "closed", at > now)


def _ours(by: str, ids: Collection[str]) -> ColumnElement[bool]:
    return and_(requests.c.id.in_(ids), requests.c.state == "claimed", requests.c.claimed_by == by)


def _freed(due_at: datetime) -> dict[str, Any]:
    return {"state": "owed", "due_at": due_at, "claimed_by": None, "lease_until": None}


def _ended(state: str, now: datetime) -> dict[str, Any]:
    return {"state": state, "done_at": now, "body_sealed": None, "claimed_by": None, "lease_until": None}
