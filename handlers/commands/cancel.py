"""`/conf cancel`: a planned conference will not take place; asks once."""

from datetime import UTC, datetime

from bot.blocks import conference as shown
from bot.blocks import plan_told, question
from bot.model import Conference, Stage
from handlers.commands import end
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, code_and_rest
from handlers.commands.choosing import DATES, chosen, nothing_more


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, rest = code_and_rest(call.text)
    _which(rest)
    conference = await chosen(call, code, desk, say, action_id=shown.END, verb="Cancel", ahead=True)
    if conference is not None:
        await end.ask(conference, call, desk, say)


async def cancel(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The question was answered with yes. Raises `NotAllowed`, `NotPlanned`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference), replaces=True))
        return
    if conference.stage is not Stage.SCHEDULED:  # it has begun meanwhile, and ending it is another question
        await end.ask(conference, call, desk, say, replaces=True)
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    cancelled = await desk.planning.cancel(conference, by=person, now=desk.clock())
    await say(Reply(message=plan_told.cancelled(cancelled), replaces=True))


async def cancel_date(conference: Conference, date: int, call: Call, desk: Desk, say: Say) -> None:
    """Only one date of a series, which is to be its next. Raises `NotAllowed`, `NotPlanned`, `ChangedMeanwhile`."""
    at = datetime.fromtimestamp(date, UTC)
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference), replaces=True))
        return
    if conference.plan.starts_at != at and not (conference.series and at in conference.series.skipped):
        await say(Reply(message=plan_told.date_settled(conference, at), replaces=True))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    left = await desk.planning.cancel(conference, by=person, now=desk.clock(), date=at)
    await say(Reply(message=plan_told.date_cancelled(left, at), replaces=True))


def _which(rest: str) -> None:
    """Which dates are meant is asked in any case. Raises `BadCommand` for words that belong to nothing."""
    nothing_more("" if rest.casefold() in DATES else rest)


SUBCOMMAND = Subcommand(
    name="cancel",
    usage="cancel [code] [this|all]",
    summary="Cancels a planned conference, or one date of a series, after asking once, and tells those who were "
    "invited. "
    "For its host and administrators.",
    examples=("cancel", "cancel K7F3"),
    near=("delete", "unschedule"),
    run=run,
)
