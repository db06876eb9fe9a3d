"""`/conf list`: what is live, and what comes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import conference as shown
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand

_WHERE = {"here": "here", "mine": "that you are in", "all": "in this workspace"}
_WHEN = ("live", "today", "week")
AHEAD = timedelta(days=7)


async def run(call: Call, desk: Desk, say: Say) -> None:
    scope, when = _read(call.text)
    live = await _of(await desk.conferences.live(call.workspace_id), scope, call, desk)
    coming: list[Conference] = []
    if when != "live":
        until = await _midnight(call, desk) if when == "today" else desk.clock() + AHEAD
        planned = await desk.conferences.coming(call.workspace_id, until=until)
        coming = await _of(planned, scope, call, desk)
    await say(Reply(message=shown.listing(live, where=_WHERE[scope], features=desk.backends.features, coming=coming)))


def _read(text: str) -> tuple[str, str]:
    """Where and when, in either order. Raises `BadCommand`."""
    words = text.lower().split()
    scope = next((word for word in words if word in _WHERE), None)
    when = next((word for word in words if word in _WHEN), None)
    for word in (scope, when):
        if word is not None:
            words.remove(word)
    if words:
        raise BadCommand(Mistake.EXTRA_WORDS, said=" ".join(words))
    return scope or "all", when or "week"


async def _midnight(call: Call, desk: Desk) -> datetime:
    """When today is over where the asker is."""
    person = await desk.people.person(call.workspace_id, call.person_id)
    zone = ZoneInfo(person.zone)
    return datetime.combine(desk.clock().astimezone(zone).date() + timedelta(days=1), time(), tzinfo=zone)


async def _of(found: Iterable[Conference], scope: str, call: Call, desk: Desk) -> list[Conference]:
    return [one for one in found if await _shown(one, scope, call, desk)]


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
    usage="list [here|mine|all] [live|today|week]",
    summary="Shows what is live now, each with Join, and what comes in the next seven days.",
    examples=("list", "list here", "list mine today"),
    near=("ls", "live", "upcoming"),
    run=run,
)
