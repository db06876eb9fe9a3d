"""How long before a conference people hear of it, and when they want to hear nothing: instants from lead times."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
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
    at = starts_at.astimezone(UTC)  # elsewhere a day may have 23 hours
    return tuple(sorted({put_off(at - timedelta(minutes=lead), at, quiet) for lead in leads}))


def put_off(due_at: datetime, starts_at: datetime, quiet: Quiet | None) -> datetime:
    """Long leads wait for the end of quiet hours, and never longer than until `SHORT` before the start."""
    latest_at = starts_at.astimezone(UTC) - SHORT
    if quiet is None or due_at >= latest_at:
        return due_at
    ends_at = quiet_until(due_at, quiet)
    return due_at if ends_at is None else min(ends_at, latest_at)


def quiet_until(at: datetime, quiet: Quiet) -> datetime | None:
    """When the quiet hours end in which `at` falls; None where it falls in none. The wall says what is in them, also
    where the clocks go back and it says so twice."""
    local = at.astimezone(ZoneInfo(quiet.zone))
    minute = local.hour * 60 + local.minute
    if not 0 < (quiet.ends - minute) % _DAY <= (quiet.ends - quiet.begins) % _DAY:
        return None
    day = local.date() if minute < quiet.ends else local.date() + timedelta(days=1)
    ends_at = _on_the_wall(day, quiet.ends, quiet.zone)
    return ends_at if ends_at > at else _once_more(ends_at, quiet.zone)


def next_daily(daily: Daily, *, after: datetime) -> datetime:
    """The first instant later than `after` at which the wall of its zone shows that minute."""
    today = after.astimezone(ZoneInfo(daily.zone)).date()
    days = (_on_the_wall(today + timedelta(days=ahead), daily.at, daily.zone) for ahead in range(3))
    return next(at for at in days if at > after)


def _on_the_wall(day: date, minute: int, zone: str) -> datetime:
    return instant(datetime.combine(day, time.min) + timedelta(minutes=minute), ZoneInfo(zone))


def _once_more(at: datetime, zone: str) -> datetime:
    """The second time that the wall says what it says at `at`."""
    return at.astimezone(ZoneInfo(zone)).replace(fold=1).astimezone(UTC)
