"""`/conf mute` and `/conf unmute`: everybody, or one who is in."""

from bot.blocks import crowd
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen
from handlers.commands.steering import steer, steer_named


async def _mute(call: Call, desk: Desk, say: Say) -> None:
    await _run(call, desk, say, verb="Mute", everybody=crowd.MUTE_ALL, one=crowd.MUTE)


async def _unmute(call: Call, desk: Desk, say: Say) -> None:
    await _run(call, desk, say, verb="Unmute", everybody=crowd.UNMUTE_ALL, one=crowd.UNMUTE)


async def _run(call: Call, desk: Desk, say: Say, *, verb: str, everybody: str, one: str) -> None:
    code, rest = code_and_rest(call.text)
    if not rest:
        conference = await chosen(call, code, desk, say, action_id=everybody, verb=verb)
        if conference is not None:
            await steer(conference, everybody, call, desk, say)
        return
    conference = await chosen(call, code, desk, say, action_id=crowd.PEOPLE, verb="Show")
    if conference is not None:
        await steer_named(conference, one, rest, call, desk, say)


MUTE = Subcommand(
    name="mute",
    usage="mute [code] [PERSON]",
    summary="Mutes everybody, or one who is in, where the server can. For its host and administrators.",
    examples=("mute", "mute @ben", "mute K7F3"),
    near=("silence",),
    run=_mute,
)
UNMUTE = Subcommand(
    name="unmute",
    usage="unmute [code] [PERSON]",
    summary="Lets everybody speak again, or one who is in. For its host and administrators.",
    examples=("unmute", "unmute @ben"),
    run=_unmute,
)
