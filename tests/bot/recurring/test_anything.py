"""Any recurrence in any zone: the dates that dateutil has for the wall clock, in order; and texts that come back."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from bot.blocks.repeats import in_words
from bot.errors import BadTime
from bot.recurring import Frequency, Recurrence, aligned, dates, read_repeat
from tests.bot.when.somebody import BERLIN
from tests.bot.when.test_anything import ZONES, texts

BETWEEN = (date(2026, 3, 27), date(2036, 3, 27))

zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1)).map(lambda at: at.replace(second=0, microsecond=0))  # noqa: DTZ001
nth = st.tuples(st.sampled_from([-1, 1, 2, 3, 4, 5]), st.integers(0, 6))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    frequency = draw(st.sampled_from(Frequency))
    said: dict[str, Any] = {}
    if frequency is Frequency.WEEKLY:
        said["weekdays"] = draw(st.sets(st.integers(0, 6)).map(lambda days: tuple(sorted(days))))
    if frequency is Frequency.MONTHLY:
        said |= draw(
            st.one_of(
                st.just({}),
                st.fixed_dictionaries({"month_day": st.sampled_from([-1, *range(1, 32)])}),
                st.fixed_dictionaries({"nth": nth}),
            )
        )
    end = draw(
        st.one_of(
            st.just({}),
            st.fixed_dictionaries({"until": st.dates(*BETWEEN)}),
            st.fixed_dictionaries({"count": st.integers(1, 500)}),
        )
    )
    return Recurrence(frequency=frequency, every=draw(st.integers(1, 99)), **said, **end)


def first_of(recurrence: Recurrence, moment: datetime, zone: str) -> datetime | None:
    try:
        return aligned(recurrence, moment.replace(tzinfo=ZoneInfo(zone)), zone)
    except BadTime:
        return None


def on_the_wall(recurrence: Recurrence, first: datetime, zone: str) -> list[datetime]:
    """What dateutil makes of the text that calendars get, without zones."""
    start = first.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    rule = recurrence.anchored(first, zone).to_text()
    if recurrence.until:
        rule += "T235959"
    return list(takewhile(lambda wall: wall.year < 2100, islice(rrulestr(rule, dtstart=start), 60)))


@given(recurrence=recurrences(), moment=moments, zone=zones)
def test_dates_are_those_of_the_wall_clock_in_order(recurrence: Recurrence, moment: datetime, zone: str) -> None:
    first, there = first_of(recurrence, moment, zone), ZoneInfo(zone)
    walls = on_the_wall(recurrence, first, zone) if first else []

    found = list(islice(dates(recurrence, first, zone), 60)) if first else []

    assert len(found) == len(walls)
    assert found == sorted(set(found))
    assert found[:1] == ([first] if first else [])
    for at, wall in zip(found, walls, strict=True):
        shown = at.astimezone(there).replace(tzinfo=None, fold=0)
        before = (at - timedelta(seconds=1)).astimezone(there).replace(tzinfo=None, fold=0)
        assert shown == wall or before < wall < shown  # the first moment after a gap


@given(recurrence=recurrences(), moment=moments, zone=zones, ahead=st.timedeltas(timedelta(0), timedelta(days=4000)))
def test_a_series_can_be_entered_anywhere(
    recurrence: Recurrence, moment: datetime, zone: str, ahead: timedelta
) -> None:
    first = first_of(recurrence, moment, zone)
    if first is None:
        return
    since = first + ahead

    found = list(islice(dates(recurrence, first, zone, after=since), 5))

    assert found == list(islice((at for at in dates(recurrence, first, zone) if at > since), 5))


@given(recurrence=recurrences(), moment=moments, zone=zones)
def test_a_series_begins_where_its_first_date_is(recurrence: Recurrence, moment: datetime, zone: str) -> None:
    first = first_of(recurrence, moment, zone)
    if first is None:
        return

    anchored = recurrence.anchored(moment.replace(tzinfo=ZoneInfo(zone)), zone)

    assert aligned(anchored, first, zone) == first
    assert anchored.anchored(first, zone) == anchored
    assert anchored.rrule(first, zone).startswith(anchored.to_text().partition(";UNTIL")[0])


@given(recurrence=recurrences())
def test_a_recurrence_comes_back_from_its_text(recurrence: Recurrence) -> None:
    assert Recurrence.from_text(recurrence.to_text()) == recurrence


@given(recurrence=recurrences().filter(lambda said: said.count != 1))
def test_the_words_for_a_recurrence_can_be_typed(recurrence: Recurrence) -> None:
    words = in_words(recurrence, zone=BERLIN.zone)

    assert read_repeat(words, now=BERLIN.now, zone=BERLIN.zone, locale=BERLIN.locale) == recurrence


@given(text=texts, now=st.datetimes(datetime(2024, 1, 1), datetime(2040, 1, 1)), zone=zones)  # noqa: DTZ001
def test_any_text_is_a_recurrence_or_refused(text: str, now: datetime, zone: str) -> None:
    for typed in (text, f"every {text}", f"every week until {text}", f"daily {text}"):
        found = outcome(typed, now=now.replace(tzinfo=UTC), zone=zone)
        assert isinstance(found, Recurrence) or found.said == typed


def outcome(text: str, *, now: datetime, zone: str) -> Recurrence | BadTime:
    try:
        return read_repeat(text, now=now, zone=zone, locale=None)
    except BadTime as error:
        return error
