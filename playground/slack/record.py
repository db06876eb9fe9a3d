"""The written history: everything the app asked for, everything it was told, everything people saw change."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Literal

from playground.slack.stamps import Clock

EntryKind = Literal["asked", "told", "shown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """`asked`: the app called `name` · `told`: Slack sent the app a payload `name` · `shown`: people see a change.

    `outcome` is `ok`, Slack's error, or what went wrong; `seconds` how long the answer took, in real seconds.
    """

    at: datetime
    kind: EntryKind
    name: str
    args: dict[str, Any]
    outcome: str = "ok"
    seconds: float = 0.0

    def wire(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.isoformat()}


Wanted = Callable[[Entry], bool]


class Record:
    """A list that only grows, and can be waited on."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.entries: list[Entry] = []
        self._grown = asyncio.Event()

    def write(
        self, kind: EntryKind, name: str, args: dict[str, Any], *, outcome: str = "ok", seconds: float = 0.0
    ) -> None:
        entry = Entry(at=self._clock(), kind=kind, name=name, args=args, outcome=outcome, seconds=seconds)
        self.entries.append(entry)
        self._grown.set()
        self._grown = asyncio.Event()

    def of(self, kind: EntryKind, name: str | None = None) -> list[Entry]:
        return [entry for entry in self.entries if entry.kind == kind and name in (None, entry.name)]

    async def until(self, wanted: Wanted, *, times: int = 1, timeout_s: float = 5.0) -> list[Entry]:
        """Wait until `times` entries are as wanted; gives all that are. Raises TimeoutError after real seconds."""
        async with asyncio.timeout(timeout_s):
            while len(found := [entry for entry in self.entries if wanted(entry)]) < times:
                await self._grown.wait()
        return found
