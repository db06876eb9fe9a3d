"""`/conf remind`: how long before a conference people are reminded of it, or whoever asks of all of theirs."""

from dataclasses import replace

from bot.blocks import lead_told
from bot.choices import LEADS, Change, Scope
from bot.errors import BadTime, UnknownConference
from bot.model import Conference
from bot.when import read_leads
from handlers.commands.call import Call, Desk, Reply, Say, Subcommand, as_read, code_and_rest
from handlers.commands.changing import change
from handlers.commands.choosing import chosen

REMIND_THIS = "plan.remind_this"
MOST_SHOWN = 5

_ME = ("me", "myself", "my", "mine")
_AS_USUAL = ("default", "usual", "as usual", "usually", "reset")
_NEITHER = "default"
"""How a button carries that nothing of one's own is wanted."""

Leads = tuple[int, ...] | None
"""None: as is usual."""


async def run(call: Call, desk: Desk, say: Say) -> None:
    text = as_read(call.text)
    word, _, rest = text.partition(" ")
    if word.casefold() in _ME:
        await _of_oneself(rest.strip(), call, desk, say)
        return
    code, said = await _taken_apart(text, call, desk)
    if said:
        await _ask_which(code, _read(said), call, desk, say)
    else:
        await _tell(code, call, desk, say)


async def remind_chosen(value: str, call: Call, desk: Desk, say: Say) -> None:
    """Which one was asked, and the button pressed."""
    conference_id, _, carried = value.partition(":")
    leads = None if carried == _NEITHER else tuple(map(int, filter(None, carried.split(","))))
    await remind(await desk.conferences.known(call.workspace_id, conference_id), leads, call, desk, say)


async def remind(conference: Conference, leads: Leads, call: Call, desk: Desk, say: Say) -> None:
    """Of a series, all its dates. Raises `NotAllowed`, `NotPlanned`."""
    wanted = replace(conference.plan, leads=leads)
    changed = await change(conference, wanted, conference.sequence, call, desk, say)
    if changed is not None:
        standing = await _standing(changed.place.channel_id, call, desk)
        await say(Reply(message=lead_told.changed(changed, standing)))


async def _ask_which(code: str | None, leads: Leads, call: Call, desk: Desk, say: Say) -> None:
    carried = _NEITHER if leads is None else ",".join(map(str, leads))
    conference = await chosen(
        call,
        code,
        desk,
        say,
        action_id=REMIND_THIS,
        verb="Remind of",
        carried=lambda one: f"{one.id}:{carried}",
        ahead=True,
    )
    if conference is not None:
        await remind(conference, leads, call, desk, say)


async def _of_oneself(said: str, call: Call, desk: Desk, say: Say) -> None:
    if said:
        person = await desk.people.likely(call.workspace_id, call.person_id)
        wanted = Change(scope=Scope.PERSON, scope_id=person.id, choice=LEADS, value=_read(said))
        await desk.choices.choose(call.workspace_id, [wanted], by=person)
    standing = await _standing(call.place.channel_id, call, desk)
    await say(Reply(message=lead_told.mine(standing.mine.leads)))


async def _tell(code: str | None, call: Call, desk: Desk, say: Say) -> None:
    if code is not None:
        conference = await desk.conferences.by_code(call.workspace_id, code)
        standing = await _standing(conference.place.channel_id, call, desk)
        await say(Reply(message=lead_told.of_one(conference, standing)))
        return
    channel_id = call.place.channel_id
    coming = await desk.conferences.planned_here(call.workspace_id, channel_id)
    standing = await _standing(channel_id, call, desk)
    await say(Reply(message=lead_told.overview(standing, coming[:MOST_SHOWN], channel_id=channel_id)))


async def _standing(channel_id: str, call: Call, desk: Desk) -> lead_told.Standing:
    return lead_told.Standing(
        mine=await desk.choices.of(call.workspace_id, channel_id, call.person_id),
        here=await desk.choices.of(call.workspace_id, channel_id),
    )


async def _taken_apart(text: str, call: Call, desk: Desk) -> tuple[str | None, str]:
    """A code, and the times. "2h45" may be either: it is a code where a conference has it."""
    code, rest = code_and_rest(text)
    if code is None or not _readable(text):
        return code, rest
    try:
        await desk.conferences.by_code(call.workspace_id, code)
    except UnknownConference:
        return None, text
    return code, rest


def _readable(said: str) -> bool:
    try:
        read_leads(said)
    except BadTime:
        return False
    return True


def _read(said: str) -> Leads:
    """Raises `BadTime`."""
    return None if said.casefold() in _AS_USUAL else read_leads(said)


SUBCOMMAND = Subcommand(
    name="remind",
    usage="remind [me|code] [30m,10m|off|default]",
    summary="Says when people are reminded of a conference, and changes it: of one that is planned here for all who "
    "are invited, for its host and administrators; with “me”, of all conferences for yourself.",
    examples=("remind", "remind 30m,10m", "remind K7F3 1 day,15m", "remind me 5m", "remind me default"),
    near=("reminder", "reminders", "notify", "alert"),
    run=run,
)
