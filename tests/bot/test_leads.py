"""Instants from lead times: quiet hours on everybody's own wall, over midnight and over clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.leads import LONGEST, MOST, SHORT, Daily, Quiet, instants, next_daily, put_off, quiet_until, tidy

BERLIN, KOLKATA, SYDNEY, LORD_HOWE, HAVANA = (
    "Europe/Berlin", "Asia/Kolkata", "Australia/Sydney", "Australia/Lord_Howe", "America/Havana",
)  # fmt: skip


def quiet(begins: str, ends: str, zone: str = BERLIN) -> Quiet:
    return Quiet(begins=_minute(begins), ends=_minute(ends), zone=zone)


def _minute(wall: str) -> int:
    hours, minutes = wall.split(":")
    return int(hours) * 60 + int(minutes)


def utc(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("leads", "kept"),
    [((), ()), ((0,), (0,)), ((10, 30, 10), (30, 10)), ((LONGEST,), (LONGEST,)), (range(MOST), (4, 3, 2, 1, 0))],
)
def test_leads_are_kept_once_each_the_longest_first(leads: tuple[int, ...], kept: tuple[int, ...]) -> None:
    assert tidy(leads) == kept


@pytest.mark.parametrize("leads", [(-1,), (LONGEST + 1,), range(MOST + 1)])
def test_too_many_and_what_is_no_lead_are_refused(leads: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no list of lead times"):
        tidy(leads)


@pytest.mark.parametrize(
    ("at", "hours", "ends_at"),
    [
        ("2026-11-23 20:59:59", quiet("22:00", "07:00"), None),
        ("2026-11-23 21:00", quiet("22:00", "07:00"), "2026-11-24 06:00"),
        ("2026-11-23 22:59", quiet("22:00", "07:00"), "2026-11-24 06:00"),
        ("2026-11-24 05:59:59", quiet("22:00", "07:00"), "2026-11-24 06:00"),
        ("2026-11-24 06:00", quiet("22:00", "07:00"), None),
        ("2026-11-24 11:30", quiet("12:00", "13:00"), "2026-11-24 12:00"),
        ("2026-11-24 10:59", quiet("12:00", "13:00"), None),
        ("2026-11-24 22:30", quiet("22:00", "00:00"), "2026-11-24 23:00"),
        ("2026-11-24 23:00", quiet("22:00", "00:00"), None),
        ("2026-11-24 23:00", quiet("00:00", "06:00"), "2026-11-25 05:00"),
        ("2026-11-24 17:00", quiet("22:00", "07:00", KOLKATA), "2026-11-25 01:30"),
        ("2026-11-24 16:29", quiet("22:00", "07:00", KOLKATA), None),
        ("2026-11-24 11:00", quiet("22:00", "07:00", SYDNEY), "2026-11-24 20:00"),
    ],
)
def test_quiet_hours_are_those_of_ones_own_wall(at: str, hours: Quiet, ends_at: str | None) -> None:
    assert quiet_until(utc(at), hours) == (utc(ends_at) if ends_at else None)


@pytest.mark.parametrize(
    ("at", "hours", "ends_at"),
    [
        # Berlin goes forward on 29 March 2026, 01:00 UTC, and back on 25 October, 01:00 UTC.
        ("2026-03-28 21:30", quiet("22:00", "07:00"), "2026-03-29 05:00"),
        ("2026-03-29 00:50", quiet("22:00", "02:30"), "2026-03-29 01:00"),
        ("2026-03-29 01:10", quiet("22:00", "02:30"), None),
        ("2026-03-29 01:10", quiet("02:30", "06:00"), "2026-03-29 04:00"),
        ("2026-10-24 20:30", quiet("22:00", "07:00"), "2026-10-25 06:00"),
        ("2026-10-25 00:15", quiet("22:00", "02:30"), "2026-10-25 00:30"),
        ("2026-10-25 00:45", quiet("22:00", "02:30"), None),
        ("2026-10-25 01:15", quiet("22:00", "02:30"), "2026-10-25 01:30"),
        # Sydney goes forward on 4 October 2026, 16:00 UTC the day before, and back on 5 April, 16:00 UTC.
        ("2026-10-03 12:30", quiet("22:00", "07:00", SYDNEY), "2026-10-03 20:00"),
        ("2026-04-04 11:30", quiet("22:00", "07:00", SYDNEY), "2026-04-04 21:00"),
        ("2026-04-04 16:10", quiet("22:00", "02:30", SYDNEY), "2026-04-04 16:30"),
        # Lord Howe moves its clocks by half an hour: back on 5 April 2026, 15:00 UTC the day before.
        ("2026-04-04 14:45", quiet("22:00", "01:50", LORD_HOWE), "2026-04-04 14:50"),
        ("2026-04-04 15:10", quiet("22:00", "01:50", LORD_HOWE), "2026-04-04 15:20"),
        # Havana's midnight comes twice on 1 November 2026, and its first hour is left out on 8 March.
        ("2026-11-01 05:10", quiet("22:00", "00:30", HAVANA), "2026-11-01 05:30"),
        ("2026-03-08 04:30", quiet("22:00", "00:00", HAVANA), "2026-03-08 05:00"),
    ],
)
def test_they_end_when_the_wall_says_so_over_clock_changes(at: str, hours: Quiet, ends_at: str | None) -> None:
    assert quiet_until(utc(at), hours) == (utc(ends_at) if ends_at else None)


@pytest.mark.parametrize("zone", [BERLIN, KOLKATA, SYDNEY, LORD_HOWE, HAVANA, "America/New_York", "UTC"])
@pytest.mark.parametrize("day", ["2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01"])
def test_whatever_the_clocks_do_they_end_later_and_are_over_then(zone: str, day: str) -> None:
    nights = [quiet(begins, ends, zone) for begins, ends in (("22:00", "07:00"), ("01:00", "02:15"), ("23:30", "0:20"))]
    for minutes in range(-24 * 60, 24 * 60, 5):
        at = utc(day) + timedelta(minutes=minutes)
        for hours in nights:
            ends_at = quiet_until(at, hours)
            assert ends_at is None or (at < ends_at and quiet_until(ends_at, hours) is None)


AT_NINE = utc("2026-11-24 08:00")


@pytest.mark.parametrize(
    ("minutes", "hours", "due_at"),
    [
        (120, None, "2026-11-24 06:00"),
        (120, quiet("22:00", "07:30"), "2026-11-24 06:30"),
        (600, quiet("22:00", "07:30"), "2026-11-24 06:30"),
        (120, quiet("22:00", "08:00"), "2026-11-24 07:00"),
        (120, quiet("22:00", "12:00"), "2026-11-24 07:00"),
        (60, quiet("22:00", "12:00"), "2026-11-24 07:00"),
        (61, quiet("22:00", "12:00"), "2026-11-24 07:00"),
        (10, quiet("22:00", "12:00"), "2026-11-24 07:50"),
        (0, quiet("22:00", "12:00"), "2026-11-24 08:00"),
        (24 * 60, quiet("22:00", "07:00"), "2026-11-23 08:00"),
    ],
)
def test_long_leads_wait_for_the_end_of_quiet_hours_but_not_too_long(
    minutes: int, hours: Quiet | None, due_at: str
) -> None:
    assert put_off(AT_NINE - timedelta(minutes=minutes), AT_NINE, hours) == utc(due_at)


@pytest.mark.parametrize("zone", [BERLIN, KOLKATA, SYDNEY, LORD_HOWE])
def test_nobody_is_reminded_before_the_time_or_later_than_an_hour_ahead(zone: str) -> None:
    hours = quiet("21:30", "09:15", zone)
    for start in range(0, 3 * 24 * 60, 35):
        starts_at = utc("2026-04-04 00:00") + timedelta(minutes=start)
        for lead in (61, 90, 12 * 60, 24 * 60, LONGEST):
            due_at = starts_at - timedelta(minutes=lead)
            assert due_at <= put_off(due_at, starts_at, hours) <= starts_at - SHORT


@pytest.mark.parametrize(
    ("leads", "hours", "due"),
    [
        ((), None, []),
        ((30, 10), None, ["07:30", "07:50"]),
        ((0,), None, ["08:00"]),
        ((300, 240, 180), quiet("22:00", "07:00"), ["06:00"]),
        ((240, 120, 60), quiet("22:00", "07:00"), ["06:00", "07:00"]),
        ((300, 240, 60, 10), quiet("22:00", "12:00"), ["07:00", "07:50"]),
    ],
)
def test_several_leads_that_fall_on_one_instant_are_one(
    leads: tuple[int, ...], hours: Quiet | None, due: list[str]
) -> None:
    assert instants(leads, AT_NINE, hours) == tuple(utc(f"2026-11-24 {at}") for at in due)


def test_a_day_ahead_is_24_hours_though_the_wall_says_otherwise() -> None:
    starts_at = datetime(2026, 3, 29, 9, tzinfo=ZoneInfo(BERLIN))

    assert instants((24 * 60,), starts_at) == (utc("2026-03-28 07:00"),)


@pytest.mark.parametrize(
    ("after", "at", "zone", "next_at"),
    [
        ("2026-11-23 06:59", "08:00", BERLIN, "2026-11-23 07:00"),
        ("2026-11-23 07:00", "08:00", BERLIN, "2026-11-24 07:00"),
        ("2026-11-23 23:30", "00:00", BERLIN, "2026-11-24 23:00"),
        ("2026-11-23 02:29", "08:00", KOLKATA, "2026-11-23 02:30"),
        ("2026-11-22 20:59", "08:00", SYDNEY, "2026-11-22 21:00"),
        ("2026-03-28 07:00", "08:00", BERLIN, "2026-03-29 06:00"),
        ("2026-10-24 06:00", "08:00", BERLIN, "2026-10-25 07:00"),
        ("2026-10-03 22:00", "08:00", SYDNEY, "2026-10-04 21:00"),
        ("2026-03-28 12:00", "02:30", BERLIN, "2026-03-29 01:00"),
        ("2026-03-29 01:00", "02:30", BERLIN, "2026-03-30 00:30"),
        ("2026-10-24 12:00", "02:30", BERLIN, "2026-10-25 00:30"),
        ("2026-10-25 00:30", "02:30", BERLIN, "2026-10-26 01:30"),
    ],
)
def test_what_comes_daily_comes_when_the_wall_says_so_and_once_a_day(
    after: str, at: str, zone: str, next_at: str
) -> None:
    assert next_daily(Daily(at=_minute(at), zone=zone), after=utc(after)) == utc(next_at)
