"""How a planned conference looks, and what is said when it is planned, moved, cancelled or missed."""

from datetime import timedelta

from bot.blocks import kit
from bot.blocks.deeds import INVITE, KEEP, MORE
from bot.model import Conference, Message, Stage

CANCEL = "plan.cancel"
CANCEL_NOW = "plan.cancel_now"


def card(conference: Conference) -> Message:
    """As it stands in a channel until its time comes."""
    plan = conference.plan
    when = f"{_when(conference)}{_length(plan.duration)}"
    lines = [f":calendar: {when} · {kit.escape(conference.provider)}", _who(conference)]
    if plan.record:
        lines.append(":record_button: Will be recorded from the start")
    return Message(
        text=f"{_said(conference)} is planned",
        blocks=(
            kit.header(plan.topic),
            kit.section("\n".join(lines)),
            kit.actions(
                kit.button("Invite", INVITE, conference.id, spoken=f"Invite people to {plan.topic}"),
                kit.overflow(MORE, [("Cancel it", f"{CANCEL}:{conference.id}")]),
            ),
            kit.context(f"It opens here at its time, with Join. `{conference.code}`"),
        ),
    )


def pointer(conference: Conference) -> Message:
    """What the planned card shrinks to once the live one stands below."""
    text = f"{kit.bold(conference.plan.topic)} has begun: its card stands further down."
    return Message(text=f"{_said(conference)} has begun", blocks=(kit.section(text),))


def invitation(conference: Conference, *, by: str) -> Message:
    """The direct message that asks somebody to come."""
    topic = kit.bold(conference.plan.topic)
    text = f"{kit.person(by)} invites you to {topic}\n:calendar: {_when(conference)}{_length(conference.plan.duration)}"
    return Message(
        text=f"You are invited to {_said(conference)}",
        blocks=(kit.section(text), kit.context(f"Join appears here when it begins. `{conference.code}`")),
    )


def planned(conference: Conference) -> Message:
    """To whoever planned it: what was understood, and a way back."""
    topic, length = kit.bold(conference.plan.topic), _length(conference.plan.duration)
    text = f"{topic} is planned for {_when(conference)}{length}. Others see it in their own time."
    return Message(
        text=f"{_said(conference)} is planned",
        blocks=(
            kit.section(text),
            kit.actions(kit.button("Cancel it", CANCEL, conference.id)),
            kit.context(f"Another time: `/conf move {conference.code} to tomorrow 15:00`"),
        ),
    )


def about_cancelling(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"Cancel {_said(conference)}?",
        blocks=(
            kit.section(f"Cancel {topic}, planned for {_when(conference)}? Everybody who was invited is told."),
            kit.actions(
                kit.button("Cancel it", CANCEL_NOW, conference.id, style="danger"),
                kit.button("Keep it", KEEP, conference.id),
            ),
        ),
    )


def cancelled(conference: Conference) -> Message:
    """To whoever cancelled it."""
    text = f"{kit.bold(conference.plan.topic)} is cancelled. Everybody who was invited is told."
    return _line(text, spoken=f"{_said(conference)} is cancelled")


def moved(conference: Conference) -> Message:
    """To whoever moved it."""
    topic = kit.bold(conference.plan.topic)
    text = f"{topic} is now planned for {_when(conference)}. Everybody who was invited is told."
    return _line(text, spoken=f"{_said(conference)} is moved")


def notice(conference: Conference, *, about: str, by: str) -> Message:
    """The short direct message to those whom a change concerns; `about` is moved, cancelled or missed."""
    topic, when, who = kit.bold(conference.plan.topic), _when(conference), kit.person(by)
    text = {
        "missed": f"{topic} was planned for {when}. I was away then, so it was not started. To start it: `/conf start`",
        "cancelled": f"{who} has cancelled {topic}, planned for {when}.",
        "moved": f"{who} has moved {topic} to {when}.",
    }[about]
    return _line(text, spoken=f"{_said(conference)} was {about}")


def line(conference: Conference) -> str:
    """In a list of what comes."""
    who = f"{kit.person(conference.host_id)} in {kit.channel(conference.place.channel_id)}"
    return f"{kit.bold(conference.plan.topic)} · {_when(conference)}\n{who} · `{conference.code}`"


def over_line(conference: Conference) -> str:
    """On its card, where it never began."""
    when = _when(conference)
    if conference.stage is Stage.CANCELLED:
        return f"Cancelled. It was planned for {when}."
    if conference.stage is Stage.MISSED:
        return f"It was planned for {when}, and did not take place."
    return f"It was planned for {when}, and could not be started."


def over_words(conference: Conference) -> str:
    """The same, to stand behind its topic."""
    if conference.stage is Stage.CANCELLED:
        return f"is cancelled. It was planned for {_when(conference)}."
    return f"did not take place. It was planned for {_when(conference)}."


def no_place_here() -> Message:
    """Where Plenum may not post, nothing would appear when the time comes."""
    return _line(
        "I cannot post in this conversation, so nothing would appear here when it begins. Plan it in a channel that I "
        "am in: type `/invite @Plenum` there first.",
        spoken="It cannot be planned here",
    )


def _said(conference: Conference) -> str:
    return kit.escape(conference.plan.topic)


def _when(conference: Conference) -> str:
    return kit.day_and_moment(conference.plan.starts_at)


def _length(duration: timedelta | None) -> str:
    if duration is None:
        return ""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if not hours:
        return f" · {minutes} min"
    return f" · {hours} h {minutes} min" if minutes else f" · {hours} h"


def _who(conference: Conference) -> str:
    invited = [one.person_id for one in conference.invitations if one.person_id != conference.host_id]
    return f"Called by {kit.person(conference.host_id)}" + (f" · with {kit.people(invited)}" if invited else "")


def _line(text: str, *, spoken: str) -> Message:
    """`spoken` is for notifications, which know nobody's zone."""
    return Message(text=spoken, blocks=(kit.section(text),))
