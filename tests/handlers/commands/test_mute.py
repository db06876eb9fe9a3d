"""`/conf mute` and `/conf unmute`: everybody, or one who is in."""

from typing import Any

import pytest

from bot.errors import Refusal, Refused
from bot.live import Participant
from bot.model import Conference
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage
from tests.handlers.conftest import ANAS, BENS, KELLY, enter
from tests.handlers.talk import Talk
from tests.poor import Crowded


@pytest.mark.parametrize(
    ("typed", "on", "words"),
    [
        ("mute", True, "Everybody in *Weekly sync* is muted."),
        ("mute {code}", True, "Everybody in *Weekly sync* is muted."),
        ("silence", True, "Everybody in *Weekly sync* is muted."),
        ("unmute", False, "Everybody in *Weekly sync* can speak."),
        ("unmute {code}", False, "Everybody in *Weekly sync* can speak."),
    ],
)
async def test_without_a_name_everybody_is_meant(
    talk: Talk, hall: Crowded, live: Conference, typed: str, on: bool, words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [("mute_all", on)]
    assert answer.words == words


@pytest.mark.parametrize(
    ("typed", "order", "words"),
    [
        (f"mute <@{BEN}|ben>", ("mute", BENS.id, True), f"<@{BEN}> is muted in *Weekly sync*."),
        (f"mute {{code}} <@{BEN}|ben>", ("mute", BENS.id, True), f"<@{BEN}> is muted in *Weekly sync*."),
        ("mute Ben Okafor", ("mute", BENS.id, True), f"<@{BEN}> is muted in *Weekly sync*."),
        ("mute @ben", ("mute", BENS.id, True), f"<@{BEN}> is muted in *Weekly sync*."),
        ("unmute KELLY", ("mute", KELLY.id, False), "Kelly can speak in *Weekly sync*."),
        ("unmute {code} kel", ("mute", KELLY.id, False), "Kelly can speak in *Weekly sync*."),
    ],
)
async def test_one_is_meant_by_mention_or_by_the_beginning_of_their_name(
    talk: Talk, hall: Crowded, live: Conference, typed: str, order: tuple[Any, ...], words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [order]
    assert answer.words == words


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mute Zoe", "Nobody called “Zoe” is in, as far as I know. `/conf people` shows who is."),
        (f"mute <@{CLEO}|cleo>", "Nobody called “cleo” is in, as far as I know."),
        ("unmute k", "Several people who are in have a name like “k”. `/conf people` shows them"),
        (f"mute <@{BEN}|ben> <@{ANA}|ana>", "Say who is meant, by name or mention"),
        (f"mute <@{BEN}|ben> for a while", "I do not know what to do with “for a while”."),
        ("mute Q9Q9", "I know no conference `Q9Q9`"),
    ],
)
async def test_who_is_not_certainly_meant_is_left_alone(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference, typed: str, words: str
) -> None:
    await enter(plenum, hall, ANAS, BENS, KELLY, Participant(id="phone/3", name="Kim"))

    answer = await talk.types(typed)

    assert words in answer.words
    assert hall.orders == []


@pytest.mark.parametrize("typed", ["mute", "unmute", f"mute <@{BEN}|ben>", "unmute Zoe"])
async def test_nobody_else_may_whoever_is_named(talk: Talk, hall: Crowded, live: Conference, typed: str) -> None:
    answer = await talk.types(typed, by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
    assert hall.orders == []


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("mute", "The conference server *dial* cannot mute everybody from here."),
        ("unmute", "The conference server *dial* cannot mute everybody from here."),
        ("mute Kelly", "The conference server *dial* cannot mute people from here."),
    ],
)
async def test_a_back_end_that_cannot_is_said_not_to_whoever_is_named(
    plenum: Backstage, talk: Talk, typed: str, words: str
) -> None:
    await plenum.start(provider="dial")

    answer = await talk.types(typed)

    assert answer.words == words


async def test_one_who_has_left_unseen_is_told_of(talk: Talk, hall: Crowded, live: Conference) -> None:
    hall.failing = Refused("hall", why=Refusal.NOT_INSIDE)

    answer = await talk.types("mute Ben")

    assert "The conference server *hall* refused: that person has left already." in answer.words


async def test_where_two_are_live_the_choice_mutes_everybody(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types("mute")
    await talk.presses(asked.choice("Mute Weekly sync"))

    assert hall.orders == [("mute_all", True)]


async def test_where_two_are_live_and_one_person_is_meant_the_choice_shows_who_is_in(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types("mute Ben")
    shown = await talk.presses(asked.choice("Show Weekly sync"))
    answer = await talk.presses(shown.choice("Mute", beside=f"<@{BEN}>"))

    assert answer.words == f"<@{BEN}> is muted in *Weekly sync*."
    assert hall.orders == [("mute", BENS.id, True)]


async def test_the_card_says_that_everybody_is_muted(plenum: Backstage, talk: Talk, live: Conference) -> None:
    await talk.types("mute")
    await plenum.deliver()

    assert "Everybody is muted" in talk.card().words
