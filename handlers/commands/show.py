"""`/conf show`: the card again, privately."""

from bot.blocks import conference as shown
from bot.blocks.deeds import SHOW as SHOW
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    conference = await chosen(call, code, desk, say, action_id=SHOW, verb="Show")
    if conference is not None:
        await show(conference, desk, say)


async def show(conference: Conference, desk: Desk, say: Say) -> None:
    features = desk.backends.features(conference.provider)
    await say(Reply(message=shown.copy(conference, features=features, at=desk.clock())))


SUBCOMMAND = Subcommand(
    name="show",
    usage="show [code]",
    summary="Shows you a conference's card again, privately.",
    examples=("show", "show K7F3"),
    near=("card", "status", "info"),
    run=run,
)
