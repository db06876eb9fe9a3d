"""Calls per second through each adapter, against its emulated server, beside the same calls on bare httpx."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.calling import ADAPTER, AT_ONCE, BARE, UNSIGNED
from benchmarks.figures import floor, median, table
from benchmarks.processes import BESIDE, HOST, LOGS, MEASURED, ROOT, child, free_port, pin
from benchmarks.scale import Scale
from bot.providers import PROVIDERS

Round = dict[str, dict[str, dict[str, float]]]


async def measure(scale: Scale) -> None:
    """Measure kind by kind, print the table and the floors."""
    taken: dict[str, list[Round]] = {}
    for kind in PROVIDERS:
        taken[kind] = await _called(kind, scale)
        print(f"{kind}: {len(taken[kind])} rounds", file=sys.stderr)
    heads = [
        "",
        *(f"{at_once} at once: calls/s (CPU ms each)" for at_once in AT_ONCE),
        *(f"{at_once} at once: of bare" for at_once in AT_ONCE),
    ]
    table("Calls through each adapter", heads, [row for kind, rounds in taken.items() for row in _rows(kind, rounds)])
    for kind, rounds in taken.items():
        for at_once in AT_ONCE if rounds else ():
            share = _share(rounds, at_once, BARE)
            floor(f"{kind}, {at_once} at once: calls/s / calls/s of bare httpx", share, 0.8, least=True)


async def _called(kind: str, scale: Scale) -> list[Round]:
    with TemporaryDirectory(prefix="plenum-bench-") as folder:
        port, told = free_port(), Path(folder, "there.json")
        async with child("benchmarks.emulator", kind, str(port), str(told), where=BESIDE, port=port):
            return await _calling(kind, str(told), scale)


async def _calling(kind: str, told: str, scale: Scale) -> list[Round]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "benchmarks.calling", kind, told, str(scale.seconds), str(scale.rounds)),
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")},
        stdout=subprocess.PIPE,
        stderr=None if os.environ.get(LOGS) else subprocess.DEVNULL,
        preexec_fn=lambda: pin(0, MEASURED),
    )
    said, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError(f"calling {kind} at {HOST} failed; {LOGS}=1 shows what it said")
    rounds: list[Round] = json.loads(said)
    return rounds


def _rows(kind: str, rounds: list[Round]) -> list[list[Any]]:
    if not rounds:
        return [[f"{kind}: asks nobody", *("–" for _ in range(2 * len(AT_ONCE)))]]
    names = [name for name in (ADAPTER, BARE, UNSIGNED) if name in rounds[0][str(AT_ONCE[0])]]
    return [
        [
            f"{kind}: {name}",
            *(_figures(rounds, at_once, name) for at_once in AT_ONCE),
            *("" if name == ADAPTER else f"{_share(rounds, at_once, name):.2f}" for at_once in AT_ONCE),
        ]
        for name in names
    ]


def _figures(rounds: list[Round], at_once: int, name: str) -> str:
    paces = [one[str(at_once)][name] for one in rounds]
    rate = median(pace["times"] / pace["seconds"] for pace in paces)
    return f"{rate:,.0f} ({median(pace['cpu_s'] * 1000 / pace['times'] for pace in paces):.2f})"


def _share(rounds: list[Round], at_once: int, other: str) -> float:
    """The adapter's rate through the other's, within a round; the median over the rounds."""
    return median(_rate(one[str(at_once)][ADAPTER]) / _rate(one[str(at_once)][other]) for one in rounds)


def _rate(pace: dict[str, float]) -> float:
    return pace["times"] / pace["seconds"]
