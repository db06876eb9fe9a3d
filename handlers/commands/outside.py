"""People outside the workspace who were named with an invitation: by e-mail address, or by telephone number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import outside as words
from bot.blocks import problem
from bot.errors import PlenumError, UserError
from bot.model import Conference, Stage
from handlers.commands import phone
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.telling import reference_for

MOST = 10
"""So many addresses and numbers are looked at in one command."""

_EMAIL = re.compile(r"<mailto:([^>|]+)(?:\|[^>]*)?>|(?<!\S)([^\s<>@|]+@[^\s<>@|]+\.[^\s<>@|,]+)")
_NUMBER = re.compile(r"<tel:(\+?[0-9]+)(?:\|[^>]*)?>|(?<!\S)(\+[0-9][0-9().\-/]{4,24})(?!\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """`rest` is the text without them."""

    rest: str
    emails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.emails or self.numbers)


def named(text: str) -> Named:
    """Addresses and numbers, as Slack marks them or as they were typed; the first few of each."""
    emails = [one or other for one, other in _EMAIL.findall(text)]
    numbers = [one or other for one, other in _NUMBER.findall(text)]
    rest = _NUMBER.sub(" ", _EMAIL.sub(" ", text))
    return Named(rest=rest, emails=_once(emails), numbers=_once(numbers))


async def members(emails: Sequence[str], call: Call, desk: Desk) -> tuple[list[str], list[str]]:
    """Whose addresses they are in Slack, and those that are nobody's there."""
    people, strangers = [], []
    for email in emails:
        found = await desk.people.by_email(call.workspace_id, email)
        if found is None:
            strangers.append(email)
        else:
            people.append(found)
    return people, strangers


async def ask(
    conference: Conference, emails: Sequence[str], numbers: Sequence[str], call: Call, desk: Desk, say: Say
) -> None:
    """What can be done for each: a telephone is called into a live one; for an address, the link to pass on."""
    if emails:
        features = desk.backends.features(conference.provider)
        await say(Reply(message=words.strangers(conference, emails, features=features)))
    if numbers and conference.stage is not Stage.LIVE:
        await say(Reply(message=words.not_yet(conference, numbers)))
        return
    for number in numbers:
        await _call(conference, number, call, desk, say)


async def _call(conference: Conference, number: str, call: Call, desk: Desk, say: Say) -> None:
    """One that cannot be called does not keep the others from it."""
    try:
        await phone.dial(conference, phone.read(number), call, desk, say)
    except PlenumError as error:
        reference = "" if isinstance(error, UserError) else reference_for(error)
        attempt = problem.Attempt(what=words.not_called(number))
        await say(Reply(message=problem.explain(error, reference=reference, attempt=attempt)))


def _once(found: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))[:MOST]
