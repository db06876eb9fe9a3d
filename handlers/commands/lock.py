"""`/conf lock` and `/conf unlock`: nobody else gets in, or people get in again."""

from bot.blocks import crowd
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.steering import steer


async def _lock(call: Call, desk: Desk, say: Say) -> None:
    await _run(call, desk, say, action=crowd.LOCK, verb="Lock")


async def _unlock(call: Call, desk: Desk, say: Say) -> None:
    await _run(call, desk, say, action=crowd.UNLOCK, verb="Unlock")


async def _run(call: Call, desk: Desk, say: Say, *, action: str, verb: str) -> None:
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    conference = await chosen(call, code, desk, say, action_id=action, verb=verb)
    if conference is not None:
        await steer(conference, action, call, desk, say)


LOCK = Subcommand(
    name="lock",
    usage="lock [code]",
    summary="Lets nobody else in, where the server can. For its host and administrators.",
    examples=("lock", "lock K7F3"),
    run=_lock,
)
UNLOCK = Subcommand(
    name="unlock",
    usage="unlock [code]",
    summary="Lets people in again. For its host and administrators.",
    examples=("unlock",),
    near=("open",),
    run=_unlock,
)
