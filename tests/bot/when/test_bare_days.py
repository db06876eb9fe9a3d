"""Which day people mean who say nothing about an hour."""

from datetime import date

import pytest

from bot.errors import BadTime, TimeTrouble
from bot.when import names_day, names_hour, read_day
from tests.bot.when.somebody import BERLIN, NEW_YORK, OUTSIDER, SYDNEY, Somebody


def refusal(text: str, who: Somebody) -> BadTime:
    with pytest.raises(BadTime) as caught:
        read_day(text, now=who.now, zone=who.zone, locale=who.locale)
    return caught.value


@pytest.mark.parametrize(
    ("text", "who", "day"),
    [
        ("today", BERLIN, "2026-03-27"),
        ("tomorrow", BERLIN, "2026-03-28"),
        ("friday", BERLIN, "2026-03-27"),
        ("on Thursday", BERLIN, "2026-04-02"),
        ("next monday", BERLIN, "2026-03-30"),
        ("1 Dec", BERLIN, "2026-12-01"),
        ("the 15th", BERLIN, "2026-04-15"),
        ("5 January", BERLIN, "2027-01-05"),
        ("March 1, 2027", BERLIN, "2027-03-01"),
        ("2027-03-01", BERLIN, "2027-03-01"),
        ("1.12.", BERLIN, "2026-12-01"),
        ("1.12", BERLIN, "2026-12-01"),
        ("in 3 weeks", BERLIN, "2026-04-17"),
        ("tuesday 1 Dec", BERLIN, "2026-12-01"),
        ("01/02/2027", BERLIN, "2027-02-01"),
        ("01/02/2027", NEW_YORK, "2027-01-02"),
        ("01/01/2027", OUTSIDER, "2027-01-01"),
        ("1 March 2099", BERLIN, "2099-03-01"),
        ("today", SYDNEY, "2026-03-27"),
        ("29 Feb", BERLIN, "2028-02-29"),
    ],
)
def test_a_phrase_means_a_day(text: str, who: Somebody, day: str) -> None:
    found = read_day(text, now=who.now, zone=who.zone, locale=who.locale)

    assert found == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("text", "who", "why", "offered"),
    [
        ("", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("soon", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("friday 15:00", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("tomorrow morning", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("in 3 hours", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("1 Dec CET", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("10.45", BERLIN, TimeTrouble.UNREADABLE_DAY, []),
        ("30 Feb", BERLIN, TimeTrouble.NO_SUCH_DAY, []),
        ("13/13/2027", BERLIN, TimeTrouble.NO_SUCH_DAY, []),
        ("yesterday", BERLIN, TimeTrouble.PAST_DAY, []),
        ("last friday", BERLIN, TimeTrouble.PAST_DAY, []),
        ("26 March 2026", BERLIN, TimeTrouble.PAST_DAY, []),
        ("26 March", BERLIN, TimeTrouble.PAST_DAY, ["2027-03-26"]),
        ("wednesday 1 Dec", BERLIN, TimeTrouble.WRONG_WEEKDAY, ["2026-12-01"]),
        ("01/02/2027", OUTSIDER, TimeTrouble.AMBIGUOUS_DATE, ["2027-01-02", "2027-02-01"]),
    ],
)
def test_a_phrase_that_is_no_day_to_come_is_refused(
    text: str, who: Somebody, why: TimeTrouble, offered: list[str]
) -> None:
    error = refusal(text, who)

    assert (error.why, error.said, error.part) == (why, text, text)
    assert [choice.written for choice in error.choices] == offered
    assert all(choice.at > who.now for choice in error.choices)


def test_a_zone_that_this_machine_does_not_know_is_told() -> None:
    assert refusal("friday", Somebody(now=BERLIN.now, zone="Atlantis")).why is TimeTrouble.UNKNOWN_ZONE


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("30 Feb", True, False),
        ("friday", True, False),
        ("1.12", True, True),
        ("friday 15:00", False, True),
        ("in 20 minutes", False, True),
        ("the blue moon", False, False),
        ("Berlin time", False, False),
    ],
)
def test_what_a_text_names_is_known_without_a_clock(text: str, day: bool, hour: bool) -> None:
    assert (names_day(text), names_hour(text)) == (day, hour)
