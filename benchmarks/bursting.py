"""A burst of `/conf start` over as many channels, while Slack and the back end take 50 ms for every call.

Measured apart: when each was acknowledged, and when the last of the cards stood.
"""

import asyncio
import json
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.figures import floor, median, table
from benchmarks.load import Line, Sample, lines
from benchmarks.plenum import plenum
from benchmarks.processes import BESIDE, HOST, child, free_port
from benchmarks.scale import Scale
from benchmarks.slashing import Commands
from benchmarks.stubs import RESPOND, SLACK, TRUECONF

WITHIN_S = 1.0
_CARDS_WITHIN_S = 120.0

Begin = Callable[[int, int], float]
"""When, in seconds after the first, the request with this number of so many is sent."""


@dataclass(frozen=True, slots=True)
class Burst:
    """What one of them showed; `stood_s` is when the last card stood, in seconds after the first request."""

    sample: Sample
    stood_s: float
    calls: int


SHAPES: dict[str, Begin] = {
    "within one second": lambda number, count: WITHIN_S * number / count,
    "in one instant": lambda number, count: 0.0,
}


async def measure(scale: Scale) -> None:
    """Run the bursts, print the table and the floors."""
    taken: dict[str, list[Burst]] = {shape: [] for shape in SHAPES}
    for turn in range(scale.rounds):
        for shape, begin in SHAPES.items():
            taken[shape].append(await _once(scale.starts, begin))
        print(f"round {turn + 1} of {scale.rounds}", file=sys.stderr)
    heads = [
        f"{scale.starts} × /conf start",
        "acknowledged: p50 / p99 / max ms",
        "errors",
        "all cards stand after",
        "calls per start",
    ]
    table("A burst of starts", heads, [_row(shape, bursts, scale.starts) for shape, bursts in taken.items()])
    for shape, bursts in taken.items():
        samples = [burst.sample for burst in bursts]
        floor(f"{shape}: acknowledgement, p50", median(sample.p50 for sample in samples), 50, unit=" ms")
        floor(f"{shape}: slowest acknowledgement", max(max(s.times, default=0) for s in samples), 1000, unit=" ms")
        floor(f"{shape}: not acknowledged", sum(sample.errors for sample in samples), 0)


async def _once(starts: int, begin: Begin) -> Burst:
    """A fresh Plenum each time, so that each round finds the same."""
    stubs = free_port()
    address = f"http://{HOST}:{stubs}"
    async with (
        child("benchmarks.stubs", str(stubs), where=BESIDE, port=stubs),
        plenum(slack=f"{address}{SLACK}", trueconf=f"{address}{TRUECONF}") as (port, _),
        lines(stubs, 1) as (watch,),
        lines(port, starts) as opened,
    ):
        await _warm(port)
        return await _burst(opened, begin, watch, Commands("start", respond_at=f"{address}{RESPOND}"))


async def _warm(port: int) -> None:
    """The first request looks the workspace up; a bot that has been asked before is what is measured."""
    await asyncio.sleep(1.0)
    async with lines(port, 1) as (line,):
        for _ in range(20):
            assert await line.ask(Commands("help")()) == 200, "Plenum does not answer"


async def _burst(opened: Sequence[Line], begin: Begin, watch: Line, command: Commands) -> Burst:
    sample, first = Sample(), time.perf_counter()

    async def one(number: int, line: Line) -> None:
        await asyncio.sleep(first + begin(number, len(opened)) - time.perf_counter())
        await sample.ask(line, command(f"U0BURST{number:04d}", f"C0BURST{number:04d}"))

    standing = asyncio.create_task(watch.ask(b"GET /stood?cards=%d HTTP/1.1\r\nhost: stubs\r\n\r\n" % len(opened)))
    await asyncio.gather(*(one(number, line) for number, line in enumerate(opened)))
    await asyncio.wait_for(standing, _CARDS_WITHIN_S)
    told = json.loads(watch.body)
    return Burst(sample, time.perf_counter() - first - told["ago_s"], told["calls"])


def _row(shape: str, bursts: list[Burst], starts: int) -> list[str]:
    slowest = median(max(burst.sample.times, default=float("nan")) for burst in bursts)
    p50, p99 = (median(getattr(burst.sample, what) for burst in bursts) for what in ("p50", "p99"))
    stood = median(burst.stood_s for burst in bursts)
    calls = median(burst.calls for burst in bursts) / starts
    errors = sum(burst.sample.errors for burst in bursts)
    return [shape, f"{p50:.1f} / {p99:.1f} / {slowest:.1f}", str(errors), f"{stood:.1f} s", f"{calls:.1f}"]
