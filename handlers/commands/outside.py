"""People outside the workspace who were named with an invitation: by e-mail address, or by telephone number."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import outside as words
from bot.blocks import problem
from bot.errors import PlenumError, UserError
from bot.model import Conference, Stage
from bot.services.guests import tidy
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


def guests_among(emails: Sequence[str], strangers: Sequence[str], conference: Conference) -> list[str]:
    """Strangers to Slack, and whoever was one when they were asked by e-mail."""
    asked = {one.address for one in conference.guests}
    return [email for email in emails if email in strangers or tidy(email) in asked]


async def ask(
    conference: Conference, emails: Sequence[str], numbers: Sequence[str], call: Call, desk: Desk, say: Say
) -> None:
    """What can be done for each: a telephone is called into a live one; an address is invited by the back end where it
    can, else there is the link to pass on."""
    if emails:
        await _write_to(conference, emails, call, desk, say)
    if numbers and conference.stage is not Stage.LIVE:
        await say(Reply(message=words.not_yet(conference, numbers)))
        return
    for number in numbers:
        await _call(conference, number, call, desk, say)


async def withdraw(conference: Conference, emails: Sequence[str], call: Call, desk: Desk, say: Say) -> None:
    """Take their invitations back. Raises `NotAllowed`."""
    by = await desk.people.likely(call.workspace_id, call.person_id)
    known = {one.address for one in conference.guests if one.told_as is not None}
    wanted = list(dict.fromkeys(tidy(email) or email for email in emails))
    gone = await desk.guests.withdraw(conference, wanted, by=by, now=desk.clock())
    told, others = [one for one in gone if one in known], [one for one in wanted if one not in gone]
    await say(Reply(message=words.taken_back(conference, gone, strangers=others, told=told)))


async def _write_to(conference: Conference, emails: Sequence[str], call: Call, desk: Desk, say: Say) -> None:
    features = desk.backends.features(conference.provider)
    able, allowed = desk.guests.invitable(conference), await desk.guests.may_be_invited(call.workspace_id)
    addresses = list(dict.fromkeys(filter(None, map(tidy, emails)))) if able and allowed else []
    others = [email for email in emails if tidy(email) not in addresses]
    if addresses:
        await desk.guests.invite(conference, addresses, by=call.person_id, now=desk.clock())
        heard = await desk.guests.heard(conference, addresses)
        message = words.invited(
            conference, told=heard.told, waiting=heard.waiting, refused=heard.refused, features=features
        )
        await say(Reply(message=message))
    if others:
        forbidden = able and not allowed
        await say(Reply(message=words.strangers(conference, others, features=features, forbidden=forbidden)))


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
