"""`/conf lock` and `/conf unlock`: nobody else gets in, or people get in again."""

import pytest

from bot.errors import Unreachable
from bot.model import Conference
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.handlers.talk import Talk
from tests.poor import Crowded

LOCKED = "*Weekly sync* is locked: nobody else gets in until you unlock it."
OPEN = "*Weekly sync* is open again: people get in with the link or number on its card."


@pytest.mark.parametrize(
    ("typed", "on", "words"),
    [
        ("lock", True, LOCKED),
        ("lock {code}", True, LOCKED),
        ("unlock", False, OPEN),
        ("unlock {code}", False, OPEN),
        ("OPEN", False, OPEN),
    ],
)
async def test_what_was_typed_reaches_the_back_end_and_its_person_reads_so(
    talk: Talk, hall: Crowded, live: Conference, typed: str, on: bool, words: str
) -> None:
    answer = await talk.types(typed.format(code=live.code))

    assert hall.orders == [("lock", on)]
    assert answer.words == words


async def test_the_card_says_so_and_takes_it_back(plenum: Backstage, talk: Talk, live: Conference) -> None:
    await talk.types("lock")
    await plenum.deliver()
    locked = talk.card().words
    await talk.types("unlock")
    await plenum.deliver()

    assert "Locked: nobody else gets in" in locked
    assert "Locked" not in talk.card().words


@pytest.mark.parametrize("word", ["lock", "unlock"])
async def test_nobody_else_may(talk: Talk, hall: Crowded, live: Conference, word: str) -> None:
    answer = await talk.types(word, by=BEN)

    assert answer.words.startswith(f"Only <@{ANA}>, who called it, or a workspace administrator can")
    assert hall.orders == []


@pytest.mark.parametrize("word", ["lock", "unlock"])
async def test_a_back_end_that_cannot_is_said_not_to(plenum: Backstage, talk: Talk, word: str) -> None:
    await plenum.start(provider="dial")

    answer = await talk.types(word)

    assert answer.words == "The conference server *dial* cannot lock or unlock a conference from here."


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("lock it please", "I do not know what to do with “it please”."),
        (f"lock <@{BEN}|ben>", "I do not know what to do with “@ben”."),
        ("unlock Q9Q9", "I know no conference `Q9Q9`"),
    ],
)
async def test_wrong_words_are_answered_with_a_sentence(
    talk: Talk, hall: Crowded, live: Conference, typed: str, words: str
) -> None:
    answer = await talk.types(typed)

    assert words in answer.words
    assert hall.orders == []


async def test_an_order_that_did_not_arrive_is_told_and_not_shown(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference
) -> None:
    hall.failing = Unreachable("hall")

    answer = await talk.types("lock")
    await plenum.deliver()

    assert "The conference server *hall* cannot be reached. Nothing was changed there." in answer.words
    assert "Locked" not in talk.card().words


@pytest.mark.parametrize(("word", "label", "on"), [("lock", "Lock", True), ("unlock", "Unlock", False)])
async def test_where_two_are_live_the_choice_does_it(
    plenum: Backstage, talk: Talk, hall: Crowded, live: Conference, word: str, label: str, on: bool
) -> None:
    await plenum.start(key="command:2", topic="Budget", provider="hall", another=True)

    asked = await talk.types(word)
    await talk.presses(asked.choice(f"{label} Weekly sync · {live.code}"))

    assert "Which one?" in asked.words
    assert hall.orders == [("lock", on)]


async def test_what_is_over_is_not_locked(plenum: Backstage, talk: Talk, hall: Crowded, live: Conference) -> None:
    await plenum.conferences.close(live, by=ANA, now=plenum.clock())

    answer = await talk.types(f"lock {live.code}")

    assert "*Weekly sync* is not live now" in answer.words
    assert hall.orders == []
