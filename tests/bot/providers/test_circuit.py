"""A back end that does not answer is left alone for a while: when, for how long, and what is said meanwhile."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from bot.errors import ProviderError, Resting, Unreachable
from bot.providers.http import Api, Patience
from tests.bot.providers.conftest import Waits
from tests.bot.providers.door import Handler, Login, always, api, never, raising
from tests.conftest import FrozenClock


class Server:
    """Does what it is told to, and counts how often it was asked."""

    def __init__(self) -> None:
        self.does: Handler = raising(httpx.ConnectError)
        self.asked = 0

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        answer = self.does(request)
        return await answer if asyncio.iscoroutine(answer) else answer


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def door(server: Server, patience: Patience) -> Api:
    return api(httpx.MockTransport(server), patience=patience)


async def try_hard(door: Api, clock: FrozenClock, *, times: int = 5, seconds: float = 1) -> None:
    """Writes, which are sent once, one after the other with a pause between."""
    for number in range(times):
        if number:
            clock.advance(seconds=seconds)
        with suppress(ProviderError):
            await door.send("POST", "things")


async def opened(door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock)
    with pytest.raises(Resting):
        await door.send("POST", "things")


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_after_five_failures_in_a_row_it_is_not_asked_for_a_while(
    method: str, server: Server, door: Api, clock: FrozenClock
) -> None:
    await try_hard(door, clock)

    with pytest.raises(Resting, match="it did not answer lately") as caught:
        await door.send(method, "things")

    assert server.asked == 5
    assert caught.value.again_in.total_seconds() == 15


async def test_after_four_failures_it_is_still_asked(server: Server, door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock, times=4)

    with pytest.raises(Unreachable, match="ConnectError"):
        await door.send("POST", "things")

    assert server.asked == 5


async def test_a_moment_in_which_many_calls_break_is_no_reason(server: Server, door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock, times=30, seconds=0.05)

    server.does = always()
    await door.send("POST", "things")

    assert server.asked == 31


async def test_an_answer_in_between_begins_a_new_row(server: Server, door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock, times=4)
    server.does = always()
    await door.send("POST", "things")
    server.does = raising(httpx.ConnectError)

    await try_hard(door, clock, times=4)

    with pytest.raises(Unreachable, match="ConnectError"):
        await door.send("POST", "things")


async def test_failures_long_apart_make_no_row(server: Server, door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock, times=20, seconds=61)

    assert server.asked == 20


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ReadError, httpx.ProxyError])
async def test_a_line_that_breaks_is_a_failure(
    error: type[httpx.TransportError], server: Server, door: Api, clock: FrozenClock
) -> None:
    server.does = raising(error)

    await opened(door, clock)


@pytest.mark.parametrize("status", [502, 504])
async def test_a_gateway_that_gave_up_is_a_failure(status: int, server: Server, door: Api, clock: FrozenClock) -> None:
    server.does = always(status)

    await opened(door, clock)


async def test_an_answer_that_does_not_come_is_a_failure(
    server: Server, short_patience: Patience, clock: FrozenClock
) -> None:
    def slow(request: httpx.Request) -> object:
        clock.advance(seconds=9)
        return never(request)

    server.does = slow  # type: ignore[assignment]  # a coroutine, as MockTransport takes it
    door = api(httpx.MockTransport(server), patience=short_patience)
    await asyncio.gather(*(door.send("POST", "things") for _ in range(5)), return_exceptions=True)

    with pytest.raises(Resting):
        await door.send("POST", "things")

    assert server.asked == 5


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 408, 409, 422, 429, 500, 503])
async def test_whoever_answers_is_there(status: int, server: Server, door: Api, clock: FrozenClock) -> None:
    server.does = always(status)

    await try_hard(door, clock, times=20)

    assert server.asked == 20


@pytest.mark.parametrize("auth", [None, Login()], ids=["the request", "its login"])
async def test_an_answer_too_long_to_be_read_is_an_answer(
    auth: httpx.Auth | None, server: Server, patience: Patience, clock: FrozenClock
) -> None:
    server.does = always(content=b" " * 2_000_001)
    door = api(httpx.MockTransport(server), auth=auth, patience=patience)

    await try_hard(door, clock, times=6)

    assert server.asked == 6


async def test_after_the_rest_one_call_goes_and_others_do_not_wait_for_it(
    server: Server, door: Api, clock: FrozenClock
) -> None:
    await opened(door, clock)
    clock.advance(seconds=15)
    server.does = never  # type: ignore[assignment]  # as above

    first = asyncio.create_task(door.send("POST", "things"))
    await asyncio.sleep(0)
    with pytest.raises(Resting):
        await door.send("POST", "things")

    assert server.asked == 6
    first.cancel()


async def test_the_answer_to_that_call_lets_all_go_again(server: Server, door: Api, clock: FrozenClock) -> None:
    await opened(door, clock)
    clock.advance(seconds=15)
    server.does = always()

    await door.send("POST", "things")
    await door.send("POST", "things")

    assert server.asked == 7


async def test_where_that_call_fails_too_it_is_left_alone_again(server: Server, door: Api, clock: FrozenClock) -> None:
    await opened(door, clock)
    clock.advance(seconds=15)
    with pytest.raises(Unreachable, match="ConnectError"):
        await door.send("POST", "things")

    clock.advance(seconds=14)
    with pytest.raises(Resting):
        await door.send("POST", "things")

    assert server.asked == 6


async def test_where_that_call_is_broken_off_the_next_one_goes(server: Server, door: Api, clock: FrozenClock) -> None:
    await opened(door, clock)
    clock.advance(seconds=15)
    server.does = never  # type: ignore[assignment]  # as above
    first = asyncio.create_task(door.send("POST", "things"))
    await asyncio.sleep(0)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first

    server.does = always()
    await door.send("POST", "things")

    assert server.asked == 7


async def test_a_read_is_not_tried_again_once_it_is_left_alone(
    server: Server, door: Api, clock: FrozenClock, waits: Waits
) -> None:
    await try_hard(door, clock, times=4)
    clock.advance(seconds=1)

    with pytest.raises(Unreachable, match="ConnectError"):
        await door.send("GET", "things")

    assert (server.asked, waits.seconds) == (5, [])


async def test_a_clock_that_is_set_back_lengthens_no_rest(server: Server, door: Api, clock: FrozenClock) -> None:
    await opened(door, clock)
    clock.advance(hours=-3)
    server.does = always()

    await door.send("POST", "things")

    assert server.asked == 6


async def test_one_back_ends_trouble_is_no_others(
    server: Server, door: Api, patience: Patience, clock: FrozenClock
) -> None:
    other = api(always(), patience=patience)

    await opened(door, clock)

    assert (await other.send("POST", "things")).status_code == 200


async def test_its_cause_is_why_the_last_call_failed(door: Api, clock: FrozenClock) -> None:
    await try_hard(door, clock)

    with pytest.raises(Resting) as caught:
        await door.send("POST", "things")

    assert isinstance(caught.value.__cause__, httpx.ConnectError)


def told(caplog: pytest.LogCaptureFixture) -> Iterator[tuple[str, str]]:
    for record in caplog.records:
        yield record.levelname, record.getMessage()


async def test_the_log_says_so(server: Server, door: Api, clock: FrozenClock, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    await opened(door, clock)
    clock.advance(seconds=15)
    server.does = always()

    await door.send("POST", "things")

    assert list(told(caplog)) == [
        ("WARNING", "a back end does not answer and is left alone for a while"),
        ("INFO", "a back end answers again"),
    ]
    assert {vars(record)["provider"] for record in caplog.records} == {"hq"}
