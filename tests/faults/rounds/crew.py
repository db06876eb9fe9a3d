"""The processes of a lane: as many as a round wants, started again when they were killed or told to stop."""

import asyncio
import itertools
import signal
from collections.abc import Mapping
from pathlib import Path

from playground.ports import free_port
from tests.faults import launcher
from tests.faults.process import Process, executed, forked
from tests.faults.rounds.machine import Machine

_TAIL = 6_000
_PAUSE_S = 0.5
"""As what looks after processes does, before it starts one again that ended."""
_WORKER = ("-c", "from tests.faults import launcher; raise SystemExit(launcher.brisk_worker())")
_UP = '"action": "ready"'


class Crew:
    """The first process serves, the others are workers; the second is on a machine of its `own` if there is one.
    `complaints`: what a process did that it must not do."""

    def __init__(self, settings: Mapping[str, str], folder: Path, *, own: Machine | None) -> None:
        self._own = own
        self._settings = settings
        self._folder = folder
        self._numbers = itertools.count()
        self._members: list[Process | None] = []
        self._leaving: set[asyncio.Task[None]] = set()
        self._names: dict[Process, str] = {}
        self.complaints: list[str] = []

    async def be(self, count: int) -> None:
        """Have so many, all of them alive; those that are new may still be loading."""
        while len(self._members) > count:
            await self.stop(len(self._members) - 1)
            self._members.pop()
        await self.gone()
        self._members += [None] * (count - len(self._members))
        await self.look_after()

    @property
    def names(self) -> tuple[str, ...]:
        """By which they ask for the time."""
        return tuple(self._names[process] for process in self._members if process is not None)

    def member(self, whom: int) -> Process | None:
        return self._members[whom % len(self._members)]

    async def start(self, whom: int) -> None:
        """Put a new one where one was."""
        place = whom % len(self._members)
        if self._members[place] is None:
            self._members[place] = await self._started(place)

    async def kill(self, whom: int) -> None:
        place = whom % len(self._members)
        if (process := self._members[place]) is not None:
            self._members[place] = None
            process.signal(signal.SIGKILL)
            process.signal(signal.SIGCONT)
            await process.ended()

    async def stop(self, whom: int) -> None:
        """Tell one to stop. It has ten seconds for it, and nobody waits here."""
        place = whom % len(self._members)
        if (process := self._members[place]) is not None:
            self._members[place] = None
            leaving = asyncio.create_task(self._leave(process))
            self._leaving.add(leaving)
            leaving.add_done_callback(self._leaving.discard)

    async def look_after(self) -> None:
        """Start again whoever ended by itself: as it may, when it finds no database as it starts."""
        for place, process in enumerate(self._members):
            if process is not None and process.exit_status is not None:
                if _UP in process.said:
                    self.complaints.append(f"a process ended by itself with {process.exit_status}\n{process.said}")
                self._members[place] = None
                await asyncio.sleep(_PAUSE_S)
            await self.start(place)

    async def gone(self) -> None:
        """Wait until all that were told to stop have."""
        await asyncio.gather(*self._leaving)

    async def end(self) -> None:
        for process in self._names:
            process.signal(signal.SIGKILL)
            await process.ended()

    def told(self) -> str:
        """The end of what the latest processes wrote in their logs."""
        return "\n".join(f"--- process {process.pid}\n{process.said[-_TAIL:]}" for process in list(self._names)[-6:])

    async def _leave(self, process: Process) -> None:
        up = _UP in process.said
        try:
            async with asyncio.timeout(10):
                status = await process.stopped()
        except TimeoutError:
            self.complaints.append(f"a process did not stop within ten seconds\n{process.said[-_TAIL:]}")
            return
        if up and status != 0:
            self.complaints.append(f"a process that was told to stop ended with {status}\n{process.said[-_TAIL:]}")

    async def _started(self, place: int) -> Process:
        name = f"process_{next(self._numbers)}"
        settings = {**self._settings, "PORT": str(free_port("127.0.0.1", 0))}
        if settings["CLOCK_URL"]:
            settings["CLOCK_URL"] += f"/{name}"
        log = self._folder / f"{name}.log"
        if self._own and place == 1:
            process = await executed(_WORKER, settings | self._own.environ, self._folder, log=log)
        else:
            work = launcher.brisk_worker if place else launcher.brisk_serve
            process = await forked(work, settings, self._folder, log=log)
        self._names[process] = name
        return process
