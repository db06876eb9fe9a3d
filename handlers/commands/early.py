"""Starting a planned conference before its time: by its host, from the card or by its code."""

from bot.blocks import problem, question
from bot.model import Conference, Stage
from bot.services.starting import NotStarted
from handlers.commands.call import Call, Desk, Reply, Say
from handlers.commands.wish import not_started
from handlers.telling import reference_for


async def start(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """Its card goes live. Raises `NotAllowed`, `UnknownProvider`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    if conference.stage is Stage.LIVE:
        await say(Reply(message=question.started_privately(conference)))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    try:
        started = await desk.opening.early(conference, by=person, press=call.key, now=desk.clock())
    except NotStarted as failed:
        await say(_not_started(failed, desk))
        return
    if started.conference.stage is Stage.LIVE:
        await say(Reply(message=question.started_privately(started.conference)))


def _not_started(failed: NotStarted, desk: Desk) -> Reply:
    if failed.perhaps:
        return not_started(failed, desk)
    attempt = problem.not_early(failed.conference)
    return Reply(message=problem.explain(failed.error, reference=reference_for(failed.error), attempt=attempt))
