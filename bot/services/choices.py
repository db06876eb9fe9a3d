"""What people chose: looked up for where and whom it concerns, remembered for a minute, changed in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.choices import ADMINS, AGENDA, Change, Chosen, Layer, Scope, account, chosen, held
from bot.clock import Clock
from bot.errors import AdminsOnly
from bot.model import Person
from bot.services import agendas
from bot.services.backends import Backends
from bot.services.reminders import NAMES
from bot.store import Connection, reminding
from bot.store import choices as rows
from bot.store.database import Database
from bot.store.memory import Memory

REMEMBERED = timedelta(minutes=1)
"""How long what another process changed may go unnoticed here."""


class Choices:
    def __init__(self, *, database: Database, backends: Backends, clock: Clock) -> None:
        self._database = database
        self._backends = backends
        self._clock = clock
        self._known: Memory[tuple[str, str, str], Mapping[str, Any]] = Memory(
            span_s=REMEMBERED.total_seconds(), monotonic=lambda: clock().timestamp()
        )

    async def of(self, workspace_id: str, channel_id: str | None = None, person_id: str | None = None) -> Chosen:
        """What holds in the workspace; there, in that channel; for that person there."""
        layers = await self._layers(workspace_id, channel_id, person_id)
        return chosen(layers, backends=self._backends.names)

    async def admins(self, workspace_id: str) -> tuple[str, ...]:
        """Who counts as an administrator, beside those of Slack."""
        return held(ADMINS, await self._layers(workspace_id, None, None)).value

    async def with_account(self, workspace_id: str, backend: str, email: str) -> tuple[str, ...]:
        """Whoever said that this is their address on that back end."""
        choice = account(backend)
        by_person = await self._recall(workspace_id, "named", choice.name)
        wanted = email.casefold()
        return tuple(sorted(person for person, said in by_person.items() if str(said).casefold() == wanted))

    async def choose(self, workspace_id: str, changes: Sequence[Change], *, by: Person) -> tuple[Change, ...]:
        """All of them or none; returned are those that changed anything. Raises `AdminsOnly`: for oneself anybody may
        choose, for a channel and the workspace its administrators."""
        for change in changes:
            assert change.scope in change.choice.scopes, f"{change.choice.name} cannot be chosen for a {change.scope}"
            if not by.admin and (change.scope, change.scope_id) != (Scope.PERSON, by.id):
                raise AdminsOnly
        try:
            async with self._database.write() as connection:
                return tuple([one for one in changes if await self._change(connection, workspace_id, one, by=by)])
        finally:  # whatever became of it: what is remembered may be old
            self._known.forget(lambda key, _: key[0] == workspace_id)

    async def _change(self, connection: Connection, workspace_id: str, change: Change, *, by: Person) -> bool:
        scope, scope_id, name = change.scope, change.scope_id, change.choice.name
        before = (await rows.chosen_for(connection, workspace_id, scope, scope_id)).get(name)
        value = None if change.value is None else change.choice.write(change.value)
        if before == value:
            return False
        if value is None:
            await rows.take_back(connection, workspace_id, scope, scope_id, name=name)
        else:
            change.choice.read(value)  # raises `ValueError` before it is kept
            now = self._clock()
            await rows.choose(connection, workspace_id, scope, scope_id, name=name, value=value, by=by.id, now=now)
        await self._follow(connection, workspace_id, change)
        return True

    async def _follow(self, connection: Connection, workspace_id: str, change: Change) -> None:
        """Reminders that are owed, and the agenda, follow what is chosen about them, in the same transaction."""
        now, name = self._clock(), change.choice.name
        if name == AGENDA.name:
            await agendas.begin(connection, workspace_id, change.scope_id, change.value, now=now)
        elif name not in NAMES:
            return
        elif change.scope is Scope.WORKSPACE:
            await reminding.mark_workspace(connection, workspace_id, now=now)
        elif change.scope is Scope.CHANNEL:
            await reminding.mark_channel(connection, workspace_id, change.scope_id, now=now)
        else:
            await reminding.mark_person(connection, workspace_id, change.scope_id, now=now)

    async def _layers(self, workspace_id: str, channel_id: str | None, person_id: str | None) -> list[Layer]:
        wanted = ((Scope.WORKSPACE, workspace_id), (Scope.CHANNEL, channel_id), (Scope.PERSON, person_id))
        return [(scope, await self._recall(workspace_id, scope, name)) for scope, name in wanted if name]

    async def _recall(self, workspace_id: str, kind: str, name: str) -> Mapping[str, Any]:
        async def look_up() -> Mapping[str, Any]:
            async with self._database.read() as connection:
                if kind == "named":
                    return await rows.chosen_as(connection, workspace_id, Scope.PERSON, name)
                return await rows.chosen_for(connection, workspace_id, Scope(kind), name)

        return await self._known.recall((workspace_id, kind, name), look_up) or {}
