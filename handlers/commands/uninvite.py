"""`/conf uninvite`: invitations are taken back, with the messages that carried them."""

from collections.abc import Sequence

from bot.blocks import question, replies
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, beside_people, code_and_rest, taken_apart
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.wish import Wish


async def run(call: Call, desk: Desk, say: Say) -> None:
    typed = taken_apart(call.text)
    code, rest = code_and_rest(beside_people(call.text))
    nothing_more(rest)
    if not typed.people and not typed.groups:
        raise BadCommand(Mistake.NOBODY_NAMED)

    def carried(conference: Conference) -> str:
        return Wish(key=conference.id, topic=None, people=typed.people, groups=typed.groups).as_value()

    action_id, verb = replies.WITHDRAW_THESE, "Withdraw from"
    conference = await chosen(call, code, desk, say, action_id=action_id, verb=verb, carried=carried)
    if conference is not None:
        await withdraw(conference, typed.people, call, desk, say, groups=typed.groups)


async def withdraw(
    conference: Conference, people: Sequence[str], call: Call, desk: Desk, say: Say, *, groups: Sequence[str] = ()
) -> None:
    """Take their invitations back, and tell whoever did so. Raises `BadCommand`, `NotAllowed`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    by = await desk.people.likely(call.workspace_id, call.person_id)
    everybody = await desk.invitations.everybody(call.workspace_id, people=people, groups=groups)
    gone = await desk.invitations.withdraw(conference, everybody, by=by, now=desk.clock())
    strangers = [person for person in everybody if person not in gone]
    await say(Reply(message=replies.taken_back(conference, gone, strangers=strangers)))


SUBCOMMAND = Subcommand(
    name="uninvite",
    usage="uninvite [code] @people @group",
    summary="Withdraws invitations, and the messages that carried them. For the host, administrators, and whoever "
    "invited those people.",
    examples=("uninvite @ben", "uninvite K7F3 @ben @cleo"),
    near=("disinvite", "withdraw"),
    run=run,
)
