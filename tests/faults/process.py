"""Plenum as a child process: started, waited for, killed, frozen, told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from enum import Enum
from pathlib import Path

import httpx

from tests.faults import launcher

ROOT = Path(__file__).parents[2]
PATIENCE_S = 60.0
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_PAUSE_S = 0.1


class How(Enum):
    """`EXECUTED` is `python -m bot serve`; `FORKED` the same, loaded already; `HASTY` with short leases, too."""

    EXECUTED = "executed"
    FORKED = "forked"
    HASTY = "hasty"


class Process:
    """One process. What it says is shown when it disappoints."""

    def __init__(self, pid: int, gone: asyncio.Future[int], address: str, log: Path) -> None:
        self._pid = pid
        self._gone = gone
        self.address = address
        self._log = log

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until it says that it lives."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._lives(client):
                assert not self._gone.done(), f"it ended with {self._gone.result()}"
                await asyncio.sleep(_PAUSE_S)

    async def ended(self) -> int:
        """Wait until it is gone; how it ended: its exit status, or the signal it died of, negative."""
        async with asyncio.timeout(PATIENCE_S):
            return await asyncio.shield(self._gone)

    async def stopped(self) -> int:
        """Tell it to stop, and wait until it has."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    @property
    def pid(self) -> int:
        return self._pid

    @property
    def exit_status(self) -> int | None:
        """How it ended, as `ended` says it; None while it runs."""
        return self._gone.result() if self._gone.done() else None

    def signal(self, number: signal.Signals) -> None:
        if not self._gone.done():
            os.kill(self._pid, number)

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    async def _lives(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self.address}/healthz")).is_success
        except httpx.TransportError:
            return False  # it does not listen yet


async def started(how: How, settings: Mapping[str, str], folder: Path) -> Process:
    log, address = folder / f"{settings['PORT']}.log", f"http://127.0.0.1:{settings['PORT']}"
    if how is How.EXECUTED:
        pid, gone = await _executed(environ(settings), folder, log)
        return Process(pid, gone, address, log)
    return await forked(launcher.hasty if how is How.HASTY else launcher.usual, settings, folder, log=log)


async def forked(work: Callable[[], int], settings: Mapping[str, str], folder: Path, *, log: Path) -> Process:
    """`work`, a function of the launcher, in a process of its own."""
    pid, gone = await _forked(environ(settings), folder, log, work)
    return Process(pid, gone, f"http://127.0.0.1:{settings['PORT']}", log)


def environ(settings: Mapping[str, str]) -> dict[str, str]:
    """Nothing of our own environment gets in but what every program needs."""
    inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    return {**inherited, "PYTHONPATH": str(ROOT), **settings}


async def _executed(environ: Mapping[str, str], folder: Path, log: Path) -> tuple[int, asyncio.Future[int]]:
    command = (sys.executable, "-m", "bot", "serve")
    with log.open("wb") as file:
        child = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environ, stdout=file, stderr=file)
    return child.pid, asyncio.ensure_future(child.wait())


async def _forked(
    environ: Mapping[str, str], folder: Path, log: Path, work: Callable[[], int]
) -> tuple[int, asyncio.Future[int]]:
    child = await asyncio.to_thread(launcher.start, environ, folder, log, work)
    loop = asyncio.get_running_loop()
    gone: asyncio.Future[int] = loop.create_future()

    def note() -> None:
        loop.remove_reader(child.sentinel)
        gone.set_result(launcher.exit_status(child))

    loop.add_reader(child.sentinel, note)
    assert child.pid is not None
    return child.pid, gone
