"""Writes that share a transaction: what arrives while one runs goes with the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence


class Together:
    """Each `add` returns when the write that holds its item has, or raises what that write raised."""

    def __init__(self, write: Callable[[Sequence[str]], Awaitable[None]]) -> None:
        self._write = write
        self._added: list[tuple[str, asyncio.Future[None]]] = []
        self._writer: asyncio.Task[None] | None = None

    async def add(self, item: str) -> None:
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
                _settle(batch, error)
            else:
                _settle(batch, None)


def _settle(batch: Sequence[tuple[str, asyncio.Future[None]]], error: Exception | None) -> None:
    for _, written in batch:
        if written.done():
            continue
        if error is None:
            written.set_result(None)
        else:
            written.set_exception(error)
