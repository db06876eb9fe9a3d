"""When a conference begins and how long it lasts, from what people write: an instant to come, or `BadTime`."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.errors import BadTime, TimeTrouble
from bot.when.grammar import read
from bot.when.judgement import judge
from bot.when.moments import Asked
from bot.when.spans import read_span

__all__ = ["When", "read_span", "read_when", "warm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment to come, in UTC, with the zone whose wall clock was meant, and what was written."""

    starts_at: datetime
    zone: str
    said: str


def read_when(text: str, *, now: datetime, zone: str, locale: str | None) -> When:
    """What `text` means to somebody in `zone`, with Slack's `locale` for them. Raises `BadTime`."""
    try:
        own = ZoneInfo(zone)
    except (KeyError, ValueError, OSError) as error:  # unknown; no name at all; a folder among the zones
        raise BadTime(TimeTrouble.UNKNOWN_ZONE, said=text, part=zone) from error
    at = judge(read(text), Asked(said=text, now=now.astimezone(UTC), own=own, locale=locale))
    meant = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else zone
    return When(starts_at=at.astimezone(UTC), zone=meant, said=text)


def warm() -> None:
    """Make everything ready that the first who writes a time would else wait for."""
    read("neither a day nor an hour")
