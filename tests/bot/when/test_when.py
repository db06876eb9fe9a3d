"""Whether people are understood when they say when, and refused where nobody can know."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import BadTime, TimeTrouble
from bot.when import When, read_when, warm
from bot.when.zones import ABBREVIATIONS, zones_by_name
from tests.bot.when.meant import MEANT
from tests.bot.when.refused import REFUSED
from tests.bot.when.somebody import BERLIN, BERLIN_LATE, KOLKATA, LONDON, NEW_YORK, OUTSIDER, SYDNEY, Somebody


def reads(text: str, who: Somebody) -> When:
    return read_when(text, now=who.now, zone=who.zone, locale=who.locale)


def refusal(text: str, who: Somebody) -> BadTime:
    with pytest.raises(BadTime) as caught:
        reads(text, who)
    return caught.value


def each(table: dict[Somebody, dict[str, str]]) -> list[object]:
    return [
        pytest.param(who, text, said, id=f"{text!r} in {who.zone}, {who.locale}")
        for who, phrases in table.items()
        for text, said in phrases.items()
    ]


@pytest.mark.parametrize(("who", "text", "instant"), each(MEANT))
def test_a_phrase_means_an_instant(who: Somebody, text: str, instant: str) -> None:
    when = reads(text, who)

    assert when.starts_at == datetime.fromisoformat(instant)
    assert when.starts_at.tzinfo is UTC
    assert when.said == text


@pytest.mark.parametrize(("who", "text", "why"), each(REFUSED))
def test_a_phrase_is_refused_with_its_reason(who: Somebody, text: str, why: str) -> None:
    error = refusal(text, who)

    assert error.why == why
    assert error.said == text


@pytest.mark.parametrize(("who", "text", "why"), each(REFUSED))
def test_whatever_is_offered_instead_is_ahead_and_read_as_just_that_where_it_is_written(
    who: Somebody, text: str, why: str
) -> None:
    offered = refusal(text, who).choices

    moments = [choice.at.astimezone(UTC) for choice in offered]
    assert [reads(choice.written, who).starts_at for choice in offered] == moments
    assert moments == sorted(set(moments))
    assert all(at > who.now for at in moments)


@pytest.mark.parametrize(
    ("text", "who", "zone"),
    [
        ("15:00", BERLIN, "Europe/Berlin"),
        ("15:00 CET", BERLIN, "Europe/Berlin"),
        ("15:00 CET", NEW_YORK, "Europe/Berlin"),
        ("15:00 GMT", LONDON, "Europe/London"),
        ("tomorrow 15:00 IST", KOLKATA, "Asia/Kolkata"),
        ("15:00 america/new_york", BERLIN, "America/New_York"),
        ("15:00 New York time", BERLIN, "America/New_York"),
        ("15:00 ET", BERLIN, "America/New_York"),
        ("15:00 UTC", BERLIN, "UTC"),
        ("15:00Z", BERLIN, "UTC"),
        ("15:00 UTC+2", BERLIN, "Europe/Berlin"),  # a distance is no place
        ("in 2 hours", SYDNEY, "Australia/Sydney"),
    ],
)
def test_the_zone_is_the_one_whose_clock_was_meant(text: str, who: Somebody, zone: str) -> None:
    assert reads(text, who).zone == zone


@pytest.mark.parametrize(
    ("text", "who", "written"),
    [
        ("9:30", BERLIN, ["2026-03-28 09:30"]),
        ("today 9:30", BERLIN, ["2026-03-28 09:30"]),
        ("friday 9:30", BERLIN, ["2026-04-03 09:30"]),
        ("26 March 15:00", BERLIN, ["2027-03-26 15:00"]),
        ("yesterday 15:00", BERLIN, []),
        ("29 March 02:30", BERLIN, ["2026-03-29 03:30"]),
        ("sunday 2:30", BERLIN, ["2026-03-29 03:30", "2026-03-29 14:30"]),
        ("29 March 02:30 Europe/Paris", NEW_YORK, ["2026-03-29 03:30 Europe/Paris"]),
        ("tomorrow 02:30", BERLIN_LATE, ["2026-10-25 02:30 UTC+2", "2026-10-25 02:30 UTC+1"]),
        ("01/02/2027 15:00", OUTSIDER, ["2027-01-02 15:00", "2027-02-01 15:00"]),
        ("3:30", OUTSIDER, ["2026-03-27 15:30", "2026-03-28 03:30"]),
        ("at 9", KOLKATA, ["2026-03-27 21:00", "2026-03-28 09:00"]),
        ("tomorrow midnight", BERLIN, ["2026-03-28 00:00", "2026-03-29 00:00"]),
        ("10.12", BERLIN, ["2026-03-27 10:12"]),
        ("15:00 CST", BERLIN, ["2026-03-27 15:00 America/Chicago", "2026-03-28 15:00 Asia/Shanghai"]),
        ("1 July 15:00 CET", BERLIN, ["2026-07-01 15:00", "2026-07-01 16:00"]),
        ("friday 1 Dec 15:00", BERLIN, ["2026-12-01 15:00"]),
    ],
)
def test_what_may_have_been_meant_is_offered(text: str, who: Somebody, written: list[str]) -> None:
    assert [choice.written for choice in refusal(text, who).choices] == written


@pytest.mark.parametrize(
    ("text", "part", "understood"),
    [
        ("tomorrow 15:00 with Ben", "with Ben", "2026-03-28 15:00"),
        ("Tomorrow 15:00 XYZ", "XYZ", "2026-03-28 15:00"),
        ("15:00 Europe/Atlantis", "Europe/Atlantis", "2026-03-27 15:00"),
        ("15:00-16:00", "-16:00", "2026-03-27 15:00"),
        ("29 March 02:30", "", "2026-03-29 02:30"),
        ("yesterday 15:00", "", "2026-03-26 15:00"),
        ("2036-12-01 15:00", "", "2036-12-01 15:00"),
        ("1 July 15:00 CET", "CET", "2026-07-01 15:00"),
        ("29 March 02:30 sharp", "sharp", "2026-03-29 02:30"),
    ],
)
def test_a_refusal_says_what_was_understood_and_what_was_not(text: str, part: str, understood: str) -> None:
    error = refusal(text, BERLIN)

    assert error.part == part
    assert f"{error.understood:%Y-%m-%d %H:%M}" == understood


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("tomorrow", "2026-03-28"),
        ("friday", "2026-03-27"),
        ("1 Dec", "2026-12-01"),
        ("5 Jan", "2027-01-05"),
        ("1/12", "2026-12-01"),
        ("tomorrow with Ben", "2026-03-28"),
        ("1 Dec 2025", "2025-12-01"),
    ],
)
def test_a_day_without_an_hour_is_told(text: str, day: str) -> None:
    assert str(refusal(text, BERLIN).day) == day


def test_which_day_was_named_stays_open_where_nobody_can_know() -> None:
    assert refusal("1/12", OUTSIDER).day is None
    assert refusal("in the afternoon", BERLIN).day is None


def test_a_day_that_does_not_exist_is_told_before_the_missing_hour() -> None:
    assert refusal("30 Feb", BERLIN).why is TimeTrouble.NO_SUCH_DATE


SEVERAL = [name for name, zones in ABBREVIATIONS.items() if len(zones) > 1]


@pytest.mark.parametrize("name", SEVERAL)
@pytest.mark.parametrize("date", ["2026-07-15", "2027-01-15"])
def test_an_abbreviation_of_several_zones_is_always_asked_about(name: str, date: str) -> None:
    error = refusal(f"{date} 15:00 {name}", OUTSIDER)

    assert error.why is TimeTrouble.AMBIGUOUS_ZONE
    assert error.part == name
    assert len(error.choices) == len(ABBREVIATIONS[name])


@pytest.mark.parametrize("name", [name for name in ABBREVIATIONS if name not in SEVERAL])
def test_an_abbreviation_of_one_zone_is_read_in_its_season(name: str) -> None:
    found = []
    for date in ("2026-07-15", "2027-01-15"):
        with suppress(BadTime):
            found.append(reads(f"{date} 15:00 {name}", OUTSIDER))

    assert found
    assert {when.zone for when in found} == set(ABBREVIATIONS[name])


def test_so_long_from_now_ends_on_a_whole_minute() -> None:
    now = datetime(2026, 3, 27, 9, 0, 17, 5, tzinfo=UTC)

    when = read_when("in 20 minutes", now=now, zone="UTC", locale=None)

    assert when.starts_at == datetime(2026, 3, 27, 9, 21, tzinfo=UTC)


def test_now_may_be_told_in_any_zone() -> None:
    there = BERLIN.now.astimezone(NEW_YORK_WALL)

    assert read_when("15:00", now=there, zone="Europe/Berlin", locale=None).starts_at.hour == 14


NEW_YORK_WALL = datetime.fromisoformat("2026-03-27T05:00-04:00").tzinfo


@pytest.mark.parametrize("zone", ["Europe/Atlantis", "", "Europe", "../etc/passwd"])
def test_a_zone_of_the_asker_that_this_machine_does_not_know_is_told(zone: str) -> None:
    with pytest.raises(BadTime) as caught:
        read_when("15:00", now=BERLIN.now, zone=zone, locale=None)

    assert caught.value.why is TimeTrouble.UNKNOWN_ZONE
    assert caught.value.part == zone


def test_two_years_ahead_is_near_enough() -> None:
    assert reads("2028-03-27 15:00", BERLIN).starts_at - BERLIN.now > timedelta(days=730)


def test_once_warm_no_zone_is_looked_up_any_more() -> None:
    warm()

    assert zones_by_name.cache_info().currsize == 1
