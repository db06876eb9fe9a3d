"""What one person is told about reminders: which hold, where they come from, and that they were changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import kit, leads, plan
from bot.blocks.settings_leads import held
from bot.choices import Chosen, Held, Scope
from bot.model import Conference, Message

_WHO_WINS = "What somebody chose for themselves goes before what a conference says, and that before its channel."


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """`mine`: what holds for whoever asks, there; `here`: for people in that channel, and for the channel itself."""

    mine: Chosen
    here: Chosen


def overview(standing: Standing, coming: Sequence[Conference], *, channel_id: str) -> Message:
    """Of oneself, the channel, and what is planned there."""
    lines = [f"You are reminded {held(standing.mine.leads)}."]
    if not channel_id.startswith("D"):
        channel = kit.channel(channel_id)
        lines.append(f"People in {channel}: {held(standing.here.leads)}.")
        lines.append(f"The channel itself: {held(standing.here.channel_leads)}.")
    lines += [f"{kit.bold(one.plan.topic)} · `{one.code}`: {_own(one, standing.here)}." for one in coming]
    how = "To change it: `/conf remind me 5m`, `/conf remind K7F3 30m,10m` or `/conf settings`."
    return _said(lines, note=f"{how} {_WHO_WINS}", spoken=f"You are reminded {held(standing.mine.leads)}")


def of_one(conference: Conference, standing: Standing) -> Message:
    """Of one conference, and of whoever asks."""
    topic = kit.bold(conference.plan.topic)
    lines = [f"People are reminded of {topic} {_own(conference, standing.here)}."]
    if standing.mine.leads.scope is Scope.PERSON:
        lines.append(f"You: {held(standing.mine.leads)}.")
    how = f"Its host can change it: `/conf remind {conference.code} 30m,10m`."
    return _said(lines, note=f"{how} {_WHO_WINS}", spoken=f"Reminders of {plan.said(conference)}")


def changed(conference: Conference, standing: Standing) -> Message:
    """To whoever changed it."""
    times = " each time" if conference.series is not None else ""
    text = f"People are reminded of {kit.bold(conference.plan.topic)}{times} {_own(conference, standing.here)}."
    return _said([text], note=_WHO_WINS, spoken=f"Reminders of {plan.said(conference)} are changed")


def mine(held_now: Held[tuple[int, ...]]) -> Message:
    """To whoever asks or chose for themselves."""
    text = f"You are reminded {held(held_now)}."
    note = "To change it: `/conf remind me 30m,10m`, `/conf remind me off` or `/conf remind me default`."
    return _said([text], note=note, spoken=text.removesuffix("."))


def _own(conference: Conference, here: Chosen) -> str:
    own = conference.plan.leads
    return f"as is usual here ({held(here.leads)})" if own is None else leads.before(own)


def _said(lines: Sequence[str], *, note: str, spoken: str) -> Message:
    return Message(text=spoken, blocks=(kit.section("\n".join(lines)), kit.context(note)))
