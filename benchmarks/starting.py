"""From the start of the process to the first acknowledgement, and the memory that it takes to wait."""

import asyncio
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from tempfile import TemporaryDirectory

from benchmarks.figures import floor, median, table
from benchmarks.load import lines
from benchmarks.plenum import VERB, settings
from benchmarks.processes import BESIDE, HOST, LOGS, MEASURED, child, end, free_port, memory_mb, spawn
from benchmarks.scale import Scale
from benchmarks.slashing import Commands

NEW, OLD, BARE = "Plenum, new database", "Plenum, database that exists", "bare Bolt, direct"
_LOOK_S = 0.002


async def measure(scale: Scale) -> None:
    """Start each of them over and over; print the table and the floors."""
    seconds: dict[str, list[float]] = {NEW: [], OLD: [], BARE: []}
    memory: dict[str, float] = {}
    slack = free_port()
    async with child("playground", "slack", "--port", str(slack), where=BESIDE, port=slack):
        for turn in range(scale.rounds + 1):  # the first one, which writes the byte code, does not count
            with TemporaryDirectory(prefix="plenum-bench-") as folder:
                for name in (NEW, OLD, BARE):
                    async with _started(name, folder, f"http://{HOST}:{slack}/api/") as (took, process):
                        if turn > 0:
                            seconds[name].append(took)
                        if turn == scale.rounds:
                            await asyncio.sleep(scale.idle_s)
                            memory[name] = memory_mb(process.pid)
            print(f"round {turn} of {scale.rounds}", file=sys.stderr)
    rows = [[name, f"{median(seconds[name]):.2f} s", f"{memory[name]:.0f} MB"] for name in seconds]
    table("Start and rest", ["", "start to first acknowledgement", f"memory after {scale.idle_s:g} s at rest"], rows)
    floor("start to first acknowledgement, new database", median(seconds[NEW]), 1.5, unit=" s")
    floor("start to first acknowledgement, database that exists", median(seconds[OLD]), 1.5, unit=" s")
    floor("memory at rest", memory[NEW], 120, unit=" MB")


@asynccontextmanager
async def _started(name: str, folder: str, slack: str) -> AsyncIterator[tuple[float, "subprocess.Popen[bytes]"]]:
    """How many seconds it took until a command was acknowledged, and the process."""
    port = free_port()
    command = ("benchmarks.bare", "direct", str(port)) if name == BARE else VERB
    environment = settings(folder, port=port, slack=slack, trueconf=f"http://{HOST}:{free_port()}")
    begun = time.monotonic()
    process = spawn(command, where=MEASURED, folder=folder, environment=environment)
    try:
        while not await _acknowledged(port):
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended; {LOGS}=1 shows what it said")
            await asyncio.sleep(_LOOK_S)
        yield time.monotonic() - begun, process
    finally:
        await asyncio.to_thread(end, process)


async def _acknowledged(port: int) -> bool:
    try:
        async with lines(port, 1) as (line,):
            return await line.ask(Commands("help")()) == 200
    except OSError:
        return False
