"""What a case plays on: the emulators in this process, Plenum in processes of its own, and a look into its database."""

import asyncio
import itertools
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.store.database import Database
from playground.ports import free_port
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.process import HASTY, SERVE, Process
from tests.stage import Message, Stage, emulators

TOPIC = "Weekly sync"
START = f"/conf start {TOPIC} @ben"
LIVE = f"{TOPIC} is live: join"
INVITED = "invites you to"
ENDED = f"{TOPIC} has ended"

_ports = itertools.count(20_000 + os.getpid() * 32 % 10_000)
"""Below those that the system hands out by itself, which some connection may take while Plenum is down."""

_LEFT = {
    "requests": "SELECT count(*) FROM requests WHERE state NOT IN ('done', 'closed')",
    "deliveries": "SELECT count(*) FROM deliveries WHERE state IN ('due', 'claimed')",
    "starts": "SELECT count(*) FROM conferences WHERE stage = 'starting' OR room_stage IN ('asked', 'unwanted')",
}
_CLAIMED = (
    "SELECT (SELECT count(*) FROM requests WHERE state = 'claimed' OR claimed_by IS NOT NULL)"
    " + (SELECT count(*) FROM deliveries WHERE state = 'claimed' OR claimed_by IS NOT NULL)"
    " + (SELECT count(*) FROM conferences WHERE care_by IS NOT NULL OR care_until IS NOT NULL)"
)


@dataclass(kw_only=True)
class Scene:
    """`command` starts a Plenum; those that still run at the end are killed."""

    stage: Stage
    folder: Path
    database: Database
    command: tuple[str, ...]
    processes: list[Process] = field(default_factory=list)

    async def plenum(self, *, kill_at: str = "", ready: bool = True) -> Process:
        """Another process of Plenum, which Slack tells everything from now on. It dies at `kill_at`, if that is given."""
        port = str(free_port("127.0.0.1", next(_ports)))
        settings = self.stage.settings | {"PORT": port} | ({"PLENUM_KILL_AT": kill_at} if kill_at else {})
        process = await Process.start(self.command, settings, self.folder)
        self.processes.append(process)
        if ready:
            await process.ready(self.stage.client)
            self.heard_by(port)
        return process

    def heard_by(self, port: str) -> None:
        self.stage.slack.delivery.request_url = f"http://127.0.0.1:{port}/slack/events"

    async def settled(self) -> None:
        """Wait until nothing is asked, owed or being started any more."""
        async with asyncio.timeout(30):
            while await self.left():
                await asyncio.sleep(0.03)

    async def left(self) -> dict[str, int]:
        counted = {name: await self._count(query) for name, query in _LEFT.items()}
        return {name: count for name, count in counted.items() if count}

    async def claimed(self) -> int:
        """How many rows some process holds."""
        return await self._count(_CLAIMED)

    async def states(self, table: str) -> tuple[str, ...]:
        async with self.database.read() as connection:
            rows = await connection.exec_driver_sql(f"SELECT DISTINCT state FROM {table} ORDER BY state")
            return tuple(row.state for row in rows)

    async def ends(self, channel: str = TEAM_CHANNEL) -> None:
        """Ana ends it, and is told so."""
        question = await self.asks_to_end(channel)
        await self.stage.presses(ANA, question, "conference.end_now")
        await self.stage.sees(ENDED, only_for=ANA, what="message_changed")

    async def asks_to_end(self, channel: str = TEAM_CHANNEL) -> Message:
        await self.stage.types(ANA, channel, "/conf end")
        return await self.stage.sees("for everyone? It has been going", only_for=ANA)

    def cards(self, channel: str = TEAM_CHANNEL) -> int:
        return len([post for post in self.stage.posts(LIVE) if post["channel"] == channel and not post["only_for"]])

    def invitations(self) -> int:
        return len(self.stage.posts(INVITED))

    def rooms(self) -> tuple[str, ...]:
        """How the rooms at the conference server stand."""
        return tuple(room.state for room in self.stage.rooms())

    def standing(self, channel: str = TEAM_CHANNEL) -> tuple[str, ...]:
        """What Plenum's messages in a channel say now."""
        messages = self.stage.slack.board.all(channel)
        return tuple(message.text for message in messages if message.bot_id)

    async def _count(self, query: str) -> int:
        async with self.database.read() as connection:
            return int((await connection.exec_driver_sql(query)).scalar_one())


@asynccontextmanager
async def scene(folder: Path, database_url: str) -> AsyncIterator[Scene]:
    """Everything but Plenum itself."""
    folder.mkdir()
    database = await Database.open(database_url, sole=False)
    command = SERVE if database.kind == "sqlite" else HASTY
    async with emulators(folder, settings={"DATABASE_URL": database_url, "LOG_LEVEL": "debug"}) as stage:
        set_up = Scene(stage=stage, folder=folder, database=database, command=command)
        try:
            yield set_up
        finally:
            for process in set_up.processes:
                process.signal(signal.SIGKILL)
                await process.ended()
            await database.close()
