"""When the clocks of a zone are changed, and what that does to a series: it keeps its hour on the wall.

A date in a skipped hour takes place at the first instant after the gap, one in a repeated hour the first time. Of the
former RFC 5545 says something else (as long after the gap's end as it lies behind its beginning), the latter some
programs take for the second time: such dates are told apart here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.calendars.entry import Entry

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)
_STAMP = "%Y%m%dT%H%M%S"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """At the instant `at` the clock of a zone goes from `before` to `after` (distances from UTC)."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str

    @property
    def onset(self) -> datetime:
        """The time on the wall at which the clock is taken in hand."""
        return _naive(self.at + self.before)

    def concerns(self, wall: datetime) -> bool:
        """Whether a clock there never shows that, or twice."""
        earlier, later = sorted((self.onset, _naive(self.at + self.after)))
        return earlier <= wall < later

    def first(self, wall: datetime) -> datetime:
        """When takes place what it concerns."""
        return self.at if self.after > self.before else wall.replace(tzinfo=UTC) - self.before


@lru_cache(maxsize=4096)
def changes(zone: str, year: int) -> tuple[Change, ...]:
    """All of that year by UTC."""
    place, day, found = ZoneInfo(zone), datetime(year, 1, 1, tzinfo=UTC), []
    while day.year == year:
        if _offset(day, place) != _offset(day + _DAY, place):
            at = _first_after(day, place)
            name = at.astimezone(place).tzname() or zone
            found.append(Change(at=at, before=_offset(at - _MINUTE, place), after=_offset(at, place), name=name))
        day += _DAY
    return tuple(found)


def wall(at: datetime, zone: str) -> datetime:
    """What a clock there shows at that instant."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0, microsecond=0)


def instant(hour: datetime, zone: str, *, fold: int = 0) -> datetime:
    """When a clock there shows it, read as RFC 5545 does: the first of two, a gap with the distance before it."""
    return hour.replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def clear(hour: datetime, zone: str) -> bool:
    """Whether a clock there shows it once."""
    return instant(hour, zone) == instant(hour, zone, fold=1)


def odd_dates(series: Entry, until_year: int) -> dict[datetime, datetime]:
    """The dates of a series that fall into skipped or repeated hours, up to the end of that year: when each takes
    place, and the hour that the rule puts it at."""
    return {at: hour for at, hour in _at_changes(series, until_year) if _by_rule(series, at, hour)}


def until_of(rule: str) -> datetime | None:
    """Its UNTIL, if it has one."""
    said = re.search(r"UNTIL=(\d{8}T\d{6})Z", rule)
    return datetime.strptime(said[1], _STAMP).replace(tzinfo=UTC) if said else None


def until(rule: str, last: datetime) -> str:
    """The same rule with another UNTIL."""
    return re.sub(r"UNTIL=[^;]*", f"UNTIL={last:{_STAMP}}Z", rule)


def _at_changes(series: Entry, until_year: int) -> Iterator[tuple[datetime, datetime]]:
    first = wall(series.starts_at, series.zone)
    for year in range(series.starts_at.year, until_year + 1):
        for change in changes(series.zone, year):
            days = (change.onset - _DAY, change.onset, change.onset + _DAY)
            for hour in (datetime.combine(day, first.time()) for day in days):
                if hour >= first and change.concerns(hour):
                    yield series.starts_at if hour == first else change.first(hour), hour


def _by_rule(series: Entry, at: datetime, hour: datetime) -> bool:
    from dateutil.rrule import rrulestr

    rule = series.rule or ""
    last = until_of(rule)
    if last is not None and at > last:
        return False
    endless = re.sub(r"UNTIL=[^;]*;?", "", rule).rstrip(";")
    return bool(rrulestr(endless, dtstart=wall(series.starts_at, series.zone)).between(hour, hour, inc=True))


def _first_after(day: datetime, place: ZoneInfo) -> datetime:
    """The minute within the 24 hours after `day` at which the clock there is changed."""
    before, low, high = _offset(day, place), 0, 24 * 60
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(day + middle * _MINUTE, place) == before else (low, middle)
    return day + high * _MINUTE


def _offset(at: datetime, place: ZoneInfo) -> timedelta:
    return at.astimezone(place).utcoffset() or timedelta(0)


def _naive(at: datetime) -> datetime:
    return at.replace(tzinfo=None)
