"""The ways to name a day; each yields the dates it can mean, seen from today."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

HOUR = timedelta(hours=1)
MONTH = timedelta(days=31)
EVER = timedelta.max

_LEAP_YEARS_APART = 8
_WEEK = timedelta(days=7)


class Day(Protocol):
    """`slip`: what passed less than this ago was hardly meant for the next time round, so it is asked about."""

    @property
    def slip(self) -> timedelta: ...

    def dates(self, today: date) -> Iterator[date]:
        """The dates it can mean, the nearest first; none where there is no such date."""
        ...


@dataclass(frozen=True, slots=True)
class AnyDay:
    """No day was named: today, or else tomorrow."""

    slip: timedelta = HOUR

    def dates(self, today: date) -> Iterator[date]:
        yield today
        yield today + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Offset:
    """So many days from now; `same_hour` where that is all that was said ("in a week")."""

    days: int
    same_hour: bool = False
    slip: timedelta = EVER

    def dates(self, today: date) -> Iterator[date]:
        yield today + timedelta(days=self.days)
        if self.days == 0:
            yield today + timedelta(days=1)


class Week(StrEnum):
    """Which week's day a weekday's name means."""

    COMING = "coming"
    NEXT = "next"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class Weekday:
    """A weekday: the nearest to come, today included; in the next week, which begins on a Monday; or the last gone."""

    number: int
    week: Week = Week.COMING
    slip: timedelta = HOUR

    def dates(self, today: date) -> Iterator[date]:
        coming = today + timedelta(days=(self.number - today.weekday()) % 7)
        if self.week is Week.LAST:
            yield coming - _WEEK
        elif self.week is Week.NEXT:
            yield today + timedelta(days=7 - today.weekday() + self.number)
        else:
            yield coming
            yield coming + _WEEK


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A day of a month, of a year if that was said."""

    month: int
    day: int
    year: int | None = None
    slip: timedelta = MONTH

    def dates(self, today: date) -> Iterator[date]:
        years = range(today.year, today.year + _LEAP_YEARS_APART + 1) if self.year is None else [self.year]
        yield from (found for year in years if (found := _date(year, self.month, self.day)))


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of this month, or of the next one that has it: "the 15th"."""

    day: int
    slip: timedelta = HOUR

    def dates(self, today: date) -> Iterator[date]:
        months = [divmod(today.year * 12 + today.month - 1 + ahead, 12) for ahead in range(3)]
        yield from (found for year, month in months if (found := _date(year, month + 1, self.day)))


@dataclass(frozen=True, slots=True)
class Slashed:
    """Two numbers, of which one is the month: which one, the reader's country says."""

    first: int
    second: int
    year: int | None = None

    def read(self, *, month_first: bool) -> CalendarDay:
        month, day = (self.first, self.second) if month_first else (self.second, self.first)
        return CalendarDay(month, day, self.year)

    def readings(self, locale: str | None) -> tuple[CalendarDay, ...]:
        """What it can mean to somebody with this locale, as Slack names it: more than one where nobody can tell."""
        first, second = self.read(month_first=True), self.read(month_first=False)
        possible = [day for day in (second, first) if 1 <= day.month <= 12]
        if len(possible) == 2 and self.first != self.second and (month_first := _month_first(locale)) is not None:
            return (first if month_first else second,)
        return tuple(possible[: 1 if self.first == self.second else 2])


def _month_first(locale: str | None) -> bool | None:
    """Whether the month stands first where it is; `None` where both are usual, or nothing is known."""
    tag = (locale or "").replace("_", "-").lower()
    if tag in ("", "en", "en-ca", "en-ph"):
        return None
    return tag == "en-us" or tag.partition("-")[0] in ("ja", "ko", "zh", "hu", "lt")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
