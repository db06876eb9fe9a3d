"""Instants as the service reads and writes them: ISO 8601, in UTC, with milliseconds."""

from datetime import UTC, datetime


def write(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Aware. Raises ValueError: no date with a time, or no zone."""
    at = datetime.fromisoformat(text)
    if "T" not in text or at.utcoffset() is None:
        raise ValueError("a date and a time with a zone")
    return at
