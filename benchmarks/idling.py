"""A process with nothing to do: how often it asks its database, and what it takes of a core."""

import asyncio
import json
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.figures import floor, table
from benchmarks.plenum import VERB, settings
from benchmarks.processes import BESIDE, HOST, LOGS, MEASURED, child, cpu_s, free_port
from benchmarks.scale import Scale
from bot.store import schema
from bot.store.database import Database
from tests import postgres

SETTLING_S = 6.0
"""Until everything that a start brings with it is done."""


@dataclass(frozen=True, kw_only=True)
class Rest:
    """What a second of rest took: queries, those and all that goes with them, and the share of a core."""

    queries: float
    all_questions: float
    core: float


async def measure(scale: Scale) -> None:
    """Let `serve` rest on each kind of database; print the table and the floors."""
    seconds, slack = scale.idle_s * 6, free_port()
    async with child("playground", "slack", "--port", str(slack), where=BESIDE, port=slack):
        with postgres.running() as server:
            server.create("idle")
            await _migrated(server.url("idle"))
            rests = {
                "SQLite": await _rest("", slack, seconds),
                "PostgreSQL": await _rest(server.url("idle"), slack, seconds),
            }
    rows = [
        [name, f"{rest.queries:.2f}", f"{rest.all_questions:.2f}", f"{rest.core:.2%}"] for name, rest in rests.items()
    ]
    heads = ["", "queries a second", "with BEGIN, COMMIT, ROLLBACK and pings", "of a core"]
    table(f"`serve` with nothing due, {seconds:g} s", heads, rows)
    for name, rest in rests.items():
        floor(f"{name}: queries a second", rest.queries, 1)
        floor(f"{name}: queries a second, with all that goes with them", rest.all_questions, 1)
        floor(f"{name}: of a core", rest.core * 100, 1, unit=" %")


async def _rest(database_url: str, slack: int, seconds: float) -> Rest:
    """`database_url`: where it is not a new SQLite file."""
    port = free_port()
    with TemporaryDirectory(prefix="plenum-bench-") as folder:
        counts = Path(folder) / "counts.json"
        told = settings(folder, port=port, slack=f"http://{HOST}:{slack}/api/", trueconf=f"http://{HOST}:{free_port()}")
        if database_url:
            told["DATABASE_URL"] = database_url
        command = ("benchmarks.counted", str(counts), VERB[-1])
        async with child(*command, where=MEASURED, port=port, folder=folder, environment=told) as process:
            await asyncio.sleep(SETTLING_S)
            first, used, began = (
                await asyncio.to_thread(_counted, process, counts),
                cpu_s(process.pid),
                time.monotonic(),
            )
            await asyncio.sleep(seconds)
            used, took = cpu_s(process.pid) - used, time.monotonic() - began
            last = await asyncio.to_thread(_counted, process, counts)
    asked = {name: (last[name] - first[name]) / took for name in first}
    queries = asked["before_cursor_execute"]
    # SQLite is told BEGIN as a query, ends what only read without a word, and has nothing to ping.
    beside = (*asked,) if database_url else ("before_cursor_execute", "commit")
    return Rest(queries=queries, all_questions=sum(asked[name] for name in beside), core=used / took)


def _counted(process: "subprocess.Popen[bytes]", file: Path) -> Mapping[str, int]:
    """What it counted so far."""
    file.unlink(missing_ok=True)
    process.send_signal(signal.SIGUSR1)
    while not (file.exists() and file.read_text()):
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended; {LOGS}=1 shows what it said")
        time.sleep(0.01)
    counted: dict[str, int] = json.loads(file.read_text())
    return counted


async def _migrated(url: str) -> None:
    database = await Database.open(url)
    await schema.upgrade(database)
    await database.close()
