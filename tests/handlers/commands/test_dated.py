"""Where in a typed text the time stands."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bot.errors import BadCommand, BadTime, Mistake, TimeTrouble
from bot.when import read_when
from handlers.commands.dated import dated
from tests.conftest import NOON

read = partial(read_when, now=NOON, zone="Europe/Berlin", locale="en-GB")
TODAY, TOMORROW, FRIDAY = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 24, 27))


@pytest.mark.parametrize(
    ("text", "before", "hour"),
    [
        ("Weekly sync at tomorrow 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("Weekly sync AT tomorrow 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("Lunch at Joe's at tomorrow 9:00", "Lunch at Joe's", TOMORROW + timedelta(hours=8)),
        ("Lunch at 12 Elm Street at tomorrow 9:00", "Lunch at 12 Elm Street", TOMORROW + timedelta(hours=8)),
        ('"Lunch at noon" at tomorrow 9:00', '"Lunch at noon"', TOMORROW + timedelta(hours=8)),
        ('"Lunch at noon" tomorrow 9:00', '"Lunch at noon"', TOMORROW + timedelta(hours=8)),
        ('"Lunch" with all at tomorrow 9:00', '"Lunch" with all', TOMORROW + timedelta(hours=8)),
        ("R&amp;D at Fri 10:00", "R&amp;D", FRIDAY + timedelta(hours=9)),
        ("at tomorrow 9:00", "", TOMORROW + timedelta(hours=8)),
    ],
)
def test_a_time_stands_behind_the_first_at_that_leads_to_one(text: str, before: str, hour: datetime) -> None:
    found = dated(text, read)

    assert (found.before, found.when.starts_at) == (before, hour)


@pytest.mark.parametrize(
    ("text", "before", "hour"),
    [
        ("Weekly sync tomorrow at 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("Weekly sync on Friday at 15:00", "Weekly sync", FRIDAY + timedelta(hours=14)),
        ("Lunch at Joe's tomorrow at 9:00", "Lunch at Joe's", TOMORROW + timedelta(hours=8)),
        ("Sprint 12 tomorrow at 15:00", "Sprint 12", TOMORROW + timedelta(hours=14)),
        ("What to do at tomorrow 15:00", "What to do", TOMORROW + timedelta(hours=14)),
    ],
)
def test_the_day_may_stand_before_the_at(text: str, before: str, hour: datetime) -> None:
    found = dated(text, read)

    assert (found.before, found.when.starts_at) == (before, hour)


@pytest.mark.parametrize(
    ("text", "before", "hour"),
    [
        ("Weekly sync tomorrow 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("Weekly sync, tomorrow 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("Weekly sync - tomorrow 15:00", "Weekly sync", TOMORROW + timedelta(hours=14)),
        ("so " * 1000 + "tomorrow 15:00", "so " * 999 + "so", TOMORROW + timedelta(hours=14)),
        ("Weekly sync on Friday 15:00", "Weekly sync", FRIDAY + timedelta(hours=14)),
        ("Meet at Joe's tomorrow 9:00", "Meet at Joe's", TOMORROW + timedelta(hours=8)),
        ("Sync in 2 hours", "Sync", TODAY + timedelta(hours=14)),
        ("What to do tomorrow 15:00", "What to do", TOMORROW + timedelta(hours=14)),
        ("Prep 3 things tomorrow 15:00", "Prep 3 things", TOMORROW + timedelta(hours=14)),
    ],
)
def test_at_may_be_left_out_where_the_end_is_a_time(text: str, before: str, hour: datetime) -> None:
    found = dated(text, read)

    assert (found.before, found.when.starts_at) == (before, hour)


@pytest.mark.parametrize("text", ["", "Weekly sync", "Sprint 12", "Sync at", "Sync tomorrow", '"Lunch at noon"'])
def test_where_no_time_is_named_that_is_said(text: str) -> None:
    with pytest.raises(BadCommand) as refused:
        dated(text, read)

    assert refused.value.what is Mistake.NO_TIME


@pytest.mark.parametrize(
    ("text", "why", "said"),
    [
        ("Sync at lunch", TimeTrouble.UNREADABLE, "lunch"),
        ('"Sync" tomorow9', TimeTrouble.UNREADABLE, "tomorow9"),
        ("Sync at tomorrow", TimeTrouble.NO_TIME, "tomorrow"),
        ("Sync yesterday at 9:00", TimeTrouble.PAST, "yesterday at 9:00"),
        ("Sync yesterday 9:00", TimeTrouble.PAST, "yesterday 9:00"),
        ("Sync at 31.02.2027 at 9:00", TimeTrouble.NO_SUCH_DATE, "31.02.2027 at 9:00"),
        ("Sync Friday 24 November at 9:00", TimeTrouble.WRONG_WEEKDAY, "Friday 24 November at 9:00"),
        ("Sync at tomorrow 9:00 for 45 minits", TimeTrouble.UNREADABLE_SPAN, "45 minits"),
        ("Sync tomorrow 9:00 for 45h", TimeTrouble.TOO_LONG, "45h"),
        ("Sync at lunch for 45 minits", TimeTrouble.UNREADABLE, "lunch for 45 minits"),
    ],
)
def test_what_is_wrong_with_a_time_is_said_of_that_time(text: str, why: TimeTrouble, said: str) -> None:
    with pytest.raises(BadTime) as refused:
        dated(text, read)

    assert (refused.value.why, refused.value.said) == (why, said)
