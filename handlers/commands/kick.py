"""`/conf kick`: one who is in is sent out."""

from bot.blocks import crowd
from bot.errors import BadCommand, Mistake, UnknownConference
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen
from handlers.commands.steering import steer_named


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, said = await _read(call, desk)
    if not said:
        raise BadCommand(Mistake.WHOM)
    conference = await chosen(call, code, desk, say, action_id=crowd.PEOPLE, verb="Show")
    if conference is not None:
        await steer_named(conference, crowd.KICK, said, call, desk, say)


async def _read(call: Call, desk: Desk) -> tuple[str | None, str]:
    """The code, if one was typed, and who is meant: a name alone may look like a code."""
    code, said = code_and_rest(call.text)
    alone = code is not None and not said
    return (None, call.text.strip()) if alone and not await _is_known(call, desk) else (code, said)


async def _is_known(call: Call, desk: Desk) -> bool:
    try:
        await desk.conferences.by_code(call.workspace_id, call.text.strip())
    except UnknownConference:
        return False
    return True


SUBCOMMAND = Subcommand(
    name="kick",
    usage="kick [code] PERSON",
    summary="Sends one who is in out, by mention or by the name they go by there. For its host and administrators.",
    examples=("kick @ben", "kick K7F3 Kelly"),
    near=("remove", "throw"),
    run=run,
)
