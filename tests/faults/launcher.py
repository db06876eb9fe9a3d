"""Plenum forked from a process that has everything loaded: as `python -m bot serve`, or the same with short leases."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.__main__ import main
from bot.app import serve
from bot.timings import Timings
from bot.verbs.process import stay

HASTY = Timings(
    lease=timedelta(seconds=3),
    slack_call=timedelta(seconds=1.5),
    settle=timedelta(seconds=0.5),
    pulse=timedelta(seconds=1),
)
"""What a dead process held is free again soon."""

_LATE = ("uvloop", "psycopg", "aiosqlite", "httpcore", "anyio._backends._asyncio", "apscheduler.executors.asyncio")
"""What is loaded only once it is needed."""

_children = threading.Lock()
"""Whoever starts a child asks how all others ended, and that can be read once: two threads at it lose the answer."""

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", __name__, *_LATE])


def start(environ: Mapping[str, str], folder: Path, log: Path, *, short_leases: bool) -> ForkServerProcess:
    """A process of its own, which shares nothing with ours but the code."""
    process = _forks.Process(target=_run, args=(dict(environ), folder, log, short_leases), daemon=True)
    with _children:
        process.start()
    return process


def exit_status(process: ForkServerProcess) -> int:
    """How one ended that is gone: its exit status, or the signal it died of, negative."""
    with _children:
        process.join()
    assert process.exitcode is not None
    return process.exitcode


def _run(environ: dict[str, str], folder: Path, log: Path, short_leases: bool) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(stay(lambda settings: serve(settings, timings=HASTY)) if short_leases else main(["serve"]))
