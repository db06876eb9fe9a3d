"""Many cases at once: each on its own scene, two or three of them at work while others wait for a lease to run out."""

import asyncio
import itertools
import shutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from tests.faults.process import How
from tests.faults.scene import Scene, scene
from tests.postgres import PostgresServer

AT_ONCE = 5
KINDS = ("sqlite", "postgresql")
TEMPLATE = "plenum_template"

Name = TypeVar("Name")
Outcome = TypeVar("Outcome")
_numbers = itertools.count()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grounds:
    """Where cases get their folders and their databases."""

    folder: Path
    sqlite_template: Path
    postgres: PostgresServer

    def new_folder(self) -> Path:
        folder = self.folder / f"case_{next(_numbers)}"
        folder.mkdir()
        return folder

    def new_database(self, kind: str, folder: Path) -> str:
        """The address of a migrated database of one's own."""
        if kind == "sqlite":
            path = folder.with_suffix(".sqlite3")
            shutil.copyfile(self.sqlite_template, path)
            return f"sqlite:///{path}"
        self.postgres.create(folder.name, template=TEMPLATE)
        return self.postgres.url(folder.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case(Generic[Outcome]):
    """What happens, and on which kind of database."""

    kind: str
    play: Callable[[Scene], Awaitable[Outcome]]
    executed: bool = False
    """As `python -m bot serve`, where leases need not be short."""
    moves_time: bool = False
    """Only then the processes follow the playground's clock, which keeps everybody busy."""
    server: str = ""
    """A kind of conference server that is played beside TrueConf."""

    @property
    def how(self) -> How:
        if self.kind == "postgresql":
            return How.HASTY
        return How.EXECUTED if self.executed else How.FORKED


class Outcomes(Generic[Name, Outcome]):
    """How each case ended; asked for one that broke, it raises what broke it."""

    def __init__(self, ended: Mapping[Name, Outcome | BaseException]) -> None:
        self._ended = ended

    def __getitem__(self, name: Name) -> Outcome:
        outcome = self._ended[name]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome


def played(cases: Mapping[Name, Case[Outcome]], grounds: Grounds) -> Outcomes[Name, Outcome]:
    """Play all cases."""

    async def one(case: Case[Outcome], free: asyncio.Semaphore) -> Outcome:
        async with free:
            return await _played(case, grounds)

    async def everything() -> Outcomes[Name, Outcome]:
        free = asyncio.Semaphore(AT_ONCE)
        ended = await asyncio.gather(*(one(case, free) for case in cases.values()), return_exceptions=True)
        return Outcomes(dict(zip(cases, ended, strict=True)))

    return asyncio.run(everything())


async def _played(case: Case[Outcome], grounds: Grounds) -> Outcome:
    folder = grounds.new_folder()
    url = await asyncio.to_thread(grounds.new_database, case.kind, folder)
    async with scene(folder, url, case.how, moves_time=case.moves_time, server=case.server) as set_up:
        try:
            return await case.play(set_up)
        except Exception as error:
            error.add_note(set_up.told())
            raise
