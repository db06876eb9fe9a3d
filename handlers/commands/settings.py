"""`/conf settings`: a form with what one may choose."""

from bot.blocks import settings as form
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand


async def run(call: Call, desk: Desk, say: Say) -> None:
    """Where no form can open."""
    await say(Reply(message=form.where_to_find()))


SUBCOMMAND = Subcommand(
    name="settings",
    usage="settings",
    summary="Opens what you can choose: for yourself, and as an administrator for this channel and the workspace.",
    examples=("settings",),
    near=("setting", "preferences", "options", "config"),
    form=form.FORM,
    run=run,
)
