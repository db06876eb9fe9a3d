"""Writes that share a transaction: what arrives while one runs goes with the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Item = TypeVar("Item")


class Together(Generic[Item]):
    """Each `add` returns when the write that holds its item has, or raises what that write raised."""

    def __init__(self, write: Callable[[Sequence[Item]], Awaitable[None]]) -> None:
        self._write = write
        self._added: list[tuple[Item, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: Item) -> None:
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._added.append((item, written))
        if self._writer is None or self._writer.done():
            self._writer = asyncio.create_task(self._write_all(), name="together")
        await written

    async def _write_all(self) -> None:
        while self._added:
            batch, self._added = self._added, []
            try:
                await self._write([item for item, _ in batch])
            except Exception as error:
                _settle([written for _, written in batch], error)
            else:
                _settle([written for _, written in batch], None)


def _settle(waiting: Sequence[asyncio.Future[None]], error: Exception | None) -> None:
    for written in waiting:
        if written.done():  # its caller was cancelled
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
