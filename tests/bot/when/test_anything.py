"""Whatever is written, by whomever: an instant to come or `BadTime`, and soon."""

import re
from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BadTime, TimeTrouble
from bot.when import When, read_span, read_when, warm
from bot.when.words import DAYS, LENGTHS, MINUTES, MONTHS, NUMBERS, PARTS, SHORT_WEEKDAYS, WEEKDAYS
from tests.bot.when.meant import MEANT
from tests.bot.when.refused import REFUSED
from tests.bot.when.somebody import MARCH

ZONES = [
    "Africa/Casablanca",
    "America/New_York",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Europe/Berlin",
    "Europe/Dublin",
    "Pacific/Apia",
    "Pacific/Chatham",
    "UTC",
]
STEADY = ["America/Sao_Paulo", "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Apia", "UTC"]
LOCALES = [None, "en-US", "en-GB", "de-DE", "fr-FR", "ja-JP", "", "en"]

KNOWN = [word for table in (DAYS, LENGTHS, MINUTES, MONTHS, NUMBERS, PARTS, SHORT_WEEKDAYS, WEEKDAYS) for word in table]
PIECES = sorted(
    {piece for phrases in (*MEANT.values(), *REFUSED.values()) for text in phrases for piece in text.split()}
)
JOINTS = [
    "",
    " ",
    ",",
    ".",
    ":",
    "/",
    "-",
    "+",
    "t",
    "z",
    "0",
    "12",
    "31",
    "99",
    "2026",
    "in",
    "next",
    "last",
    "le",
    "half past",
]

zones = st.sampled_from(ZONES)
locales = st.sampled_from(LOCALES)
nows = st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
texts = st.one_of(
    st.text(max_size=150),
    st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    st.lists(st.sampled_from([*KNOWN, *PIECES, *JOINTS]), max_size=12).map("".join),
    st.lists(st.sampled_from([*KNOWN, *JOINTS]), max_size=12).map(" ".join),
    st.from_regex(re.compile(r"[0-9]{1,4}[:./h -][0-9]{1,2}[:./ -]?[0-9a-z ]{0,12}"), fullmatch=True),
)


def outcome(text: str, *, now: datetime, zone: str, locale: str | None) -> When | BadTime:
    try:
        return read_when(text, now=now, zone=zone, locale=locale)
    except BadTime as error:
        return error


@given(text=texts, now=nows, zone=zones, locale=locales)
def test_any_text_is_an_instant_to_come_or_refused(text: str, now: datetime, zone: str, locale: str | None) -> None:
    found = outcome(text, now=now, zone=zone, locale=locale)

    if isinstance(found, When):
        assert found.starts_at.tzinfo is UTC
        assert now < found.starts_at < now + timedelta(days=733)
        assert ZoneInfo(found.zone)
    else:
        assert found.understood is None or found.understood.utcoffset() is not None


@given(text=texts, now=nows, zone=zones, locale=locales)
def test_what_is_offered_for_any_text_is_read_as_just_that(
    text: str, now: datetime, zone: str, locale: str | None
) -> None:
    found = outcome(text, now=now, zone=zone, locale=locale)

    for choice in found.choices if isinstance(found, BadTime) else ():
        again = outcome(choice.written, now=now, zone=zone, locale=locale)
        assert isinstance(again, When)
        assert again.starts_at == choice.at.astimezone(UTC) > now


def instants(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When the clock in `zone` says `wall`, found by trying every quarter of an hour of difference that there is."""
    tried = (wall.replace(tzinfo=UTC) + timedelta(minutes=15 * quarters) for quarters in range(-60, 61))
    return [at for at in tried if at.astimezone(zone).replace(tzinfo=None, fold=0) == wall]


@given(now=nows, ahead=st.timedeltas(timedelta(days=2), timedelta(days=700)), zone=zones, locale=locales)
def test_a_full_date_is_the_instant_at_which_the_wall_says_so(
    now: datetime, ahead: timedelta, zone: str, locale: str | None
) -> None:
    wall = (now + ahead).replace(tzinfo=None, second=0, microsecond=0)
    expected = instants(wall, ZoneInfo(zone))

    found = outcome(f"{wall:%Y-%m-%d %H:%M}", now=now, zone=zone, locale=locale)

    if isinstance(found, When):
        assert [found.starts_at] == expected
    else:
        assert len(expected) != 1
        assert found.why is (TimeTrouble.REPEATED if expected else TimeTrouble.SKIPPED)


@pytest.mark.parametrize("zone", ZONES)
def test_every_hour_that_a_clock_change_skips_or_repeats_is_refused(zone: str) -> None:
    now, there = datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo(zone)
    first = now.replace(tzinfo=None) + timedelta(days=2)
    walls = [first + timedelta(minutes=15 * step) for step in range(4 * 24 * 729)]

    odd = [f"{wall:%Y-%m-%d %H:%M}" for wall in walls if changes(wall, there)]

    assert all(isinstance(outcome(text, now=now, zone=zone, locale=None), BadTime) for text in odd)
    assert bool(odd) == (zone not in STEADY)


def changes(wall: datetime, zone: ZoneInfo) -> bool:
    return wall.replace(tzinfo=zone, fold=0).utcoffset() != wall.replace(tzinfo=zone, fold=1).utcoffset()


@given(text=texts)
def test_any_text_is_a_length_up_to_a_day_or_refused(text: str) -> None:
    try:
        span = read_span(text)
    except BadTime:
        return
    assert timedelta() < span <= timedelta(hours=24)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 2000,
        " " * 1999 + "3",
        "15:00 " * 333,
        "in " * 666,
        "1h" * 1000,
        "next friday " * 166,
        "1" * 120,
        "1h" * 59,
        "in 1h" + "1h" * 57,
        "1 and " * 20,
        "1.1." * 30,
        "1/1/" * 30,
        "2026-" * 24,
        "next " * 24,
        "half past " * 12,
        "a b c " * 20,
        "a " * 60,
        "Europe/" * 17,
        "a/b" * 40,
        "'" * 120,
        "ﷺ" * 120,
        "1st of " * 17,
        "dec " * 30,
        "\u0300" * 120,
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_no_text_keeps_anybody_waiting(text: str) -> None:
    warm()

    spent = min(timed(text) for _ in range(3))

    assert spent < 0.05


def timed(text: str) -> float:
    begun = perf_counter()
    for read in (lambda: read_when(text, now=MARCH, zone="Europe/Berlin", locale="en-US"), lambda: read_span(text)):
        try:
            read()
        except BadTime:
            continue
    return perf_counter() - begun
