"""Instants as the PBX writes and reads them: RFC 3339; in its events Unix seconds as text."""

import re
from datetime import UTC, datetime

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)")


def written(at: datetime) -> str:
    """To the second, as rooms have it."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def written_finely(at: datetime) -> str:
    """To the microsecond, as recordings have it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Raises ValueError for anything without a date, a time and an offset."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError(f"not an instant: {text}")
    try:
        return datetime.fromisoformat(text.upper().replace(" ", "T")).astimezone(UTC)
    except OverflowError:
        raise ValueError(f"beyond time: {text}") from None


def seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
