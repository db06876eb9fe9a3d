"""The dates of a series: the same hour on the wall each time, whatever the clocks do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Literal
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, MO, MONTHLY, WEEKLY, rrule, weekday

from bot.errors import BadTime, TimeTrouble
from bot.recurring.recurrence import Frequency, Recurrence
from bot.walls import exists, instant, wall_clock

END_OF_TIME = date(2099, 12, 31)
"""No series goes on after that."""

_FREQUENCIES: dict[Frequency, Literal[1, 2, 3]] = {
    Frequency.DAILY: DAILY,
    Frequency.WEEKLY: WEEKLY,
    Frequency.MONTHLY: MONTHLY,
}
_DAYS = {Frequency.DAILY: 1, Frequency.WEEKLY: 7}
_DAY = timedelta(days=1)


def aligned(recurrence: Recurrence, starts_at: datetime, zone: str) -> datetime:
    """The first date of a series that begins at `starts_at` or, at that hour on the wall, later.

    A day on which that hour is skipped is none to begin with. Raises `BadTime` where the series is over before.
    """
    rule, start, there = recurrence.anchored(starts_at, zone), wall_clock(starts_at, zone), ZoneInfo(zone)
    fitting = _walls(replace(rule, every=1, until=None, count=None), start)
    wall = next(wall for wall in fitting if wall == start or exists(wall, there))
    at = starts_at if wall == start else instant(wall, there)
    if rule.until and wall.date() > rule.until:
        raise BadTime(TimeTrouble.NEVER_HAPPENS, said="", understood=at.astimezone(there), day=rule.until)
    return at.astimezone(UTC)


def dates(recurrence: Recurrence, first: datetime, zone: str, *, after: datetime | None = None) -> Iterator[datetime]:
    """The instants of a series whose first is `first`, in UTC, in order, those after `after`; made as they are taken.

    A date whose hour is skipped is at the first moment after the gap, one whose hour comes twice at the first of them.
    """
    rule, start, there = recurrence.anchored(first, zone), wall_clock(first, zone), ZoneInfo(zone)
    end = min(rule.until or END_OF_TIME, END_OF_TIME)
    begin = start if after is None or rule.count else _near(rule, start, wall_clock(after, zone) - _DAY)
    last = after
    for wall in takewhile(lambda wall: wall.date() <= end, _walls(rule, begin)):
        at = first.astimezone(UTC) if wall == start else instant(wall, there)
        if last is None or at > last:  # where a whole day is skipped, two dates can fall on one instant
            yield at
            last = at


def _walls(rule: Recurrence, start: datetime) -> Iterator[datetime]:
    """The days that fit and the hour of `start`, from there on."""
    return iter(
        rrule(
            _FREQUENCIES[rule.frequency],
            dtstart=start,
            interval=rule.every,
            wkst=MO,
            count=rule.count,
            byweekday=weekday(rule.nth[1], rule.nth[0]) if rule.nth else rule.weekdays or None,
            bymonthday=rule.month_day,
        )
    )


def _near(rule: Recurrence, start: datetime, wall: datetime) -> datetime:
    """Where the same dates can be counted from, not after `wall` unless `start` is."""
    if wall <= start:
        return start
    if rule.frequency is Frequency.MONTHLY:
        months = (wall.year - start.year) * 12 + wall.month - start.month
        return _months_later(start, months // rule.every * rule.every)
    step = timedelta(days=_DAYS[rule.frequency] * rule.every)
    return start + (wall - start) // step * step


def _months_later(start: datetime, months: int) -> datetime:
    """In that month, on its first day; `start` itself where it is none."""
    if months == 0:
        return start
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return start.replace(year=year, month=month + 1, day=1)
