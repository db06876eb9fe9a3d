"""`/conf list` while people start conferences on a back end that hangs: whether anybody else feels it.

Somebody asks for the list all the time; measured is from the request until the list is there. Meanwhile five
conferences a second are started on a second back end, which answers as it should, or is not there at all, or takes
every call and never says a word; or nobody starts any.
"""

import asyncio
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from benchmarks.figures import floor, table
from benchmarks.load import Sample, lines
from benchmarks.plenum import plenum
from benchmarks.processes import BESIDE, HOST, child, free_port
from benchmarks.scale import Scale
from benchmarks.slashing import Commands
from benchmarks.stubs import RESPOND, SLACK, TRUECONF

QUIET, ANSWERS, DOWN, HANGS = "nobody asks it", "it answers", "it is not there", "it hangs"
_LIST_EVERY_S, _START_EVERY_S = 0.15, 0.2
_LONGER = 5
"""Times the usual length of a measurement: longer than anybody waits for a back end."""
_SETTLING_S = 1.0
_ROUNDS = 2
"""At most: all lists of all rounds are one sample."""


async def measure(scale: Scale) -> None:
    """Take the three in turn, print the table and the floor."""
    taken: dict[str, Sample] = defaultdict(Sample)
    rounds = min(scale.rounds, _ROUNDS)
    for turn in range(rounds):
        for far in (QUIET, ANSWERS, DOWN, HANGS):
            taken[far].times += (await _listed(far, scale.seconds * _LONGER)).times
        print(f"round {turn + 1} of {rounds}", file=sys.stderr)
    rows = [[far, f"{one.p50:.0f} / {one.p99:.0f} / {one.slowest:.0f}", len(one.times)] for far, one in taken.items()]
    heads = ["five starts a second on another back end", "/conf list: p50 / p99 / slowest, ms", "lists"]
    table("With one back end hanging", heads, rows)
    for usual in (ANSWERS, DOWN):
        floor(f"p99 while it hangs / p99 while {usual}", taken[HANGS].p99 / taken[usual].p99, 1.5)


async def _listed(far: str, seconds: float) -> Sample:
    stubs = free_port()
    address = f"http://{HOST}:{stubs}"
    sample = Sample()
    async with (
        child("benchmarks.stubs", str(stubs), where=BESIDE, port=stubs),
        _far(far, address + TRUECONF) as there,
        plenum(slack=address + SLACK, trueconf=address + TRUECONF, far=there) as (port, _),
    ):
        asking = Asking(port, stubs)
        await asyncio.sleep(_SETTLING_S)
        for _ in range(5):
            await asking.listed(Sample())
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(_every(_LIST_EVERY_S, seconds, lambda: asking.listed(sample)))
            if far != QUIET:
                tasks.create_task(_every(_START_EVERY_S, seconds, asking.started))
    return sample


class Asking:
    """People at Slack: at `port` is Plenum, at `stubs` what Slack was told."""

    def __init__(self, port: int, stubs: int) -> None:
        self._port = port
        self._stubs = stubs
        self._number = 0

    async def listed(self, sample: Sample) -> None:
        """Ask for the list and wait until it is there."""
        name = self._next()
        command = Commands("list here", respond_at=f"http://{HOST}:{self._stubs}{RESPOND}/{name}")
        begun = time.perf_counter()
        async with lines(self._port, 1) as (line,), lines(self._stubs, 1) as (watch,):
            if await line.ask(command()) != 200:
                raise RuntimeError("not acknowledged")
            await watch.ask(f"GET /answered?{name} HTTP/1.1\r\nhost: stubs\r\n\r\n".encode())
        sample.times.append((time.perf_counter() - begun) * 1000)

    async def started(self) -> None:
        """Start a conference on the other back end, in a channel of its own."""
        name = self._next()
        command = Commands("start via far", respond_at=f"http://{HOST}:{self._stubs}{RESPOND}/{name}")
        async with lines(self._port, 1) as (line,):
            await line.ask(command(f"U0BURST{self._number:04d}", f"C0BURST{self._number:04d}"))

    def _next(self) -> str:
        self._number += 1
        return f"n{self._number}"


async def _every(pause_s: float, seconds: float, ask: Callable[[], Awaitable[None]]) -> None:
    """Ask again and again, whether or not there was an answer; return when all came."""
    begun = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for number in range(int(seconds / pause_s)):
            await asyncio.sleep(begun + number * pause_s - time.perf_counter())
            tasks.create_task(_whatever(ask))


async def _whatever(ask: Callable[[], Awaitable[None]]) -> None:
    await ask()


@asynccontextmanager
async def _far(far: str, healthy: str) -> AsyncIterator[str]:
    """The address of the other back end."""
    if far != HANGS:
        yield f"http://{HOST}:{free_port()}" if far == DOWN else healthy
        return
    over = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await over.wait()
        writer.close()

    async with await asyncio.start_server(hang, HOST, 0) as server:
        yield f"http://{HOST}:{server.sockets[0].getsockname()[1]}"
        over.set()
