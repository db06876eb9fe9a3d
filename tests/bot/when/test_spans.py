"""Whether lengths are read, and which are none."""

from datetime import timedelta

import pytest

from bot.errors import BadTime
from bot.when import read_span


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("45 min", 45),
        ("45 minutes", 45),
        ("90 minutes", 90),
        ("45", 45),
        ("90", 90),
        ("1h", 60),
        ("1 h", 60),
        ("1hr", 60),
        ("1h30", 90),
        ("1h 30", 90),
        ("1h30m", 90),
        ("1h 30m", 90),
        ("1 hour 30", 90),
        ("1 hour and 15 minutes", 75),
        ("1 hour, 15 minutes", 75),
        ("1:30", 90),
        ("0:45", 45),
        ("1:30h", 90),
        ("1.5 hours", 90),
        ("1,5 h", 90),
        ("1½ hours", 90),
        ("½ hour", 30),
        ("0.25h", 15),
        ("two hours", 120),
        ("an hour", 60),
        ("half an hour", 30),
        ("a quarter of an hour", 15),
        ("an hour and a half", 90),
        ("one and a half hours", 90),
        ("90-minute", 90),
        ("24h", 1440),
        ("1 day", 1440),
        ("45 Minuten", 45),
        ("eine Stunde", 60),
        ("eine halbe Stunde", 30),
        ("1,5 Stunden", 90),
        ("anderthalb Stunden", 90),
        ("1 Stunde und 15 Minuten", 75),
        ("une heure", 60),
        ("une heure et demie", 90),
        ("1 heure et 15 minutes", 75),
    ],
)
def test_a_length_is_read(text: str, minutes: int) -> None:
    assert read_span(text) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "unreadable_span"),
        ("long", "unreadable_span"),
        ("2", "unreadable_span"),  # minutes, or hours
        ("45 apples", "unreadable_span"),
        ("45m or so", "unreadable_span"),
        ("-5m", "unreadable_span"),
        ("1h-2h", "unreadable_span"),
        ("99999999h", "unreadable_span"),
        ("9" * 2000, "unreadable_span"),
        ("0", "too_short"),
        ("0m", "too_short"),
        ("0h 0m", "too_short"),
        ("0:00", "too_short"),
        ("0.5m", "too_short"),
        ("25h", "too_long"),
        ("24h 1m", "too_long"),
        ("2 days", "too_long"),
        ("9999 weeks", "too_long"),
    ],
)
def test_what_is_no_length_for_a_conference_is_refused_with_its_reason(text: str, why: str) -> None:
    with pytest.raises(BadTime) as caught:
        read_span(text)

    assert caught.value.why == why
    assert caught.value.said == text
