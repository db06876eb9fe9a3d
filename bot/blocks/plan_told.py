"""What one person is told about a plan: a question with its buttons, how something went, what has changed."""

from datetime import datetime

from bot.blocks import kit, plan
from bot.blocks.deeds import KEEP
from bot.model import Conference, Message


def planned(conference: Conference, *, elsewhere: bool = False) -> Message:
    """To whoever planned it: what was understood, and a way back. `elsewhere`: its card stands in another channel."""
    topic, length = kit.bold(conference.plan.topic), plan.length(conference.plan.duration)
    text = f"{topic} is planned for {plan.when(conference)}{length}. Others see it in their own time."
    if conference.series is not None:
        text = f"{topic} is planned {plan.rule(conference)}, for the first time {plan.when(conference)}{length}."
    if elsewhere:
        text += f" Its card stands in {kit.channel(conference.place.channel_id)}."
    return Message(
        text=f"{plan.said(conference)} is planned",
        blocks=(
            kit.section(text),
            kit.actions(
                kit.button("Change", plan.CHANGE, conference.id, spoken=f"Change {conference.plan.topic}"),
                kit.button("Cancel it", plan.CANCEL, conference.id),
            ),
            kit.context(f"Another time: `/conf move {conference.code} to tomorrow 15:00`"),
        ),
    )


def about_cancelling(conference: Conference) -> Message:
    """Of a series, its next date or all."""
    topic, date = kit.bold(conference.plan.topic), int(conference.plan.starts_at.timestamp())
    if conference.series is None:
        question = f"Cancel {topic}, planned for {plan.when(conference)}? Everybody who was invited is told."
        buttons = [kit.button("Cancel it", plan.CANCEL_NOW, conference.id, style="danger")]
    else:
        question = (
            f"{topic} takes place {plan.rule(conference)}, the next time {plan.when(conference)}. Shall only that date "
            "be cancelled, or all that are to come? Everybody who was invited is told."
        )
        buttons = [
            kit.button("Only that date", plan.CANCEL_DATE, f"{conference.id}:{date}"),
            kit.button("All dates", plan.CANCEL_NOW, conference.id, style="danger"),
        ]
    return Message(
        text=f"Cancel {plan.said(conference)}?",
        blocks=(kit.section(question), kit.actions(*buttons, kit.button("Keep it", KEEP, conference.id))),
    )


def about_moving(conference: Conference, *, to: datetime, carried: str) -> Message:
    """Which dates of a series; `carried` is what the buttons carry."""
    topic = kit.bold(conference.plan.topic)
    text = (
        f"{topic} takes place {plan.rule(conference)}, the next time {plan.when(conference)}. Shall only that date "
        f"move to {kit.day_and_moment(to)}, or all that are to come with it?"
    )
    return Message(
        text=f"Move {plan.said(conference)}?",
        blocks=(
            kit.section(text),
            kit.actions(
                kit.button("Only that date", plan.MOVE_DATE, carried),
                kit.button("All dates", plan.MOVE_ALL, carried),
                kit.button("Keep it", KEEP, conference.id),
            ),
        ),
    )


def cancelled(conference: Conference) -> Message:
    """To whoever cancelled it."""
    text = f"{kit.bold(conference.plan.topic)} is cancelled. Everybody who was invited is told."
    return _line(text, spoken=f"{plan.said(conference)} is cancelled")


def date_cancelled(conference: Conference, date: datetime) -> Message:
    """To whoever cancelled one date of a series."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(date)
    text = f"{topic} is cancelled for {when}. {_goes_on(conference)} Everybody who was invited is told."
    return _line(text, spoken=f"One date of {plan.said(conference)} is cancelled")


def date_settled(conference: Conference, date: datetime) -> Message:
    """To whoever presses for a date of a series that is not its next one any more."""
    topic, when = kit.bold(conference.plan.topic), kit.day_and_moment(date)
    text = f"{when} is not the next date of {topic} any more. {_goes_on(conference)}"
    return _line(text, spoken=f"Nothing was changed about {plan.said(conference)}")


def moved(conference: Conference) -> Message:
    """To whoever moved it."""
    topic = kit.bold(conference.plan.topic)
    planned_for = (
        f"{plan.rule(conference)}, the next time {plan.when(conference)}"
        if conference.series
        else plan.when(conference)
    )
    text = f"{topic} is now planned for {planned_for}. Everybody who was invited is told."
    if conference.series is not None:
        text = f"{topic} now takes place {planned_for}. Everybody who was invited is told."
    elif plan.moved_alone(conference):
        dates = f"{plan.struck(conference)} → {plan.when(conference)}"
        text = f"One date of {topic} is moved: {dates}. Everybody who was invited is told."
    return _line(text, spoken=f"{plan.said(conference)} is moved")


def change(conference: Conference, *, about: str, was: datetime, by: str) -> Message:
    """The short direct message to those whom a change concerns; it was to begin at `was`."""
    topic, who = kit.bold(conference.plan.topic), kit.person(by)
    before, now = kit.day_and_moment(was), plan.when(conference)
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
            "cancelled": f"{who} has cancelled {topic} {plan.rule(conference)}: all dates from {before} on.",
            "moved": f"{who} has moved {topic}: ~{before}~ → {now}, {plan.rule(conference)}",
        }
    return _line(texts[about], spoken=f"{plan.said(conference)} {_SPOKEN[about]}")


_SPOKEN = {
    "missed": "was missed",
    "date_missed": "was missed",
    "cancelled": "was cancelled",
    "date_cancelled": "will not take place once",
    "moved": "was moved",
}


def no_place_here() -> Message:
    """Where Plenum may not post, nothing would appear when the time comes."""
    return _line(
        "I cannot post in this conversation, so nothing would appear here when it begins. Plan it in a channel that I "
        "am in: type `/invite @Plenum` there first.",
        spoken="It cannot be planned here",
    )


def _goes_on(conference: Conference) -> str:
    if conference.stage.over:
        return "There are no more dates."
    return f"The next time is {plan.when(conference)}."


def _line(text: str, *, spoken: str) -> Message:
    """`spoken` is for notifications, which know nobody's zone."""
    return Message(text=spoken, blocks=(kit.section(text),))
