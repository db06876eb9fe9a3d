"""How many go at once, who goes first, and what becomes of those who wait where nobody is answered."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from bot.errors import Resting, Unreachable
from bot.providers.circuit import FAILURES
from bot.providers.gate import AT_ONCE, UNHURRIED_AT_ONCE, unhurried
from bot.providers.http import Api, Patience
from tests.bot.providers.door import always, api
from tests.conftest import FrozenClock


class Crowd:
    """A server that answers nobody before it is told to; knows how many are being served."""

    def __init__(self) -> None:
        self.inside: list[str] = []
        self.most = 0
        self.go = asyncio.Event()

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.inside.append(request.url.path)
        self.most = max(self.most, len(self.inside))
        try:
            await self.go.wait()
        finally:
            self.inside.remove(request.url.path)
        return httpx.Response(200)


@pytest.fixture
def crowd() -> Crowd:
    return Crowd()


def asking(door: Api, count: int, what: str = "things") -> list[asyncio.Task[httpx.Response]]:
    return [asyncio.create_task(door.send("POST", what)) for _ in range(count)]


async def settle() -> None:
    """Let everything happen that needs no time."""
    for _ in range(50):
        await asyncio.sleep(0)


async def test_at_most_so_many_go_at_once_and_all_have_their_turn(crowd: Crowd, patience: Patience) -> None:
    calls = asking(api(httpx.MockTransport(crowd), patience=patience), AT_ONCE * 3)
    await settle()

    crowd.go.set()
    answers = await asyncio.gather(*calls)

    assert (crowd.most, len(answers)) == (AT_ONCE, AT_ONCE * 3)


async def test_who_had_no_turn_in_time_certainly_sent_nothing(crowd: Crowd, short_patience: Patience) -> None:
    async def held(request: httpx.Request) -> httpx.Response:
        """Keeps its turn after its own time is up."""
        try:
            return await crowd(request)
        finally:
            await crowd.go.wait()

    door = api(httpx.MockTransport(held), patience=short_patience)
    before = asking(door, AT_ONCE)
    await settle()

    with pytest.raises(Unreachable, match="not sent within"):
        await door.send("POST", "late")

    crowd.go.set()
    await asyncio.gather(*before, return_exceptions=True)
    assert crowd.most == AT_ONCE


async def test_turns_that_came_to_nothing_are_given_back(crowd: Crowd, short_patience: Patience) -> None:
    door = api(httpx.MockTransport(crowd), patience=short_patience)
    await asyncio.gather(*asking(door, AT_ONCE), return_exceptions=True)

    crowd.go.set()

    assert (await door.send("POST", "things")).status_code == 200


async def test_who_is_in_no_hurry_leaves_turns_to_those_somebody_waits_for(crowd: Crowd, patience: Patience) -> None:
    door = api(httpx.MockTransport(crowd), patience=patience)
    with unhurried():
        watching = asking(door, AT_ONCE * 2, "watched")
    await settle()

    waiting = asking(door, AT_ONCE - UNHURRIED_AT_ONCE, "wanted")
    await settle()
    served = sorted(crowd.inside)
    crowd.go.set()
    await asyncio.gather(*watching, *waiting)

    assert served == ["/api/wanted"] * (AT_ONCE - UNHURRIED_AT_ONCE) + ["/api/watched"] * UNHURRIED_AT_ONCE
    assert UNHURRIED_AT_ONCE < AT_ONCE


async def test_a_back_end_that_hangs_takes_no_turn_of_another(crowd: Crowd, patience: Patience) -> None:
    hanging = asking(api(httpx.MockTransport(crowd), patience=patience), AT_ONCE * 2)
    await settle()

    answer = await api(always(), patience=patience).send("POST", "things")

    assert answer.status_code == 200
    for call in hanging:
        call.cancel()


async def test_where_nobody_is_answered_for_long_nobody_else_is_sent(
    crowd: Crowd, patience: Patience, clock: FrozenClock
) -> None:
    door = api(httpx.MockTransport(crowd), patience=patience)
    hanging = asking(door, FAILURES)
    await settle()
    clock.advance(seconds=3)

    with pytest.raises(Resting):
        await door.send("GET", "things")

    assert len(crowd.inside) == FAILURES
    for call in hanging:
        call.cancel()


@pytest.mark.parametrize(("calls", "seconds"), [(FAILURES - 1, 60), (FAILURES, 2.9)])
async def test_a_few_who_wait_or_a_short_while_are_no_sign(
    calls: int, seconds: float, crowd: Crowd, patience: Patience, clock: FrozenClock
) -> None:
    door = api(httpx.MockTransport(crowd), patience=patience)
    waiting = asking(door, calls)
    await settle()
    clock.advance(seconds=seconds)

    (one_more,) = asking(door, 1)
    await settle()

    assert len(crowd.inside) == calls + 1
    for call in (*waiting, one_more):
        call.cancel()


async def test_where_somebody_is_answered_it_does_not_hang(
    crowd: Crowd, patience: Patience, clock: FrozenClock
) -> None:
    async def slow_and_quick(request: httpx.Request) -> httpx.Response:
        return await crowd(request) if request.url.path.endswith("slow") else httpx.Response(200)

    door = api(httpx.MockTransport(slow_and_quick), patience=patience)
    waiting = asking(door, FAILURES, "slow")
    await settle()
    for _ in range(3):
        clock.advance(seconds=2)
        answer = await door.send("POST", "quick")

    assert answer.status_code == 200
    for call in waiting:
        call.cancel()


async def test_the_first_answer_after_all_lets_everybody_go_again(
    crowd: Crowd, patience: Patience, clock: FrozenClock
) -> None:
    door = api(httpx.MockTransport(crowd), patience=patience)
    waiting = asking(door, FAILURES)
    await settle()
    clock.advance(seconds=3)
    with pytest.raises(Resting):
        await door.send("POST", "things")

    crowd.go.set()
    await asyncio.gather(*waiting)

    assert (await door.send("POST", "things")).status_code == 200


class SlowLogin(httpx.Auth):
    """One login for all, which takes for ever."""

    def __init__(self) -> None:
        self.one = asyncio.Lock()

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        async with self.one:
            yield httpx.Request("POST", "https://server.test/login")
        yield request


async def test_who_waits_for_the_login_of_another_does_not_wait_on_where_it_hangs(
    crowd: Crowd, patience: Patience, clock: FrozenClock
) -> None:
    hasty = replace(patience, silence=timedelta(milliseconds=20))
    door = api(httpx.MockTransport(crowd), auth=SlowLogin(), patience=hasty)
    first, *others = asking(door, FAILURES * 2)
    await settle()
    clock.advance(seconds=1)

    failed = await asyncio.gather(*others, return_exceptions=True)

    assert {type(error) for error in failed} == {Resting}
    assert not first.done()
    first.cancel()
