"""`/conf start`: a conference now."""

from handlers.commands.call import Call, Desk, Say, Subcommand, labelled, taken_apart, topic_of
from handlers.commands.wish import Wish, carry_out


async def run(call: Call, desk: Desk, say: Say) -> None:
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


SUBCOMMAND = Subcommand(
    name="start",
    usage="start [topic] [@people @group] [via BACKEND] [+record]",
    summary="Starts a conference now and posts its card here; whoever you name gets a message with Join.",
    examples=("start Weekly sync @ben", 'start "Budget via phone" @cleo via hq', "start Demo +record", "start"),
    near=("new", "now", "begin", "meet", "create"),
    run=run,
)
