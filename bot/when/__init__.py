"""When a conference begins and how long it lasts, from what people write: an instant or day to come, or `BadTime`."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.errors import BadTime, TimeTrouble
from bot.when.bare_days import judge_day
from bot.when.grammar import read
from bot.when.judgement import judge
from bot.when.leads import read_leads
from bot.when.moments import Asked
from bot.when.spans import read_span

__all__ = ["When", "names_day", "names_hour", "read_day", "read_leads", "read_span", "read_when", "warm"]


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A moment to come, in UTC, with the zone whose wall clock was meant, and what was written."""

    starts_at: datetime
    zone: str
    said: str


def read_when(text: str, *, now: datetime, zone: str, locale: str | None) -> When:
    """What `text` means to somebody in `zone`, with Slack's `locale` for them. Raises `BadTime`."""
    own = _zone(zone, said=text)
    at = judge(read(text), Asked(said=text, now=now.astimezone(UTC), own=own, locale=locale))
    meant = at.tzinfo.key if isinstance(at.tzinfo, ZoneInfo) else zone
    return When(starts_at=at.astimezone(UTC), zone=meant, said=text)


def read_day(text: str, *, now: datetime, zone: str, locale: str | None) -> date:
    """The day, today or ahead, that `text` means to somebody in `zone`. Raises `BadTime`."""
    own = _zone(zone, said=text)
    return judge_day(read(text), Asked(said=text, now=now.astimezone(UTC), own=own, locale=locale))


def names_day(text: str) -> bool:
    """Whether all of it is about a day, such as there is or not."""
    phrase = read(text)
    return not phrase.unread and not phrase.hour and bool(phrase.day or phrase.weekday or phrase.dotted)


def names_hour(text: str) -> bool:
    """Whether all of it is about a time with an hour, such as there is or not."""
    phrase = read(text)
    return not phrase.unread and bool(phrase.hour or phrase.dotted or phrase.after is not None)


def _zone(name: str, *, said: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # unknown; no name at all; a folder among the zones
        raise BadTime(TimeTrouble.UNKNOWN_ZONE, said=said, part=name) from error


def warm() -> None:
    """Make everything ready that the first who writes a time would else wait for."""
    read("neither a day nor an hour")
