"""`/conf list`: what is live."""

from bot.blocks import conference as shown
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand

_WHERE = {"here": "here", "mine": "that you are in", "all": "in this workspace"}


async def run(call: Call, desk: Desk, say: Say) -> None:
    words = [word for word in call.text.lower().split() if word != "live"]
    scope = words[0] if words else "all"
    if scope not in _WHERE or len(words) > 1:
        raise BadCommand(Mistake.EXTRA_WORDS, said=" ".join(words[1:] if scope in _WHERE else words))
    live = [one for one in await desk.conferences.live(call.workspace_id) if await _shown(one, scope, call, desk)]
    await say(Reply(message=shown.listing(live, where=_WHERE[scope], features=desk.backends.features)))


async def _shown(conference: Conference, scope: str, call: Call, desk: Desk) -> bool:
    """Nobody hears of a conference in a private place that they do not belong to."""
    here = conference.place.channel_id == call.place.channel_id
    mine = call.person_id == conference.host_id or any(
        one.person_id == call.person_id for one in conference.invitations
    )
    if scope == "here":
        return here
    if scope == "mine":
        return mine
    return here or mine or await desk.places.open_to_all(call.workspace_id, conference.place.channel_id)


SUBCOMMAND = Subcommand(
    name="list",
    usage="list [here|mine|all]",
    summary="Shows what is live now, each with Join.",
    examples=("list", "list here"),
    near=("ls", "live", "upcoming"),
    run=run,
)
