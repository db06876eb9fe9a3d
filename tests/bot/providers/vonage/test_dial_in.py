"""Telephone numbers that lead into rooms: as one dials them, and asked for once an hour."""

from typing import Any

import httpx
import pytest

from bot.errors import Garbled, ServiceClosed, Unreachable
from bot.live import DialIn
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import Server, refusal, wire
from tests.conftest import FrozenClock

NUMBERS = "GET dial-in-numbers"


def numbers(*rows: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json=list(rows))


async def test_have_a_plus_and_a_place(server: Server, old: Vonage) -> None:
    server.says(NUMBERS, httpx.Response(200, json=wire("dial_in_numbers")))

    assert await old.dial_in() == (
        DialIn(number="+541139862166", place="Argentina"),
        DialIn(number="+442381924626", place="United Kingdom"),
        DialIn(number="+17323338801", place="United States"),
    )


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"number": "442381924626", "locale": "en-GB"}, "en-GB"),
        ({"number": "+442381924626", "locale": "en-GB", "display_name": ""}, "en-GB"),
        ({"number": "442381924626", "display_name": None}, ""),
    ],
    ids=str,
)
async def test_have_the_place_that_is_told(row: dict[str, Any], place: str, server: Server, old: Vonage) -> None:
    server.says(NUMBERS, numbers(row))

    assert await old.dial_in() == (DialIn(number="+442381924626", place=place),)


async def test_there_may_be_none(server: Server, old: Vonage) -> None:
    server.says(NUMBERS, numbers())

    assert await old.dial_in() == ()


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"numbers": []},
        None,
        [None],
        ["442381924626"],
        [{"locale": "en-GB"}],
        [{"number": 442381924626}],
        [{"number": "+44 2381 924626"}],
        [{"number": "1" * 16}],
        [{"number": "442381924626", "display_name": 7}],
    ],
    ids=str,
)
async def test_are_not_made_up(answer: object, server: Server, old: Vonage) -> None:
    server.says(NUMBERS, httpx.Response(200, json=answer))

    with pytest.raises(Garbled):
        await old.dial_in()


async def test_are_remembered_for_an_hour(server: Server, old: Vonage, clock: FrozenClock) -> None:
    server.says(NUMBERS, numbers({"number": "111"}), numbers({"number": "222"}))

    heard = [(await old.dial_in())[0].number]
    clock.advance(minutes=59)
    heard.append((await old.dial_in())[0].number)
    clock.advance(minutes=1)
    heard.append((await old.dial_in())[0].number)

    assert heard == ["+111", "+111", "+222"]
    assert server.calls() == [NUMBERS, NUMBERS]


async def test_are_asked_for_again_when_there_was_no_answer(server: Server, old: Vonage) -> None:
    server.says(NUMBERS, httpx.ReadTimeout("slow"))
    with pytest.raises(Unreachable):
        await old.dial_in()
    server.says(NUMBERS, numbers({"number": "111"}))

    assert await old.dial_in()


@pytest.mark.parametrize("answer", [refusal("room_not_found"), httpx.Response(404), httpx.ConnectError("refused")])
async def test_of_a_closed_service_there_are_none(
    answer: httpx.Response | Exception, server: Server, old: Vonage
) -> None:
    server.says(NUMBERS, answer)

    with pytest.raises(ServiceClosed):
        await old.dial_in()
