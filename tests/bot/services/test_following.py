"""Following the playground's clock."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta

import pytest

from bot.clock import FollowedClock
from bot.services.following import follow
from tests.conftest import NOON, FrozenClock


class Playground:
    """Tells the time, one answer per question; after the last one the test goes on."""

    def __init__(self, *answers: datetime | Exception) -> None:
        self._answers = list(answers)
        self.asked_out = asyncio.Event()

    async def told(self) -> datetime:
        if not self._answers:
            self.asked_out.set()
            await asyncio.Event().wait()
        answer = self._answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


Followed = Callable[..., object]


@pytest.fixture
async def followed(clock: FrozenClock) -> AsyncIterator[Followed]:
    """Follow a playground until it has told everything: the clock then, and how often it was set."""
    tasks: list[asyncio.Task[None]] = []

    async def followed(*answers: datetime | Exception) -> tuple[datetime, int]:
        ours, playground, moved = FollowedClock(clock), Playground(*answers), list[datetime]()
        tasks.append(asyncio.create_task(follow(ours, playground.told, moved=lambda: moved.append(ours()), every_s=0)))
        await asyncio.wait_for(playground.asked_out.wait(), 5)
        return ours(), len(moved)

    yield followed
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


HOUR = timedelta(hours=1)


async def test_a_clock_that_was_moved_moves_ours_and_wakes_who_waits(followed) -> None:
    assert await followed(NOON + HOUR) == (NOON + HOUR, 1)


async def test_every_move_is_followed(followed) -> None:
    assert await followed(NOON + HOUR, NOON + HOUR, NOON + 2 * HOUR) == (NOON + 2 * HOUR, 2)


async def test_small_differences_are_the_networks(followed) -> None:
    assert await followed(NOON + timedelta(milliseconds=900)) == (NOON, 0)


@pytest.mark.parametrize("trouble", [OSError("refused"), ValueError("not a time"), KeyError("now")])
async def test_a_clock_that_does_not_answer_is_asked_again(followed, trouble: Exception) -> None:
    assert await followed(trouble, NOON + HOUR) == (NOON + HOUR, 1)
