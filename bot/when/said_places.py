"""Places as people say them: "CET", "Europe/Berlin", "New York time", "UTC+5:30"."""

import re
from datetime import timedelta

from bot.when import zones
from bot.when.days import CalendarDay
from bot.when.hours import Hour
from bot.when.phrase import Phrase
from bot.when.reading import END, NUMBER, Reader, by
from bot.when.zones import Distance, Place

_WORD = r"[a-z][a-z'-]*"
_FARTHEST_WEST, _FARTHEST_EAST = timedelta(hours=-12), timedelta(hours=14)
_AWAY = r"(?P<sign>[+-])\s?(?P<away>[0-9]{1,2})(?::?(?P<and>[0-5][0-9]))?"
_MOMENT = (
    rf"(?P<year>(?:19|20)[0-9]{{2}})-(?P<month>{NUMBER})-(?P<day>{NUMBER})(?P<between>t|,?\s)(?P<hour>[01]?[0-9]|2[0-3])"
    rf":(?P<minute>[0-5][0-9])(?::[0-9]{{2}}(?:\.[0-9]+)?)?(?:(?P<utc>z)|{_AWAY})?{END}(?!\s?[ap]\.?\s?m{END})"
)


def _moment(match: re.Match[str]) -> Phrase | None:
    if match["sign"] == "-" and match["between"] != "t":
        return None  # from 10:00 to 11:00
    day = CalendarDay(int(match["month"]), int(match["day"]), int(match["year"]))
    place = zones.place("utc") if match["utc"] else _distance(match) if match["away"] else None
    return Phrase(day=day, hour=Hour(hour=int(match["hour"]), minute=int(match["minute"])), place=place)


def _away(match: re.Match[str]) -> Phrase | None:
    place = _distance(match)
    return Phrase(place=place) if place else None


def _distance(match: re.Match[str]) -> Place | None:
    offset = timedelta(hours=int(match["away"]), minutes=int(match["and"] or 0))
    offset = -offset if match["sign"] == "-" else offset
    return Distance(offset) if _FARTHEST_WEST <= offset <= _FARTHEST_EAST else None


def _named(match: re.Match[str]) -> Phrase | None:
    place = zones.place(match["zone"])
    return Phrase(place=place) if place else None


def _called(words: int) -> Reader:
    """A name of so many words; "time" may follow."""
    name = rf"(?P<zone>{_WORD}(?:\s{_WORD}){{{words - 1}}})"
    return by(
        rf"(?:in\s+|heure\s+de\s+)?{name}{END}(?![+-][0-9])(?:\s(?:standard\s|summer\s)?(?:time|zeit){END})?", _named
    )


MOMENTS: tuple[Reader, ...] = (by(_MOMENT, _moment),)
"""A whole moment, as machines write it; before all others."""

READERS: tuple[Reader, ...] = (
    by(rf"(?:utc|gmt)\s?{_AWAY}{END}", _away),
    by(rf"(?=\+[0-9]{{2}}:?[0-9]{{2}}){_AWAY}{END}", _away),
    by(rf"(?:in\s+)?(?P<zone>[a-z][a-z_]*(?:/[a-z0-9_+-]+){{1,2}}){END}", _named),
    *(_called(words) for words in (3, 2, 1)),
)
"""In this order: what says more comes first."""
