"""`/conf kick`: one who is in is sent out."""

from bot.blocks import crowd
from bot.errors import BadCommand, Mistake
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen
from handlers.commands.steering import steer_named


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, said = code_and_rest(call.text)
    if not said:
        raise BadCommand(Mistake.WHOM)
    conference = await chosen(call, code, desk, say, action_id=crowd.PEOPLE, verb="Show")
    if conference is not None:
        await steer_named(conference, crowd.KICK, said, call, desk, say)


SUBCOMMAND = Subcommand(
    name="kick",
    usage="kick [code] PERSON",
    summary="Sends one who is in out, by mention or by the name they go by there. For its host and administrators.",
    examples=("kick @ben", "kick K7F3 Kelly"),
    near=("remove", "throw"),
    run=run,
)
