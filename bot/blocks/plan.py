"""How a planned conference looks, and what is said when it is planned, moved, cancelled or missed."""

from datetime import datetime, timedelta

from bot.blocks import calendar, kit, repeats, replies, ways
from bot.blocks.deeds import INVITE, KEEP, MORE
from bot.model import Conference, Feature, Message, Series, Stage
from bot.recurring import Recurrence

CANCEL = "plan.cancel"
CANCEL_NOW = "plan.cancel_now"
CANCEL_DATE = "plan.cancel_date"
CHANGE = "plan.change"
MOVE_DATE = "plan.move_date"
MOVE_ALL = "plan.move_all"
START = "plan.start"

MOST_EXCEPTIONS = 5
"""So many dates that are left out or moved are shown on a card."""


def card(conference: Conference, *, features: frozenset[Feature]) -> Message:
    """As it stands in a channel until its time comes; how one will get in, where that is known already."""
    plan = conference.plan
    first, *exceptions = _calendar_lines(conference)
    lines = [f"{first} · {kit.escape(conference.provider)}", *exceptions, _who(conference)]
    if plan.record:
        lines.append(":record_button: Will be recorded from the start")
    return Message(
        text=f"{_said(conference)} is planned",
        blocks=(
            kit.header(plan.topic),
            kit.section("\n".join(lines)),
            kit.actions(
                kit.button("Invite", INVITE, conference.id, spoken=f"Invite people to {plan.topic}"),
                kit.button("Add to calendar", calendar.ADD, conference.id),
                kit.overflow(
                    MORE,
                    [
                        ("Start it now", f"{START}:{conference.id}"),
                        ("Change it", f"{CHANGE}:{conference.id}"),
                        ("Cancel it", f"{CANCEL}:{conference.id}"),
                    ],
                ),
            ),
            kit.context(_opens(conference), *ways.small_print(conference, features=features)),
        ),
    )


def pointer(conference: Conference) -> Message:
    """What the planned card shrinks to once the live one stands below."""
    text = f"{kit.bold(conference.plan.topic)} has begun: its card stands further down."
    return Message(text=f"{_said(conference)} has begun", blocks=(kit.section(text),))


def invitation(conference: Conference, *, by: str, to: str, features: frozenset[Feature]) -> Message:
    """The direct message that asks the person `to` to come."""
    topic = kit.bold(conference.plan.topic)
    text = "\n".join([f"{kit.person(by)} invites you to {topic}", *_calendar_lines(conference)])
    opens = f"Each time it begins, its card opens in {kit.channel(conference.place.channel_id)}, with Join."
    if conference.series is None:
        opens = "Join appears here when it begins."
    return Message(
        text=f"You are invited to {_said(conference)}",
        blocks=(
            kit.section(text),
            replies.buttons(conference, to=to),
            kit.context(
                " ".join(filter(None, (replies.yours(conference, to=to), opens))),
                *ways.small_print(conference, features=features),
            ),
        ),
    )


def planned(conference: Conference, *, elsewhere: bool = False) -> Message:
    """To whoever planned it: what was understood, and a way back. `elsewhere`: its card stands in another channel."""
    topic, length = kit.bold(conference.plan.topic), _length(conference.plan.duration)
    text = f"{topic} is planned for {_when(conference)}{length}. Others see it in their own time."
    if conference.series is not None:
        text = f"{topic} is planned {_rule(conference)}, for the first time {_when(conference)}{length}."
    if elsewhere:
        text += f" Its card stands in {kit.channel(conference.place.channel_id)}."
    return Message(
        text=f"{_said(conference)} is planned",
        blocks=(
            kit.section(text),
            kit.actions(
                kit.button("Change", CHANGE, conference.id, spoken=f"Change {conference.plan.topic}"),
                kit.button("Cancel it", CANCEL, conference.id),
            ),
            kit.context(f"Another time: `/conf move {conference.code} to tomorrow 15:00`"),
        ),
    )


