"""A zone as a file brings it along (VTIMEZONE), for programs that do not know it by its name.

icalendar can make one too, and puts the change to summer time an hour late: its beginning is told by the clock before
the change (RFC 5545, 3.6.5), and there by the one after it (7.3.2, Timezone.from_tzinfo).
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.calendars.changes import Change, changes, wall

if TYPE_CHECKING:
    from icalendar import Timezone

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def zone_component(zone: str, first_year: int, last_year: int) -> "Timezone":
    """How its clocks go from the first to the last of these years, and on, where they are changed by one rule."""
    from icalendar import Timezone

    alike: dict[tuple[Any, ...], list[Change]] = defaultdict(list)
    for change in _all_changes(zone, first_year, last_year):
        alike[change.before, change.after, change.name].append(change)
    component = Timezone()
    component.add("tzid", zone)
    component.add_component(_observance([_beginning(zone, first_year)], None))
    for group in alike.values():
        component.add_component(_observance(group, _yearly(group, last_year - first_year + 1)))
    return component


def _all_changes(zone: str, first_year: int, last_year: int) -> Iterator[Change]:
    for year in range(first_year, last_year + 1):
        yield from changes(zone, year)


def _beginning(zone: str, year: int) -> Change:
    at = datetime(year, 1, 1, tzinfo=UTC)
    distance = wall(at, zone) - at.replace(tzinfo=None)
    return Change(at=at, before=distance, after=distance, name=zone)


def _observance(group: Sequence[Change], rule: dict[str, Any] | None) -> Any:
    from icalendar import TimezoneDaylight, TimezoneStandard

    first = group[0]
    one = TimezoneDaylight() if first.after > first.before else TimezoneStandard()
    one.add("dtstart", first.onset)
    one.add("tzoffsetfrom", first.before)
    one.add("tzoffsetto", first.after)
    one.add("tzname", first.name)
    if rule:
        one.add("rrule", rule)
    elif len(group) > 1:
        one.add("rdate", [change.onset for change in group[1:]])
    return one


def _yearly(group: Sequence[Change], years: int) -> dict[str, Any] | None:
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


