"""Which conference is meant: by its code, else what is live here, else what is planned next here; the person chooses
where several fit."""

from collections.abc import Callable

from bot.blocks import question
from bot.errors import BadCommand, Mistake
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, as_read

DATES = ("this", "all")
"""Of a series: its next date, or all that are to come."""


def _its_id(conference: Conference) -> str:
    return conference.id


async def chosen(
    call: Call,
    code: str | None,
    desk: Desk,
    say: Say,
    *,
    action_id: str,
    verb: str,
    carried: Callable[[Conference], str] = _its_id,
    ahead: bool = False,
) -> Conference | None:
    """The conference meant; None after the person was asked to choose, by buttons that carry what `carried` says.

    `ahead`: one that is planned is meant rather than a live one, and of several not just the next.
    Raises `UnknownConference`, `BadCommand`.
    """
    if code is not None:
        return await desk.conferences.by_code(call.workspace_id, code)
    here = await _here(call, desk, ahead=ahead)
    if not here:
        raise BadCommand(Mistake.NOTHING_HERE)
    if len(here) > 1:
        choices = [(one, carried(one)) for one in here[:5]]
        await say(Reply(message=question.which(choices, action_id=action_id, verb=verb)))
        return None
    return here[0]


async def _here(call: Call, desk: Desk, *, ahead: bool) -> list[Conference]:
    where = call.workspace_id, call.place.channel_id
    if ahead:
        return await desk.conferences.planned_here(*where) or await desk.conferences.live_here(*where)
    return await desk.conferences.live_here(*where) or (await desk.conferences.planned_here(*where))[:1]


def nothing_more(rest: str) -> None:
    """Raises `BadCommand` for words that belong to nothing."""
    if rest:
        raise BadCommand(Mistake.EXTRA_WORDS, said=as_read(rest))
