"""Conferences in rows, for tests: the store with one transaction per call."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.model import Conference, RoomStage, Stage
from bot.store.care import RoomCare
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.tables import conferences
from bot.store.vault import Vault
from tests.conftest import NOON
from tests.makers import make_conference

KEY = Fernet.generate_key().decode()
ACME, OTHER = "T0ACME", "T0OTHER"
TEAM, GENERAL = "C0TEAM", "C0GENERAL"
LEASE = timedelta(minutes=1)


class Rows:
    """The store, one transaction per call."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.store = ConferenceStore(Vault([KEY]))
        self._care = RoomCare(self.store)

    def __getattr__(self, name: str) -> Any:
        async def call(*given: Any, **named: Any) -> Any:
            async with self.db.write() as connection:
                return await getattr(self._owner(name), name)(connection, *given, **named)

        return call

    def _owner(self, name: str) -> Any:
        return self._care if hasattr(self._care, name) else self.store

    async def add(self, name: str = "1", **changes: Any) -> Conference:
        """A conference of its own id, code, reference and press."""
        own = {"id": name * 32, "code": f"AAA{name}", "reference": f"reference{name}"}
        conference = make_conference(**(own | changes))
        async with self.db.write() as connection:
            await self.store.add(connection, conference, asked_key=f"command:{name}")
        return conference

    async def row(self, conference: Conference) -> Any:
        async with self.db.read() as connection:
            return (await connection.execute(select(conferences).where(conferences.c.id == conference.id))).one()

    async def care(self, by: str, *, now: datetime = NOON, limit: int = 10) -> list[str]:
        """Whose rooms somebody looks after now."""
        claimed = await self.claim(now=now, by=by, lease=LEASE, limit=limit)
        return sorted(conference.id[0] for conference, _ in claimed)


def due(at: datetime = NOON) -> dict[str, Any]:
    return {"care_at": at}


async def starting(rows: Rows, name: str = "1", **changes: Any) -> Conference:
    usual = {"stage": Stage.STARTING, "room": None, "started_at": None, "seen_live_at": None}
    return await rows.add(name, **(usual | {"room_stage": RoomStage.ASKED} | changes))


async def until_somebody_waits(db: Database) -> None:
    """PostgreSQL knows who waits for an advisory lock."""
    async with asyncio.timeout(5), db.read() as connection:
        while True:
            waits = await connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if waits.scalar_one():
                return
