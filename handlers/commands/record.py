"""`/conf record`: starts, pauses or stops recording, where the back end can be told to."""

from bot.blocks import crowd
from bot.errors import BadCommand, Mistake
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more
from handlers.commands.steering import steer

_WORDS = {
    "start": crowd.RECORD,
    "on": crowd.RECORD,
    "resume": crowd.RECORD,
    "stop": crowd.STOP_RECORDING,
    "off": crowd.STOP_RECORDING,
    "pause": crowd.PAUSE_RECORDING,
}
_VERBS = {
    crowd.RECORD: "Record",
    crowd.STOP_RECORDING: "Stop recording",
    crowd.PAUSE_RECORDING: "Pause recording",
}


async def run(call: Call, desk: Desk, say: Say) -> None:
    action, code = _read(call.text)
    conference = await chosen(call, code, desk, say, action_id=action, verb=_VERBS[action])
    if conference is not None:
        await steer(conference, action, call, desk, say)


def _read(text: str) -> tuple[str, str | None]:
    """The order and the code, in either order. Raises `BadCommand`."""
    code, rest = code_and_rest(text)
    word, _, after = rest.partition(" ")
    if code is None:
        code, after = code_and_rest(after)
    nothing_more(after)
    action = _WORDS.get(word.casefold())
    if action is None:
        raise BadCommand(Mistake.RECORD_HOW)
    return action, code


SUBCOMMAND = Subcommand(
    name="record",
    usage="record start|pause|stop [code]",
    summary="Records a conference, where its server can be told to. For its host and administrators.",
    examples=("record start", "record stop K7F3"),
    near=("rec", "recording"),
    run=run,
)
