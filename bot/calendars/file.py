"""Entries as a file or a feed."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from unicodedata import category
from zoneinfo import ZoneInfo

from bot.calendars.changes import gap_dates, instant, until, until_of, wall
from bot.calendars.entry import Entry, Moved
from bot.calendars.zones import zone_component

if TYPE_CHECKING:
    from icalendar import Calendar, Event

AHEAD = 3
"""For so many years from now on the dates of a series are told apart that fall into skipped hours."""
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
    return calendar.to_ical()


def _calendar(name: str | None, *, method: str) -> "Calendar":
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    if name is not None:
        calendar.add("x-wr-calname", _text(name))
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
    main = _event(entry, now, entry.starts_at, sequence=entry.sequence)
    yield main
    if entry.rule is None:
        return
    gaps = gap_dates(entry, max(now, entry.starts_at).year + AHEAD)
    main.add("rrule", _rule(entry, gaps))
    if entry.skipped:
        main.add("exdate", [_local(gaps.get(at) or wall(at, entry.zone), entry.zone) for at in entry.skipped])
    for one in _overrides(entry, gaps):
        event = _event(entry, now, one.starts_at, sequence=one.sequence)
        event.add("recurrence-id", _local(gaps.get(one.occurrence_at) or wall(one.occurrence_at, entry.zone), entry.zone))
        yield event


def _overrides(entry: Entry, gaps: Iterable[datetime]) -> Iterable[Moved]:
    told = {at: Moved(occurrence_at=at, starts_at=at, sequence=entry.sequence) for at in gaps}
    told |= {one.occurrence_at: one for one in entry.moved}
    return [one for at, one in sorted(told.items()) if at not in entry.skipped]


def _rule(entry: Entry, gaps: Mapping[datetime, datetime]) -> Any:
    """Where the last date falls into a gap, others put it later than we do, and it must not be lost to them."""
    from icalendar.prop import vRecur

    rule = entry.rule or ""
    last = until_of(rule)
    if last is not None:
        rule = until(rule, max([last, *(instant(hour, entry.zone) for at, hour in gaps.items() if at <= last)]))
    return vRecur.from_ical(rule)


def _event(entry: Entry, now: datetime, starts_at: datetime, *, sequence: int) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", now)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", sequence)
    event.add("dtstart", _start(starts_at, entry.zone))
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
        event.add("organizer", f"mailto:{_line(entry.host_email)}", parameters={"cn": _line(entry.host_name)})


def _start(at: datetime, zone: str) -> datetime:
    """The wall clock there, unless it shows the same hour twice and the second is meant."""
    local = wall(at, zone)
    return _local(local, zone) if instant(local, zone) == at else at.astimezone(UTC)


def _local(hour: datetime, zone: str) -> datetime:
    return hour.replace(tzinfo=UTC if zone == "UTC" else ZoneInfo(zone))


def _text(said: str) -> str:
    """Without the control characters that no such file may hold."""
    lines = "\n".join(said.splitlines())
    return "".join(sign for sign in lines if sign == "\n" or category(sign) not in ("Cc", "Cs"))


def _line(said: str) -> str:
    return " ".join(_text(said).split())
