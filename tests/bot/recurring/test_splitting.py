"""Where in a typed text the repetition begins."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.recurring import split_repeat
from tests.bot.recurring.said import SAID


@pytest.mark.parametrize(
    ("before", "repetition"),
    [
        ("Weekly sync at monday 15:00", "every week until 1 March"),
        ("Sync at 15:00", "every week"),
        ("Sync at 15:00 for 45m", "every weekday"),
        ("Sync at 15:00 CET", "every other friday until 2027-03-01"),
        ("Sync at 15:00", "every monday and every thursday"),
        ("Sync at 15:00", "on the first monday of every month"),
        ("Sync at 15:00", "mon-fri"),
        ("Monthly review at friday 14:00", "monthly"),
        ("Sync in 20 minutes", "every day, 10 times"),
        ("Sync tomorrow noon", "mondays"),
        ("Jour fixe um 9:30", "jeden Montag"),
        ('"Standup every day" at 9:30', "every day"),
        ("What we do every week at 15:00", "every 2 weeks"),
        ("Sync", "every monday"),
        ("", "every week"),
        # what cannot be read, but is meant to be one
        ("Sync at 15:00", "every blue moon"),
        ("Sync at 15:00", "every"),
        ("Sync at 15:00", "every week until whenever"),
        ("Sync at 15:00 for 45m", "every few weeks"),
        ("Sync at 15:00", "daily-ish"),
        ("Sync at 15:00", "every second monday"),
        ("Sync at 15:00", "every week 0 times"),
        ("Sync at tomorrow 9", "jeden Vollmond"),
    ],
)
def test_a_repetition_stands_behind_the_time(before: str, repetition: str) -> None:
    assert split_repeat(f"{before} {repetition}") == (before, repetition)


@pytest.mark.parametrize("joint", [", ", " – ", "; ", "\n", "  "])
def test_what_joins_them_belongs_to_neither(joint: str) -> None:
    assert split_repeat(f"Sync at 15:00{joint}every week ") == ("Sync at 15:00", "every week")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Weekly sync at tomorrow 9:30",
        "Everything about every team at 15:00",
        "All about 2026 every team at 15:00",
        "Every week in numbers at friday 14:00",
        "Prepare the 9:30 daily standup at tomorrow 14:00",
        "Team 7 every member at 15:00",
        '"Standup every day" at 9:30',
        "Every blue moon",
        "Treffen um 15:00 alle zusammen",
        "Budget of the month at 15:00",
    ],
)
def test_a_topic_is_no_repetition(text: str) -> None:
    assert split_repeat(text) == (text, None)


@pytest.mark.parametrize("repetition", SAID)
def test_whatever_can_be_read_is_found_behind_a_time(repetition: str) -> None:
    assert split_repeat(f"Weekly sync at tomorrow 15:00 {repetition}") == ("Weekly sync at tomorrow 15:00", repetition)


@given(text=st.text(max_size=200))
def test_nothing_that_was_typed_is_lost(text: str) -> None:
    before, repetition = split_repeat(text)

    assert text.startswith(before)
    assert text.rstrip().endswith(repetition or "")


@pytest.mark.parametrize(
    ("text", "before", "repetition"),
    [
        ("Standup every weekday at 9:30", "Standup at 9:30", "every weekday"),
        ("Standup, every monday and thursday at 9:30", "Standup at 9:30", "every monday and thursday"),
        ("Standup every monday at 9:30 CET", "Standup at 9:30 CET", "every monday"),
        ("Standup jeden Montag um 9:30", "Standup at 9:30", "jeden Montag"),
        ("Standup every week at 9:30 until 18 December", "Standup at 9:30", "every week until 18 December"),
        ("Standup every 2 weeks at monday 9:30 5 times", "Standup at monday 9:30", "every 2 weeks 5 times"),
    ],
)
def test_what_leads_to_its_hour_is_put_behind_it(text: str, before: str, repetition: str) -> None:
    assert split_repeat(text) == (before, repetition)


@pytest.mark.parametrize(
    "text",
    [
        "Daily at 9:30",
        "Team weekly at 15:00",
        "every weekday at 9:30",
        "What every team does at 15:00",
        '"Standup every weekday" at 9:30',
    ],
)
def test_a_topic_that_speaks_of_repetition_stays_one(text: str) -> None:
    assert split_repeat(text) == (text, None)
