"""`/conf list`: what is live, and what comes."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.blocks import listing
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from bot.services.conferences import may_host
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand

_WHERE = {"here": "here", "mine": "that you are in", "all": "in this workspace"}
_WHEN = ("live", "today", "week")
WEEK = timedelta(days=7)
EVER = "ever"


async def run(call: Call, desk: Desk, say: Say) -> None:
    scope, when = _read(call.text)
    await _show(scope, when, 0, call, desk, say)


async def turn(carried: str, call: Call, desk: Desk, say: Say) -> None:
    """To another page, in the place of the one whose button was pressed."""
    scope, when, offset = carried.split(":")
    await _show(scope, when, int(offset), call, desk, say, replaces=True)


async def _show(
    scope: str, when: str, offset: int, call: Call, desk: Desk, say: Say, *, replaces: bool = False
) -> None:
    live = await _of(await desk.conferences.live(call.workspace_id), scope, call, desk)
    coming = await _coming(scope, when, offset + listing.PAGE + 1 - len(live), call, desk)
    found = [*live, *coming]
    offset = min(offset, _last_page(len(found)))  # some may have ended meanwhile
    person = await desk.people.likely(call.workspace_id, call.person_id)

    def carried(start: int) -> str | None:
        return f"{scope}:{when}:{start}" if 0 <= start < len(found) else None

    page = listing.page(
        found[offset : offset + listing.PAGE],
        where=_WHERE[scope],
        live=len(live),
        features=desk.backends.features,
        starts=lambda conference: may_host(conference, person),
        earlier=carried(offset - listing.PAGE),
        later=carried(offset + listing.PAGE),
    )
    await say(Reply(message=page, replaces=replaces))


async def _coming(scope: str, when: str, enough: int, call: Call, desk: Desk) -> list[Conference]:
    """The next ones that the asker may know of, read on until there are enough of them."""
    if when == "live":
        return []
    until = await _until(when, call, desk)
    found: list[Conference] = []
    last: Conference | None = None
    while len(found) < enough:
        batch = await desk.conferences.coming(call.workspace_id, until=until, after=last)
        found += await _of(batch, scope, call, desk)
        if not batch:
            break
        last = batch[-1]
    return found


def _last_page(count: int) -> int:
    return max(0, count - 1) // listing.PAGE * listing.PAGE


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
    return scope or "all", when or EVER


async def _until(when: str, call: Call, desk: Desk) -> datetime | None:
    """What begins by then is shown; None for all of it."""
    if when == "today":
        return await _midnight(call, desk)
    return desk.clock() + WEEK if when == "week" else None


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
    mine = call.person_id == conference.host_id or conference.invitation_of(call.person_id) is not None
    if scope == "here":
        return here
    if scope == "mine":
        return mine
    return here or mine or await desk.places.open_to_all(call.workspace_id, conference.place.channel_id)


SUBCOMMAND = Subcommand(
    name="list",
    usage="list [here|mine|all] [live|today|week]",
    summary="Shows what is live now, each with Join, and what comes, with what people replied. `week`: the next seven "
    "days.",
    examples=("list", "list here", "list mine today"),
    near=("ls", "live", "upcoming"),
    run=run,
)
