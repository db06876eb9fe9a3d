"""Every failure, in words: what did not happen, why, what to do now."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from bot import errors
from bot.blocks import kit, reasons, times
from bot.blocks.plan import START
from bot.model import Block, Conference, Message, Why
from bot.owing import is_person

AGAIN = "start.again"
ELSEWHERE = "start.elsewhere"
CHANGE_AGAIN = "plan.change_again"
CHANGE_NOW = "plan.change_now"
END_AGAIN = "conference.end_now"
HOST_AGAIN = "conference.host"

TRY_AGAIN = "That did not reach me in time, and nothing was done. Please try again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What was being done when it failed: `what` in words ("Weekly sync was not started"), buttons to go on with."""

    what: str
    buttons: tuple[Block, ...] = ()


_Error = TypeVar("_Error", bound=BaseException)
_SAY: dict[type[BaseException], Callable[..., str]] = {}


def _says(kind: type[_Error]) -> Callable[[Callable[[_Error], str]], Callable[[_Error], str]]:
    def remember(say: Callable[[_Error], str]) -> Callable[[_Error], str]:
        _SAY[kind] = say
        return say

    return remember


def explain(error: BaseException, *, reference: str, attempt: Attempt | None = None) -> Message:
    """A failure as a private message; the log knows `reference`. People's own mistakes carry none."""
    why = next(_SAY[kind] for kind in type(error).__mro__ if kind in _SAY)(error)
    text = f"{attempt.what}: {why}" if attempt else why[:1].upper() + why[1:]
    blocks: list[Block] = [kit.section(text)]
    if attempt and attempt.buttons:
        blocks.append(kit.actions(*attempt.buttons))
    if not isinstance(error, errors.UserError):
        blocks.append(kit.context(f"Reference `{reference}`"))
    return Message(text=_spoken(text), blocks=tuple(blocks))


def not_started(conference: Conference, *, others: Sequence[str], for_good: bool = False) -> Attempt:
    """A start that failed: try again, unless it is `for_good`, or use one of the `others` (names of back ends)."""
    again = () if for_good else (kit.button("Try again", AGAIN, conference.id, style="primary"),)
    elsewhere = [
        kit.button(f"Use {name} instead", f"{ELSEWHERE}.{number}", f"{conference.id}:{name}")
        for number, name in enumerate(others[:3])
    ]
    return Attempt(what=f"{kit.bold(conference.plan.topic)} was not started", buttons=(*again, *elsewhere))


def not_changed(conference: Conference, *, wanted: str, away: bool) -> Attempt:
    """Its back end did not let its room change. `wanted` carries the change; `away`: it may be back."""
    buttons = [kit.button("Try again", CHANGE_AGAIN, wanted, style="primary")]
    if away:
        buttons.append(kit.button("Tell people now, change the room when it is back", CHANGE_NOW, wanted))
    planned_for = kit.day_and_moment(conference.plan.starts_at)
    what = f"{kit.bold(conference.plan.topic)} was not changed, and stays planned for {planned_for}"
    return Attempt(what=what, buttons=tuple(buttons))


def not_early(conference: Conference) -> Attempt:
    """Started before its time, in vain: it stays planned."""
    planned_for = kit.day_and_moment(conference.early_from or conference.plan.starts_at)
    button = kit.button("Try again", START, conference.id, style="primary")
    what = f"{kit.bold(conference.plan.topic)} was not started now, and stays planned for {planned_for}"
    return Attempt(what=what, buttons=(button,))


def not_ended(conference: Conference) -> Attempt:
    button = kit.button("Try again", END_AGAIN, conference.id, style="danger")
    return Attempt(what=f"{kit.bold(conference.plan.topic)} was not ended", buttons=(button,))


def not_hosted(conference: Conference) -> Attempt:
    button = kit.button("Try again", HOST_AGAIN, conference.id)
    return Attempt(what=f"The way to host {kit.bold(conference.plan.topic)} could not be looked up", buttons=(button,))


def checking(conference: Conference, error: errors.ProviderError, *, others: Sequence[str], reference: str) -> Message:
    """The answer was lost: the room may exist."""
    topic, name = kit.bold(conference.plan.topic), kit.escape(error.provider)
    attempt = not_started(conference, others=others)
    text = (
        f"{topic} may have been created: the conference server *{name}* has not answered. "
        "I am checking, and its card appears here as soon as I know."
    )
    return Message(
        text=_spoken(text),
        blocks=(kit.section(text), kit.actions(*attempt.buttons), kit.context(f"Reference `{reference}`")),
    )


def gave_up(conference: Conference, *, others: Sequence[str], certain: bool, why: Why = Why.AWAY) -> Message:
    """The direct message where nobody waits for an answer: after minutes of looking, or when a plan could not begin."""
    topic, name = kit.bold(conference.plan.topic), kit.escape(conference.provider)
    rest = (
        "Nothing was created there." if certain else "If a room turns up there later, I will take it away where I can."
    )
    text = f"{topic} was not started: the conference server *{name}* {reasons.GAVE_NO_ROOM[why]}. {rest}"
    buttons = not_started(conference, others=others).buttons
    return Message(text=_spoken(text), blocks=(kit.section(text), kit.actions(*buttons)))


