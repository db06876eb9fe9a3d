"""Series in words, and what can be typed where a repetition was not understood."""

import re
from datetime import date

import pytest

from bot.blocks import repeats, times
from bot.errors import BadTime, TimeTrouble
from bot.recurring import Choice, Recurrence, from_choice, read_repeat
from bot.when import read_day
from tests.conftest import NOON

BERLIN = "Europe/Berlin"


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=DAILY;INTERVAL=2;COUNT=5", "every 2 days, 5 times"),
        ("FREQ=DAILY;COUNT=1", "every day, once"),
        ("FREQ=WEEKLY", "every week"),
        ("FREQ=WEEKLY;BYDAY=MO", "every Monday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "every weekday"),
        ("FREQ=WEEKLY;BYDAY=MO,WE,FR", "every Monday, Wednesday and Friday"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR", "every 2 weeks on weekdays"),
        (
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20270301",
            "every 2 weeks on Monday and Thursday until 1 March 2027",
        ),
        ("FREQ=MONTHLY", "every month"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1", "every 3 months on the 1st"),
        ("FREQ=MONTHLY;BYMONTHDAY=12", "every month on the 12th"),
        ("FREQ=MONTHLY;BYMONTHDAY=22", "every month on the 22nd"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "every month on the 31st, in months that have one"),
        (
            "FREQ=MONTHLY;BYMONTHDAY=29;UNTIL=20270301",
            "every month on the 29th, in months that have one, until 1 March 2027",
        ),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=5", "every month on the second Tuesday, 5 times"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "every month on the last Friday"),
    ],
)
def test_a_series_in_words(rule: str, words: str) -> None:
    assert repeats.in_words(Recurrence.from_text(rule), zone=BERLIN) == words


def test_a_form_offers_every_choice_there_is() -> None:
    offered = repeats.choices()

    assert [value for _, value in offered] == list(Choice)
    assert offered[0] == ("Does not repeat", "never")
    assert [from_choice(value, NOON, BERLIN) for _, value in offered].count(None) == 1


@pytest.mark.parametrize(
    "why",
    [
        TimeTrouble.UNREADABLE_REPEAT,
        TimeTrouble.AMBIGUOUS_REPEAT,
        TimeTrouble.NEVER_HAPPENS,
        TimeTrouble.TOO_FEW_TIMES,
        TimeTrouble.TOO_MANY_TIMES,
        TimeTrouble.ENDS_TOO_LATE,
    ],
)
def test_what_is_told_to_be_typed_is_a_repetition(why: TimeTrouble) -> None:
    sentence = times.sentence(BadTime(why, said="x", part="monday", understood=NOON, day=date(2026, 3, 1)))

    examples = re.findall(r"`([^`]+)`", sentence)
    assert examples
    assert all(read_repeat(example, now=NOON, zone=BERLIN, locale=None) for example in examples)


@pytest.mark.parametrize("why", [TimeTrouble.UNREADABLE_DAY, TimeTrouble.NO_SUCH_DAY, TimeTrouble.PAST_DAY])
def test_what_is_told_to_be_typed_is_a_day(why: TimeTrouble) -> None:
    sentence = times.sentence(BadTime(why, said="every week until x", part="x", day=date(2026, 3, 1)))

    examples = re.findall(r"`([^`]+)`", sentence)
    assert examples
    assert all(read_day(example, now=NOON, zone=BERLIN, locale=None) for example in examples)
