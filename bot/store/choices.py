"""What people chose, in rows: one for each thing and whom it was chosen for."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.choices import Scope
from bot.store.inserting import insert
from bot.store.tables import choices

KEY = ("workspace_id", "scope", "scope_id", "name")


async def chosen_for(connection: AsyncConnection, workspace_id: str, scope: Scope, scope_id: str) -> dict[str, Any]:
    """What was chosen for one scope, by name."""
    query = select(choices.c.name, choices.c.value).where(_of(workspace_id, scope, scope_id))
    return {row.name: row.value for row in await connection.execute(query)}


async def chosen_as(connection: AsyncConnection, workspace_id: str, scope: Scope, name: str) -> dict[str, Any]:
    """What was chosen under one name, by whom it was chosen for."""
    named = and_(choices.c.workspace_id == workspace_id, choices.c.scope == scope, choices.c.name == name)
    query = select(choices.c.scope_id, choices.c.value).where(named)
    return {row.scope_id: row.value for row in await connection.execute(query)}


async def choose(
    connection: AsyncConnection,
    workspace_id: str,
    scope: Scope,
    scope_id: str,
    *,
    name: str,
    value: Any,
    by: str,
    now: datetime,
) -> None:
    """From now on it is that, whatever it was."""
    key = {"workspace_id": workspace_id, "scope": scope, "scope_id": scope_id, "name": name}
    written = {"value": value, "chosen_by": by, "chosen_at": now}
    statement = insert(connection, choices).values(**key, **written)
    await connection.execute(statement.on_conflict_do_update(index_elements=KEY, set_=written))


async def take_back(connection: AsyncConnection, workspace_id: str, scope: Scope, scope_id: str, *, name: str) -> None:
    """It is as if nobody had chosen it."""
    await connection.execute(delete(choices).where(_of(workspace_id, scope, scope_id), choices.c.name == name))


def _of(workspace_id: str, scope: Scope, scope_id: str) -> ColumnElement[bool]:
    return and_(choices.c.workspace_id == workspace_id, choices.c.scope == scope, choices.c.scope_id == scope_id)
