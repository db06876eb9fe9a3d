"""Which day a phrase names that says nothing about an hour."""

from collections.abc import Iterable
from datetime import date, datetime, time

from bot.errors import BadTime, TimeChoice, TimeTrouble
from bot.when.days import Day, Slashed
from bot.when.moments import Asked
from bot.when.phrase import Phrase

_LAST_MINUTE = time(23, 59)


def judge_day(phrase: Phrase, asked: Asked) -> date:
    """The day, today or ahead. Raises `BadTime`."""
    today = asked.now.astimezone(asked.own).date()
    named = _named(phrase, asked)
    if not named:
        raise _trouble(TimeTrouble.NO_SUCH_DAY, asked)
    days = [_ahead(day, today, asked) for day in named]
    if len(set(days)) > 1:
        raise _trouble(TimeTrouble.AMBIGUOUS_DATE, asked, choices=sorted(days))
    if phrase.day and phrase.weekday and phrase.weekday.number != days[0].weekday():
        raise _trouble(TimeTrouble.WRONG_WEEKDAY, asked, day=days[0], choices=days[:1])
    return days[0]


def _named(phrase: Phrase, asked: Asked) -> tuple[Day, ...]:
    said = phrase.day or phrase.weekday or (phrase.dotted and phrase.dotted.day())
    more = phrase.hour or phrase.part or phrase.place or phrase.after is not None or (phrase.dotted and phrase.day)
    if phrase.unread or more or not said:
        raise _trouble(TimeTrouble.UNREADABLE_DAY, asked)
    return said.readings(asked.locale) if isinstance(said, Slashed) else (said,)


def _ahead(day: Day, today: date, asked: Asked) -> date:
    """The first that is not past, unless one has just passed."""
    dates = list(day.dates(today))
    if not dates:
        raise _trouble(TimeTrouble.NO_SUCH_DAY, asked)
    passed = [one for one in dates if one < today]
    coming = [one for one in dates if one >= today]
    if not coming or (passed and today - passed[-1] < day.slip):
        raise _trouble(TimeTrouble.PAST_DAY, asked, day=passed[-1], choices=coming[:1])
    return coming[0]


def _trouble(why: TimeTrouble, asked: Asked, *, day: date | None = None, choices: Iterable[date] = ()) -> BadTime:
    offered = (
        TimeChoice(at=datetime.combine(one, _LAST_MINUTE, asked.own), written=one.isoformat()) for one in choices
    )
    return BadTime(why, said=asked.said, part=asked.said, day=day, choices=tuple(offered))
