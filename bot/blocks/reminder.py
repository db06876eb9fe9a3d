"""What reminds people of a conference: before it begins, and what such a message turns into."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.blocks import conference as card
from bot.blocks import crowd, kit, plan, ways
from bot.blocks.deeds import MORE
from bot.blocks.leads import before, span
from bot.model import Block, Conference, Feature, Message, Rsvp, Stage

LATE = "reminder.late"
SNOOZE, AT_START, NOT_COMING, FEWER = "reminder.snooze", "reminder.start", "reminder.no", "reminder.fewer"
ONLY, NEVER = "reminder.only", "reminder.never"

FOR_ALL = (LATE, SNOOZE, AT_START, NOT_COMING)

SNOOZED_FOR = timedelta(minutes=5)
STARTS_SOON = timedelta(minutes=15)
"""So long before its time a host is offered to start it."""
MOST_TOGETHER = 12
"""So many conferences one message names."""

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One conference as somebody is reminded of it. `starts_at`: the start that they are reminded of; it may be another
    by now. `to`: their id; empty where a channel is reminded. `back_at`: when they want to hear of it again.
    `overtaken`: a later reminder of it stands further down."""

    conference: Conference
    starts_at: datetime
    to: str = ""
    back_at: datetime | None = None
    overtaken: bool = False


def message(items: Sequence[Item], *, features: Mapping[str, frozenset[Feature]], now: datetime) -> Message:
    """Of one or more conferences that begin about the same time. `features`: of each back end, by name."""
    shown = items[:MOST_TOGETHER]
    blocks = [block for item in shown for block in _blocks(item, features[item.conference.provider], now)]
    if len(items) > len(shown):
        blocks.append(kit.context(f"{len(items) - len(shown)} more begin then: `/conf list mine`"))
    others = f" and {len(items) - 1} more" if len(items) > 1 else ""
    return Message(text=_spoken(items[0], now, others=others), blocks=tuple(blocks))