def outdated() -> Message:
    """A button of an older release."""
    text = "That button is from an older version of Plenum. Type `/conf` to see what there is now."
    return Message(text=_spoken(text), blocks=(kit.section(text),))


def unsent(about: str, code: str, target: str, *, topic: str | None = None) -> Message:
    """Something that Plenum owed could not be posted; to whoever asked for it. `topic` of the conference, if known."""
    what = reasons.OWED.get(about, "A message of mine")
    said = f"{what} could not be {_brought(target)}: {slack_reason(code)}"
    text = f"{kit.bold(topic)}: {said[0].lower()}{said[1:]}" if topic else said
    return Message(text=_spoken(text), blocks=(kit.section(text),))


def homeless(conference: Conference, code: str, target: str) -> Message:
    """One that is planned, and whose card will find no place; to its host."""
    topic, channel = kit.bold(conference.plan.topic), kit.channel(target)
    text = (
        f"{topic} is planned, but its card cannot stand in {channel} any more: {slack_reason(code)} "
        "Those who are invited get my messages all the same."
    )
    return Message(text=_spoken(text), blocks=(kit.section(text),))


def _brought(target: str) -> str:
    if is_person(target):
        return f"sent to {kit.person(target)}"
    here = target.startswith("D")  # this notice goes to the same direct messages
    return "posted here" if here else f"posted in {kit.channel(target.split('/')[0])}"


def slack_reason(code: str) -> str:
    """Slack's refusal, in words with what to do."""
    return reasons.SLACK_SAYS.get(code, "Slack refused it. Please try again, or tell an administrator.")


def person_reason(code: str) -> str:
    """Why one person could not be invited, to stand behind their name."""
    return reasons.PERSON_SAYS.get(code, "Slack did not let me write to them.")


@_says(errors.BadCommand)
def _bad_command(error: errors.BadCommand) -> str:
    return reasons.MISTAKES[error.what].format(said=kit.escape(kit.cut(error.said, 60)))


@_says(errors.BadTime)
def _bad_time(error: errors.BadTime) -> str:
    return times.sentence(error)


@_says(errors.UnknownConference)
def _unknown_conference(error: errors.UnknownConference) -> str:
    if not error.code:
        return "I do not know that conference any more. Type `/conf list all` to see what is live."
    code = kit.escape(kit.cut(error.code, 12))
    return f"I know no conference `{code}` in this workspace. Type `/conf list all` to see what is live."


@_says(errors.UnknownProvider)
def _unknown_provider(error: errors.UnknownProvider) -> str:
    names = ", ".join(f"`via {kit.escape(name)}`" for name in error.names)
    return f"there is no conference server called “{kit.escape(kit.cut(error.name, 40))}”. Use one of these: {names}."


@_says(errors.NotAllowed)
def _not_allowed(error: errors.NotAllowed) -> str:
    return f"only {kit.person(error.host_id)}, who called it, or a workspace administrator can {error.what}. Ask them."


@_says(errors.MayNotStart)
def _may_not_start(error: errors.MayNotStart) -> str:
    if not error.groups:
        return (
            "only members of this workspace, and not its guests, can start or schedule conferences here. Ask a member."
        )
    groups = " and ".join(map(kit.group, error.groups))
    return f"only members of {groups} and administrators can start or schedule conferences here. Ask one of them."


@_says(errors.AdminsOnly)
def _admins_only(error: errors.AdminsOnly) -> str:
    return "only administrators can change what holds for a channel or for the whole workspace. Ask one of them."


@_says(errors.NumberNotAllowed)
def _number_not_allowed(error: errors.NumberNotAllowed) -> str:
    shown = ", ".join(map(kit.code, error.allowed[:10])) + (" and others" if len(error.allowed) > 10 else "")
    return (
        f"calls to {kit.code(error.number)} are not allowed here, only to numbers that begin with {shown}. "
        "Administrators can allow others in `/conf settings`."
    )


@_says(errors.Outsider)
def _outsider(error: errors.Outsider) -> str:
    return "only members of this workspace can do that here. You can join with the button on the card."


@_says(errors.NoPlace)
def _no_place(error: errors.NoPlace) -> str:
    return f"no card can stand in {kit.channel(error.channel_id)}: {slack_reason(error.code)}"


@_says(errors.TooOld)
def _too_old(error: errors.TooOld) -> str:
    return "you asked for it more than 5 minutes ago, while I was away, so I left it. Ask again if you still want it."


@_says(errors.Unsupported)
def _unsupported(error: errors.Unsupported) -> str:
    what = reasons.CANNOT.get(error.what, "do that")
    return f"the conference server *{kit.escape(error.provider)}* cannot {what}."


