"""Rows for tests: conferences to refer to, and what is owed to Slack."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select

from bot.model import DeliveryKind, Owed
from bot.store.database import Database
from bot.store.deliveries import owe
from bot.store.tables import conferences, deliveries, invitations
from tests.conftest import NOON


def owed(target: str = "C1", **changes: Any) -> Owed:
    usual: dict[str, Any] = {"workspace_id": "T1", "kind": DeliveryKind.NOTICE, "target": target, "due_at": NOON}
    return Owed(**(usual | changes))


async def write(db: Database, *batch: Owed, now: datetime = NOON) -> list[str]:
    async with db.write() as connection:
        return await owe(connection, batch, now=now)


async def rows(db: Database) -> list[Row[Any]]:
    async with db.read() as connection:
        return list((await connection.execute(select(deliveries).order_by(deliveries.c.id))).all())


async def add_conference(db: Database, name: str, *, workspace_id: str = "T1", asked: Iterable[str] = ()) -> str:
    """A conference that deliveries and cards may belong to, with those who are `asked` to it."""
    row = {
        "id": name,
        "workspace_id": workspace_id,
        "code": name,
        "topic": "Weekly sync",
        "starts_at": NOON,
        "zone": "UTC",
        "host_id": "U1",
        "channel_id": "C1",
        "stage": "live",
        "created_at": NOON,
        "asked_key": name,
        "provider": "hq",
        "reference": name,
        "room_stage": "ready",
    }
    async with db.write() as connection:
        await connection.execute(insert(conferences).values(row))
        for person in asked:
            one = {"conference_id": name, "person_id": person, "workspace_id": workspace_id, "invited_by": "U1"}
            await connection.execute(insert(invitations).values(one | {"invited_at": NOON}))
    return name
