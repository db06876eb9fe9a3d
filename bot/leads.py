"""How long before a conference people hear of it, and when they want to hear nothing: instants from lead times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.walls import instant

USUAL = (10,)
"""Minutes ahead, where nobody chose."""
MOST = 5
LONGEST = 7 * 24 * 60
SHORT = timedelta(hours=1)
"""Leads up to this are heard in quiet hours too: the conference itself is in them, or right behind."""

_DAY = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiet:
    """Every night from `begins` to `ends`, minutes of the day on the wall of `zone`; over midnight where the end is
    the smaller of the two."""

    begins: int
    ends: int
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """Every day at the minute `at` of the day, on the wall of `zone`."""

    at: int
    zone: str


def tidy(leads: Iterable[int]) -> tuple[int, ...]:
    """Each once, the longest first. Raises `ValueError` for too many, and for minutes that are no lead."""
    found = tuple(sorted(set(leads), reverse=True))
    if len(found) > MOST or any(not 0 <= one <= LONGEST for one in found):
        raise ValueError("is no list of lead times")
    return found


def instants(leads: Iterable[int], starts_at: datetime, quiet: Quiet | None = None) -> tuple[datetime, ...]:
    """When somebody is reminded of what begins at `starts_at`, the earliest first; each instant once."""
    due = {put_off(starts_at - timedelta(minutes=lead), starts_at, quiet) for lead in leads}
    return tuple(sorted(due))


def put_off(due_at: datetime, starts_at: datetime, quiet: Quiet | None) -> datetime:
    """Long leads wait for the end of quiet hours, and never longer than until `SHORT` before the start."""
    if quiet is None or starts_at - due_at <= SHORT:
        return due_at
    ends_at = quiet_until(due_at, quiet)
    return due_at if ends_at is None else min(ends_at, starts_at - SHORT)


def quiet_until(at: datetime, quiet: Quiet) -> datetime | None:
    """When the quiet hours end in which `at` falls; None where it falls in none."""
    local = at.astimezone(ZoneInfo(quiet.zone))
    minute = local.hour * 60 + local.minute
    if not 0 < (quiet.ends - minute) % _DAY <= (quiet.ends - quiet.begins) % _DAY:
        return None
    day = local.date() if minute < quiet.ends else local.date() + timedelta(days=1)
    return _on_the_wall(day, quiet.ends, quiet.zone)


def next_daily(daily: Daily, *, after: datetime) -> datetime:
    """The first instant later than `after` at which the wall of its zone shows that minute."""
    today = after.astimezone(ZoneInfo(daily.zone)).date()
    days = (_on_the_wall(today + timedelta(days=ahead), daily.at, daily.zone) for ahead in range(3))
    return next(at for at in days if at > after)


def _on_the_wall(day: date, minute: int, zone: str) -> datetime:
    return instant(datetime.combine(day, time.min) + timedelta(minutes=minute), ZoneInfo(zone))
