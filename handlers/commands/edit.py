"""`/conf edit`: a plan is changed by form."""

from bot.blocks import plan_form
from bot.blocks.plan import CHANGE
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more


async def run(call: Call, desk: Desk, say: Say) -> None:
    """Where no form can open by itself: a button that opens it."""
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    conference = await chosen(call, code, desk, say, action_id=CHANGE, verb="Change", ahead=True)
    if conference is not None:
        await say(Reply(message=plan_form.about_changing(conference)))


SUBCOMMAND = Subcommand(
    name="edit",
    usage="edit [code]",
    summary="Opens a planned conference as a form: topic, time, length, people, how it repeats. "
    "For its host and administrators.",
    examples=("edit", "edit K7F3"),
    near=("change", "rename"),
    run=run,
    form=plan_form.EDIT,
)
