"""The daily agenda: what the rest of the day brings to one person."""

from collections.abc import Sequence

from bot.blocks import kit, plan, replies
from bot.model import Conference, Message, Stage


def message(found: Sequence[Conference]) -> Message:
    """`found`: what is live and what comes, the soonest first; at least one."""
    number = "One conference" if len(found) == 1 else f"{len(found)} conferences"
    lines = "\n".join(map(_line, found))
    return Message(
        text=f"{number} today",
        blocks=(
            kit.section(f"*{number} today*\n{lines}"),
            kit.context("More of each: `/conf list mine` · Another hour, or no agenda: `/conf settings`"),
        ),
    )


def _line(conference: Conference) -> str:
    topic, code = kit.bold(conference.plan.topic), f"`{conference.code}`"
    if conference.stage is Stage.LIVE:
        return f"{topic} is live since {kit.moment(conference.began_at)} · {code}"
    at = f"{kit.moment(conference.plan.starts_at)}{plan.length(conference.plan.duration)}"
    said = replies.counts(conference)
    return " · ".join(filter(None, (f"{at} · {topic}", kit.person(conference.host_id), said, code)))
