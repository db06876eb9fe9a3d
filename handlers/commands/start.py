"""`/conf start`: a conference now."""

from bot.errors import UnknownConference
from bot.model import Conference
from handlers.commands import early
from handlers.commands.call import Call, Desk, Say, Subcommand, code_and_rest, labelled, taken_apart, topic_of
from handlers.commands.wish import Wish, carry_out


async def run(call: Call, desk: Desk, say: Say) -> None:
    """A topic that is the code of a conference to come starts that one."""
    code, rest = code_and_rest(call.text)
    if code is not None and not rest and (planned := await _planned(code, call, desk)):
        await early.start(planned, call, desk, say)
        return
    typed = taken_apart(await labelled(call.text, call.workspace_id, desk))
    wish = Wish(
        key=call.key,
        topic=topic_of(typed),
        people=typed.people,
        groups=typed.groups,
        provider=typed.provider,
        record=typed.record,
    )
    await carry_out(wish, call, desk, say)


async def _planned(code: str, call: Call, desk: Desk) -> Conference | None:
    try:
        found = await desk.conferences.by_code(call.workspace_id, code)
    except UnknownConference:
        return None
    return found if found.planned else None


SUBCOMMAND = Subcommand(
    name="start",
    usage="start [topic|code] [@people @group] [via BACKEND] [+record]",
    summary="Starts a conference now and posts its card here; whoever you name gets a message with Join. "
    "With the code of a planned one, that one begins now.",
    examples=(
        "start Weekly sync @ben",
        'start "Budget via phone" @cleo via hq',
        "start Demo +record",
        "start K7F3",
        "start",
    ),
    near=("new", "now", "begin", "meet", "create"),
    run=run,
)
