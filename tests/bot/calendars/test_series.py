"""Series in a file: an independent reader finds the dates that we mean, whatever the clocks do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import recurring_ical_events
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendars import Entry, Moved, calendar_file
from bot.recurring import Recurrence, dates
from tests.bot.calendars.series import NOW, SINCE, UNTIL, ZONES, around_changes, instants, make_entry, series
from tests.bot.recurring.test_anything import first_of, moments, recurrences


def read(*entries: Entry, since: datetime = SINCE, until: datetime = UNTIL, now: datetime = NOW) -> list[datetime]:
    """When they take place, as recurring-ical-events finds it."""
    calendar = Calendar.from_ical(calendar_file(entries, now=now))
    events = recurring_ical_events.of(calendar).between(since, until)
    found = (event["DTSTART"].dt.astimezone(UTC) for event in events)
    return sorted(at for at in found if at >= since)


@settings(max_examples=100, deadline=None)
@given(series())
def test_a_reader_finds_every_date_of_any_series_and_no_other(entry: Entry) -> None:
    assert read(entry) == instants(entry)


@settings(max_examples=100, deadline=None)
@given(recurrence=recurrences(), moment=moments, zone=st.sampled_from(ZONES))
def test_a_reader_finds_the_dates_that_we_work_with(recurrence: Recurrence, moment: datetime, zone: str) -> None:
    first = first_of(recurrence, moment, zone)
    if first is None:
        return
    entry = make_entry(starts_at=first, zone=zone, rule=recurrence.rrule(first, zone))
    end = first + timedelta(days=730)

    found = read(entry, since=first, until=end, now=first)

    assert found == list(takewhile(lambda at: at < end, dates(recurrence, first, zone)))


@pytest.mark.parametrize("zone", ZONES)
def test_a_reader_finds_the_same_instants_around_every_change_of_the_clocks(zone: str) -> None:
    hours = around_changes(zone)
    single = [make_entry(uid=f"{at:%Y%m%d%H%M}@plenum", zone=zone, starts_at=at) for at in hours]

    assert read(*single) == [at for at in hours if SINCE <= at < UNTIL]


def overrides(entry: Entry) -> dict[str, str]:
    """The dates that a file tells apart, as it writes them: by the rule, and in truth."""
    events = Calendar.from_ical(calendar_file([entry], now=NOW)).walk("VEVENT")
    told: list[Any] = [event for event in events if "RECURRENCE-ID" in event]
    return {one["RECURRENCE-ID"].to_ical().decode(): one["DTSTART"].to_ical().decode() for one in told}


@pytest.mark.parametrize(
    ("hour", "told"),
    [
        (9, {}),
        (2, {"20260329T023000": "20260329T030000", "20261025T023000": "20261025T003000Z"}),
    ],
)
def test_only_dates_in_hours_that_are_skipped_or_repeated_are_told_apart(hour: int, told: dict[str, str]) -> None:
    first = datetime(2026, 3, 1, hour, 30, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)

    daily = make_entry(starts_at=first, rule="FREQ=DAILY;UNTIL=20261201T000000Z")

    assert overrides(daily) == told


def test_a_series_whose_last_date_is_in_a_skipped_hour_keeps_it() -> None:
    first = datetime(2026, 3, 27, 1, 30, tzinfo=UTC)
    last = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)

    entry = make_entry(starts_at=first, rule=f"FREQ=DAILY;UNTIL={last:%Y%m%dT%H%M%SZ}")

    assert read(entry) == [first, first + timedelta(days=1), last]
    assert b"UNTIL=20260329T013000Z" in calendar_file([entry], now=NOW)


def test_a_date_in_a_skipped_hour_can_be_left_out_and_moved() -> None:
    first, gap = datetime(2026, 3, 28, 1, 30, tzinfo=UTC), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    noon, after = gap.replace(hour=12), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    entry = make_entry(starts_at=first, rule="FREQ=DAILY;COUNT=3")

    left_out = replace(entry, skipped=(gap,))
    moved = replace(entry, moved=(Moved(occurrence_at=gap, starts_at=noon, sequence=4),))

    assert read(left_out) == [first, after]
    assert read(moved) == [first, noon, after]


def test_a_change_of_one_date_carries_its_own_number() -> None:
    starts_at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    moved = Moved(occurrence_at=starts_at, starts_at=starts_at + timedelta(hours=1), sequence=7)

    file = calendar_file([make_entry(starts_at=starts_at, rule="FREQ=DAILY", moved=(moved,))], now=NOW)

    assert [event["SEQUENCE"] for event in Calendar.from_ical(file).walk("VEVENT")] == [2, 7]
