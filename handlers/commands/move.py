"""`/conf move`: a planned conference takes place at another time."""

from datetime import UTC, datetime

from bot.blocks import plan, question
from bot.errors import BadCommand, BadTime, Mistake, TimeTrouble
from bot.model import Conference
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, as_read, code_and_rest
from handlers.commands.choosing import chosen
from handlers.commands.dated import reading

MOVE_THIS = "plan.move_this"


async def run(call: Call, desk: Desk, say: Say) -> None:
    read = await reading(call, desk)
    code, rest = code_and_rest(call.text)
    said = _when(rest)
    starts_at = read(said).starts_at

    def carried(conference: Conference) -> str:
        return f"{conference.id}:{int(starts_at.timestamp())}:{said}"

    conference = await chosen(call, code, desk, say, action_id=MOVE_THIS, verb="Move", carried=carried, ahead=True)
    if conference is not None:
        await move(conference, starts_at, call, desk, say)


async def move_chosen(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Which one was asked, and the button pressed, perhaps much later."""
    conference_id, moment, said = value.split(":", 2)
    starts_at = datetime.fromtimestamp(int(moment), UTC)
    if starts_at <= desk.clock():
        raise BadTime(TimeTrouble.PAST, said=said, understood=starts_at)
    conference = await desk.conferences.known(call.workspace_id, conference_id)
    await move(conference, starts_at, call, desk, say)


async def move(conference: Conference, starts_at: datetime, call: Call, desk: Desk, say: Say) -> None:
    """Raises `NotAllowed`, `NotPlanned`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    moved = await desk.planning.move(conference, starts_at, by=person, now=desk.clock())
    await say(Reply(message=plan.moved(moved)))


def _when(text: str) -> str:
    """What stands behind "to". Raises `BadCommand`."""
    said = as_read(text)
    word, _, behind = said.partition(" ")
    said = behind.strip() if word.casefold() in ("to", "at") else said
    if not said:
        raise BadCommand(Mistake.NO_TIME, said="move to friday 14:00")
    return said


SUBCOMMAND = Subcommand(
    name="move",
    usage="move [code] to WHEN",
    summary="Moves a planned conference to another time, and tells those who were invited. "
    "For its host and administrators.",
    examples=("move to tomorrow 16:00", "move K7F3 to Friday 9:30"),
    near=("reschedule", "postpone"),
    run=run,
)
