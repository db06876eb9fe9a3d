"""`/conf invite`: people are asked to a conference, each by a direct message with Join."""

from collections.abc import Sequence

from bot.blocks import outside as words
from bot.blocks import question
from bot.errors import BadCommand, Mistake
from bot.model import Conference, Message
from bot.services.invitations import MANY, Named
from handlers.commands import outside
from handlers.commands.call import (
    Call,
    Desk,
    Reply,
    Say,
    Subcommand,
    beside_people,
    code_and_rest,
    taken_apart,
    without_everyone,
)
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.wish import Wish, tell_whom


async def run(call: Call, desk: Desk, say: Say) -> None:
    beyond = outside.named(call.text)
    text, everyone = without_everyone(beyond.rest)
    typed = taken_apart(text)
    code, rest = code_and_rest(beside_people(text))
    nothing_more(rest)
    if not (typed.people or typed.groups or everyone or beyond):
        raise BadCommand(Mistake.NOBODY_NAMED)
    found, strangers = await outside.members(beyond.emails, call, desk)
    people = (*typed.people, *found)
    channel = call.place.channel_id if everyone else None

    def carried(conference: Conference) -> str:
        return _these(conference, people, typed.groups, channel).as_value()

    conference = await chosen(call, code, desk, say, action_id=question.INVITE_THESE, verb="Invite to", carried=carried)
    if conference is None:
        if strangers or beyond.numbers:
            await say(Reply(message=words.name_the_one(strangers, beyond.numbers)))
        return
    if people or typed.groups or everyone:
        await invite(conference, people, call, desk, say, groups=typed.groups, channel=channel)
    if not conference.stage.over:
        await outside.ask(conference, strangers, beyond.numbers, call, desk, say)
    elif not (people or typed.groups or everyone):
        await say(Reply(message=question.over_already(conference)))


async def invite(
    conference: Conference,
    people: Sequence[str],
    call: Call,
    desk: Desk,
    say: Say,
    *,
    groups: Sequence[str] = (),
    channel: str | None = None,
    confirmed: bool = False,
) -> None:
    """Invite them and tell the inviter who was reached; above twenty, and everyone in a channel, only when `confirmed`.
    Raises `BadCommand`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    whom = {"people": people, "groups": groups}
    named = await desk.invitations.named(call.workspace_id, **whom, channel=channel, by=call.person_id)
    if channel:
        named = _not_asked_yet(named, conference)
    if not named.reachable and not named.missed:
        raise BadCommand(Mistake.EVERYBODY_ASKED if channel else Mistake.ONLY_YOURSELF)
    if not confirmed and (about := _second_look(conference, people, groups, channel, count=len(named.reachable))):
        await say(Reply(message=about))
        return
    await desk.invitations.invite(conference, named.reachable, by=call.person_id, now=desk.clock())
    await tell_whom(conference, named, desk, say)


def _second_look(
    conference: Conference, people: Sequence[str], groups: Sequence[str], channel: str | None, *, count: int
) -> Message | None:
    """The question before so many are written to; None where there is no need to ask."""
    asked = _these(conference, people, groups, channel).as_value()
    if channel and count:
        return question.about_everyone(conference, count, channel_id=channel, asked=asked)
    return question.about_many(conference, count, asked=asked) if count > MANY else None


def _not_asked_yet(named: Named, conference: Conference) -> Named:
    """Of everyone in a channel, who neither calls it nor is invited already."""
    there = {conference.host_id, *(one.person_id for one in conference.invitations)}
    return Named(
        reachable=tuple(person for person in named.reachable if person not in there),
        missed=tuple((person, reason) for person, reason in named.missed if person not in there),
    )


def _these(conference: Conference, people: Sequence[str], groups: Sequence[str], channel: str | None) -> Wish:
    return Wish(key=conference.id, topic=None, people=tuple(people), groups=tuple(groups), channel=channel)


SUBCOMMAND = Subcommand(
    name="invite",
    usage="invite [code] @people @group|everyone|ADDRESS|NUMBER",
    summary="Sends people a message with Join, and tells you who was reached. `everyone` is everybody in this channel, "
    "after a question with their number. A telephone is called into a live one where the server can.",
    examples=("invite @ben @cleo", "invite K7F3 @design", "invite everyone", "invite +441494523500"),
    near=("add", "ask"),
    run=run,
)
