"""Plenum forked from a process that has everything loaded: as `python -m bot`, or the same with short leases."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.__main__ import main
from bot.app import serve, worker
from bot.timings import Timings
from bot.verbs.process import stay

HASTY = Timings(
    lease=timedelta(seconds=3),
    slack_call=timedelta(seconds=1.5),
    settle=timedelta(seconds=0.5),
    pulse=timedelta(seconds=1),
)
"""What a dead process held is free again soon."""

BRISK = Timings(
    lease=timedelta(seconds=3),
    slack_call=timedelta(seconds=1),
    settle=timedelta(seconds=0.6),
    pulse=timedelta(seconds=0.5),
    longest_pause=timedelta(seconds=1),
)
"""For many rounds one after the other: what failed is soon tried again, too."""

_LATE = ("uvloop", "psycopg", "aiosqlite", "httpcore", "anyio._backends._asyncio", "apscheduler.executors.asyncio")
"""What is loaded only once it is needed."""

_children = threading.Lock()
"""Whoever starts a child asks how all others ended, and that can be read once: two threads at it lose the answer."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", __name__, *_LATE])


def usual() -> int:
    return main(["serve"])


def hasty() -> int:
    return stay(lambda settings: serve(settings, timings=HASTY))


def brisk_serve() -> int:
    return stay(lambda settings: serve(settings, timings=BRISK))


def brisk_worker() -> int:
    return stay(lambda settings: worker(settings, timings=BRISK))


def start(environ: Mapping[str, str], folder: Path, log: Path, work: Callable[[], int]) -> ForkServerProcess:
    """A process of its own, which shares nothing with ours but the code; `work` gives its exit status."""
    process = _forks.Process(target=_run, args=(dict(environ), folder, log, work), daemon=True)
    with _children:
        process.start()
    return process


def exit_status(process: ForkServerProcess) -> int:
    """How one ended that is gone: its exit status, or the signal it died of, negative."""
    with _children:
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(environ: dict[str, str], folder: Path, log: Path, work: Callable[[], int]) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(work())
