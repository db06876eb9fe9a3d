"""From the start of the process to the first acknowledgement, and the memory that it takes to wait."""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory

from benchmarks.figures import floor, median, table
from benchmarks.load import lines
from benchmarks.plenum import VERB, settings
from benchmarks.processes import BESIDE, HOST, MEASURED, child, end, free_port, memory_mb, spawn
from benchmarks.scale import Scale
from benchmarks.slashing import Commands

NEW, OLD, BARE = "Plenum, new database", "Plenum, database that exists", "bare Bolt, direct"
_LOOK_S = 0.002


async def measure(scale: Scale) -> None:
    """Start each of them over and over; print the table and the floors."""
    seconds: dict[str, list[float]] = {NEW: [], OLD: [], BARE: []}
    memory: dict[str, list[float]] = {NEW: [], OLD: [], BARE: []}
    slack = free_port()
    async with child("playground", "slack", "--port", str(slack), where=BESIDE, port=slack):
        for turn in range(scale.rounds + 1):
            with TemporaryDirectory(prefix="plenum-bench-") as folder:
                for name in (NEW, OLD, BARE):
                    port = free_port()
                    command = ("benchmarks.bare", "direct", str(port)) if name == BARE else VERB
                    address = f"http://{HOST}:{slack}/api/"
                    environment = settings(folder, port=port, slack=address, trueconf=f"http://{HOST}:1")
                    took, weighed = await _start(command, port, folder, environment, idle_s=scale.idle_s)
                    if turn:  # the first one writes the byte code
                        seconds[name].append(took)
                        memory[name].append(weighed)
            print(f"round {turn} of {scale.rounds}", file=sys.stderr)
    rows = [[name, f"{median(seconds[name]):.2f} s", f"{median(memory[name]):.0f} MB"] for name in seconds]
    heads = ["", "start to first acknowledgement", f"memory after {scale.idle_s:g} s without work"]
    table("Start and rest", heads, rows)
    floor("start to first acknowledgement, new database", median(seconds[NEW]), 1.5, unit=" s")
    floor("start to first acknowledgement, database that exists", median(seconds[OLD]), 1.5, unit=" s")
    floor("memory at rest", median(memory[NEW]), 120, unit=" MB")


async def _start(
    command: Sequence[str], port: int, folder: str, environment: Mapping[str, str], *, idle_s: float
) -> tuple[float, float]:
    begun = time.monotonic()
    process = spawn(command, where=MEASURED, folder=folder, environment=environment)
    try:
        while not await _acknowledged(port):
            if process.poll() is not None:
                raise RuntimeError(f"{process.args!r} ended")
            await asyncio.sleep(_LOOK_S)
        took = time.monotonic() - begun
        await asyncio.sleep(idle_s)
        return took, memory_mb(process.pid)
    finally:
        await asyncio.to_thread(end, process)


async def _acknowledged(port: int) -> bool:
    try:
        async with lines(port, 1) as (line,):
            return await line.ask(Commands("help")()) == 200
    except OSError:
        return False
