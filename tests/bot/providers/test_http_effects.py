"""What is known of the effect of a request that was not answered, and who tries again."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta

import httpx
import pytest

from bot.errors import Busy, Garbled, ProviderError, Unanswered, Unreachable
from bot.providers.http import Patience, after_effect, before_effect, client
from tests.bot.providers.conftest import Waits
from tests.bot.providers.door import Handler, Login, Thing, api, never, raising


@pytest.mark.parametrize(
    "error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol]
)
@pytest.mark.parametrize("method", ["GET", "POST", "PATCH", "DELETE"])
async def test_what_was_never_sent_is_unreachable(
    error: type[httpx.TransportError], method: str, patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unreachable):
        await door.send(method, "things")


BROKEN = [httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError, httpx.ReadTimeout, httpx.WriteTimeout]


@pytest.mark.parametrize("error", BROKEN)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_line_that_broke_under_a_write_is_unanswered(
    error: type[httpx.TransportError], method: str, patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unanswered):
        await door.send(method, "things")


@pytest.mark.parametrize("error", BROKEN)
async def test_a_line_that_broke_under_a_read_is_unreachable(
    error: type[httpx.TransportError], patience: Patience
) -> None:
    door = api(raising(error), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("GET", "things")


@pytest.mark.parametrize(("method", "called"), [("GET", Unreachable), ("POST", Unanswered), ("DELETE", Unanswered)])
async def test_waits_no_longer_than_its_patience(
    method: str, called: type[ProviderError], short_patience: Patience
) -> None:
    door = api(httpx.MockTransport(never), patience=short_patience)

    with pytest.raises(called, match=r"within 0\.05 s"):
        await door.send(method, "things")


async def test_a_body_that_trickles_in_has_the_same_deadline(short_patience: Patience) -> None:
    async def trickle(request: httpx.Request) -> httpx.Response:
        async def body() -> AsyncGenerator[bytes, None]:
            yield b"{"
            await asyncio.Event().wait()

        return httpx.Response(200, content=body())

    door = api(httpx.MockTransport(trickle), patience=short_patience)

    with pytest.raises(Unanswered):
        await door.send("POST", "things")


@pytest.mark.parametrize("fault", [raising(httpx.ReadTimeout), raising(httpx.RemoteProtocolError), never])
async def test_a_write_whose_login_was_lost_was_never_sent(fault: Handler, short_patience: Patience) -> None:
    door = api(httpx.MockTransport(fault), auth=Login(), patience=short_patience)

    with pytest.raises(Unreachable):
        await door.send("POST", "things")


async def test_a_read_is_tried_three_times(waits: Waits, patience: Patience) -> None:
    tries: list[httpx.Request] = []

    def third_time_lucky(request: httpx.Request) -> httpx.Response:
        tries.append(request)
        if len(tries) < 3:
            raise httpx.ConnectError("refused", request=request)
        return httpx.Response(200, json={"name": "a"})

    thing = await api(third_time_lucky, patience=patience).call("GET", "things", answers=Thing)

    assert thing.name == "a"
    assert waits.seconds == [0.2, 0.6]


async def test_those_who_failed_together_come_back_apart(waits: Waits) -> None:
    door = api(raising(httpx.ConnectError), patience=Patience(sleep=waits))
    for _ in range(8):
        with pytest.raises(Unreachable):
            await door.send("GET", "things")

    first, second = waits.seconds[::2], waits.seconds[1::2]

    assert len(set(first)) > 1
    assert all(0.1 <= pause <= 0.3 for pause in first)
    assert all(0.3 <= pause <= 0.9 for pause in second)


async def test_a_read_is_not_tried_a_fourth_time(waits: Waits, patience: Patience) -> None:
    door = api(raising(httpx.ConnectError), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("GET", "things")

    assert len(waits.seconds) == 2


async def test_a_write_is_tried_once_even_if_it_was_never_sent(waits: Waits, patience: Patience) -> None:
    door = api(raising(httpx.ConnectError), patience=patience)

    with pytest.raises(Unreachable):
        await door.send("POST", "things")

    assert waits.seconds == []


@pytest.mark.parametrize("error", [Unanswered, Garbled])
def test_before_anything_was_asked_for_nothing_can_have_happened(error: type[ProviderError]) -> None:
    with pytest.raises(Unreachable, match="hq: why"), before_effect():
        raise error("hq", "why")


@pytest.mark.parametrize("error", [Unreachable, Busy])
def test_after_something_was_done_it_cannot_be_said_that_nothing_was(error: type[ProviderError]) -> None:
    with pytest.raises(Unanswered, match="hq: why"), after_effect():
        raise error("hq", "why")


def test_connects_within_three_seconds_and_has_one_deadline_for_the_rest() -> None:
    assert client().timeout == httpx.Timeout(None, connect=3, pool=3)


def test_gives_up_before_whoever_asked_does() -> None:
    assert Patience().call < timedelta(seconds=10)
