"""The workspaces that Plenum is installed in and their tokens: remembered a minute, forgotten when they change."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, select, update

from bot.errors import SlackRefused
from bot.model import Workspace
from bot.store.database import Database
from bot.store.inserting import insert
from bot.store.memory import Memory
from bot.store.tables import workspaces
from bot.store.vault import Vault

REMEMBERED_S = 60
"""How long another process's change may stay unnoticed here."""


class Workspaces:
    """Rows of workspaces ↔ values.

    `lone_token` is the setting SLACK_BOT_TOKEN: until the workspace that it belongs to was saved, every workspace that
    asks is taken for its own, because Slack's answer to "whose token is this" must not stand before the first answer.
    """

    def __init__(
        self,
        database: Database,
        vault: Vault,
        *,
        lone_token: str | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._vault = vault
        self._lone_token = lone_token
        self._memory: Memory[tuple[str | None, str | None], Workspace] = Memory(
            span_s=REMEMBERED_S, monotonic=monotonic
        )

    def remembered(self, workspace_id: str | None, enterprise_id: str | None = None) -> Workspace | None:
        """What `find` would give, if that needs no look-up."""
        return self._memory.peek((workspace_id, enterprise_id))

    async def find(self, workspace_id: str | None, enterprise_id: str | None = None) -> Workspace | None:
        """The installation in this workspace, else the one in its whole organisation; None if removed or unknown."""
        return await self._memory.recall(
            (workspace_id, enterprise_id), lambda: self._look_up(workspace_id, enterprise_id)
        )

    async def token(self, workspace_id: str) -> str:
        """The bot token; raises SlackRefused when Plenum was removed from there."""
        workspace = await self.find(workspace_id)
        if workspace is None:
            raise SlackRefused("token_revoked")
        return workspace.token

    async def distrust(self, workspace_id: str) -> None:
        """Slack rejected the token: look it up again next time."""
        self._forget(workspace_id)

    async def save(self, workspace: Workspace, now: datetime) -> None:
        """Write down an installation, or a newer one of the same workspace."""
        row = self._row(workspace, now)
        async with self._database.write() as connection:
            statement = insert(connection, workspaces).values(row)
            changed = {name: statement.excluded[name] for name in row if name != "id"}
            await connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=changed))
        if workspace.token == self._lone_token:
            self._lone_token = None
        self._forget(None)

    async def remove(self, workspace_id: str, now: datetime, *, told_at: datetime | None = None) -> bool:
        """Plenum was removed: the token goes at once, the rest later. False where it has come back since it was said,
        at `told_at`."""
        here = and_(workspaces.c.id == workspace_id, workspaces.c.removed_at.is_(None))
        async with self._database.write() as connection:
            installed_at = await connection.scalar(select(workspaces.c.installed_at).where(here))
            if told_at and installed_at and installed_at > told_at:
                return False
            await connection.execute(update(workspaces).where(here).values(token_sealed=None, removed_at=now))
        self._forget(workspace_id)
        return True

    async def _look_up(self, workspace_id: str | None, enterprise_id: str | None) -> Workspace | None:
        ids = [known for known in (workspace_id, enterprise_id) if known]
        lone = self._lone_token  # as it is before the look: the first `save` ends it, and may do so meanwhile
        chosen = select(workspaces).where(workspaces.c.id.in_(ids), workspaces.c.removed_at.is_(None))
        async with self._database.read() as connection:
            rows = {row.id: row for row in await connection.execute(chosen)}
        row = next((rows[known] for known in ids if known in rows), None)
        found = self._workspace(row) if row and row.token_sealed else None
        return _with_token(found, ids, lone) if lone else found

    def _forget(self, workspace_id: str | None) -> None:
        """Drop what is remembered of one workspace, or of all: a new one may stand for others of its organisation."""
        self._memory.forget(lambda key, kept: workspace_id is None or workspace_id in key or kept.id == workspace_id)

    def _row(self, workspace: Workspace, now: datetime) -> dict[str, Any]:
        return {
            "id": workspace.id,
            "enterprise_id": workspace.enterprise_id,
            "name": workspace.name,
            "app_id": workspace.app_id,
            "bot_user_id": workspace.bot_user_id,
            "bot_id": workspace.bot_id,
            "scopes": ",".join(sorted(workspace.scopes)),
            "token_sealed": self._vault.seal(workspace.token),
            "installed_by": workspace.installed_by,
            "installed_at": now,
            "removed_at": None,
        }

    def _workspace(self, row: Row[Any]) -> Workspace:
        return Workspace(
            id=row.id,
            enterprise_id=row.enterprise_id,
            name=row.name,
            app_id=row.app_id,
            bot_user_id=row.bot_user_id,
            bot_id=row.bot_id,
            scopes=frozenset(filter(None, row.scopes.split(","))),
            token=self._vault.open(row.token_sealed),
            installed_by=row.installed_by,
        )


def _with_token(found: Workspace | None, ids: list[str], token: str) -> Workspace | None:
    if found:
        return replace(found, token=token)
    return _unmet(ids[0], token) if ids else None


def _unmet(workspace_id: str, token: str) -> Workspace:
    """A workspace that the setting's token is taken for until Slack has said more."""
    return Workspace(id=workspace_id, name="", bot_user_id="", bot_id="", scopes=frozenset(), token=token)
