"""A zone as a file brings it along (VTIMEZONE), for programs that do not know it by its name.

icalendar can make one too, and puts the change to summer time an hour late: its beginning is told by the clock before
the change (RFC 5545, 3.6.5), and there by the one after it (7.3.2, Timezone.from_tzinfo).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.calendars.changes import Change, changes

if TYPE_CHECKING:
    from icalendar import Timezone

Rule = Mapping[str, Any]

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def zone_component(zone: str, first_year: int, last_year: int) -> "Timezone":
    """How its clocks go from the first to the last of these years, and on, where they are changed by one rule."""
    from icalendar import Timezone

    alike: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for change in _all_changes(zone, first_year, last_year):
        alike[change.before, change.after, change.name].append(change)
    component = Timezone()
    component.add("tzid", zone)
    for change, rule in [(_beginning(zone, first_year), None), *_told(alike.values(), last_year - first_year + 1)]:
        component.add_component(_observance(change, rule))
    return component


def _told(alike: Iterable[Sequence[Change]], years: int) -> Iterator[tuple[Change, Rule | None]]:
    """By a rule where there is one, else each for itself: ical.js knows a single further date at most (RDATE)."""
    for group in alike:
        rule = _yearly(group, years)
        yield from [(group[0], rule)] if rule else [(change, None) for change in group]


def _all_changes(zone: str, first_year: int, last_year: int) -> Iterator[Change]:
    for year in range(first_year, last_year + 1):
        yield from changes(zone, year)


def _beginning(zone: str, year: int) -> Change:
    at = datetime(year, 1, 1, tzinfo=UTC)
    there = at.astimezone(ZoneInfo(zone))
    distance = there.utcoffset() or timedelta(0)
    return Change(at=at, before=distance, after=distance, name=there.tzname() or zone)


def _observance(change: Change, rule: Rule | None) -> Any:
    from icalendar import TimezoneDaylight, TimezoneStandard

    one = TimezoneDaylight() if change.after > change.before else TimezoneStandard()
    one.add("dtstart", change.onset)
    one.add("tzoffsetfrom", change.before)
    one.add("tzoffsetto", change.after)
    one.add("tzname", change.name)
    if rule:
        one.add("rrule", rule)
    return one


def _yearly(group: Sequence[Change], years: int) -> Rule | None:
    """The rule that all of them follow, every year: such a Sunday of such a month at such an hour."""
    onsets = [change.onset for change in group]
    if len(onsets) < years or len({(at.month, at.weekday(), at.time()) for at in onsets}) > 1:
        return None
    weeks = [{(at.day - 1) // 7 + 1, *([-1] if _last(at) else [])} for at in onsets]
    alike = set.intersection(*weeks)
    if not alike:
        return None
    return {"freq": "yearly", "bymonth": onsets[0].month, "byday": f"{min(alike)}{_DAYS[onsets[0].weekday()]}"}


def _last(at: datetime) -> bool:
    """Whether it is the last such day of its month."""
    return (at + timedelta(days=7)).month != at.month
