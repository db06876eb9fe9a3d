"""Writes that share a transaction, and writes that are insisted on."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.errors import StoreDown
from bot.services.insisting import insist
from bot.services.together import Together


class Writing:
    """A write that waits until it may go on, and fails when told to."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.go = asyncio.Event()
        self.error: Exception | None = None

    async def __call__(self, batch: Sequence[str]) -> None:
        self.batches.append(list(batch))
        await self.go.wait()
        if self.error is not None:
            raise self.error


async def test_what_comes_while_one_write_runs_goes_with_the_next() -> None:
    writing = Writing()
    together: Together[str] = Together(writing)
    adding = [asyncio.create_task(together.add("a"))]
    await asyncio.sleep(0)
    await asyncio.sleep(0)  # the first write runs
    adding += [asyncio.create_task(together.add(item)) for item in "bcd"]
    await asyncio.sleep(0)
    writing.go.set()

    await asyncio.gather(*adding)

    assert writing.batches == [["a"], ["b", "c", "d"]]


async def test_everybody_in_a_write_that_failed_is_told_and_the_next_goes_on() -> None:
    writing = Writing()
    writing.go.set()
    together: Together[str] = Together(writing)
    writing.error = StoreDown("gone")

    failed = await asyncio.gather(together.add("a"), together.add("b"), return_exceptions=True)
    writing.error = None
    await together.add("c")

    assert [type(one) for one in failed] == [StoreDown, StoreDown]
    assert writing.batches[-1] == ["c"]


async def test_one_who_left_does_not_disturb_the_others() -> None:
    writing = Writing()
    together: Together[str] = Together(writing)
    leaving, staying = (asyncio.create_task(together.add(item)) for item in "ab")
    await asyncio.sleep(0)
    leaving.cancel()
    await asyncio.wait([leaving])
    writing.go.set()

    await staying

    assert staying.done()


async def test_a_write_is_repeated_while_the_database_fails() -> None:
    failures: list[Exception] = [StoreDown("one"), StoreDown("two")]

    async def write() -> str:
        if failures:
            raise failures.pop()
        return "written"

    assert await insist(write, pauses=(0, 0, 0)) == "written"


async def test_a_write_that_fails_to_the_end_is_raised() -> None:
    async def write() -> None:
        raise StoreDown("gone")

    with pytest.raises(StoreDown):
        await insist(write, pauses=(0, 0))
