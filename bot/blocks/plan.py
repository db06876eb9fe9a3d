"""How a planned conference looks: its card, its invitation, its line in a list, and what it is when it is over."""

from datetime import timedelta

from bot.blocks import calendar, crowd, kit, outside, repeats, replies, ways
from bot.blocks.deeds import INVITE, MORE
from bot.model import Conference, Feature, First, Message, Options, Series, Stage
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
    lines += filter(None, [crowd.late_line(conference)])
    if plan.record:
        lines.append(":record_button: Will be recorded from the start")
    if doors := _door(plan.options):
        lines.append(f":door: {doors}")
    return Message(
        text=f"{said(conference)} is planned",
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


def _door(options: Options) -> str:
    """How people come in, where that is not as usual."""
    waits = "Whoever comes waits to be let in" if options.waiting_room else ""
    first = "Nobody comes in before the host" if options.first is First.HOST else ""
    most = f"At most {options.capacity} people" if options.capacity else ""
    return " · ".join(filter(None, (waits, first, most)))


def pointer(conference: Conference) -> Message:
    """What the planned card shrinks to once the live one stands below."""
    text = f"{kit.bold(conference.plan.topic)} has begun: its card stands further down."
    return Message(text=f"{said(conference)} has begun", blocks=(kit.section(text),))


def invitation(conference: Conference, *, by: str, to: str, features: frozenset[Feature]) -> Message:
    """The direct message that asks the person `to` to come."""
    topic = kit.bold(conference.plan.topic)
    text = "\n".join([f"{kit.person(by)} invites you to {topic}", *_calendar_lines(conference)])
    opens = f"Each time it begins, its card opens in {kit.channel(conference.place.channel_id)}, with Join."
    if conference.series is None:
        opens = "Join appears here when it begins."
    return Message(
        text=f"You are invited to {said(conference)}",
        blocks=(
            kit.section(text),
            replies.buttons(conference, to=to),
            kit.context(
                " ".join(filter(None, (replies.yours(conference, to=to), opens))),
                *ways.small_print(conference, features=features),
            ),
        ),
    )


def line(conference: Conference) -> str:
    """In a list of what comes."""
    who = f"{kit.person(conference.host_id)} in {kit.channel(conference.place.channel_id)}"
    repeated = f" · {rule(conference)}" if conference.series else ""
    return f"{kit.bold(conference.plan.topic)} · {when(conference)}{repeated}\n{who} · `{conference.code}`"


def over_line(conference: Conference) -> str:
    """On its card, where it never began."""
    at = when(conference)
    if conference.stage is Stage.ENDED and conference.series is not None:
        return f"There are no more dates. The last one was {at}."
    if conference.stage is Stage.CANCELLED and conference.series is not None:
        return f"Cancelled. It was planned {rule(conference)}, the next time {at}."
    if conference.stage is Stage.CANCELLED:
        return f"Cancelled. It was planned for {at}."
    if conference.stage is Stage.MISSED and conference.started_at is not None:
        return f"It was planned for {at}. Nobody came."
    if conference.stage is Stage.MISSED:
        return f"It was planned for {at}, and did not take place."
    return f"It was planned for {at}, and could not be started."


def over_words(conference: Conference) -> str:
    """The same, to stand behind its topic."""
    if conference.stage is Stage.ENDED and conference.series is not None:
        return f"has no more dates. The last one was {when(conference)}."
    if conference.stage is Stage.CANCELLED:
        return f"is cancelled. It was planned for {when(conference)}."
    if conference.started_at is not None:
        return f"was planned for {when(conference)}. Nobody came."
    return f"did not take place. It was planned for {when(conference)}."


def said(conference: Conference) -> str:
    return kit.escape(conference.plan.topic)


def when(conference: Conference) -> str:
    return kit.day_and_moment(conference.plan.starts_at)


def rule(conference: Conference) -> str:
    """How it repeats, as people say it."""
    assert conference.plan.rule is not None
    return repeats.in_words(Recurrence.from_text(conference.plan.rule), zone=conference.plan.zone)


def _opens(conference: Conference) -> str:
    if conference.series is None:
        return "It opens here at its time, with Join."
    return "It opens here each time, with Join."


def _calendar_lines(conference: Conference) -> list[str]:
    """When it takes place; of a series its next date, and then those that are not as the others."""
    at, lasts = when(conference), length(conference.plan.duration)
    if conference.series is None:
        was = f"This date has moved: {struck(conference)} → " if moved_alone(conference) else ""
        return [f":calendar: {was}{at}{lasts}"]
    repeats_so = rule(conference)
    return [
        f":repeat: {repeats_so[:1].upper()}{repeats_so[1:]} · next {at}{lasts}",
        *_exceptions(conference.series, conference),
    ]


def moved_alone(conference: Conference) -> bool:
    """Whether it is one date of a series at another time than the others."""
    return conference.occurrence_at not in (None, conference.plan.starts_at)


def struck(conference: Conference) -> str:
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


def length(duration: timedelta | None) -> str:
    if duration is None:
        return ""
    hours, minutes = divmod(round(duration.total_seconds() / 60), 60)
    if not hours:
        return f" · {minutes} min"
    return f" · {hours} h {minutes} min" if minutes else f" · {hours} h"


def _who(conference: Conference) -> str:
    called = f"Called by {kit.person(conference.host_id)}"
    guests = outside.count(conference)
    if said := replies.summary(conference):
        return "\n".join([called, " · ".join(filter(None, (said, guests)))])
    invited = [one.person_id for one in conference.invitations if one.person_id != conference.host_id]
    return " · ".join(filter(None, (called, f"with {kit.people(invited)}" if invited else "", guests)))
