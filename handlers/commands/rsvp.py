"""Replies to invitations, by the buttons under them."""

from bot.blocks import question, replies
from bot.model import Conference, Stage
from handlers.commands.call import Call, Desk, Reply, Say


async def reply(conference: Conference, action_id: str, call: Call, desk: Desk, say: Say) -> None:
    """One of `replies.SAYS`. What was said shows under the button; only where it is too late is anything answered.
    Raises `NotInvited`, `NotPlanned`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    if conference.stage is Stage.LIVE:
        features = desk.backends.features(conference.provider)
        await say(Reply(message=question.begun(conference, features=features)))
        return
    await desk.invitations.reply(conference, call.person_id, replies.SAYS[action_id], now=desk.clock())
