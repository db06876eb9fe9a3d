"""What a calendar file says, and that nothing that people typed can say more."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.calendars import Entry, calendar_file
from tests.bot.calendars.series import CHANGED, NOW, SINCE, ZONES, around_changes, make_entry


def file(entry: Entry, **how: Any) -> str:
    """As one writes it, without the folding."""
    return calendar_file([entry], now=NOW, **how).decode().replace("\r\n ", "").replace("\r\n", "\n")


def event(entry: Entry, **how: Any) -> Any:
    [one] = Calendar.from_ical(calendar_file([entry], now=NOW, **how)).walk("VEVENT")
    return one


def test_a_single_conference_reads_like_this() -> None:
    said = file(make_entry(note="Ana hosts it"))

    assert said.partition("END:VTIMEZONE\n")[2].splitlines() == [
        "BEGIN:VEVENT",
        "SUMMARY:Weekly sync",
        "DTSTART;TZID=Europe/Berlin:20260302T100000",
        "DURATION:PT30M",
        "DTSTAMP:20260601T120000Z",
        "UID:k7f3x9q2mw4t@plenum",
        "SEQUENCE:2",
        "DESCRIPTION:Ana hosts it\\nhttps://hq.acme.example/c/k7f3",
        "LAST-MODIFIED:20260101T120000Z",
        "LOCATION:#team in Slack",
        "ORGANIZER;CN=Ana:mailto:ana@acme.example",
        "STATUS:CONFIRMED",
        "URL:https://hq.acme.example/c/k7f3",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    assert "METHOD:PUBLISH\n" in said
    assert "PRODID:-//Plenum//Plenum//EN\n" in said


def test_a_cancelled_one_is_taken_out_of_the_calendar() -> None:
    said = file(make_entry(), cancel=True)

    assert "METHOD:CANCEL\n" in said
    assert "STATUS:CANCELLED\n" in said


def test_a_feed_has_a_name_and_is_asked_for_every_hour() -> None:
    said = file(make_entry(), name="Plenum\n Ana")

    assert "X-WR-CALNAME:Plenum Ana\n" in said
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\nX-PUBLISHED-TTL:PT1H\n" in said


def test_an_empty_feed_is_a_calendar_all_the_same() -> None:
    assert Calendar.from_ical(calendar_file([], now=NOW, name="Plenum")).walk("VEVENT") == []


def test_without_a_link_an_address_and_words_nothing_is_invented() -> None:
    one = event(make_entry(link=None, host_email=None, where=""))

    assert {"URL", "ORGANIZER", "DESCRIPTION", "LOCATION"}.isdisjoint(one)


def test_each_zone_comes_once_and_utc_needs_none() -> None:
    zones = ["Europe/Berlin", "UTC", "Europe/Berlin", "Asia/Kolkata"]

    calendar = Calendar.from_ical(calendar_file([make_entry(zone=zone) for zone in zones], now=NOW))

    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == ["Europe/Berlin", "Asia/Kolkata"]


@pytest.mark.parametrize("zone", ZONES[1:])
def test_a_zone_that_a_file_brings_along_says_what_the_database_says(zone: str) -> None:
    calendar = Calendar.from_ical(calendar_file([make_entry(zone=zone)], now=NOW))
    brought: Any = calendar.walk("VTIMEZONE")[0]
    there = brought.to_tz(lookup_tzid=False)

    hours = [at for at in around_changes(zone) if at >= SINCE]
    assert [at.astimezone(there).utcoffset() for at in hours] == [
        at.astimezone(ZoneInfo(zone)).utcoffset() for at in hours
    ]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("one\nBEGIN:VEVENT", "one BEGIN:VEVENT"),
        ("one\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:x", "one END:VEVENT BEGIN:VEVENT UID:x"),
        ("a;b,c:d\\n\\;e", "a;b,c:d\\n\\;e"),
        ('"; X=1:mailto:x', '"; X=1:mailto:x'),
        ("tab\tbell\x07null\x00next\x85line\u2028end", "tab bellnullnext line end"),
        ("🎉" * 100, "🎉" * 100),
        ("^n^'^^", "^n^'^^"),
    ],
)
def test_what_people_typed_stays_text(typed: str, read: str) -> None:
    one = event(make_entry(topic=typed, where=typed, note=typed, host_name=typed, link=f"https://x/{typed}"))

    assert (one["UID"], one["STATUS"], one["SEQUENCE"]) == ("k7f3x9q2mw4t@plenum", "CONFIRMED", 2)
    assert str(one["SUMMARY"]) == str(one["LOCATION"]) == read
    assert " ".join(str(one["DESCRIPTION"]).split()).startswith(read)


@given(typed=st.text(max_size=300))
def test_no_text_breaks_a_file(typed: str) -> None:
    one = event(make_entry(topic=typed, where=typed, note=typed, host_name=typed, host_email=f"{typed}@acme.example"))

    assert one["DTSTART"].dt.astimezone(UTC) == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert (one["UID"], one["DURATION"].dt) == ("k7f3x9q2mw4t@plenum", timedelta(minutes=30))
    assert one["LAST-MODIFIED"].dt == CHANGED
