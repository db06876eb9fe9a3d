"""How a conference repeats, from what people write behind its time: a recurrence, or `BadTime`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial

from bot.errors import BadTime, TimeChoice, TimeTrouble
from bot.recurring.grammar import pieces, rule
from bot.recurring.recurrence import Recurrence
from bot.when import read_day
from bot.when.words import plain, tidy

TEXT_LIMIT = 120
"""No repetition takes more letters."""
MOST_TIMES = 500
MOST_YEARS = 10
"""So long a series may be, unless it is left open."""


def read_repeat(text: str, *, now: datetime, zone: str, locale: str | None) -> Recurrence:
    """What `text` means to somebody in `zone`; what it leaves open the first date says. Raises `BadTime`."""
    shown = tidy(text)
    if not shown or len(shown) > TEXT_LIMIT:
        raise BadTime(TimeTrouble.UNREADABLE_REPEAT, said=text)
    said = pieces(plain(shown))
    read = rule(said.words)
    if read is None:
        raise BadTime(TimeTrouble.UNREADABLE_REPEAT, said=text, part=shown[: len(said.words)])
    if read.either:
        raise BadTime(TimeTrouble.AMBIGUOUS_REPEAT, said=text, part=read.either)
    if said.until is None:
        return replace(read.recurrence, count=_number(said.times, text))
    day = _end(text, said.until, partial(read_day, now=now, zone=zone, locale=locale))
    return replace(read.recurrence, until=day)


def _number(times: int | None, text: str) -> int | None:
    if times is not None and times < 2:
        raise BadTime(TimeTrouble.TOO_FEW_TIMES, said=text)
    if times is not None and times > MOST_TIMES:
        raise BadTime(TimeTrouble.TOO_MANY_TIMES, said=text)
    return times


def _end(text: str, until: str, read: Callable[[str], date]) -> date:
    """The last day; what is offered instead is the whole repetition."""
    before, said = tidy(text)[: -len(until)], tidy(text)[-len(until) :]
    try:
        day = read(said)
    except BadTime as error:
        choices = tuple(TimeChoice(at=one.at, written=before + one.written) for one in error.choices)
        raise BadTime(error.why, said=text, part=error.part, day=error.day, choices=choices) from error
    today = read("today")
    if (day.year - MOST_YEARS, day.month, day.day) > (today.year, today.month, today.day):
        raise BadTime(TimeTrouble.ENDS_TOO_LATE, said=text, part=said, day=day)
    return day
