"""`/conf call`: a telephone is called into a conference."""

import re

from bot.blocks import control
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, as_read, code_and_rest
from handlers.commands.choosing import chosen

CALL_THIS = "control.call"

_NUMBER = re.compile(r"^\+?[0-9]{2,20}$")
_SPACING = re.compile(r"[\s().\-/]")


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, said = code_and_rest(call.text)
    if not call.text.strip():
        raise BadCommand(Mistake.NO_NUMBER)
    if not said:  # four digits alone are an extension, although a code may look like that
        code, said = None, call.text
    number = read(said)
    conference = await chosen(
        call, code, desk, say, action_id=CALL_THIS, verb="Call into", carried=lambda one: f"{one.id}:{number}"
    )
    if conference is not None:
        await dial(conference, number, call, desk, say)


async def dial(conference: Conference, number: str, call: Call, desk: Desk, say: Say) -> None:
    """Raises what `bot.services.control` raises."""
    person = await desk.people.likely(call.workspace_id, call.person_id)
    await desk.control.call(conference, number, by=person, now=desk.clock())
    await say(Reply(message=control.calling(conference, number)))


def read(said: str) -> str:
    """The number without what people write between its digits. Raises `BadCommand`."""
    number = _SPACING.sub("", as_read(said))
    if not _NUMBER.match(number):
        raise BadCommand(Mistake.NUMBER, said=as_read(said))
    return number


SUBCOMMAND = Subcommand(
    name="call",
    usage="call [code] NUMBER",
    summary="Calls a telephone into a conference, where the server can. For its host and administrators.",
    examples=("call 101", "call K7F3 +441494523500"),
    near=("dial", "phone"),
    run=run,
)
