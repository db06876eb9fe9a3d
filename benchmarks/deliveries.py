"""What Plenum owes Slack, beside APScheduler's own job store: adding, waiting, and ten thousand due at once."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.engine import make_url

from benchmarks.figures import floor, how_busy, median, table
from benchmarks.processes import BESIDE, HOST, MEASURED, child, free_port, said
from benchmarks.scale import Scale
from benchmarks.stubs import SLACK
from tests import postgres

KINDS = ("SQLite", "PostgreSQL")
LIMITS_S = {"SQLite": 8.0, "PostgreSQL": 6.0}
OURS, THEIRS = "benchmarks.owing", "benchmarks.jobs"
_names = count(1)


async def measure(scale: Scale) -> None:
    """All of it on both databases; print the tables and the floors."""
    with TemporaryDirectory(prefix="plenum-bench-") as folder, postgres.running() as server:

        @contextmanager
        def database(kind: str) -> Iterator[str]:
            """The address of an empty one."""
            name = f"bench{next(_names)}"
            if kind == "SQLite":
                yield f"sqlite:///{Path(folder) / name}.sqlite3"
            else:
                server.create(name)
                yield server.url(name)
                server.drop(name)

        for kind in KINDS:
            with database(kind) as empty, database(kind) as full, database(kind) as theirs:
                await _adding(kind, scale, full=full, theirs=theirs)
                await _sending(kind, scale, empty=empty, full=full)
                await _resting(kind, scale, empty=empty, full=full)
            for grace in ("default", "endless"):
                with database(kind) as theirs:
                    told = await _told(THEIRS, "send", _plain(theirs), str(scale.due), grace)
                    _say_jobs(kind, grace, told)
            with database(kind) as empty:
                await _posting(kind, scale, empty)


async def _told(module: str, *arguments: str) -> dict[str, Any]:
    written, _ = await said("-m", module, *arguments, where=MEASURED)
    print(f"{module} {arguments[0]}: {written.strip()} ({how_busy()})", file=sys.stderr)
    answer: dict[str, Any] = json.loads(written)
    return answer


async def _adding(kind: str, scale: Scale, *, full: str, theirs: str) -> None:
    levels = [str(level) for level in scale.waiting]
    ours = await _told(OURS, "add", full, *levels)
    jobs = await _told(THEIRS, "add", _plain(theirs), *levels)
    rows = [
        [
            f"{int(level):,}",
            f"{ours[level]['single_us']:.0f}",
            f"{ours[level]['batch_us']:.0f}",
            f"{jobs[level]['single_us']:.0f}",
        ]
        for level in levels
    ]
    heads = ["waiting", "one by one, µs each", "a thousand at once, µs each", "APScheduler, one by one, µs each"]
    table(f"Adding, {kind}", heads, rows)


async def _resting(kind: str, scale: Scale, *, empty: str, full: str) -> None:
    seconds = str(scale.idle_s)
    nothing, many = [await _told(OURS, "rest", url, seconds) for url in (empty, full)]
    least, most = nothing["memory_mb"], scale.waiting[-1]
    floor(
        f"{kind}: memory while {most:,} wait, above {least:.0f} MB at rest", many["memory_mb"] - least, 40, unit=" MB"
    )
    print(f"{kind}: with nothing to do the loop had to wait up to {nothing['lag_ms']:.0f} ms for its turn", flush=True)


async def _sending(kind: str, scale: Scale, *, empty: str, full: str) -> None:
    rows = []
    for waiting, url in ((0, empty), (scale.waiting[-1], full)):
        rounds = [await _told(OURS, "send", url, str(scale.due)) for _ in range(scale.rounds)]
        took, lag, cpu = (median(one[what] for one in rounds) for what in ("took_s", "lag_ms", "cpu_s"))
        rows.append([f"{waiting:,}", f"{took:.1f}", f"{cpu:.1f}", f"{lag:.0f}", f"{rounds[0]['grown_mb']:.0f}"])
        if not waiting:
            floor(f"{kind}: claim and finish {scale.due:,} due at once", took, LIMITS_S[kind], unit=" s")
            floor(f"{kind}: the loop blocked meanwhile", lag, 50, unit=" ms")
    heads = ["others wait", "took, s", "of the processor, s", "loop blocked, ms", "memory grown, MB"]
    table(f"{scale.due:,} due at once, sent to a Slack that takes no time, {kind}", heads, rows)


def _say_jobs(kind: str, grace: str, told: dict[str, Any]) -> None:
    print(
        f"APScheduler, {kind}, grace {grace}: {told['ran']:,} ran and {told['dropped']:,} were dropped in"
        f" {told['took_s']:.1f} s, the loop blocked for {told['lag_ms'] / 1000:.1f} s",
        flush=True,
    )


async def _posting(kind: str, scale: Scale, url: str) -> None:
    port = free_port()
    api = f"http://{HOST}:{port}{SLACK}"
    ratios, rows = [], []
    async with child("benchmarks.stubs", str(port), where=BESIDE, port=port):
        for _ in range(min(scale.rounds, 3)):
            bare = await _told("benchmarks.posting", api, str(scale.due))
            ours = await _told(OURS, "send", url, str(scale.due), api)
            ratios.append(bare["took_s"] / ours["took_s"])
            rows.append([*(f"{one['ran'] / one['took_s']:.0f}" for one in (bare, ours)), f"{ours['lag_ms']:.0f}"])
    heads = ["bare slack_sdk, posts a second", "Plenum, posts a second", "loop blocked, ms"]
    table(f"{scale.due:,} due at once, sent to a Slack that takes 50 ms, {kind}", heads, rows)
    floor(f"{kind}: of the posts per second of bare slack_sdk", median(ratios), 0.7, least=True)


def _plain(url: str) -> str:
    """As SQLAlchemy without our settings takes it: APScheduler's store makes its own engine."""
    parsed = make_url(url)
    return (
        parsed if parsed.get_backend_name() == "sqlite" else parsed.set(drivername="postgresql+psycopg")
    ).render_as_string(hide_password=False)