@_says(errors.NotLive)
def _not_live(error: errors.NotLive) -> str:
    return f"the conference {kit.bold(error.topic)} is not live now. Type `/conf list` to see what is."


@_says(errors.NotPlanned)
def _not_planned(error: errors.NotPlanned) -> str:
    topic = kit.bold(error.topic)
    return f"the conference {topic} has begun, or is over. Type `/conf list` to see what is live and what comes."


@_says(errors.ChangedMeanwhile)
def _changed_meanwhile(error: errors.ChangedMeanwhile) -> str:
    topic = kit.bold(error.topic)
    return (
        f"somebody else has changed {topic} in the meantime, so nothing was changed a second time. "
        f"See how it is planned now with `/conf show {error.code}`, and try again if it should still change."
    )


@_says(errors.RoomMade)
def _room_made(error: errors.RoomMade) -> str:
    topic, server = kit.bold(error.topic), kit.escape(error.provider)
    return (
        f"nothing was changed. {topic} has its room on *{server}* already, and that stays as it was made: recorded or "
        "not, its template, and that it has a PIN or a number of people. Leave these as they are, or cancel it with "
        "`/conf cancel` and plan it anew."
    )


@_says(errors.NotInvited)
def _not_invited(error: errors.NotInvited) -> str:
    topic = kit.bold(error.topic)
    return f"you are not invited to {topic} any more, so there is nothing to reply to. Ask its host if that is wrong."


@_says(errors.NotInside)
def _not_inside(error: errors.NotInside) -> str:
    said = kit.escape(kit.cut(error.name, 60))
    return f"nobody called “{said}” is in, as far as I know. `/conf people` shows who is."


@_says(errors.TooSoon)
def _too_soon(error: errors.TooSoon) -> str:
    minutes = max(1, round(error.after.total_seconds() / 60))
    return (
        f"the conference {kit.bold(error.topic)} has just begun. People count as missing {minutes} minutes after the "
        "start, so give them a moment and try again."
    )


@_says(errors.TooMany)
def _too_many(error: errors.TooMany) -> str:
    return f"this conference has called {error.most} numbers, and that is the most. Ask people to dial in themselves."


@_says(errors.Unreachable)
def _unreachable(error: errors.Unreachable) -> str:
    return f"{_server(error)} cannot be reached. Nothing was changed there."


@_says(errors.Resting)
def _resting(error: errors.Resting) -> str:
    return (
        f"{_server(error)} has not been answering, so I leave it alone for a moment. Nothing was changed there; "
        f"try again in {_in_words(error.again_in)}."
    )


@_says(errors.Unanswered)
def _unanswered(error: errors.Unanswered) -> str:
    return f"{_server(error)} did not answer in time."


@_says(errors.Busy)
def _busy(error: errors.Busy) -> str:
    again = f"in {_in_words(error.retry_after)}" if error.retry_after else "in a minute"
    return f"{_server(error)} is too busy right now. Nothing was changed there; try again {again}."


@_says(errors.Denied)
def _denied(error: errors.Denied) -> str:
    return f"{_server(error)} does not accept Plenum's login. Ask an administrator to run `plenum doctor`."


@_says(errors.Refused)
def _refused(error: errors.Refused) -> str:
    reason = reasons.REFUSALS.get(
        error.why, "it did not accept what was asked. Tell an administrator the reference below."
    )
    return f"{_server(error)} refused: {reason}"


@_says(errors.Gone)
def _gone(error: errors.Gone) -> str:
    return f"its room is no longer on {_server(error)}. Start a new one: `/conf start`."


@_says(errors.ServiceClosed)
def _service_closed(error: errors.ServiceClosed) -> str:
    on = f"{error.since.day} {error.since:%B %Y}"
    return (
        f"{_server(error)} is no more. {kit.escape(error.title)} was closed by its maker on {on}, "
        "so trying again will not help: use another conference server."
    )


@_says(errors.ProviderError)
def _provider(error: errors.ProviderError) -> str:
    return f"{_server(error)} answered in a way I do not understand. Tell an administrator the reference below."


@_says(errors.SlackError)
def _slack(error: errors.SlackError) -> str:
    return slack_reason(error.code)


@_says(BaseException)
def _anything(error: BaseException) -> str:
    return "something broke on my side, and it has been written down. Try again; if it persists, tell an administrator."


def _in_words(span: timedelta) -> str:
    """Rounded up, so that nobody comes too early."""
    seconds = max(1, math.ceil(span.total_seconds()))
    if seconds > 90:
        return f"{math.ceil(seconds / 60)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


def _server(error: errors.ProviderError) -> str:
    return f"the conference server *{kit.escape(error.provider)}*"


def _spoken(text: str) -> str:
    """The same without marks, for notifications and screen readers."""
    return text.replace("*", "").replace("`", "")
