"""A workspace takes Plenum out: tokens go at once, nothing is owed there, coming rooms are removed, later its data."""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import close_all
from bot.store.workspaces import Workspaces

KEPT_FOR = timedelta(days=7)
"""How long a removed workspace's rows stay, in case it was a mistake."""


class Leaving:
    def __init__(
        self, *, database: Database, workspaces: Workspaces, rows: ConferenceStore, wake: Callable[[], None]
    ) -> None:
        self._database = database
        self._workspaces = workspaces
        self._rows = rows
        self._wake = wake

    async def leave(self, workspace_id: str, *, now: datetime) -> None:
        """Once or several times, in any order of Slack's events."""
        await self._workspaces.remove(workspace_id, now)
        async with self._database.write() as connection:
            await close_all(connection, workspace_id, reason="token_revoked", now=now)
            await self._rows.give_up_all(connection, workspace_id, now=now)
        self._wake()

    async def purge(self, *, now: datetime) -> None:
        """Everything of workspaces that left long enough ago."""
        await self._workspaces.purge(now - KEPT_FOR)
