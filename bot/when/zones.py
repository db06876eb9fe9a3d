"""Where a wall clock hangs: in a zone, at a distance from UTC, or wherever an abbreviation is in use."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Protocol
from zoneinfo import ZoneInfo, available_timezones

from bot.when.words import plain


class Place(Protocol):
    """`own` is the asker's zone, which says what an abbreviation means to them."""

    def readings(self, wall: datetime, own: ZoneInfo) -> tuple[datetime, ...]:
        """When the clock there says `wall`, the earliest first: never in a gap, twice where it goes back."""
        ...

    def today(self, now: datetime, own: ZoneInfo) -> date: ...

    def on_the_wall(self, wall: datetime, own: ZoneInfo) -> datetime:
        """`wall` with its zone, whether it exists there or not."""
        ...


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of the IANA database."""

    name: str

    def readings(self, wall: datetime, own: ZoneInfo) -> tuple[datetime, ...]:
        return _moments(wall, ZoneInfo(self.name))

    def today(self, now: datetime, own: ZoneInfo) -> date:
        return now.astimezone(ZoneInfo(self.name)).date()

    def on_the_wall(self, wall: datetime, own: ZoneInfo) -> datetime:
        return wall.replace(tzinfo=ZoneInfo(self.name))


@dataclass(frozen=True, slots=True)
class Distance:
    """A fixed distance from UTC."""

    offset: timedelta

    def readings(self, wall: datetime, own: ZoneInfo) -> tuple[datetime, ...]:
        return (self.on_the_wall(wall, own),)

    def today(self, now: datetime, own: ZoneInfo) -> date:
        return now.astimezone(timezone(self.offset)).date()

    def on_the_wall(self, wall: datetime, own: ZoneInfo) -> datetime:
        return wall.replace(tzinfo=timezone(self.offset))


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """CET, EST …: in the asker's own zone where it is called so, else in the one that is known for it."""

    name: str

    def readings(self, wall: datetime, own: ZoneInfo) -> tuple[datetime, ...]:
        """When it is called so there; at the other season, as the clock there really goes and as if it were."""
        zone = self._zone(own, wall.year)
        moments = _moments(wall, zone)
        fitting = tuple(at for at in moments if self._fits(at))
        return fitting or _apart([*moments, *self._as_said(wall, zone)])

    def today(self, now: datetime, own: ZoneInfo) -> date:
        return now.astimezone(self._zone(own, now.year)).date()

    def on_the_wall(self, wall: datetime, own: ZoneInfo) -> datetime:
        return wall.replace(tzinfo=self._zone(own, wall.year))

    def _zone(self, own: ZoneInfo, year: int) -> ZoneInfo:
        return own if self.name in _names(own, year) else ZoneInfo(ABBREVIATIONS[self.name][0])

    def _fits(self, at: datetime) -> bool:
        return at.tzname() == self.name or self.name not in _names(at.tzinfo, at.year)

    def _as_said(self, wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
        offset = _names(zone, wall.year).get(self.name)
        return () if offset is None else (wall.replace(tzinfo=timezone(offset)).astimezone(zone),)


def meanings(place: Place, own: ZoneInfo, year: int) -> tuple[Place, ...]:
    """What `place` can be to somebody in the zone `own`: itself, or each zone that is called so."""
    if not isinstance(place, Abbreviation) or place.name in _names(own, year):
        return (place,)
    zones = ABBREVIATIONS[place.name]
    return (place,) if len(zones) == 1 else tuple(Zone(zone) for zone in zones)


@cache
def _names(zone: tzinfo | None, year: int) -> dict[str, timedelta]:
    """What a zone is called in winter and in summer, and how far from UTC it then is."""
    seasons = (datetime(year, month, 15, tzinfo=zone) for month in (1, 7))
    return {at.tzname() or "": at.utcoffset() or timedelta() for at in seasons}


def _moments(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    first, second = wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return (first,)
    there = first.astimezone(UTC).astimezone(zone)
    return () if there.replace(tzinfo=None, fold=0) != wall else (first, second)


def _apart(moments: list[datetime]) -> tuple[datetime, ...]:
    """Each instant once, in order."""
    by_instant = {at.astimezone(UTC): at for at in reversed(moments)}
    return tuple(by_instant[instant] for instant in sorted(by_instant))


ABBREVIATIONS = {
    name: tuple(zones.split())
    for names, zones in {
        "UTC GMT Z": "UTC",
        "CET CEST MEZ MESZ": "Europe/Berlin",
        "WET WEST": "Europe/Lisbon",
        "EET EEST": "Europe/Helsinki",
        "MSK": "Europe/Moscow",
        "BST": "Europe/London Asia/Dhaka",
        "IST": "Asia/Kolkata Asia/Jerusalem Europe/Dublin",
        "ET EST EDT": "America/New_York",
        "CT CDT": "America/Chicago",
        "CST": "America/Chicago Asia/Shanghai",
        "MT MST MDT": "America/Denver",
        "PT PST PDT": "America/Los_Angeles",
        "AKST AKDT": "America/Anchorage",
        "HST": "Pacific/Honolulu",
        "AST": "America/Halifax Asia/Riyadh",
        "BRT": "America/Sao_Paulo",
        "GST": "Asia/Dubai Atlantic/South_Georgia",
        "PKT": "Asia/Karachi",
        "NPT": "Asia/Kathmandu",
        "SGT": "Asia/Singapore",
        "HKT": "Asia/Hong_Kong",
        "JST": "Asia/Tokyo",
        "KST": "Asia/Seoul",
        "SAST": "Africa/Johannesburg",
        "AWST": "Australia/Perth",
        "ACST ACDT": "Australia/Adelaide",
        "AEST AEDT": "Australia/Sydney",
        "NZST NZDT": "Pacific/Auckland",
    }.items()
    for name in names.split()
}
"""What an abbreviation can mean to somebody in whose zone it is not in use; several: it is asked about."""

_ENGLISH = {"MEZ": "CET", "MESZ": "CEST", "Z": "UTC"}

_COUNTRIES = {
    "etc/utc": "UTC",
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "central european": "Europe/Berlin",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "us eastern": "America/New_York",
    "us central": "America/Chicago",
    "us mountain": "America/Denver",
    "us pacific": "America/Los_Angeles",
    "uk": "Europe/London",
    "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "japan": "Asia/Tokyo",
    "china": "Asia/Shanghai",
    "beijing": "Asia/Shanghai",
    "israel": "Asia/Jerusalem",
    "germany": "Europe/Berlin",
    "german": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "france": "Europe/Paris",
    "french": "Europe/Paris",
    "san francisco": "America/Los_Angeles",
    "washington": "America/New_York",
    "boston": "America/New_York",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "bangalore": "Asia/Kolkata",
}

_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


def place(said: str) -> Place | None:
    """The place that plain words name: an abbreviation, a zone, a city that has one, some countries."""
    if (short := said.upper()) in ABBREVIATIONS:
        name = _ENGLISH.get(short, short)
        return Zone("UTC") if name == "UTC" else Abbreviation(name)
    zone = _COUNTRIES.get(said) or zones_by_name().get(said)
    return Zone(zone) if zone else None


@cache
def zones_by_name() -> dict[str, str]:
    """The zones of this machine by their names and by their cities'; looking them up takes a moment, once."""
    names = sorted(name for name in available_timezones() if "/" in name and not name.startswith("Etc/"))
    cities = {_city(name): name for name in reversed(names) if name.startswith(_CONTINENTS)}
    return cities | {plain(name): name for name in names}


def _city(name: str) -> str:
    return plain(name.rpartition("/")[2]).replace("_", " ")