def about_cancelling(conference: Conference) -> Message:
    """Of a series, its next date or all."""
    topic, date = kit.bold(conference.plan.topic), int(conference.plan.starts_at.timestamp())
    if conference.series is None:
        question = f"Cancel {topic}, planned for {_when(conference)}? Everybody who was invited is told."
        buttons = [kit.button("Cancel it", CANCEL_NOW, conference.id, style="danger")]
    else:
        question = (
            f"{topic} takes place {_rule(conference)}, the next time {_when(conference)}. Shall only that date be "
            "cancelled, or all that are to come? Everybody who was invited is told."
        )
        buttons = [
            kit.button("Only that date", CANCEL_DATE, f"{conference.id}:{date}"),
            kit.button("All dates", CANCEL_NOW, conference.id, style="danger"),
        ]
    return Message(
        text=f"Cancel {_said(conference)}?",
        blocks=(kit.section(question), kit.actions(*buttons, kit.button("Keep it", KEEP, conference.id))),
    )


def about_moving(conference: Conference, *, to: datetime, carried: str) -> Message:
    """Which dates of a series; `carried` is what the buttons carry."""
    topic = kit.bold(conference.plan.topic)
    text = (
        f"{topic} takes place {_rule(conference)}, the next time {_when(conference)}. Shall only that date move to "
        f"{kit.day_and_moment(to)}, or all that are to come with it?"
    )
    return Message(
        text=f"Move {_said(conference)}?",
        blocks=(
            kit.section(text),
            kit.actions(
                kit.button("Only that date", MOVE_DATE, carried),
                kit.button("All dates", MOVE_ALL, carried),
                kit.button("Keep it", KEEP, conference.id),
            ),
        ),
    )


def cancelled(conference: Conference) -> Message:
    """To whoever cancelled it."""
    text = f"{kit.bold(conference.plan.topic)} is cancelled. Everybody who was invited is told."
    return _line(text, spoken=f"{_said(conference)} is cancelled")


def date_cancelled(conference: Conference, date: datetime) -> Message:
    """To whoever cancelled one date of a series."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(date)
    text = f"{topic} is cancelled for {when}. {_goes_on(conference)} Everybody who was invited is told."
    return _line(text, spoken=f"One date of {_said(conference)} is cancelled")


def date_settled(conference: Conference, date: datetime) -> Message:
    """To whoever presses for a date of a series that is not its next one any more."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(date)
    text = f"{when} is not the next date of {topic} any more. {_goes_on(conference)}"
    return _line(text, spoken=f"Nothing was changed about {_said(conference)}")


def moved(conference: Conference) -> Message:
    """To whoever moved it."""
    topic = kit.bold(conference.plan.topic)
    planned_for = f"{_rule(conference)}, the next time {_when(conference)}" if conference.series else _when(conference)
    text = f"{topic} is now planned for {planned_for}. Everybody who was invited is told."
    if conference.series is not None:
        text = f"{topic} now takes place {planned_for}. Everybody who was invited is told."
    elif _moved_alone(conference):
        dates = f"{_struck(conference)} → {_when(conference)}"
        text = f"One date of {topic} is moved: {dates}. Everybody who was invited is told."
    return _line(text, spoken=f"{_said(conference)} is moved")


def change(conference: Conference, *, about: str, was: datetime, by: str) -> Message:
    """The short direct message to those whom a change concerns; it was to begin at `was`."""
    topic, who = kit.bold(conference.plan.topic), kit.person(by)
    before, now = kit.day_and_moment(was), _when(conference)
    texts = {
        "missed": f"{topic} was planned for {before}. I was away then, so it was not started. "
        "To start it: `/conf start`",
        "date_missed": f"{topic} was planned for {before}. I was away then, so it was not started. "
        f"{_goes_on(conference)}",
        "cancelled": f"{who} has cancelled {topic}, planned for {before}.",
        "date_cancelled": f"{who} has cancelled {topic} for {before}. {_goes_on(conference)}",
        "moved": f"{who} has moved {topic}: ~{before}~ → {now}",
    }
    if conference.series is not None:
        texts |= {
            "cancelled": f"{who} has cancelled {topic} {_rule(conference)}: all dates from {before} on.",
            "moved": f"{who} has moved {topic}: ~{before}~ → {now}, {_rule(conference)}",
        }
    return _line(texts[about], spoken=f"{_said(conference)} {_SPOKEN[about]}")


_SPOKEN = {
    "missed": "was missed",
    "date_missed": "was missed",
    "cancelled": "was cancelled",
    "date_cancelled": "will not take place once",
    "moved": "was moved",
}


