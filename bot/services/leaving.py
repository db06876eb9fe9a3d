"""A workspace takes Plenum out: tokens go at once, nothing is owed there, coming rooms are removed, later its data."""

import logging
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

from bot.store import keeping
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import close_all
from bot.store.workspaces import Workspaces

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=7)
"""How long a removed workspace's rows stay if nothing else is set, in case it was a mistake."""


class Leaving:
    def __init__(
        self,
        *,
        database: Database,
        workspaces: Workspaces,
        rows: ConferenceStore,
        wake: Callable[[], None],
        kept_for: timedelta = KEPT_FOR,
    ) -> None:
        self._database = database
        self._workspaces = workspaces
        self._rows = rows
        self._wake = wake
        self._kept_for = kept_for

    async def leave(
        self, workspace_id: str, *, now: datetime, reason: str = "token_revoked", told_at: datetime | None = None
    ) -> None:
        """Once or several times, in any order of Slack's events. One that came back after `told_at` stays."""
        if not await self._workspaces.remove(workspace_id, now, told_at=told_at):
            return
        async with self._database.write() as connection:
            await close_all(connection, workspace_id, reason=reason, now=now)
            await self._rows.give_up_all(connection, workspace_id, now=now)
        log.info("a workspace took Plenum out", extra={"action": "workspace_left", "reason": reason})
        self._wake()
        if not self._kept_for:
            async for _ in self.purge(now=now):
                pass

    async def purge(self, *, now: datetime) -> AsyncIterator[int]:
        """Everything of workspaces that left long enough ago, batch by batch: how many rows each took."""
        async for gone in keeping.left_behind(self._database, before=now - self._kept_for, now=now):
            yield gone
