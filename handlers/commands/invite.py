"""`/conf invite`: people are asked to a conference, each by a direct message with Join."""

from collections.abc import Sequence

from bot.blocks import question
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from bot.services.invitations import MANY
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, beside_people, code_and_rest, taken_apart
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.wish import Wish, tell_whom


async def run(call: Call, desk: Desk, say: Say) -> None:
    typed = taken_apart(call.text)
    code, rest = code_and_rest(beside_people(call.text))
    nothing_more(rest)
    if not typed.people and not typed.groups:
        raise BadCommand(Mistake.NOBODY_NAMED)

    def carried(conference: Conference) -> str:
        return _these(conference, typed.people, typed.groups).as_value()

    conference = await chosen(call, code, desk, say, action_id=question.INVITE_THESE, verb="Invite to", carried=carried)
    if conference is not None:
        await invite(conference, typed.people, call, desk, say, groups=typed.groups)


async def invite(
    conference: Conference,
    people: Sequence[str],
    call: Call,
    desk: Desk,
    say: Say,
    *,
    groups: Sequence[str] = (),
    confirmed: bool = False,
) -> None:
    """Invite them and tell the inviter who was reached; above twenty only when `confirmed`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    named = await desk.invitations.named(call.workspace_id, people=people, groups=groups, by=call.person_id)
    if not named.reachable and not named.missed:
        raise BadCommand(Mistake.ONLY_YOURSELF)
    if len(named.reachable) > MANY and not confirmed:
        asked = _these(conference, people, groups).as_value()
        await say(Reply(message=question.about_many(conference, len(named.reachable), asked=asked)))
        return
    await desk.invitations.invite(conference, named.reachable, by=call.person_id, now=desk.clock())
    await tell_whom(conference, named, desk, say)


def _these(conference: Conference, people: Sequence[str], groups: Sequence[str]) -> Wish:
    return Wish(key=conference.id, topic=None, people=tuple(people), groups=tuple(groups))


SUBCOMMAND = Subcommand(
    name="invite",
    usage="invite [code] @people @group",
    summary="Sends people a message with Join, and tells you who was reached.",
    examples=("invite @ben @cleo", "invite K7F3 @design"),
    near=("add", "ask"),
    run=run,
)
