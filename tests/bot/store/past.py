"""What was long ago, in rows, for tests: conferences that are over with all that hangs on them, and deliveries."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from bot.store.database import Database
from bot.store.ids import row_id
from bot.store.tables import cards, conferences, deliveries, guests, invitations, stays
from tests.conftest import NOON

LONG_AGO = NOON - timedelta(days=91)
BEFORE = NOON - timedelta(days=90)
PARTS = (invitations, guests, stays, cards, deliveries)


async def over(db: Database, *names: str, each: int = 1, at: datetime = LONG_AGO, **changes: Any) -> None:
    """Conferences that ended then, each with so many rows in every table that hangs on it."""
    usual: dict[str, Any] = {
        "workspace_id": "T1",
        "topic": "Weekly sync",
        "starts_at": at,
        "zone": "UTC",
        "host_id": "U1",
        "channel_id": "C1",
        "stage": "ended",
        "created_at": at,
        "ended_at": at,
        "provider": "hq",
        "room_stage": "removed",
    }
    own = [{"id": name, "code": name[-8:], "asked_key": name, "reference": name} for name in names]
    async with db.write() as connection:
        await connection.execute(insert(conferences), [one | usual | changes for one in own])
        for table in PARTS if each else ():
            rows = [_part(table, name, number, at) for name in names for number in range(each)]
            await connection.execute(insert(table), rows)


async def sent(db: Database, number: int, *, at: datetime = LONG_AGO, **changes: Any) -> list[str]:
    """Deliveries that were made and finished then; their ids."""
    rows = [_delivery(f"C{one}", at) | {"id": row_id(at)} | changes for one in range(number)]
    async with db.write() as connection:
        await connection.execute(insert(deliveries), rows)
    return [row["id"] for row in rows]


async def count(db: Database, table: Table) -> int:
    async with db.read() as connection:
        return int(await connection.scalar(select(func.count()).select_from(table)) or 0)


async def total(db: Database) -> int:
    return sum([await count(db, table) for table in (conferences, *PARTS)])


async def names(db: Database) -> list[str]:
    """The conferences that are there."""
    async with db.read() as connection:
        return sorted((await connection.execute(select(conferences.c.id))).scalars())


async def halves(db: Database, *, each: int) -> list[str]:
    """The conferences that have lost anything that hung on them."""
    found = []
    async with db.read() as connection:
        for table in PARTS:
            query = select(conferences.c.id, func.count(table.c.conference_id)).outerjoin(table)
            rows = await connection.execute(query.group_by(conferences.c.id))
            found += [name for name, number in rows if number != each]
    return found


def _part(table: Table, name: str, number: int, at: datetime) -> dict[str, Any]:
    hung: dict[str, Any] = {"conference_id": name, "workspace_id": "T1"}
    asked: dict[str, Any] = {"invited_by": "U1", "invited_at": at}
    parts: dict[str, dict[str, Any]] = {
        "invitations": {"person_id": f"U{number}", **asked},
        "guests": {"address": f"{number}@globex.example", **asked},
        "stays": {"participant_id": str(number), "name": "Kelly", "host": False, "joined_at": at},
        "cards": {"channel_id": "C1", "ts": f"{number}.1", "posted_at": at},
        "deliveries": _delivery(f"U{number}", at) | {"id": f"{name}/{number}", "kind": "invitation"},
    }
    return hung | parts[table.name]


def _delivery(target: str, at: datetime) -> dict[str, Any]:
    return {
        "workspace_id": "T1",
        "kind": "card_update",
        "target": target,
        "conversation": target,
        "words": {},
        "created_at": at,
        "due_at": at,
        "finished_at": at,
        "state": "sent",
    }
