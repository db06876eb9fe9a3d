"""Entries as a file or a feed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import category
from zoneinfo import ZoneInfo

from bot.calendars.changes import clear, instant, odd_dates, until, until_of, wall
from bot.calendars.entry import Entry, Moved
from bot.calendars.zones import zone_component

if TYPE_CHECKING:
    from icalendar import Calendar, Event

AHEAD = 3
"""For so many years from now on the dates of a series are told apart that fall into skipped or repeated hours."""
ZONES_AHEAD = 12
REFRESH = timedelta(hours=1)
"""How often a program that follows a feed should ask for it."""

_PRODUCT = "-//Plenum//Plenum//EN"


def calendar_file(entries: Iterable[Entry], *, now: datetime, name: str | None = None, cancel: bool = False) -> bytes:
    """One file of them all. `name`: it is a feed, and is called so. `cancel`: it takes the entries out of calendars."""
    listed = [replace(entry, cancelled=True) if cancel else entry for entry in entries]
    calendar = _calendar(name, method="CANCEL" if cancel else "PUBLISH")
    for zone, years in _zones(listed, now).items():
        calendar.add_component(zone_component(zone, min(years) - 1, max(years)))
    for entry in listed:
        for event in _events(entry, now):
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(name: str | None, *, method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name is not None:
        calendar.add("x-wr-calname", _line(name))
        calendar.add("refresh-interval", REFRESH, parameters={"value": "DURATION"})
        calendar.add("x-published-ttl", "PT1H")
    return calendar


def _zones(entries: Iterable[Entry], now: datetime) -> Mapping[str, set[int]]:
    """The zones that are named, and years that each is needed for."""
    found: dict[str, set[int]] = {}
    for entry in entries:
        if entry.zone != "UTC":
            instants = [entry.starts_at, *(one.starts_at for one in entry.moved)]
            years = {at.year for at in instants} | {max(now, entry.starts_at).year + ZONES_AHEAD}
            found.setdefault(entry.zone, set()).update(years)
    return found


def _events(entry: Entry, now: datetime) -> Iterable["Event"]:
    """The conference or the whole series, then each of its dates that takes place at another hour."""
    if entry.rule is None:
        yield _event(entry, now, _start(entry.starts_at, entry.zone), sequence=entry.sequence)
        return
    odd = odd_dates(entry, max(now, entry.starts_at).year + AHEAD)
    yield _series(entry, now, odd)
    for one in _overrides(entry, odd):
        event = _event(entry, now, _start(one.starts_at, entry.zone), sequence=one.sequence)
        event.add("recurrence-id", _by_rule(one.occurrence_at, entry, odd))
        yield event


def _series(entry: Entry, now: datetime, odd: Mapping[datetime, datetime]) -> "Event":
    event = _event(entry, now, _by_rule(entry.starts_at, entry, odd), sequence=entry.sequence)
    event.add("rrule", _rule(entry, odd))
    if entry.skipped:
        event.add("exdate", [_by_rule(at, entry, odd) for at in entry.skipped])
    return event


def _by_rule(at: datetime, entry: Entry, odd: Mapping[datetime, datetime]) -> datetime:
    """The hour that the rule puts a date at."""
    return _local(odd.get(at) or wall(at, entry.zone), entry.zone)


def _overrides(entry: Entry, odd: Iterable[datetime]) -> Iterable[Moved]:
    told = {at: Moved(occurrence_at=at, starts_at=at, sequence=entry.sequence) for at in odd}
    told |= {one.occurrence_at: one for one in entry.moved}
    return [one for at, one in sorted(told.items()) if at not in entry.skipped]


def _rule(entry: Entry, odd: Mapping[datetime, datetime]) -> Any:
    """Where the last date falls into an odd hour, others may put it later than we do, and must not lose it."""
    from icalendar.prop import vRecur

    rule = entry.rule or ""
    last = until_of(rule)
    if last is not None:
        hours = [hour for at, hour in odd.items() if at <= last]
        rule = until(rule, max([last, *(instant(hour, entry.zone, fold=fold) for hour in hours for fold in (0, 1))]))
    return vRecur.from_ical(rule)


def _event(entry: Entry, now: datetime, start: datetime, *, sequence: int) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    if entry.changed_at:
        event.add("last-modified", entry.changed_at)
    event.add("sequence", sequence)
    event.add("dtstart", start)
    event.add("duration", entry.length)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("summary", _line(entry.topic))
    _add_words(event, entry)
    return event


def _add_words(event: "Event", entry: Entry) -> None:
    if entry.where:
        event.add("location", _line(entry.where))
    if entry.description:
        event.add("description", _text(entry.description))
    if entry.link:
        event.add("url", _line(entry.link))
    if entry.host_email:
        event.add(
            "organizer",
            f"mailto:{_line(entry.host_email)}",
            parameters={"cn": _line(entry.host_name).replace('"', "'")},
        )


def _start(at: datetime, zone: str) -> datetime:
    """By the wall clock there, unless it shows that twice."""
    hour = wall(at, zone)
    return _local(hour, zone) if clear(hour, zone) else at.astimezone(UTC)


def _local(hour: datetime, zone: str) -> datetime:
    return hour.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))


def _text(said: str) -> str:
    """Without the control characters that no such file may hold."""
    lines = "\n".join(said.splitlines())
    return "".join(sign for sign in lines if sign in "\n\t" or category(sign) not in ("Cc", "Cs"))


def _line(said: str) -> str:
    return " ".join(_text(said).split())
