"""A memory that forgets: what was looked up stands for a while, and many who ask at once make one look-up."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST = 10_000
"""More entries than this are not kept: the memory starts anew, which costs a look-up each."""


@dataclass(frozen=True, slots=True)
class _Entry(Generic[Value]):
    value: Value
    until: float


class Memory(Generic[Key, Value]):
    """Keeps what look-ups found for `span_s` seconds by the monotonic clock. What was not found is not kept."""

    def __init__(self, *, span_s: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._span_s = span_s
        self._monotonic = monotonic
        self._entries: dict[Key, _Entry[Value]] = {}
        self._asking: dict[Key, asyncio.Task[Value | None]] = {}

    def peek(self, key: Key) -> Value | None:
        """What is remembered, without looking it up."""
        entry = self._entries.get(key)
        return entry.value if entry and entry.until > self._monotonic() else None

    async def recall(self, key: Key, look_up: Callable[[], Awaitable[Value | None]]) -> Value | None:
        """What is remembered, or what `look_up` finds. Who gives up waiting does not end it for the others."""
        known = self.peek(key)
        if known is not None:
            return known
        asking = self._asking.get(key)
        if asking is None:
            asking = self._asking[key] = asyncio.create_task(self._ask(key, look_up))
            asking.add_done_callback(_read_failure)
        return await asyncio.shield(asking)

    def forget(self, concerned: Callable[[Key, Value], bool]) -> None:
        """Drop the entries that are `concerned`; look-ups under way may hold old truth, so nobody new joins them."""
        self._asking.clear()
        self._entries = {key: kept for key, kept in self._entries.items() if not concerned(key, kept.value)}

    async def _ask(self, key: Key, look_up: Callable[[], Awaitable[Value | None]]) -> Value | None:
        this = asyncio.current_task()
        try:
            found = await look_up()
            if found is not None and self._asking.get(key) is this:
                self._keep(key, found)
            return found
        finally:
            if self._asking.get(key) is this:
                del self._asking[key]

    def _keep(self, key: Key, value: Value) -> None:
        if len(self._entries) >= MOST:
            self._entries.clear()
        self._entries[key] = _Entry(value, self._monotonic() + self._span_s)


def _read_failure(asked: "asyncio.Task[Value | None]") -> None:
    """Take note of a failure that nobody waited for any more, so that asyncio does not complain about it."""
    if not asked.cancelled():
        asked.exception()
