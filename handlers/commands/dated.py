"""Where in a typed text the time stands: at its end, after an "at" or without one; what is before it is the topic."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from bot.errors import BadCommand, BadTime, Mistake, TimeTrouble
from bot.recurring import read_repeat
from bot.when import When, read_leads, read_span, read_when
from handlers.commands.call import Call, Desk, as_read, quoted_end, taken_apart

LONGEST = 24
"""No time takes more words."""
MOST_WORDS = 6
"""A time that no "at" leads to is not longer, nor is the day before an "at"."""

Read = Callable[[str], When]
"""Raises `BadTime`."""
Repeats = Callable[[str, str], str]
"""How it repeats, by what was typed and the zone: the rule as a plan keeps it. Raises `BadTime`."""
Outcome = When | BadTime | BadCommand

_LAST: dict[str, Callable[[str], object]] = {" for ": read_span, " remind ": read_leads}
"""What stands behind a time, by the word that leads to it."""
_JOINT = re.compile(r"(?:^|\s)(?:on|at)$", re.IGNORECASE)
_BETWEEN = " \t\n,:–-"
_SHORT = re.compile(r"\w{1,2}\b")
_UNCERTAIN = (TimeTrouble.UNREADABLE, TimeTrouble.UNKNOWN_ZONE, TimeTrouble.NO_TIME)
"""What the last words of a topic may come out as."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """`before`: what stands before the time, as Slack wrote it."""

    before: str
    when: When


async def reading(call: Call, desk: Desk) -> Read:
    """How times read where the asker is, at the moment they asked. Raises `SlackError`: no zone is guessed."""
    person = await desk.people.person(call.workspace_id, call.person_id)
    return partial(read_when, now=call.asked_at, zone=person.zone, locale=person.locale)


async def repeating(call: Call, desk: Desk) -> Repeats:
    """How repetitions read where the asker is. Raises `SlackError`."""
    person = await desk.people.person(call.workspace_id, call.person_id)

    def rule(said: str, zone: str) -> str:
        return read_repeat(said, now=call.asked_at, zone=zone, locale=person.locale).to_text()

    return rule


def dated(text: str, read: Read) -> Dated:
    """The topic and the time. What is quoted at the beginning is topic. Raises `BadTime`, `BadCommand`."""
    try:
        return _dated(text, read)
    except (BadTime, BadCommand):
        blame_options(text, lambda before: _dated(before, read))
        raise


def blame_options(text: str, reads: Callable[[str], object]) -> None:
    """Raises `BadTime` if all of it could be read but for a length, or when to remind, at the end."""
    for word in sorted(_LAST, key=lambda word: -text.rfind(word)):
        before, there, said = text.rpartition(word)
        if there and _can_be_read(before, reads):
            _LAST[word](as_read(said))


def _can_be_read(text: str, reads: Callable[[str], object]) -> bool:
    try:
        reads(taken_apart(text, lasting=True).rest)
    except (BadTime, BadCommand):
        return False
    return True


def _dated(text: str, read: Read) -> Dated:
    quoted = quoted_end(text)
    starts = [word.start() + quoted for word in re.finditer(r"\S+", text[quoted:])][-LONGEST:]
    tails = [as_read(text[start:]) for start in starts]
    number = _begins(tails, [_outcome(tail, read) for tail in tails], quoted=bool(quoted))
    before = text[quoted : starts[number]]
    return Dated(before=text[:quoted] + _without_joint(before), when=read(tails[number]))


def _without_joint(before: str) -> str:
    return _JOINT.sub("", before.rstrip(_BETWEEN)).rstrip(_BETWEEN)


def _begins(tails: Sequence[str], outcomes: Sequence[Outcome], *, quoted: bool) -> int:
    """With which word the time begins that is meant, though it may be one that cannot be. Raises `BadCommand`."""
    led = [number + 1 for number, tail in enumerate(tails) if _leads(tail)]
    if (number := _led(led, outcomes)) is not None:
        further = range(max(0, number - 1 - MOST_WORDS), number - 1)
        return next((one for one in further if _certain(tails[one], outcomes[one])), number)
    for number in range(max(0, len(tails) - MOST_WORDS), len(tails)):
        if _certain(tails[number], outcomes[number]) and not tails[number].isdecimal():
            return number
    if led or (tails and quoted):
        return led[-1] if led else 0
    raise BadCommand(Mistake.NO_TIME, said="schedule Weekly sync at tomorrow 15:00")


def _led(led: Iterable[int], outcomes: Sequence[Outcome]) -> int | None:
    """The first behind an "at" that is a time, else the first that is nearly one."""
    known = [number for number in led if not _is(outcomes[number], TimeTrouble.UNREADABLE)]
    return next((number for number in known if isinstance(outcomes[number], When)), next(iter(known), None))


def _outcome(text: str, read: Read) -> Outcome:
    try:
        return read(text)
    except (BadTime, BadCommand) as error:
        return error


def _certain(tail: str, outcome: Outcome) -> bool:
    """That it begins here. "What to do tomorrow" is no Donnerstag."""
    a_word = _SHORT.match(tail) and _is(outcome, TimeTrouble.WRONG_WEEKDAY)
    return not (a_word or _leads(tail) or _is(outcome, *_UNCERTAIN))


def _leads(tail: str) -> bool:
    return tail.casefold().startswith("at ")


def _is(outcome: Outcome, *troubles: TimeTrouble) -> bool:
    return isinstance(outcome, BadTime) and outcome.why in troubles
