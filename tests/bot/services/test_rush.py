"""The rush: noticed from the second request on, over after a pause or after the longest time."""

import asyncio

import pytest

from bot.services.rush import Rush


class Seconds:
    """A monotonic clock that moves when it is told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
async def rush(seconds: Seconds) -> Rush:
    return Rush(lambda: None, quiet_s=0.1, longest_s=1.0, monotonic=seconds)


async def test_one_request_is_no_rush(rush: Rush) -> None:
    rush.notice()

    assert not rush.on


async def test_requests_with_a_pause_between_them_are_no_rush(rush: Rush, seconds: Seconds) -> None:
    for _ in range(3):
        rush.notice()
        seconds.now += 0.1

    assert not rush.on


async def test_a_second_request_soon_after_the_first_is_a_rush_until_nothing_came_for_a_while(
    rush: Rush, seconds: Seconds
) -> None:
    rush.notice()
    seconds.now += 0.05
    rush.notice()
    seconds.now += 0.09
    during = rush.on

    seconds.now += 0.02

    assert during
    assert not rush.on


async def test_a_rush_is_over_after_its_longest_time_although_requests_keep_coming(
    rush: Rush, seconds: Seconds
) -> None:
    seen = []
    for _ in range(40):
        rush.notice()
        seen.append(rush.on)
        seconds.now += 0.0625

    assert seen == [False] + [True] * 15 + [False] * 24


async def test_there_is_another_rush_after_a_pause(rush: Rush, seconds: Seconds) -> None:
    for _ in range(40):
        rush.notice()
        seconds.now += 0.05
    seconds.now += 0.1

    rush.notice()
    seconds.now += 0.01
    rush.notice()

    assert rush.on


async def test_its_end_is_told_once() -> None:
    told: list[float] = []
    over = asyncio.Event()

    def tell() -> None:
        told.append(asyncio.get_running_loop().time())
        over.set()

    rush = Rush(tell, quiet_s=0.01, longest_s=1.0)

    for _ in range(5):
        rush.notice()
    async with asyncio.timeout(5):
        await over.wait()

    assert len(told) == 1
    assert not rush.on
