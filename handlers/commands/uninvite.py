"""`/conf uninvite`: invitations are taken back, with the messages that carried them."""

from collections.abc import Sequence

from bot.blocks import outside as words
from bot.blocks import question, replies
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands import outside
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, beside_people, code_and_rest, taken_apart
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.wish import Wish


async def run(call: Call, desk: Desk, say: Say) -> None:
    beyond = outside.named(call.text)
    typed = taken_apart(beyond.rest)
    code, rest = code_and_rest(beside_people(beyond.rest))
    nothing_more(rest)
    found, strangers = await outside.members(beyond.emails, call, desk)
    people = (*typed.people, *found)
    if not (people or typed.groups or strangers):
        raise BadCommand(Mistake.NOBODY_NAMED)

    def carried(conference: Conference) -> str:
        return Wish(key=conference.id, topic=None, people=people, groups=typed.groups).as_value()

    action_id, verb = replies.WITHDRAW_THESE, "Withdraw from"
    conference = await chosen(call, code, desk, say, action_id=action_id, verb=verb, carried=carried)
    if conference is None:
        if strangers:
            await say(Reply(message=words.name_the_one(strangers, (), word="uninvite")))
        return
    if people or typed.groups or conference.stage.over:
        await withdraw(conference, people, call, desk, say, groups=typed.groups)
    guests = outside.guests_among(beyond.emails, strangers, conference)
    if guests and not conference.stage.over:
        await outside.withdraw(conference, guests, call, desk, say)


async def withdraw(
    conference: Conference, people: Sequence[str], call: Call, desk: Desk, say: Say, *, groups: Sequence[str] = ()
) -> None:
    """Take their invitations back, and tell whoever did so. Raises `BadCommand`, `NotAllowed`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    by = await desk.people.likely(call.workspace_id, call.person_id)
    everybody = await desk.invitations.everybody(call.workspace_id, people=people, groups=groups)
    if not everybody:
        raise BadCommand(Mistake.NOBODY_NAMED)
    gone = await desk.invitations.withdraw(conference, everybody, by=by, now=desk.clock())
    strangers = [person for person in everybody if person not in gone]
    await say(Reply(message=replies.taken_back(conference, gone, strangers=strangers)))


SUBCOMMAND = Subcommand(
    name="uninvite",
    usage="uninvite [code] @people @group|ADDRESS",
    summary="Withdraws invitations, and the messages that carried them. For the host, administrators, and whoever "
    "invited those people.",
    examples=("uninvite @ben", "uninvite K7F3 @ben @cleo"),
    near=("disinvite", "withdraw"),
    run=run,
)
