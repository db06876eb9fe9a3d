"""A burst of `/conf start` over as many channels, while Slack and the back end take 50 ms for every call.

Measured apart: when each was acknowledged, when the last of the cards stood, and how long somebody who asks for help
waits until then. A bare Bolt app, which keeps nothing and does nothing, acknowledges the same bursts.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from benchmarks.figures import floor, median, table
from benchmarks.load import Line, Sample, lines
from benchmarks.plenum import plenum
from benchmarks.processes import BESIDE, HOST, MEASURED, child, free_port
from benchmarks.scale import Scale
from benchmarks.slashing import Commands
from benchmarks.stubs import RESPOND, SLACK, TRUECONF

WITHIN_S = 1.0
_SETTLING_S = 1.0
_CARDS_WITHIN_S = 120.0

Begin = Callable[[int, int], float]
"""When, in seconds after the first, the request with this number of so many is sent."""

SHAPES: dict[str, Begin] = {
    "within one second": lambda number, count: WITHIN_S * number / count,
    "in one instant": lambda number, count: 0.0,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What came of it: when the last card stood, in seconds after the first request, how many calls it took, and how
    long `/conf help` took until then."""

    after_s: float
    calls: int
    meanwhile: Sample


async def measure(scale: Scale) -> None:
    """Run the bursts, print the tables and the floors."""
    acknowledged: dict[str, list[Sample]] = {shape: [] for shape in SHAPES}
    bare: dict[str, list[Sample]] = {shape: [] for shape in SHAPES}
    stood: dict[str, list[Standing]] = {shape: [] for shape in SHAPES}
    for turn in range(scale.rounds):
        for shape, begin in SHAPES.items():
            sample, standing = await _plenum(scale.starts, begin)
            acknowledged[shape].append(sample)
            stood[shape].append(standing)
            bare[shape].append(await _bare(scale.starts, begin))
        print(f"round {turn + 1} of {scale.rounds}", file=sys.stderr)
    rows = [_acknowledged(f"Plenum, {shape}", acknowledged[shape]) for shape in SHAPES]
    rows += [_acknowledged(f"bare Bolt, direct, {shape}", bare[shape]) for shape in SHAPES]
    table("Acknowledged", [f"{scale.starts} × /conf start", "p50 / p99 / slowest, ms", "errors"], rows)
    heads = ["", "all cards stand after", "calls per start", "/conf help meanwhile: p50 / slowest, ms"]
    table("What came of it", heads, [_stood(shape, stood[shape], scale.starts) for shape in SHAPES])
    for shape in SHAPES:
        _floors(shape, acknowledged[shape])


async def _plenum(starts: int, begin: Begin) -> tuple[Sample, Standing]:
    """A fresh Plenum each time, so that each round finds the same."""
    stubs = free_port()
    address = f"http://{HOST}:{stubs}"
    async with (
        child("benchmarks.stubs", str(stubs), where=BESIDE, port=stubs),
        plenum(slack=f"{address}{SLACK}", trueconf=f"{address}{TRUECONF}") as (port, _),
        lines(stubs, 1) as (watch,),
    ):
        await _warm(port)
        begun = time.perf_counter()
        async with _somebody_asking_for_help(port) as meanwhile:
            sample = await _burst(port, starts, begin, Commands("start", respond_at=f"{address}{RESPOND}"))
            stood_at, calls = await _standing(watch, len(sample.times))
        return sample, Standing(after_s=stood_at - begun, calls=calls, meanwhile=meanwhile)


async def _bare(starts: int, begin: Begin) -> Sample:
    port = free_port()
    async with child("benchmarks.bare", "direct", str(port), where=MEASURED, port=port):
        await _warm(port)
        return await _burst(port, starts, begin, Commands("start"))


async def _warm(port: int) -> None:
    """The first request looks the workspace up; a bot that has been asked before is what is measured."""
    await asyncio.sleep(_SETTLING_S)
    async with lines(port, 1) as (line,):
        for _ in range(20):
            if await line.ask(Commands("help")()) != 200:
                raise RuntimeError("no answer")


async def _burst(port: int, starts: int, begin: Begin, command: Commands) -> Sample:
    """Each request comes on a connection of its own, and its time begins before that is opened."""
    sample, first = Sample(), time.perf_counter()

    async def one(number: int) -> None:
        await asyncio.sleep(first + begin(number, starts) - time.perf_counter())
        request = command(f"U0BURST{number:04d}", f"C0BURST{number:04d}")
        begun = time.perf_counter()
        async with lines(port, 1) as (line,):
            await sample.ask(line, request, begun=begun, silent=True)

    await asyncio.gather(*(one(number) for number in range(starts)))
    return sample


async def _standing(watch: Line, cards: int) -> tuple[float, int]:
    """When so many cards stood, and how many calls it had taken."""
    await asyncio.wait_for(watch.ask(b"GET /stood?cards=%d HTTP/1.1\r\nhost: stubs\r\n\r\n" % cards), _CARDS_WITHIN_S)
    told = json.loads(watch.body)
    return time.perf_counter() - told["ago_s"], told["calls"]


@asynccontextmanager
async def _somebody_asking_for_help(port: int) -> AsyncIterator[Sample]:
    """`/conf help`, ten times a second."""

    async def ask() -> None:
        while True:
            await sample.ask(line, Commands("help")())
            await asyncio.sleep(0.1)

    sample = Sample()
    async with lines(port, 1) as (line,):
        asking = asyncio.create_task(ask())
        yield sample
        asking.cancel()
        with suppress(asyncio.CancelledError):
            await asking


def _acknowledged(name: str, samples: Sequence[Sample]) -> list[str]:
    p50, p99, slowest = (median(getattr(sample, what) for sample in samples) for what in ("p50", "p99", "slowest"))
    return [name, f"{p50:.1f} / {p99:.1f} / {slowest:.1f}", str(sum(sample.errors for sample in samples))]


def _stood(shape: str, stood: Sequence[Standing], starts: int) -> list[str]:
    after, calls = median(one.after_s for one in stood), median(one.calls for one in stood) / starts
    p50, slowest = (median(getattr(one.meanwhile, what) for one in stood) for what in ("p50", "slowest"))
    return [shape, f"{after:.1f} s", f"{calls:.1f}", f"{p50:.1f} / {slowest:.1f}"]


def _floors(shape: str, samples: Sequence[Sample]) -> None:
    floor(f"{shape}: acknowledgement, p50", median(sample.p50 for sample in samples), 50, unit=" ms")
    floor(f"{shape}: slowest acknowledgement of all rounds", max(s.slowest for s in samples), 1000, unit=" ms")
    floor(f"{shape}: not acknowledged, or told to try again", sum(sample.errors for sample in samples), 0)
