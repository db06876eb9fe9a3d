"""Time limits that share one timer."""

import asyncio

import pytest

from bot.web.patience import Patience


async def test_who_is_in_time_notices_nothing() -> None:
    patience = Patience(10)

    with patience:
        await asyncio.sleep(0)


async def test_who_takes_too_long_is_interrupted() -> None:
    patience = Patience(0.01)

    with pytest.raises(TimeoutError), patience:
        await asyncio.Event().wait()


async def test_the_task_goes_on_as_if_it_had_never_been_cancelled() -> None:
    task = asyncio.current_task()
    assert task is not None

    with pytest.raises(TimeoutError), Patience(0.01):
        await asyncio.Event().wait()

    assert task.cancelling() == 0
    await asyncio.sleep(0)


async def test_each_waits_for_its_own_limit() -> None:
    patience = Patience(0.02)

    async def wait(event: asyncio.Event) -> str:
        try:
            with patience:
                await event.wait()
        except TimeoutError:
            return "late"
        return "in time"

    happened = asyncio.Event()
    happened.set()

    ended = await asyncio.gather(wait(happened), wait(asyncio.Event()), wait(happened))

    assert list(ended) == ["in time", "late", "in time"]


async def test_a_cancellation_from_outside_stays_one() -> None:
    patience, waiting = Patience(10), asyncio.Event()

    async def wait() -> None:
        with patience:
            waiting.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(wait())
    await waiting.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task


async def test_an_error_stays_an_error() -> None:
    with pytest.raises(KeyError), Patience(10):
        raise KeyError


async def test_it_can_be_used_again_after_a_pause() -> None:
    patience = Patience(0.01)
    with pytest.raises(TimeoutError), patience:
        await asyncio.Event().wait()

    with pytest.raises(TimeoutError), patience:
        await asyncio.Event().wait()
