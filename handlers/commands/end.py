"""`/conf end`: the conference is over for everyone; asks once."""

from bot.blocks import conference as shown
from bot.blocks import plan_told, problem, question
from bot.errors import ProviderError
from bot.model import Conference, Stage
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, code_and_rest
from handlers.commands.choosing import chosen, nothing_more
from handlers.telling import reference_for


async def run(call: Call, desk: Desk, say: Say) -> None:
    code, rest = code_and_rest(call.text)
    nothing_more(rest)
    conference = await chosen(call, code, desk, say, action_id=shown.END, verb="End")
    if conference is not None:
        await ask(conference, call, desk, say)


async def ask(conference: Conference, call: Call, desk: Desk, say: Say, *, replaces: bool = False) -> None:
    """Once, and only those who may: whether to end it, or to cancel one that is to come. Raises `NotAllowed`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference), replaces=replaces))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    if conference.stage is Stage.SCHEDULED:
        desk.conferences.allow_hosting(conference, person, what="cancel it")
        asked = plan_told.about_cancelling(conference)
    else:
        desk.conferences.allow_hosting(conference, person, what="end it")
        asked = question.about_ending(conference, features=desk.backends.features(conference.provider))
    await say(Reply(message=asked, replaces=replaces))


async def end(conference: Conference, call: Call, desk: Desk, say: Say) -> None:
    """The question was answered with yes. Raises `NotAllowed`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference), replaces=True))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    try:
        ended = await desk.conferences.end(call.workspace_id, conference.id, by=person, now=desk.clock())
    except ProviderError as error:
        attempt = problem.not_ended(conference)
        message = problem.explain(error, reference=reference_for(error), attempt=attempt)
        await say(Reply(message=message, replaces=True))
        return
    stay = not desk.conferences.can_be_ended(ended)
    await say(Reply(message=question.ended(ended, stay=stay), replaces=True))


SUBCOMMAND = Subcommand(
    name="end",
    usage="end [code]",
    summary="Ends a conference for everyone, after asking once. For its host and administrators.",
    examples=("end", "end K7F3"),
    near=("stop", "finish", "close", "hangup"),
    run=run,
)
