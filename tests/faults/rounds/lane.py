"""A lane: a PostgreSQL, an emulated Slack and some processes of Plenum, on which one round follows the other."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from cryptography.fernet import Fernet

from bot.clock import utc_now
from bot.errors import StoreError
from bot.model import Workspace
from bot.store.database import Database
from bot.store.vault import Vault
from bot.store.workspaces import Workspaces
from playground.clock import PlayClock
from playground.running import running
from playground.slack import SlackConfig
from playground.slack import create_app as create_slack
from playground.slack.config import Manifest
from playground.slack.conversations import Conversation, Kind
from playground.slack.seed import BEN
from playground.slack.slack import Slack
from tests.faults.rounds.clock import JumpingClock, told
from tests.faults.rounds.crew import Crew
from tests.faults.rounds.drawn import CHANNELS, PEOPLE, WORKSPACES
from tests.faults.rounds.line import Line, line
from tests.faults.rounds.machine import Machine
from tests.postgres import PostgresServer
from tests.stage import MANIFEST

TEAMS = tuple(f"T0ROUND{number:03}" for number in range(WORKSPACES))

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A message that people saw: where, when in truth, and which deliveries it says that it is."""

    channel: str
    at: datetime
    ids: tuple[str, ...]


@dataclass(kw_only=True)
class Lane:
    """`history`: Plenum may look whether a message stands. `own`: the machine that one process is on. `seen`: by the id
    of the delivery in its metadata."""

    slack: Slack
    clock: JumpingClock
    server: PostgresServer
    way: Line
    database: Database
    vault: Vault
    crew: Crew
    history: bool
    own: Machine | None = None
    seen: dict[str, list[Seen]] = field(default_factory=lambda: defaultdict(list))
    restarting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _read: int = 0

    def look(self) -> None:
        """Take in what people have seen since the last look."""
        entries = self.slack.record.entries
        for entry in entries[self._read :]:
            if entry.kind == "shown" and entry.name == "message" and "metadata" in entry.args:
                marks = entry.args["metadata"]["event_payload"]
                ids = (marks["id"], *marks.get("with", "").split())
                for one in ids:
                    self.seen[one].append(Seen(channel=entry.args["channel"], at=entry.at, ids=ids))
        self._read = len(entries)

    def conversation(self, target: str) -> str:
        """Where a message to a channel or a person is seen."""
        return target if target.startswith("C") else self.slack.workspace.app_direct(target).id

    async def insist(self, deed: Callable[[], Awaitable[Answer]]) -> Answer:
        """Do it, however often the database is away meanwhile; for what may be done twice."""
        while True:
            try:
                return await deed()
            except StoreError:
                await asyncio.sleep(0.05)

    async def set_clock(self, off: timedelta) -> None:
        """While nothing is due, have everybody go by another time."""
        self.clock.jump(off - self.clock.off)
        while not all(self.clock.asked[name] > 1 for name in self.crew.names):
            await self.crew.look_after()
            await asyncio.sleep(0.02)

    async def rows(self, ids: Collection[str]) -> list[Mapping[str, Any]]:
        """Deliveries as they stand."""

        async def read() -> list[Mapping[str, Any]]:
            async with self.database.read() as connection:
                found = await connection.exec_driver_sql(
                    "SELECT id, state, reason, kind, target, attempts, suspect, due_at, claimed_by, lease_until,"
                    " first_claimed_at, finished_at FROM deliveries WHERE id = ANY(%s) ORDER BY id",
                    (list(ids),),
                )
                return [dict(row) for row in found.mappings()]

        return await self.insist(read)

    async def held_by(self, pid: int) -> set[str]:
        """Which deliveries a process has claimed."""

        async def read() -> set[str]:
            async with self.database.read() as connection:
                found = await connection.exec_driver_sql(
                    "SELECT id FROM deliveries WHERE state = 'claimed' AND claimed_by LIKE %s", (f"%:{pid}:%",)
                )
                return set(found.scalars())

        return await self.insist(read)

    async def end_connections(self) -> None:
        """The database ends all but the one that asks for it."""

        async def end() -> None:
            async with self.database.read() as connection:
                await connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
                )

        await self.insist(end)


@asynccontextmanager
async def lane(
    folder: Path, server: PostgresServer, database: str, *, history: bool, own: Machine | None = None
) -> AsyncIterator[Lane]:
    """Everything up but the processes; those that run at the end are killed. With a machine of their `own` they go by
    the database's clock, else by one that jumps."""
    clock, key = JumpingClock(), Fernet.generate_key().decode()
    slack_app = create_slack(SlackConfig(manifest=MANIFEST, scopes=_scopes(history=history)), PlayClock())
    slack = slack_app.state.slack
    _people(slack)
    async with running(slack_app) as slack_url, told(clock) as clock_url, line(server.port) as way:
        settings = _settings(
            slack_url, "" if own else clock_url, f"postgres://plenum@127.0.0.1:{way.port}/{database}", key
        )
        db, vault = await Database.open(server.url(database)), Vault([key])
        await _workspaces(db, vault, slack)
        crew = Crew(settings, folder, own=own)
        try:
            yield Lane(
                slack=slack,
                clock=clock,
                server=server,
                way=way,
                database=db,
                vault=vault,
                crew=crew,
                history=history,
                own=own,
            )
        finally:
            await crew.end()
            await db.close()


def _scopes(*, history: bool) -> frozenset[str]:
    scopes = Manifest.read(MANIFEST).scopes
    return scopes if history else frozenset(scope for scope in scopes if not scope.endswith(":history"))


def _people(slack: Slack) -> None:
    """Those to whom something is owed in rounds; to the emulated Slack all workspaces are one."""
    ben, places = slack.workspace.people[BEN], slack.workspace.conversations
    people = {one: replace(ben, id=one, name=one.lower(), email=f"{one.lower()}@acme.example") for one in PEOPLE}
    slack.workspace.people.update(people)
    for one in CHANNELS:
        places[one] = Conversation(id=one, kind=Kind.CHANNEL, name=one.lower(), members=[slack.app.id, BEN])


async def _workspaces(database: Database, vault: Vault, slack: Slack) -> None:
    rows = Workspaces(database, vault)
    for team in TEAMS:
        token = f"xoxb-{team.lower()}-token"
        slack.installation.valid.add(token)
        await rows.save(
            Workspace(
                id=team,
                name=team,
                bot_user_id=slack.app.id,
                bot_id=slack.app.bot_id or "",
                scopes=slack.installation.scopes,
                token=token,
            ),
            utc_now(),
        )


def _settings(slack_url: str, clock_url: str, database_url: str, key: str) -> dict[str, str]:
    config = SlackConfig()
    return {
        "HOST": "127.0.0.1",
        "PUBLIC_URL": "https://plenum.acme.example",
        "SLACK_CLIENT_ID": config.client_id,
        "SLACK_CLIENT_SECRET": config.client_secret,
        "SLACK_SIGNING_SECRET": config.signing_secret,
        "SLACK_API_URL": f"{slack_url}/api/",
        "CLOCK_URL": clock_url,
        "DATABASE_URL": database_url,
        "SECRET_KEYS": key,
        "LOG_FORMAT": "json",
        "PROVIDERS__MEET__KIND": "jitsi",
        "PROVIDERS__MEET__BASE_URL": "https://meet.acme.example",
    }
