"""`/conf move`: a planned conference takes place at another time."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.blocks import plan_told, question
from bot.errors import BadCommand, BadTime, Mistake, TimeTrouble
from bot.model import Conference, Person
from bot.recurring import split_repeat
from bot.when import When
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, Typed, as_read, code_and_rest, taken_apart
from handlers.commands.changing import change
from handlers.commands.choosing import DATES, chosen
from handlers.commands.dated import Read, blame_options, reading

MOVE_THIS = "plan.move_this"


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Where to, as a button carries it. `said`: the time as it was typed; `dates`: which of a series, "" where
    that is to be asked."""

    starts_at: datetime
    said: str
    dates: str = ""
    duration: timedelta | None = None

    def carried(self, conference: Conference) -> str:
        minutes = round(self.duration.total_seconds() / 60) if self.duration else 0
        return f"{conference.id}:{int(self.starts_at.timestamp())}.{minutes}.{self.dates}:{self.said}"

    @classmethod
    def from_value(cls, value: str) -> tuple[str, "Move"]:
        """The conference's id, and where to. Older buttons knew neither length nor series."""
        conference_id, where_to, said = value.split(":", 2)
        moment, minutes, dates = [*where_to.split("."), "0", ""][:3]
        at = datetime.fromtimestamp(int(moment), UTC)
        duration = timedelta(minutes=int(minutes)) or None
        return conference_id, cls(starts_at=at, said=said, dates=dates, duration=duration)


async def run(call: Call, desk: Desk, say: Say) -> None:
    read = await reading(call, desk)
    code, rest = code_and_rest(call.text)
    rest, dates = _dates(rest)
    typed = _only_time(rest)
    said = _when(typed.rest)
    to = Move(starts_at=_read(said, read).starts_at, said=said, dates=dates, duration=typed.duration)
    conference = await chosen(call, code, desk, say, action_id=MOVE_THIS, verb="Move", carried=to.carried, ahead=True)
    if conference is not None:
        await move(conference, to, call, desk, say)


async def move_chosen(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Which one was asked, and the button pressed, perhaps much later."""
    await _pressed(value, call, desk, say)


async def move_date(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Only the next date of a series."""
    await _pressed(value, call, desk, say, dates="this")


async def move_all(value: str, call: Call, desk: Desk, say: Say) -> None:
    """All dates of a series that are to come."""
    await _pressed(value, call, desk, say, dates="all")


async def _pressed(value: str, call: Call, desk: Desk, say: Say, *, dates: str | None = None) -> None:
    conference_id, to = Move.from_value(value)
    if to.starts_at <= desk.clock():
        raise BadTime(TimeTrouble.PAST, said=to.said, understood=to.starts_at)
    conference = await desk.conferences.known(call.workspace_id, conference_id)
    await move(conference, replace(to, dates=dates or to.dates), call, desk, say)


async def move(conference: Conference, to: Move, call: Call, desk: Desk, say: Say) -> None:
    """Of a series, which dates is asked. Raises `NotAllowed`, `NotPlanned`, `ChangedMeanwhile`."""
    if conference.stage.over:
        await say(Reply(message=question.over_already(conference)))
        return
    person = await desk.people.likely(call.workspace_id, call.person_id)
    desk.conferences.allow_hosting(conference, person, what="move it")
    if conference.series is not None and not to.dates:
        asked = plan_told.about_moving(conference, to=to.starts_at, carried=to.carried(conference))
        await say(Reply(message=asked))
        return
    moved = await _moved(conference, to, person, call, desk, say)
    if moved is not None:
        await say(Reply(message=plan_told.moved(moved)))


async def _moved(
    conference: Conference, to: Move, person: Person, call: Call, desk: Desk, say: Say
) -> Conference | None:
    """None where the back end did not let its room move, which the person was told."""
    if conference.series is not None and to.dates == "this":
        return await desk.planning.move_next(
            conference, to.starts_at, by=person, now=desk.clock(), duration=to.duration
        )
    wanted = replace(conference.plan, starts_at=to.starts_at, duration=to.duration or conference.plan.duration)
    return await change(conference, wanted, conference.sequence, call, desk, say)


def _dates(text: str) -> tuple[str, str]:
    """The text without the word for the dates of a series, and that word."""
    before, _, last = text.rpartition(" ")
    return (before, last.casefold()) if last.casefold() in DATES else (text, "")


def _only_time(text: str) -> Typed:
    """Raises `BadCommand` where more is named than a time and a length."""
    typed = taken_apart(text, lasting=True)
    more = typed.people or typed.groups or typed.provider or typed.record or typed.leads is not None
    _, repeated = split_repeat(typed.rest)
    if more or repeated:
        said = repeated or text.removeprefix(typed.rest)
        raise BadCommand(Mistake.ONLY_TIME, said=as_read(said))
    return typed


def _read(said: str, read: Read) -> When:
    try:
        return read(said)
    except BadTime:
        blame_options(said, read)
        raise


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
    usage="move [code] to WHEN [for SPAN] [this|all]",
    summary="Moves a planned conference, or one date of a series, to another time, and tells those who were invited. "
    "For its host and administrators.",
    examples=("move to tomorrow 16:00", "move K7F3 to Friday 9:30 for 45m", "move K7F3 to Tuesday 10:00 this"),
    near=("reschedule", "postpone"),
    run=run,
)
