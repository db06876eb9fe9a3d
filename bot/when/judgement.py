"""What a phrase means to somebody: the one way to take it that is ahead, or why there is none."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

from bot.errors import BadTime, TimeTrouble
from bot.when.days import AnyDay, Day, Offset, Slashed
from bot.when.hours import Hour, readings
from bot.when.moments import Asked, Way, moment, near
from bot.when.phrase import Phrase
from bot.when.said_hours import dotted_hour
from bot.when.zones import Abbreviation, Zone, meanings

_HALF_A_DAY = timedelta(hours=12)
_MINUTE = timedelta(minutes=1)
_DOUBTS = (TimeTrouble.SKIPPED, TimeTrouble.REPEATED, TimeTrouble.AMBIGUOUS_HOUR, TimeTrouble.AMBIGUOUS_ZONE)
_LIKE_A_ZONE = re.compile(r"[A-Z]{2,5}|[A-Za-z_]+/[A-Za-z0-9_/+-]+|(?:UTC|GMT).+|.+ [Tt]ime")


def judge(phrase: Phrase, asked: Asked) -> datetime:
    """The moment, in the zone it was read in. Raises `BadTime`."""
    if phrase.unread:
        raise _unread(phrase, asked)
    if phrase.after is not None:
        return _after(phrase, phrase.after, asked)
    if phrase.dotted:
        raise _day_or_hour(phrase, asked)
    hour = phrase.hour or _present_hour(phrase, asked)
    if hour is None:
        raise _without_hour(phrase, asked)
    return _only(_ways(phrase, hour, asked), asked)


def _unread(phrase: Phrase, asked: Asked) -> BadTime:
    """The words that were not understood; what the rest means goes along."""
    zone = (phrase.hour or phrase.dotted) and _LIKE_A_ZONE.fullmatch(phrase.unread)
    why = TimeTrouble.UNKNOWN_ZONE if zone else TimeTrouble.UNREADABLE
    try:
        understood = judge(replace(phrase, unread=""), asked)
    except BadTime as rest:
        return asked.trouble(why, part=phrase.unread, understood=rest.understood, day=rest.day)
    return asked.trouble(why, part=phrase.unread, understood=understood)


def _after(phrase: Phrase, after: timedelta, asked: Asked) -> datetime:
    """So long from now, up to a whole minute."""
    if phrase.day or phrase.weekday or phrase.hour or phrase.dotted or phrase.part:
        raise asked.trouble(TimeTrouble.UNREADABLE)
    at = asked.now + after
    at += -timedelta(seconds=at.second, microseconds=at.microsecond) % _MINUTE
    if not after:
        raise asked.trouble(TimeTrouble.PAST, understood=asked.now.astimezone(asked.own))
    return near(at.astimezone(asked.own), asked)


def _day_or_hour(phrase: Phrase, asked: Asked) -> BadTime:
    """10.12 alone: today's hour is offered, the day lacks one."""
    piece = dotted_hour(phrase.dotted) if phrase.dotted else None
    try:
        as_hour = [judge(replace(phrase, dotted=None, hour=piece.hour), asked)] if piece else []
    except BadTime as trouble:
        as_hour = [choice.at for choice in trouble.choices]
    return asked.trouble(TimeTrouble.AMBIGUOUS_DATE, choices=as_hour)


def _present_hour(phrase: Phrase, asked: Asked) -> Hour | None:
    """The hour it is now, where nothing but days from now were counted."""
    if not isinstance(phrase.day, Offset) or not phrase.day.same_hour or phrase.part:
        return None
    local = asked.now.astimezone(asked.own)
    return Hour(hour=local.hour, minute=local.minute)


def _without_hour(phrase: Phrase, asked: Asked) -> BadTime:
    named = _days(phrase, asked)
    if not (phrase.day or phrase.weekday or phrase.part):
        return asked.trouble(TimeTrouble.UNREADABLE)
    today = asked.now.astimezone(asked.own).date()
    days = [day for one in named for day in one.dates(today)]
    if not days:
        return asked.trouble(TimeTrouble.NO_SUCH_DATE)
    coming = [day for day in days if day >= today]
    if not coming:
        return asked.trouble(TimeTrouble.PAST, day=days[-1])
    return asked.trouble(TimeTrouble.NO_TIME, day=_one(coming, among=named))


def _one(days: list[date], *, among: tuple[Day, ...]) -> date | None:
    """The nearest, where one day was named."""
    return min(days) if len(among) == 1 and not isinstance(among[0], AnyDay) else None


def _days(phrase: Phrase, asked: Asked) -> tuple[Day, ...]:
    if isinstance(phrase.day, Slashed):
        return phrase.day.readings(asked.locale)
    return (phrase.day or phrase.weekday or AnyDay(),)


def _ways(phrase: Phrase, hour: Hour, asked: Asked) -> tuple[Way, ...]:
    """All ways to take it; none where its pieces contradict one another."""
    days, places = _days(phrase, asked), meanings(phrase.place or Zone(asked.own.key), asked.own, asked.now.year)
    if not days:
        raise asked.trouble(TimeTrouble.NO_SUCH_DATE)
    hours = readings(hour, phrase.part, asked.locale)
    weekday = phrase.weekday.number if phrase.weekday and phrase.day else None
    called = phrase.place.name if isinstance(phrase.place, Abbreviation) else ""
    return tuple(
        Way(
            day=day,
            into=into,
            place=place,
            called=called,
            later=hours.later,
            weekday=weekday,
            likely=into in hours.likely,
        )
        for place, day, into in product(places, days, (*hours.likely, *hours.unlikely))
    )


def _only(ways: tuple[Way, ...], asked: Asked) -> datetime:
    """The way that leads to a moment ahead; asked about, where several do or one leads into a clock change."""
    if not ways:
        raise asked.trouble(TimeTrouble.UNREADABLE)
    moments, troubles = _tried(ways, asked)
    doubts = [trouble for trouble in troubles if trouble.why in _DOUBTS]
    if doubts or len(moments) > 1 or (moments and _several_places(ways)):
        raise _unclear(ways, moments, doubts, asked)
    if not moments:
        raise troubles[0]
    return moments[0]


def _tried(ways: Iterable[Way], asked: Asked) -> tuple[list[datetime], list[BadTime]]:
    """What the likely ways lead to, and the troubles of all."""
    moments: dict[datetime, datetime] = {}
    troubles = []
    for way in ways:
        try:
            at = moment(way, asked)
        except BadTime as trouble:
            troubles.append(trouble)
        else:
            moments |= {at.astimezone(UTC): at} if way.likely else {}
    return list(moments.values()), troubles


def _unclear(ways: tuple[Way, ...], moments: list[datetime], doubts: list[BadTime], asked: Asked) -> BadTime:
    choices = [*moments, *(choice.at for doubt in doubts for choice in doubt.choices)]
    if _several_places(ways):
        return asked.trouble(TimeTrouble.AMBIGUOUS_ZONE, part=ways[0].called, choices=choices)
    if doubts:
        doubt = doubts[0]
        return asked.trouble(doubt.why, part=doubt.part, understood=doubt.understood, choices=choices)
    by_half = len(ways) == 2 and ways[1].into - ways[0].into == _HALF_A_DAY
    return asked.trouble(TimeTrouble.AMBIGUOUS_HOUR if by_half else TimeTrouble.AMBIGUOUS_DATE, choices=choices)


def _several_places(ways: tuple[Way, ...]) -> bool:
    return len({way.place for way in ways}) > 1
