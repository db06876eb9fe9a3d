"""`/conf call`: a telephone is called into a conference, if it is one that may be."""

import pytest

from bot.errors import Refusal, Refused
from bot.model import Conference
from bot.services.control import MOST_CALLS
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk
from tests.poor import Crowded


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("call 101", "101"),
        ("call 7004", "7004"),
        ("call 2345", "2345"),  # might be a code
        ("dial +441494523500", "+441494523500"),
        ("phone +44 (1494) 523-500", "+441494523500"),
        ("call 030/123.456", "030123456"),
        ("call <tel:+441494523500|+44 1494 523500>", "+441494523500"),
        ("call {code} 101", "101"),
        ("call {code} +44 1494 523500", "+441494523500"),
    ],
)
async def test_a_number_is_called_however_it_is_written(
    talk: Talk, hall: Crowded, live: Conference, typed: str, number: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [("call", number)]
    assert answer.words == f"{number} is being called into *Weekly sync*."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("call ben", "“ben” is no number to call. Use an extension such as `101`, or `+` and the whole number"),
        (f"call <@{BEN}|ben>", "“@ben” is no number to call."),
        ("call {code}", "is no number to call."),
        ("call", "Say which number to call, as in `/conf call 101`"),
        ("call 7", "“7” is no number to call."),
        ("call 44+1494", "“44+1494” is no number to call."),
        ("call +44149452350012345678901", "is no number to call."),
        ("call ١٠١", "is no number to call."),
        ("call *21*101#", "is no number to call."),
        ("call Q9Q9 101", "I know no conference `Q9Q9`"),
    ],
)
async def test_what_is_no_number_is_not_called(
    talk: Talk, hall: Crowded, live: Conference, typed: str, words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert words in answer.words
    assert hall.orders == []


async def test_nobody_else_may(talk: Talk, hall: Crowded, live: Conference) -> None:
    answer = await talk.types("call 101", by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
    assert hall.orders == []


async def test_a_back_end_without_telephones_is_said_to_have_none(plenum: Backstage, talk: Talk) -> None:
    await plenum.start(provider="dial")

    answer = await talk.types("call 101")

    assert answer.words == "The conference server *dial* cannot call telephones."


async def test_a_number_that_no_administrator_allowed_is_told_of(talk: Talk, hall: Crowded, live: Conference) -> None:
    hall.failing = Refused("hall", why=Refusal.NUMBER_NOT_ALLOWED)

    answer = await talk.types("call +441494523500")

    assert "*hall* refused: calls to that number are not allowed." in answer.words


async def test_one_conference_calls_only_so_many(talk: Talk, hall: Crowded, live: Conference) -> None:
    for _ in range(MOST_CALLS):
        await talk.types("call 101")

    answer = await talk.types("call 101")

    assert "This conference has called 20 numbers, and that is the most." in answer.words
    assert len(hall.orders) == MOST_CALLS


async def test_where_two_are_live_the_choice_keeps_the_number(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types("call +44 1494 523500")
    answer = await talk.presses(asked.choice(f"Call into Weekly sync · {live.code}"))

    assert "Which one?" in asked.words
    assert hall.orders == [("call", "+441494523500")]
    assert answer.words == "+441494523500 is being called into *Weekly sync*."


async def test_a_choice_pressed_by_somebody_else_calls_nobody(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)
    asked = await talk.types("call 101")

    answer = await talk.presses(asked.choice("Call into Weekly sync"), by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it")
    assert hall.orders == []


async def test_nobody_is_called_into_what_is_over(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    answer = await talk.types(f"call {live.code} 101")

    assert "*Weekly sync* is not live now" in answer.words
    assert hall.orders == []
