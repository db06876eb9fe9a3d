"""`/conf record`: started, paused and stopped by those who may, where the back end can be told to."""

from typing import Any

import pytest

from bot.errors import ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.model import Conference
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk
from tests.poor import Crowded

STARTED = "*Weekly sync* is being recorded now. Please tell the people in it."
STOPPED = "Recording *Weekly sync* has stopped."
PAUSED = "Recording *Weekly sync* is paused. `/conf record start` goes on with it."


@pytest.mark.parametrize(
    ("typed", "order", "words"),
    [
        ("record start", ("record", True), STARTED),
        ("record start {code}", ("record", True), STARTED),
        ("record {code} start", ("record", True), STARTED),
        ("record on", ("record", True), STARTED),
        ("rec START", ("record", True), STARTED),
        ("recording resume", ("record", True), STARTED),
        ("record stop", ("record", False), STOPPED),
        ("record off {code}", ("record", False), STOPPED),
        ("record pause", ("pause",), PAUSED),
    ],
)
async def test_what_was_typed_reaches_the_back_end_and_its_person_reads_so(
    talk: Talk, hall: Crowded, live: Conference, typed: str, order: tuple[Any, ...], words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [order]
    assert answer.words == words


async def test_everybody_sees_on_the_card_that_it_is_being_recorded(
    plenum: Backstage, talk: Talk, live: Conference
) -> None:
    await talk.types("record start")
    await plenum.deliver()

    assert "Being recorded" in talk.card().words


async def test_an_administrator_may_too(plenum: Backstage, talk: Talk, hall: Crowded) -> None:
    await plenum.start(provider="hall", host_id=BEN)

    await talk.types("record start", by=ANA)

    assert hall.orders == [("record", True)]


async def test_nobody_else_may(talk: Talk, hall: Crowded, live: Conference) -> None:
    answer = await talk.types("record start", by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
    assert hall.orders == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("record", "Say what to do: `/conf record start`, `/conf record pause` or `/conf record stop`."),
        ("record {code}", "Say what to do: `/conf record start`"),
        ("record it", "Say what to do: `/conf record start`"),
        ("record start now please", "I do not know what to do with “now please”."),
        (f"record start <@{BEN}|ben>", "I do not know what to do with “@ben”."),
        ("record start Q9Q9", "I know no conference `Q9Q9`"),
    ],
)
async def test_wrong_words_are_answered_with_a_sentence(
    talk: Talk, hall: Crowded, live: Conference, typed: str, words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert words in answer.words
    assert hall.orders == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("record start", "The conference server *dial* cannot be told to record from here"),
        ("record stop", "The conference server *dial* cannot be told to record from here"),
        ("record pause", "The conference server *dial* cannot pause a recording"),
    ],
)
async def test_a_back_end_that_cannot_is_said_not_to(plenum: Backstage, talk: Talk, typed: str, words: str) -> None:
    await plenum.start(provider="dial")

    answer = await talk.types(typed)

    assert words in answer.words


@pytest.mark.parametrize(
    ("failure", "words"),
    [
        (Unreachable("hall"), "The conference server *hall* cannot be reached. Nothing was changed there."),
        (Unanswered("hall"), "The conference server *hall* did not answer in time."),
        (Refused("hall", why=Refusal.NOT_RUNNING), "nobody is in the conference there"),
    ],
)
async def test_an_order_that_came_to_nothing_is_told_and_not_shown(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference, failure: ProviderError, words: str
) -> None:
    hall.failing = failure

    answer = await talk.types("record start")
    await plenum.deliver()

    assert words in answer.words
    assert "Reference `" in answer.words
    assert "Being recorded" not in talk.card().words


async def test_where_two_are_live_the_choice_does_it(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types("record stop")
    before = list(hall.orders)
    answer = await talk.presses(asked.choice("Stop recording Weekly sync"))

    assert "Which one?" in asked.words
    assert (before, hall.orders) == ([], [("record", False)])
    assert answer.words == STOPPED


async def test_what_is_over_is_not_recorded(plenum: Backstage, talk: Talk, hall: Crowded, live: Conference) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    answer = await talk.types(f"record start {live.code}")

    assert "*Weekly sync* is not live now" in answer.words
    assert hall.orders == []
