"""What happens, told at once to everybody who has the page open."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

Event = dict[str, Any]


class Feed:
    """A queue for each open page."""

    def __init__(self) -> None:
        self._open: defaultdict[str, set[asyncio.Queue[Event | None]]] = defaultdict(set)

    def send(self, people: Iterable[str], event: Event) -> None:
        for person in set(people):
            for queue in self._open[person]:
                queue.put_nowait(event)

    def everyone(self, event: Event) -> None:
        self.send(list(self._open), event)

    def close(self) -> None:
        """End every stream: the emulator stops."""
        for queues in self._open.values():
            for queue in queues:
                queue.put_nowait(None)

    @contextmanager
    def follow(self, person: str) -> Iterator[asyncio.Queue[Event | None]]:
        """The events for one page; None is the last."""
        queue: asyncio.Queue[Event | None] = asyncio.Queue()
        self._open[person].add(queue)
        try:
            yield queue
        finally:
            self._open[person].discard(queue)
