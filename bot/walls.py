"""What the clock on the wall says at an instant, and at which instant it says so."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_SECOND = timedelta(seconds=1)


def wall_clock(at: datetime, zone: str) -> datetime:
    """Day and hour in `zone`, without a zone, to the second."""
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0, microsecond=0)


def instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """When the clock says so, in UTC: the first time of two; where that hour is skipped, the first moment after it."""
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at if exists(wall, zone) else _end_of_gap(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), at, zone)


def exists(wall: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock ever says so."""
    at = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    return at.astimezone(zone).replace(tzinfo=None, fold=0) == wall


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between these two at which the clock was put forward."""
    distance = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == distance:
            before = middle
        else:
            after = middle
    return after
