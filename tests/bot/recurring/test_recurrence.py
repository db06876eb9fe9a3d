"""A recurrence as a value and as text."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.recurring import Choice, Frequency, Recurrence, from_choice

FRIDAY = datetime(2026, 5, 29, 22, 30, tzinfo=UTC)
"""In Berlin it is Saturday the 30th already, the last and fifth of May."""


@pytest.mark.parametrize(
    ("said", "anchored"),
    [
        ("FREQ=DAILY", "FREQ=DAILY"),
        ("FREQ=WEEKLY;INTERVAL=2", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
        ("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=5", "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=5"),
        ("FREQ=MONTHLY;UNTIL=20270301", "FREQ=MONTHLY;BYMONTHDAY=30;UNTIL=20270301"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("FREQ=MONTHLY;BYDAY=2TU", "FREQ=MONTHLY;BYDAY=2TU"),
    ],
)
def test_what_was_not_said_is_as_on_the_first_date(said: str, anchored: str) -> None:
    assert Recurrence.from_text(said).anchored(FRIDAY, "Europe/Berlin").to_text() == anchored


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("UTC", "20270301T235959Z"),
        ("Europe/Berlin", "20270301T225959Z"),
        ("Asia/Kolkata", "20270301T182959Z"),
        ("America/New_York", "20270302T045959Z"),
    ],
)
def test_calendars_are_told_the_last_second_of_the_last_day(zone: str, until: str) -> None:
    weekly = Recurrence(frequency=Frequency.WEEKLY, until=date(2027, 3, 1))

    assert weekly.rrule(datetime(2026, 3, 2, 12, tzinfo=UTC), zone) == f"FREQ=WEEKLY;BYDAY=MO;UNTIL={until}"


def test_a_last_day_before_a_midnight_that_is_skipped_ends_with_the_clock_change() -> None:
    daily = Recurrence(frequency=Frequency.DAILY, until=date(2026, 3, 28))

    rule = daily.rrule(datetime(2026, 3, 2, 12, tzinfo=UTC), "Asia/Beirut")  # clocks go forward at midnight

    assert rule == "FREQ=DAILY;UNTIL=20260328T215959Z"


def test_an_open_rule_is_the_same_for_calendars() -> None:
    assert Recurrence(frequency=Frequency.MONTHLY).rrule(FRIDAY, "UTC") == "FREQ=MONTHLY;BYMONTHDAY=29"


@pytest.mark.parametrize(
    "wrong",
    [
        {"every": 0},
        {"every": 100},
        {"count": 0},
        {"count": 5, "until": date(2027, 3, 1)},
        {"weekdays": (1,)},
        {"month_day": 1},
        {"nth": (1, 1)},
        {"frequency": Frequency.WEEKLY, "weekdays": (3, 1)},
        {"frequency": Frequency.WEEKLY, "weekdays": (1, 1)},
        {"frequency": Frequency.WEEKLY, "weekdays": (7,)},
        {"frequency": Frequency.MONTHLY, "month_day": 32},
        {"frequency": Frequency.MONTHLY, "month_day": 0},
        {"frequency": Frequency.MONTHLY, "nth": (6, 1)},
        {"frequency": Frequency.MONTHLY, "nth": (1, 7)},
        {"frequency": Frequency.MONTHLY, "nth": (1, 1), "month_day": 1},
    ],
    ids=str,
)
def test_what_does_not_fit_together_is_no_recurrence(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Recurrence(**{"frequency": Frequency.DAILY, **wrong})


@pytest.mark.parametrize(
    "text",
    ["", "weekly", "FREQ=HOURLY", "FREQ=DAILY;BYHOUR=3", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;UNTIL=20270301T225959Z"],
)
def test_only_our_own_text_is_read_back(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Recurrence.from_text(text)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("weekdays", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("daily", "FREQ=DAILY"),
        ("weekly", "FREQ=WEEKLY;BYDAY=SA"),
        ("two_weeks", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA"),
        ("same_date", "FREQ=MONTHLY;BYMONTHDAY=30"),
        ("same_weekday", "FREQ=MONTHLY;BYDAY=-1SA"),
    ],
)
def test_a_choice_is_a_rule(value: str, rule: str) -> None:
    chosen = from_choice(value, FRIDAY, "Europe/Berlin")

    assert chosen is not None
    assert chosen.to_text() == rule


def test_the_fourth_weekday_of_a_month_is_the_fourth_even_where_it_is_the_last() -> None:
    chosen = from_choice(Choice.SAME_WEEKDAY, datetime(2027, 2, 28, 9, tzinfo=UTC), "UTC")

    assert chosen is not None
    assert chosen.nth == (4, 6)


def test_one_choice_is_not_to_repeat() -> None:
    assert from_choice("never", FRIDAY, "UTC") is None


def test_what_no_form_offers_is_an_error() -> None:
    with pytest.raises(ValueError, match="hourly"):
        from_choice("hourly", FRIDAY, "UTC")
