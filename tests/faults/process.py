"""Plenum as a child process: started, waited for, killed, frozen, told to stop."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).parents[2]
SERVE = (sys.executable, "-m", "bot", "serve")
HASTY = (sys.executable, "-m", "tests.faults.hasty")
PATIENCE_S = 40.0
_INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")
_PAUSE_S = 0.03


class Process:
    """One process. Its log lies beside the others' in the folder where it works, and is shown when it disappoints."""

    def __init__(self, child: asyncio.subprocess.Process, address: str, log: Path) -> None:
        self._child = child
        self._address = address
        self._log = log

    @classmethod
    async def start(cls, command: tuple[str, ...], settings: Mapping[str, str], folder: Path) -> Self:
        """Nothing of our own environment gets in but what every program needs."""
        inherited = {name: os.environ[name] for name in _INHERITED if name in os.environ}
        environ = {**inherited, "PYTHONPATH": str(ROOT), **settings}
        path = folder / f"{len(list(folder.glob('*.log')))}.log"
        with path.open("wb") as log:
            child = await asyncio.create_subprocess_exec(*command, cwd=folder, env=environ, stdout=log, stderr=log)
        return cls(child, f"http://127.0.0.1:{settings['PORT']}", path)

    async def ready(self, client: httpx.AsyncClient) -> None:
        """Wait until it says that it lives."""
        async with asyncio.timeout(PATIENCE_S):
            while not await self._lives(client):
                assert self._child.returncode is None, f"it ended with {self._child.returncode}:\n{self.said}"
                await asyncio.sleep(_PAUSE_S)

    async def ended(self) -> int:
        """Wait until it is gone; how it ended: its exit status, or the signal it died of, negative."""
        try:
            async with asyncio.timeout(PATIENCE_S):
                return await self._child.wait()
        except TimeoutError:
            raise AssertionError(f"it goes on:\n{self.said}") from None

    async def stopped(self) -> int:
        """Tell it to stop, and wait until it has."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    def signal(self, number: signal.Signals) -> None:
        if self._child.returncode is None:
            self._child.send_signal(number)

    @property
    def said(self) -> str:
        return self._log.read_text(errors="replace")

    async def _lives(self, client: httpx.AsyncClient) -> bool:
        try:
            return (await client.get(f"{self._address}/healthz")).is_success
        except httpx.TransportError:
            return False  # it does not listen yet
