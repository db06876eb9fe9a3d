"""The ways to name an hour, and which of the two halves of the day is meant."""

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

_HALF_DAY = 12
_FIRST_LIKELY = 7
"""Conferences begin between 7:00 and 18:59, unless somebody says otherwise."""


class Clock(StrEnum):
    """How an hour was written."""

    EXACT = "exact"
    """As it stands: 15:00, 09:30, noon, 3pm (kept as 15)."""
    COLON = "colon"
    """With minutes, and nothing about the half of the day: 3:30."""
    SPOKEN = "spoken"
    """As one says it: 3, half past 3."""
    MIDNIGHT = "midnight"
    """The word, which is either end of a day."""


class Part(StrEnum):
    """A part of the day, which says which 3 o'clock is meant."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    hour: int
    minute: int = 0
    clock: Clock = Clock.EXACT


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How far into the day an hour can be; `likely`: more than one where nobody can tell.

    `later`: to be thought of where the likely one has passed. `unlikely`: what stands there all the same.
    """

    likely: tuple[timedelta, ...]
    later: timedelta | None = None
    unlikely: tuple[timedelta, ...] = ()


def readings(hour: Hour, part: Part | None, locale: str | None) -> Readings:
    """What an hour can mean on the day it belongs to; none where it contradicts the part of the day."""
    if hour.clock is Clock.MIDNIGHT:
        return _at(hour, (0, 24))
    if part:
        hours = _IN_PART[part](hour.hour)
        exact = hour.clock is Clock.EXACT
        return _at(hour, tuple(one for one in hours if not exact or one % 24 == hour.hour % 24))
    if hour.clock is Clock.EXACT:
        return _at(hour, (hour.hour,))
    return _spoken(hour) if hour.clock is Clock.SPOKEN else _with_minutes(hour, locale)


def _spoken(hour: Hour) -> Readings:
    if hour.hour < _FIRST_LIKELY:
        return _at(hour, (hour.hour + _HALF_DAY,))
    if hour.hour == _HALF_DAY:
        return _at(hour, (hour.hour,))
    return replace(_at(hour, (hour.hour,)), later=_into(hour, hour.hour + _HALF_DAY))


def _with_minutes(hour: Hour, locale: str | None) -> Readings:
    """3:30 is the small hours to whoever counts to 24; those who write English hardly mean them."""
    if hour.hour >= _FIRST_LIKELY or (locale is not None and not locale.lower().startswith("en")):
        return _at(hour, (hour.hour,))
    if locale is None:
        return _at(hour, (hour.hour, hour.hour + _HALF_DAY))
    return replace(_at(hour, (hour.hour + _HALF_DAY,)), unlikely=(_into(hour, hour.hour),))


def _at(hour: Hour, hours: tuple[int, ...]) -> Readings:
    return Readings(likely=tuple(_into(hour, one) for one in hours))


def _into(hour: Hour, hours: int) -> timedelta:
    return timedelta(hours=hours, minutes=hour.minute)


def _morning(hour: int) -> tuple[int, ...]:
    return (hour,) if hour < _HALF_DAY else ()


def _afternoon(hour: int) -> tuple[int, ...]:
    if hour in range(1, 7):
        return (hour + _HALF_DAY,)
    return (hour,) if hour in range(12, 19) else ()


def _evening(hour: int) -> tuple[int, ...]:
    if hour in range(4, 13):
        return (hour + _HALF_DAY,)
    return (hour,) if hour >= 16 else ()


def _night(hour: int) -> tuple[int, ...]:
    if hour < 5:
        return hour, hour + 24
    if hour in range(5, 13):
        return (hour + _HALF_DAY,)
    return (hour,) if hour >= 17 else ()


_IN_PART = {Part.MORNING: _morning, Part.AFTERNOON: _afternoon, Part.EVENING: _evening, Part.NIGHT: _night}
