"""`python -m benchmarks [PART …] [--quick]`: all parts, or those named; tables on the output, progress beside it."""

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import replace

import uvloop

from benchmarks import backends, bursting, deliveries, hanging, helping, idling, malformed, reading, starting, watching
from benchmarks.figures import how_busy
from benchmarks.processes import BESIDE, pin
from benchmarks.scale import QUICK, Scale

PARTS: dict[str, Callable[[Scale], Awaitable[None]]] = {
    "help": helping.measure,
    "burst": bursting.measure,
    "malformed": malformed.measure,
    "backends": backends.measure,
    "hanging": hanging.measure,
    "watching": watching.measure,
    "deliveries": deliveries.measure,
    "reading": reading.measure,
    "start": starting.measure,
    "idle": idling.measure,
}


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="short and once: to see that everything works")
    parser.add_argument("--rounds", type=int, help=f"how often each is measured (default: {Scale().rounds})")
    options = parser.parse_args()
    unknown = set(options.parts) - set(PARTS)
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    pin(0, BESIDE)
    scale = QUICK if options.quick else Scale()
    if options.rounds:
        scale = replace(scale, rounds=options.rounds)
    uvloop.run(_measure(options.parts or list(PARTS), scale))


async def _measure(parts: list[str], scale: Scale) -> None:
    for part in parts:
        print(f"## {part} ({how_busy()})")
        await PARTS[part](scale)


if __name__ == "__main__":
    main()
