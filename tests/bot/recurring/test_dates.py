"""The dates of a series, over clock changes too."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest

from bot.errors import BadTime, TimeTrouble
from bot.recurring import Recurrence, aligned, dates

DATES: list[tuple[str, str, str, list[str]]] = [
    # forward on 29 March 2026 at 2:00, back on 25 October at 3:00
    (
        "Europe/Berlin",
        "FREQ=WEEKLY",
        "2026-03-22T09:00+01:00",
        ["2026-03-22T08:00", "2026-03-29T07:00", "2026-04-05T07:00"],
    ),
    (
        "Europe/Berlin",
        "FREQ=DAILY",
        "2026-03-28T02:30+01:00",
        ["2026-03-28T01:30", "2026-03-29T01:00", "2026-03-30T00:30"],  # 3:00, the first moment after the gap
    ),
    (
        "Europe/Berlin",
        "FREQ=DAILY",
        "2026-03-28T02:00+01:00",
        ["2026-03-28T01:00", "2026-03-29T01:00", "2026-03-30T00:00"],
    ),
    (
        "Europe/Berlin",
        "FREQ=DAILY",
        "2026-10-24T02:30+02:00",
        ["2026-10-24T00:30", "2026-10-25T00:30", "2026-10-26T01:30"],  # the first 2:30 of two
    ),
    (
        "Europe/Berlin",
        "FREQ=DAILY;COUNT=3",
        "2026-10-25T02:30+01:00",
        ["2026-10-25T01:30", "2026-10-26T01:30", "2026-10-27T01:30"],  # begun at the second 2:30
    ),
    (
        "Asia/Kolkata",
        "FREQ=DAILY;INTERVAL=2;COUNT=2",
        "2026-03-28T09:30+05:30",
        ["2026-03-28T04:00", "2026-03-30T04:00"],
    ),
    # back on 5 April 2026 at 3:00, forward on 4 October at 2:00
    (
        "Australia/Sydney",
        "FREQ=WEEKLY;BYDAY=SA,SU;COUNT=3",
        "2026-04-04T09:00+11:00",
        ["2026-04-03T22:00", "2026-04-04T23:00", "2026-04-10T23:00"],
    ),
    (
        "Australia/Sydney",
        "FREQ=DAILY",
        "2026-10-03T02:15+10:00",
        ["2026-10-02T16:15", "2026-10-03T16:00", "2026-10-04T15:15"],
    ),
    # forward on 8 March 2026 at 2:00, back on 1 November at 2:00
    (
        "America/New_York",
        "FREQ=MONTHLY;BYDAY=2SU",
        "2026-02-08T02:30-05:00",
        ["2026-02-08T07:30", "2026-03-08T07:00", "2026-04-12T06:30"],
    ),
    (
        "America/New_York",
        "FREQ=WEEKLY;BYDAY=SU",
        "2026-10-25T01:30-04:00",
        ["2026-10-25T05:30", "2026-11-01T05:30", "2026-11-08T06:30"],
    ),
    # by half an hour: back on 5 April 2026 at 2:00, forward on 4 October at 2:00
    (
        "Australia/Lord_Howe",
        "FREQ=DAILY",
        "2026-10-03T02:15+10:30",
        ["2026-10-02T15:45", "2026-10-03T15:30", "2026-10-04T15:15"],
    ),
    (
        "Australia/Lord_Howe",
        "FREQ=DAILY",
        "2026-04-04T01:45+11:00",
        ["2026-04-03T14:45", "2026-04-04T14:45", "2026-04-05T15:15"],
    ),
    # a whole day was skipped: 30 December 2011
    ("Pacific/Apia", "FREQ=DAILY;COUNT=3", "2011-12-29T00:00-10:00", ["2011-12-29T10:00", "2011-12-30T10:00"]),
    # ends
    (
        "UTC",
        "FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3",
        "2026-11-23T12:00",
        ["2026-11-23T12:00", "2026-11-26T12:00", "2026-11-30T12:00"],
    ),
    ("UTC", "FREQ=DAILY;UNTIL=20261124", "2026-11-23T23:59", ["2026-11-23T23:59", "2026-11-24T23:59"]),
    (
        "America/New_York",
        "FREQ=DAILY;UNTIL=20261124",
        "2026-11-23T23:00-05:00",
        ["2026-11-24T04:00", "2026-11-25T04:00"],
    ),
    ("UTC", "FREQ=DAILY;UNTIL=20261122", "2026-11-23T12:00", []),
    # months without that day
    ("UTC", "FREQ=MONTHLY", "2026-12-31T12:00", ["2026-12-31T12:00", "2027-01-31T12:00", "2027-03-31T12:00"]),
    (
        "UTC",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "2026-12-31T12:00",
        ["2026-12-31T12:00", "2027-01-31T12:00", "2027-02-28T12:00"],
    ),
    (
        "UTC",
        "FREQ=MONTHLY;INTERVAL=12",
        "2028-02-29T12:00",
        ["2028-02-29T12:00", "2032-02-29T12:00", "2036-02-29T12:00"],
    ),
    (
        "UTC",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "2026-11-27T12:00",
        ["2026-11-27T12:00", "2026-12-25T12:00", "2027-01-29T12:00"],
    ),
    (
        "UTC",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH",
        "2026-11-26T12:00",
        ["2026-11-26T12:00", "2026-12-07T12:00", "2026-12-10T12:00"],
    ),
]


def instant(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


@pytest.mark.parametrize(("zone", "rule", "first", "expected"), DATES)
def test_a_series_keeps_its_hour_on_the_wall(zone: str, rule: str, first: str, expected: list[str]) -> None:
    found = list(islice(dates(Recurrence.from_text(rule), instant(first), zone), 3))

    assert found == [instant(text) for text in expected]
    assert all(at.tzinfo is UTC for at in found)


DAILY = Recurrence.from_text("FREQ=DAILY")
FIRST = datetime(2026, 3, 2, 8, tzinfo=UTC)


def test_only_what_is_later_is_told() -> None:
    assert next(dates(DAILY, FIRST, "UTC", after=FIRST)) == FIRST + timedelta(days=1)
    assert next(dates(DAILY, FIRST, "UTC", after=FIRST - timedelta(seconds=1))) == FIRST
    assert next(dates(DAILY, FIRST, "UTC", after=FIRST - timedelta(days=900))) == FIRST


def test_a_number_of_dates_counts_from_the_first() -> None:
    five = Recurrence.from_text("FREQ=DAILY;COUNT=5")

    assert len(list(dates(five, FIRST, "UTC", after=FIRST + timedelta(days=2)))) == 2


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;BYDAY=MO,WE,FR;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=MONTHLY;BYDAY=1MO;INTERVAL=2",
    ],
)
def test_years_later_it_is_the_same_series(rule: str) -> None:
    series, since = Recurrence.from_text(rule), FIRST + timedelta(days=3000)
    whole = [at for at in dates(series, FIRST, "Europe/Berlin") if at > since]

    assert list(dates(series, FIRST, "Europe/Berlin", after=since)) == whole


@pytest.mark.parametrize("rule", ["FREQ=DAILY", "FREQ=WEEKLY;INTERVAL=3", "FREQ=MONTHLY;BYDAY=-1FR"])
def test_the_next_date_of_an_old_series_takes_no_longer(rule: str) -> None:
    spent = min(timed(Recurrence.from_text(rule), after=FIRST.replace(year=2090)) for _ in range(3))

    assert spent < 0.02  # from the first on it takes ten times as long


def timed(series: Recurrence, *, after: datetime) -> float:
    begun = perf_counter()
    next(dates(series, FIRST, "Europe/Berlin", after=after))
    return perf_counter() - begun


def test_no_series_outlives_this_century() -> None:
    *_, last = dates(Recurrence.from_text("FREQ=WEEKLY"), FIRST, "Europe/Berlin")

    assert last.year == 2099


@pytest.mark.parametrize(
    ("rule", "starts_at", "begins"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-03-28T09:30+01:00", "2026-03-28T09:30+01:00"),
        ("FREQ=WEEKLY", "2026-03-28T09:30+01:00", "2026-03-28T09:30+01:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-28T09:30+01:00", "2026-03-30T09:30+02:00"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "2026-03-30T09:30+02:00", "2026-03-30T09:30+02:00"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "2026-03-25T09:30+01:00", "2026-03-30T09:30+02:00"),
        ("FREQ=WEEKLY;BYDAY=SU;COUNT=1", "2026-03-28T03:30+01:00", "2026-03-29T03:30+02:00"),
        ("FREQ=WEEKLY;BYDAY=SU", "2026-03-28T02:30+01:00", "2026-04-05T02:30+02:00"),  # no 2:30 on the 29th
        ("FREQ=WEEKLY;BYDAY=SU", "2026-10-24T02:30+02:00", "2026-10-25T02:30+02:00"),
        ("FREQ=WEEKLY;BYDAY=SU", "2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=31", "2026-02-01T09:30+01:00", "2026-03-31T09:30+02:00"),
        ("FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO", "2026-03-03T09:30+01:00", "2026-04-06T09:30+02:00"),
        ("FREQ=DAILY;UNTIL=20260328", "2026-03-28T09:30+01:00", "2026-03-28T09:30+01:00"),
    ],
)
def test_a_series_begins_on_the_first_day_that_fits(rule: str, starts_at: str, begins: str) -> None:
    found = aligned(Recurrence.from_text(rule), instant(starts_at), "Europe/Berlin")

    assert found == instant(begins)
    assert found.tzinfo is UTC


def test_a_series_that_is_over_before_it_begins_is_refused() -> None:
    mondays = Recurrence.from_text("FREQ=WEEKLY;BYDAY=MO;UNTIL=20260329")

    with pytest.raises(BadTime) as caught:
        aligned(mondays, instant("2026-03-28T09:30+01:00"), "Europe/Berlin")

    assert caught.value.why is TimeTrouble.NEVER_HAPPENS
    assert caught.value.day == date(2026, 3, 29)
    assert caught.value.understood == datetime(2026, 3, 30, 9, 30, tzinfo=ZoneInfo("Europe/Berlin"))
