"""Instants as the server writes them: unix seconds, and PHP's naive local time beside its zone."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo


def unix(at: datetime) -> int:
    return int(at.timestamp())


def from_unix(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def date_time(at: datetime | None, zone: str, offset: int | None = None) -> dict[str, object] | None:
    """`DataTime`: in the server's zone, or, when the caller asked for an offset in minutes, at that offset."""
    if at is None:
        return None
    kind, name, local = 3, zone, at.astimezone(ZoneInfo(zone))
    if offset == 0:
        name, local = "UTC", at.astimezone(UTC)
    elif offset is not None:
        local = at.astimezone(timezone(timedelta(minutes=offset)))
        kind, name = 1, _offset(local)
    return {"date": local.strftime("%Y-%m-%d %H:%M:%S.%f"), "timezone_type": kind, "timezone": name}


def _offset(local: datetime) -> str:
    text = local.strftime("%z")
    return f"{text[:3]}:{text[3:5]}"


def parse_log_date(text: str, offset: int) -> datetime:
    """`2018-04-12 00:00:00` at an offset in minutes. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=timezone(timedelta(minutes=offset)))
