"""`/conf host`: how one hosts a conference, by direct message to those who may."""

from bot.blocks import conference as shown
from bot.blocks import question
from bot.errors import NotLive
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    conference = await chosen(call, code, desk, say, action_id=shown.HOST, verb="Host")
    if conference is not None:
        await hand_over(conference, call, desk, say)


async def hand_over(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The secret goes by direct message; here only that it does. Raises `NotAllowed`, `NotLive`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    if conference.room is None:
        raise NotLive(conference.plan.topic)
    person = await desk.people.likely(call.workspace_id, call.person_id)
    desk.conferences.allow_hosting(conference, person, what="host it")
    await desk.conferences.send_host_secret(conference, person, now=desk.clock())
    await say(Reply(message=question.secret_sent(conference)))


SUBCOMMAND = Subcommand(
    name="host",
    usage="host [code]",
    summary="Sends you the host link or PIN again by direct message. For its host and administrators.",
    examples=("host", "host K7F3"),
    near=("moderate", "pin"),
    run=run,
)
