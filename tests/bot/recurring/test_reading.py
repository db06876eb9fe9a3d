"""Whether people are understood when they say how often, and refused where nobody can know."""

from contextlib import suppress
from datetime import date
from time import perf_counter

import pytest

from bot.errors import BadTime, TimeTrouble
from bot.recurring import Recurrence, read_repeat, split_repeat, warm
from tests.bot.recurring.said import REFUSED, SAID
from tests.bot.when.somebody import BERLIN, NEW_YORK, OUTSIDER, SYDNEY, Somebody


def reads(text: str, who: Somebody = BERLIN) -> Recurrence:
    return read_repeat(text, now=who.now, zone=who.zone, locale=who.locale)


def refusal(text: str, who: Somebody = BERLIN) -> BadTime:
    with pytest.raises(BadTime) as caught:
        reads(text, who)
    return caught.value


@pytest.mark.parametrize(("text", "rule"), SAID.items())
def test_a_repetition_is_a_rule(text: str, rule: str) -> None:
    assert reads(text) == Recurrence.from_text(rule)


@pytest.mark.parametrize(("text", "expected"), REFUSED.items())
def test_a_repetition_is_refused_with_its_reason(text: str, expected: tuple[str, str]) -> None:
    error = refusal(text)

    assert (error.why, error.part) == expected
    assert error.said == text


@pytest.mark.parametrize(
    ("text", "who", "written"),
    [
        ("every week until 1 March", BERLIN, ["every week until 2027-03-01"]),
        ("Daily until Thursday 1 May", BERLIN, ["Daily until 2026-05-01"]),
        ("daily until 02/03/2027", OUTSIDER, ["daily until 2027-02-03", "daily until 2027-03-02"]),
        ("daily until 1 March 2020", BERLIN, []),
    ],
)
def test_what_may_have_been_meant_is_offered_as_it_can_be_typed(text: str, who: Somebody, written: list[str]) -> None:
    offered = refusal(text, who).choices

    assert [choice.written for choice in offered] == written
    assert all(reads(choice.written, who).until == choice.at.date() for choice in offered)


def test_the_country_says_which_number_is_the_month() -> None:
    assert reads("daily until 02/03/2027", NEW_YORK).until == date(2027, 2, 3)


def test_the_last_day_is_counted_where_the_asker_is() -> None:
    late = SYDNEY.now.replace(hour=14)  # Saturday 1:00 there, Friday 15:00 in Berlin

    assert read_repeat("daily until today", now=late, zone=SYDNEY.zone, locale=None).until == date(2026, 3, 28)
    assert read_repeat("daily until today", now=late, zone=BERLIN.zone, locale=None).until == date(2026, 3, 27)


def test_a_zone_that_this_machine_does_not_know_is_told() -> None:
    with pytest.raises(BadTime) as caught:
        read_repeat("daily until friday", now=BERLIN.now, zone="Europe/Atlantis", locale=None)

    assert caught.value.why is TimeTrouble.UNKNOWN_ZONE


@pytest.mark.parametrize(
    "text",
    [
        "every " * 24,
        "every monday " * 9 + "x",
        "every monday and " * 7 + "x",
        "mon," * 30,
        "every mon - " * 10,
        "on the " * 17,
        "weekly until " * 9,
        "a, " * 1000,
        "every week " * 500,
        "at 15:00 every " * 30,
        "every day for 1 " * 7,
        "x" * 5000,
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_no_text_keeps_anybody_waiting(text: str) -> None:
    warm()

    spent = min(timed(text) for _ in range(3))

    assert spent < 0.05


def timed(text: str) -> float:
    begun = perf_counter()
    _, repetition = split_repeat(text)
    with suppress(BadTime):
        reads(repetition or text)
    return perf_counter() - begun
