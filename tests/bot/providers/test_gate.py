"""How many go at once, who goes first, and how a back end is left alone that asks for it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Busy, Denied, Garbled, Resting, Unreachable
from bot.providers.circuit import FAILURES
from bot.providers.gate import AT_ONCE, LONGEST_WAIT, UNHURRIED_AT_ONCE, Gate, unhurried
from bot.providers.http import Api, Patience
from tests.bot.providers.door import Handler, always, api
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


class Counting:
    """A handler with the number of times it was asked."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.asked = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        return self.handler(request)


def busy(retry_after: str, status: int = 429) -> Counting:
    return Counting(always(status, headers={"Retry-After": retry_after}))


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("1", 1),
        ("30", 30),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30),
        ("Mon, 23 Nov 2026 13:00:30 +0100", 30),
        ("300", 300),
        ("301", 300),
        ("9" * 400, 300),
        ("Tue, 23 Nov 2027 12:00:30 GMT", 300),
    ],
)
async def test_who_asks_to_be_left_alone_is(
    said: str, seconds: int, status: int, patience: Patience, clock: FrozenClock
) -> None:
    server = busy(said, status)
    door = api(server, patience=patience)
    with pytest.raises(Busy) as told:
        await door.send("POST", "things")

    clock.advance(seconds=seconds - 1)
    with pytest.raises(Busy) as left_alone:
        await door.send("GET", "things")

    assert server.asked == 1
    assert told.value.retry_after == timedelta(seconds=seconds)
    assert left_alone.value.retry_after == timedelta(seconds=1)


async def test_after_that_it_is_asked_again(patience: Patience, clock: FrozenClock) -> None:
    server = busy("30")
    door = api(server, patience=patience)
    with pytest.raises(Busy):
        await door.send("POST", "things")
    clock.advance(seconds=30)
    server.handler = always()

    answer = await door.send("POST", "things")

    assert (answer.status_code, server.asked) == (200, 2)


@pytest.mark.parametrize(
    "said",
    ["", "0", "-5", "soon", "1.5", "²", "Mon, 23 Nov 2026 11:59:59 GMT", "Mon, 99 Nov 2026 12:00:30 GMT", "1 2 3 4 5"],
)
async def test_what_says_nothing_that_lies_ahead_is_not_waited_for(said: str, patience: Patience) -> None:
    server = Counting(always(429, headers=[(b"Retry-After", said.encode())]))
    door = api(server, patience=patience)
    with pytest.raises(Busy) as caught:
        await door.send("POST", "things")

    with pytest.raises(Busy):
        await door.send("POST", "things")

    assert server.asked == 2
    assert caught.value.retry_after is None


@settings(deadline=None)
@given(said=st.text() | st.from_regex(r"\w{3}, \d{1,4} \w{3} \d{1,6} \d\d:\d\d:\d\d [+-]?\w{1,6}", fullmatch=True))
def test_whatever_it_says_is_a_wait_within_reason_or_none(said: str) -> None:
    answer = httpx.Response(429, headers=[(b"Retry-After", said.encode())])

    wait = Gate("hq", clock=FrozenClock(), silence=timedelta(seconds=3)).asked_wait(answer)

    assert wait is None or timedelta() < wait <= LONGEST_WAIT


@pytest.mark.parametrize("status", [200, 400, 404, 500])
async def test_only_who_is_busy_can_ask_for_it(status: int, patience: Patience) -> None:
    server = busy("30", status)
    door = api(server, patience=patience)

    for _ in range(2):
        with suppress(Denied, Garbled):
            await door.send("POST", "things")

    assert server.asked == 2


async def test_one_who_is_busy_in_the_vendors_own_words_says_for_how_long_too(patience: Patience) -> None:
    door = api(busy("30", 503), refuses=lambda answer: Busy("hq", "overload"), patience=patience)

    with pytest.raises(Busy, match="overload") as caught:
        await door.send("POST", "things")

    assert caught.value.retry_after == timedelta(seconds=30)


async def test_a_clock_that_is_set_back_keeps_nobody_away_for_longer(patience: Patience, clock: FrozenClock) -> None:
    server = busy("30")
    door = api(server, patience=patience)
    with pytest.raises(Busy):
        await door.send("POST", "things")
    clock.advance(hours=-3)

    with pytest.raises(Busy):
        await door.send("POST", "things")

    assert server.asked == 2
