"""Figures for people: percentiles, medians over rounds, tables, floors reached or missed."""

import os
import statistics
from collections.abc import Iterable, Sequence


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share (in percent) of the values lies; nan when there are none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else float("nan")


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def table(title: str, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print rows under their heads, in Markdown, so that it can go into a page as it is."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(row[place]) for row in (list(heads), *cells)) for place in range(len(heads))]
    print(f"\n### {title}\n", flush=True)
    for row in (list(heads), ["-" * width for width in widths], *cells):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    print(flush=True)


def floor(what: str, value: float, limit: float, *, unit: str = "", least: bool = False) -> None:
    """Say whether a floor was reached. `least`: the value must be that much at least, not at most."""
    reached = value >= limit if least else value <= limit
    sign = "≥" if least else "≤"
    print(
        f"{'reached' if reached else 'MISSED '}  {what}: {value:.3g}{unit} (floor {sign} {limit:g}{unit})", flush=True
    )


def how_busy() -> str:
    """How much else the machine had to do."""
    return f"{os.cpu_count()} cores, load average {os.getloadavg()[0]:.1f}"
