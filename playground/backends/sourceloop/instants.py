"""Instants as the service reads and writes them."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d[tT\s]\d\d:\d\d:\d\d(\.\d+)?([zZ]|[+-]\d\d(:?\d\d)?)?", re.ASCII)


def write(at: datetime | None) -> str | None:
    """ISO 8601, in UTC, with milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z") if at else None


def milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def from_text(text: str, zone: str) -> datetime | None:
    """None: that is no ISO 8601. Without an offset the server's own time is meant."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        return None
    return at if at.utcoffset() is not None else at.replace(tzinfo=ZoneInfo(zone))


def from_number(value: float) -> datetime | None:
    """From milliseconds since 1970. None: that is no time."""
    try:
        return datetime.fromtimestamp(value / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def read(value: object, zone: str) -> datetime | None:
    """A number or a text. None: that is no time."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return from_number(value)
    return from_text(value, zone) if isinstance(value, str) else None


def is_date_time(text: str) -> bool:
    """Whether a schema's `date-time` it is; the zone may be left out."""
    return _DATE_TIME.fullmatch(text) is not None and from_text(text, "UTC") is not None
