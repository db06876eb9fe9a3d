"""A back end that asks to be left alone is: for how long, and what is said meanwhile."""

from contextlib import suppress
from datetime import timedelta

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import Busy, Denied, Garbled
from bot.providers.gate import LONGEST_WAIT, Gate
from bot.providers.http import Patience
from tests.bot.providers.door import Handler, always, api
from tests.conftest import FrozenClock


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
