"""What Plenum owes, added and sent, in a process of its own: `python -m benchmarks.owing DEED URL …`; prints JSON.

`add URL LEVEL …` adds one by one and in batches, each time so many wait already; `rest URL SECONDS` does nothing;
`send URL COUNT [API]` sends as many, all due at once, to Slack's API there, or to one that takes no time at all.
"""

import asyncio
import gc
import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from benchmarks.lag import lag
from benchmarks.processes import memory_mb
from bot.alarms import Alarms
from bot.clock import utc_now
from bot.messenger import Messenger
from bot.model import Delivery, DeliveryKind, Message, Owed
from bot.services.deliveries import Deliveries, Post
from bot.slack import SlackDoor
from bot.store import schema
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore, owe
from bot.store.ids import claimant
from bot.store.tables import deliveries
from bot.verbs.loop import run

BATCH = 1000
SINGLE = 200
WORKSPACES = 100
TEXT = "Weekly sync starts in 10 minutes"


class Plain:
    """Renders what costs nothing to render."""

    async def render(self, delivery: Delivery, now: object) -> Post:
        return Post(message=Message(text=TEXT))


class Instant:
    """Slack, if it took no time: a door that answers at once."""

    async def call(self, workspace_id: str, method: str, /, **arguments: Any) -> dict[str, Any]:
        return {"ok": True, "channel": arguments["channel"], "ts": "1700000000.000100"}


class Token:
    """The same for all."""

    async def token(self, workspace_id: str) -> str:
        return "xoxb-1"

    async def distrust(self, workspace_id: str) -> None:
        raise AssertionError("nobody refuses it")


async def add(db: Database, *levels: str) -> dict[str, Any]:
    """What one costs, in µs, where so many wait."""
    told = {}
    for level in map(int, levels):
        await fill(db, level)
        singles = [await _timed(db, 1) for _ in range(SINGLE)]
        batches = [await _timed(db, BATCH) for _ in range(3)]
        told[str(level)] = {
            "single_us": statistics.median(singles) * 1e6,
            "batch_us": statistics.median(batches) / BATCH * 1e6,
        }
    return told


async def fill(db: Database, level: int) -> None:
    """Let so many wait."""
    async with db.read() as connection:
        waiting = await connection.scalar(select(func.count()).select_from(deliveries)) or 0
    for first in range(waiting, level, BATCH):
        await _timed(db, min(BATCH, level - first))


async def _timed(db: Database, many: int) -> float:
    now = utc_now()
    batch = [_waiting(number) for number in range(many)]
    begun = time.perf_counter()
    async with db.write() as connection:
        await owe(connection, batch, now=now)
    return time.perf_counter() - begun


def _waiting(number: int) -> Owed:
    return Owed(
        workspace_id=f"T{number % WORKSPACES}",
        kind=DeliveryKind.REMINDER,
        target=f"U{number}",
        due_at=utc_now() + timedelta(days=1, minutes=number),
        words={"lead": "600"},
    )


async def rest(db: Database, seconds: str) -> dict[str, Any]:
    """A process that looks after what waits: its memory, and how long this machine lets it wait for its turn."""
    loop = _deliveries(db, Instant(), lambda outcome: None)
    async with lag() as seen:
        running = asyncio.create_task(loop.run())
        await asyncio.sleep(float(seconds))
    told = {"memory_mb": memory_mb(os.getpid()), "lag_ms": seen.longest_ms}
    await loop.stop()
    await running
    return told


async def send(db: Database, count: str, api: str = "") -> dict[str, Any]:
    """Everything that is due, from the start of the loop to the last one marked as sent."""
    many, sent, done = int(count), 0, asyncio.Event()
    await _due(db, many)

    def counted(outcome: str) -> None:
        nonlocal sent
        sent += outcome == "sent"
        if sent == many:
            done.set()

    door = SlackDoor(Token(), api_url=api) if api else Instant()
    loop = _deliveries(db, door, counted)
    before, begun, used = memory_mb(os.getpid()), time.perf_counter(), time.process_time()
    async with lag() as seen:
        running = asyncio.create_task(loop.run())
        await done.wait()
        took, used = time.perf_counter() - begun, time.process_time() - used
    await loop.stop()
    await running
    if isinstance(door, SlackDoor):
        await door.close()
    grown = memory_mb(os.getpid()) - before
    return {"took_s": took, "cpu_s": used, "lag_ms": seen.longest_ms, "ran": sent, "grown_mb": grown}


async def _due(db: Database, many: int) -> None:
    """As many conversations as rows, so that none has to wait for its second."""
    now = utc_now()
    rows = [
        Owed(workspace_id="T0", kind=DeliveryKind.NOTICE, target=f"C{number}", due_at=now) for number in range(many)
    ]
    for first in range(0, many, BATCH):
        async with db.write() as connection:
            await owe(connection, rows[first : first + BATCH], now=now)


def _deliveries(db: Database, door: Any, count: Callable[[str], None]) -> Deliveries:
    alarms = Alarms(utc_now)
    alarms.start()
    store = DeliveryStore(db, by=claimant())
    return Deliveries(store, Messenger(door), Plain(), utc_now, alarms, count=count)


DEEDS: dict[str, Callable[..., Coroutine[Any, Any, dict[str, Any]]]] = {"add": add, "rest": rest, "send": send}


async def main(deed: str, url: str, *arguments: str) -> None:
    """Do it to the database there."""
    db = await Database.open(url)
    await schema.upgrade(db)
    gc.freeze()  # as every verb of Plenum does with what was loaded
    print(json.dumps(await DEEDS[deed](db, *arguments)))
    await db.close()


if __name__ == "__main__":
    run(main(*sys.argv[1:]))