def line(conference: Conference) -> str:
    """In a list of what comes."""
    who = f"{kit.person(conference.host_id)} in {kit.channel(conference.place.channel_id)}"
    repeated = f" · {_rule(conference)}" if conference.series else ""
    return f"{kit.bold(conference.plan.topic)} · {_when(conference)}{repeated}\n{who} · `{conference.code}`"


def over_line(conference: Conference) -> str:
    """On its card, where it never began."""
    when = _when(conference)
    if conference.stage is Stage.ENDED and conference.series is not None:
        return f"There are no more dates. The last one was {when}."
    if conference.stage is Stage.CANCELLED and conference.series is not None:
        return f"Cancelled. It was planned {_rule(conference)}, the next time {when}."
    if conference.stage is Stage.CANCELLED:
        return f"Cancelled. It was planned for {when}."
    if conference.stage is Stage.MISSED and conference.started_at is not None:
        return f"It was planned for {when}. Nobody came."
    if conference.stage is Stage.MISSED:
        return f"It was planned for {when}, and did not take place."
    return f"It was planned for {when}, and could not be started."


def over_words(conference: Conference) -> str:
    """The same, to stand behind its topic."""
    if conference.stage is Stage.ENDED and conference.series is not None:
        return f"has no more dates. The last one was {_when(conference)}."
    if conference.stage is Stage.CANCELLED:
        return f"is cancelled. It was planned for {_when(conference)}."
    if conference.started_at is not None:
        return f"was planned for {_when(conference)}. Nobody came."
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


def _rule(conference: Conference) -> str:
    """How it repeats, as people say it."""
    assert conference.plan.rule is not None
    return repeats.in_words(Recurrence.from_text(conference.plan.rule), zone=conference.plan.zone)


def _goes_on(conference: Conference) -> str:
    if conference.stage.over:
        return "There are no more dates."
    return f"The next time is {_when(conference)}."


def _opens(conference: Conference) -> str:
    if conference.series is None:
        return "It opens here at its time, with Join."
    return "It opens here each time, with Join."


def _calendar_lines(conference: Conference) -> list[str]:
    """When it takes place; of a series its next date, and then those that are not as the others."""
    when, length = _when(conference), _length(conference.plan.duration)
    if conference.series is None:
        was = f"This date has moved: {_struck(conference)} → " if _moved_alone(conference) else ""
        return [f":calendar: {was}{when}{length}"]
    rule = _rule(conference)
    return [f":repeat: {rule[:1].upper()}{rule[1:]} · next {when}{length}", *_exceptions(conference.series, conference)]


def _moved_alone(conference: Conference) -> bool:
    """Whether it is one date of a series at another time than the others."""
    return conference.occurrence_at not in (None, conference.plan.starts_at)


def _struck(conference: Conference) -> str:
    """When that date would have been."""
    assert conference.occurrence_at is not None
    return f"~{kit.day_and_moment(conference.occurrence_at)}~"


def _exceptions(series: Series, conference: Conference) -> list[str]:
    """The next dates that are left out or moved, in their order."""
    next_at = conference.plan.starts_at
    apart = [(at, f"Not {kit.day_and_moment(at)}") for at in series.skipped if at > next_at]
    moved = [(by_rule, at) for by_rule, at in series.moved if max(by_rule, at) > next_at]
    apart += [(by_rule, f"~{kit.day_and_moment(by_rule)}~ → {kit.day_and_moment(at)}") for by_rule, at in moved]
    return [text for _, text in sorted(apart)[:MOST_EXCEPTIONS]]


def _length(duration: timedelta | None) -> str:
    if duration is None:
        return ""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if not hours:
        return f" · {minutes} min"
    return f" · {hours} h {minutes} min" if minutes else f" · {hours} h"


def _who(conference: Conference) -> str:
    called = f"Called by {kit.person(conference.host_id)}"
    if said := replies.summary(conference):
        return f"{called}\n{said}"
    invited = [one.person_id for one in conference.invitations if one.person_id != conference.host_id]
    return f"{called} · with {kit.people(invited)}" if invited else called


def _line(text: str, *, spoken: str) -> Message:
    """`spoken` is for notifications, which know nobody's zone."""
    return Message(text=spoken, blocks=(kit.section(text),))
