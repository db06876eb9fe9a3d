"""A table of requests whose commits a test can count, hold up and lose."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.store.database import Database
from bot.store.requests import Request, RequestStore
from bot.store.tables import requests
from bot.store.vault import Vault

VAULT = Vault([Fernet.generate_key().decode()])


class CountingStore(RequestStore):
    """Counts commits, can hold one up, and can lose the answer to one."""

    def __init__(self, db: Database, *, by: str = "me") -> None:
        super().__init__(db, VAULT, by=by)
        self.commits: list[int] = []
        self.go = asyncio.Event()
        self.go.set()
        self.committing = asyncio.Event()
        self.after: Callable[[], Awaitable[None]] | None = None

    async def keep(self, batch: Sequence[Request], **told: Any) -> set[str]:
        self.commits.append(len(batch))
        self.committing.set()
        await self.go.wait()
        written = await super().keep(batch, **told)
        if self.after is not None:
            after, self.after = self.after, None
            await after()
        return written


async def keys(db: Database, *states: str) -> list[str]:
    wanted = requests.c.state.in_(states) if states else requests.c.state.is_not(None)
    async with db.read() as connection:
        return list((await connection.execute(select(requests.c.key).where(wanted).order_by(requests.c.id))).scalars())
