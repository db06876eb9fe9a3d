"""Times and repetitions as people write them: how long one takes to be read, and what that adds to the start."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.figures import floor, median, table
from benchmarks.processes import MEASURED, said
from benchmarks.scale import Scale

READERS = ("bot.when", "bot.recurring", "bot.calendars")
WHOLE = "bot.app"
LATE = "icalendar"
"""Loaded only when somebody wants a calendar."""
_LINE = re.compile(r"import time:\s+\d+ \|\s+(?P<all>\d+) \| (?P<indent> *)(?P<name>\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A module, how deep in others' imports it was loaded, and how long it took with what it loads itself."""

    name: str
    depth: int
    ms: float


async def measure(scale: Scale) -> None:
    """Read over and over, and start over and over; print the tables and the floors."""
    took: dict[str, list[float]] = defaultdict(list)
    slowest: dict[str, float] = defaultdict(float)
    shares: dict[str, list[float]] = defaultdict(list)
    for _ in range(scale.rounds):
        for name, middle, most in await _read(round(scale.seconds * 100)):
            took[name].append(middle)
            slowest[name] = max(slowest[name], most)
        for name, ms in (await _loaded()).items():
            shares[name].append(ms)
    rows = [[name, f"{median(took[name]):.3f}", f"{slowest[name]:.2f}"] for name in took]
    table("Reading", ["one of these", "median, ms", "slowest, ms"], rows)
    whole = median(shares["all"])
    loading = [[name, f"{median(ms):.0f}", f"{median(ms) / whole:.1%}"] for name, ms in shares.items()]
    table("Loading, by Python's own account", ["", "ms", "of all"], loading)
    floor("reading a time, median", median(took["a time"]), 5, unit=" ms")
    floor("reading a repetition, median", median(took["a repetition"]), 5, unit=" ms")
    floor(f"{LATE} at the start", median(shares[LATE]), 0, unit=" ms")


async def _read(turns: int) -> list[tuple[str, float, float]]:
    printed, _ = await said("-m", "benchmarks.phrases", str(turns), where=MEASURED)
    return [(name, middle, most) for name, middle, most in map(json.loads, printed.splitlines())]


async def _loaded() -> dict[str, float]:
    """All that is loaded at a start, and what of it is loaded for the readers alone."""
    _, accounted = await said("-X", "importtime", "-c", f"import {WHOLE}", where=MEASURED)
    modules = [*_modules(accounted)]
    return {
        "all": _of(modules, WHOLE),
        f"{', '.join(READERS)}, and what nobody loaded before": _of(modules, *READERS),
        LATE: _of(modules, LATE),
    }


def _modules(accounted: str) -> Iterator[Loaded]:
    """Whoever loads others comes before them."""
    for line in reversed(accounted.splitlines()):
        if found := _LINE.match(line):
            yield Loaded(name=found["name"], depth=len(found["indent"]), ms=int(found["all"]) / 1000)


def _of(modules: Iterable[Loaded], *packages: str) -> float:
    """What these and all their modules took, each counted once."""
    ms, inside = 0.0, -1
    for one in modules:
        if inside >= 0 and one.depth > inside:
            continue
        inside = -1
        if any(one.name == package or one.name.startswith(f"{package}.") for package in packages):
            ms, inside = ms + one.ms, one.depth
    return ms