def late(conference: Conference, person_id: str) -> Message:
    """To those who wait for somebody who said so."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"Somebody is running late for {card.said(conference)}",
        blocks=(kit.section(f"{kit.person(person_id)} is running late for {topic}."),),
    )


def fewer(leads: Sequence[int], *, shortest: int | None) -> Message:
    """`leads` are what holds, in minutes, and `shortest` the shortest where there are several."""
    buttons = [kit.button("Not at all", NEVER)]
    if shortest is not None:
        buttons.insert(0, kit.button(f"Only {before([shortest])}", ONLY, str(shortest)))
    return Message(
        text="Your reminders",
        blocks=(
            kit.section(f"You are reminded {before(leads)}. Shall it be less?"),
            kit.actions(*buttons),
            kit.context("For yourself, at any time: `/conf remind me 5m`, or `/conf remind me off`"),
        ),
    )


def _blocks(item: Item, features: frozenset[Feature], now: datetime) -> list[Block]:
    conference = item.conference
    settled = _settled(item)
    if settled:
        return [kit.section(settled)]
    if conference.stage is Stage.LIVE:
        return [kit.section(f"{_begun(item, now)}\n{_who(conference, features)}"), *_way_in(item, features, now)]
    return [
        kit.section(f"{_begins(item, now)}\n{_who(conference, features)}"),
        *_ahead_buttons(item, now),
        kit.context(f"Opens at {kit.moment(item.starts_at)} · `{conference.code}`", *_said(item)),
    ]


def _settled(item: Item) -> str:
    """What it has turned into, where nothing is left to be reminded of; nothing where something is."""
    conference, topic = item.conference, kit.bold(item.conference.plan.topic)
    if conference.stage.over:
        return f"{topic} {card.over_words(conference)}"
    if item.starts_at != conference.begins_at:
        return _elsewhen(item)
    if conference.reply_of(item.to) is Rsvp.NO and conference.stage is not Stage.LIVE:
        return f"You said that you cannot come to {topic}, {kit.day_and_moment(item.starts_at)}."
    if item.overtaken:
        return f"{topic}, {kit.day_and_moment(item.starts_at)}: a later reminder stands further down."
    if item.back_at is not None and conference.stage is not Stage.LIVE:
        return f"I will remind you of {topic} again at {kit.moment(item.back_at)}."
    return ""


def _elsewhen(item: Item) -> str:
    conference, topic = item.conference, kit.bold(item.conference.plan.topic)
    was = kit.day_and_moment(item.starts_at)
    if conference.series is not None and item.starts_at in conference.series.skipped:
        return f"{topic} is cancelled for {was}. The next time is {plan.when(conference)}."
    return f"{topic} has moved: ~{was}~ → {kit.day_and_moment(conference.begins_at)}"


def _begins(item: Item, now: datetime) -> str:
    topic, left = kit.bold(item.conference.plan.topic), item.starts_at - now
    if left > timedelta():
        at = kit.moment(item.starts_at) if left <= 12 * _HOUR else kit.day_and_moment(item.starts_at)
        return f"{topic} starts in {span(_minutes(left))} · {at}"
    if -left < _MINUTE:
        return f"{topic} starts now · {kit.moment(item.starts_at)}"
    return f"{topic} was to start {span(_minutes(-left))} ago, at {kit.moment(item.starts_at)}, and is being opened"


def _begun(item: Item, now: datetime) -> str:
    topic, gone = kit.bold(item.conference.plan.topic), now - item.conference.began_at
    when = "has started" if gone < _MINUTE else f"started {span(_minutes(gone))} ago"
    return f"{topic} {when} · {kit.moment(item.conference.began_at)}"


def _who(conference: Conference, features: frozenset[Feature]) -> str:
    """Who called it, where, and who is in; else who said that they come."""
    coming = [one.person_id for one in conference.invitations if one.reply is Rsvp.YES]
    said = f"{kit.people(coming, most=5)} said yes" if coming else ""
    inside = crowd.in_words(conference, features=features) if conference.stage is Stage.LIVE else ""
    place = conference.place.channel_id
    where = kit.channel(place) if place.startswith(("C", "G")) else ""
    return " · ".join(filter(None, (kit.person(conference.host_id), where, inside or said)))


def _way_in(item: Item, features: frozenset[Feature], now: datetime) -> list[Block]:
    conference = item.conference
    more = [_late_button(item)] if item.to and not _said_late(item) else []
    return [
        *ways.way_in(conference, *more, features=features),
        kit.context(*ways.small_print(conference, features=features), *_said(item)),
    ]


def _ahead_buttons(item: Item, now: datetime) -> list[Block]:
    """For a person; a channel gets none."""
    if not item.to:
        return []
    conference, left = item.conference, item.starts_at - now
    buttons: list[Block] = []
    if item.to == conference.host_id and timedelta() < left <= STARTS_SOON:
        spoken = f"Start {conference.plan.topic} now"
        buttons.append(kit.button("Start it now", plan.START, conference.id, style="primary", spoken=spoken))
    if not _said_late(item) and left <= _HOUR:
        buttons.append(_late_button(item))
    return [kit.actions(*buttons, kit.overflow(MORE, _menu(item, left)))]


def _menu(item: Item, left: timedelta) -> list[tuple[str, str]]:
    """None that would come after the start."""
    options = [("Snooze 5 min", SNOOZE)] if left > SNOOZED_FOR + _MINUTE / 2 else []
    options += [("At the start", AT_START)] if left > _MINUTE else []
    options += [("Can’t come", NOT_COMING)] if item.to != item.conference.host_id else []
    return [(label, f"{action}:{_value(item)}") for label, action in (*options, ("Fewer reminders", FEWER))]


def _late_button(item: Item) -> Block:
    spoken = f"I am late for {item.conference.plan.topic}"
    return kit.button("I’m late", LATE, _value(item), spoken=spoken)


def _value(item: Item) -> str:
    return f"{item.conference.id}:{int(item.starts_at.timestamp())}"


def _spoken(item: Item, now: datetime, *, others: str) -> str:
    """For notifications, which know nobody's zone."""
    topic, left = kit.escape(item.conference.plan.topic), item.starts_at - now
    if item.conference.stage is Stage.LIVE:
        return f"{topic}{others} has started"
    if _settled(item):
        return f"{topic}{others}: your reminder has changed"
    if left < _MINUTE:
        return f"{topic}{others} starts now"
    minutes = _minutes(left)
    return f"{topic}{others} in {f'{minutes} min' if minutes < 60 else span(minutes)}"


def _said(item: Item) -> list[str]:
    return ["You said that you are late."] if _said_late(item) else []


def _said_late(item: Item) -> bool:
    return item.to in item.conference.late


def _minutes(length: timedelta) -> int:
    """One that has nearly passed has not."""
    return max(1, math.ceil(round(length / _MINUTE, 1)))
