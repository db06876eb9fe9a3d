"""A Plenum with short leases, so that what a dead process held is free again soon; forked from one that is loaded."""

import multiprocessing
import os
import sys
from collections.abc import Mapping
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from bot.app import serve
from bot.timings import Timings
from bot.verbs.process import stay

HASTY = Timings(
    lease=timedelta(seconds=3),
    slack_call=timedelta(seconds=1.5),
    settle=timedelta(seconds=0.5),
    pulse=timedelta(seconds=0.5),
)

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["pytest", __name__])


def start(environ: Mapping[str, str], folder: Path, log: Path) -> ForkServerProcess:
    """A process of its own that serves, as `python -m bot serve` does."""
    process = _forks.Process(target=_run, args=(dict(environ), folder, log), daemon=True)
    process.start()
    return process


def _run(environ: dict[str, str], folder: Path, log: Path) -> None:
    os.environ.clear()
    os.environ.update(environ)
    os.chdir(folder)
    with log.open("wb") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.exit(stay(lambda settings: serve(settings, timings=HASTY)))
