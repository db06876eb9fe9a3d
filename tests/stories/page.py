"""What Plenum's messages say at one moment: those in a channel, those in direct messages, and which of them are new."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto

from playground.slack.conversations import Kind
from playground.slack.seed import BOT_USER
from tests.stage import Stage
from tests.stories.ledger import rows

Spot = tuple[str, str]
"""Where a message stands: the channel, or the person in whose direct messages it does, and its stamp."""
Page = dict[Spot, str]
"""What each message says: its blocks, as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """How things stand after a step: the whole `page`, what is new on it, and what was `said` to somebody alone.

    `at`: the instants that are meant then, by name; `rooms`: how many the back end has.
    """

    page: Page
    fresh: Page
    said: str
    at: Mapping[str, datetime]
    rooms: int


def page_of(on_stage: Stage, *channels: str) -> Page:
    """Everything that stands of Plenum's in these channels and in anybody's direct messages."""
    places = {channel: channel for channel in channels} | {
        place.id: next(member for member in place.members if member != BOT_USER)
        for place in on_stage.slack.workspace.conversations.values()
        if place.kind is Kind.IM and BOT_USER in place.members
    }
    return {
        (reader, one.ts): json.dumps(one.blocks, ensure_ascii=False)
        for place, reader in places.items()
        for one in on_stage.slack.board.all(place)
        if one.bot_id
    }


def said_since(on_stage: Stage, number: int) -> str:
    """What was said to somebody alone since the record had that many entries."""
    later = [one.args for one in on_stage.slack.record.entries[number:] if one.kind == "shown"]
    return json.dumps([one for one in later if one.get("only_for")], ensure_ascii=False)


class Work(Enum):
    """`WAITS`: somebody is to be told something in a moment."""

    GOES_ON = auto()
    WAITS = auto()
    DONE = auto()


def work_of(on_stage: Stage) -> Work:
    """Whether something that was asked is not done, a room is to be looked after, or a message is to be sent."""
    now = f"{on_stage.clock().astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}"
    counted = ", ".join(
        f"(select count(*) from {where})" for where in (*_GOING_ON, f"conferences where care_at <= '{now}'")
    )
    due_now = f"{_DUE} and (kind not in ('reminder', 'agenda') or due_at <= '{now}')"
    ((due, *going_on),) = rows(on_stage, f"select (select count(*) from {due_now}), {counted}")  # at one moment
    if any(going_on):
        return Work.GOES_ON
    return Work.WAITS if due else Work.DONE


_DUE = "deliveries where state = 'due'"
_GOING_ON = (
    "requests where state not in ('done', 'closed')",
    "deliveries where state = 'claimed'",
    "conferences where remind_from is not null",
)


def token(at: datetime) -> str:
    """How a message names an instant, which each reader sees by their own clock."""
    return f"<!date^{int(at.timestamp())}^"
