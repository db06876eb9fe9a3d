"""What is said to one person about a conference: a question with its buttons, or how something went."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.blocks import conference as card
from bot.blocks import kit, plan
from bot.blocks.deeds import KEEP as KEEP
from bot.model import Conference, Feature, Message, Stage

END_NOW = "conference.end_now"
ANOTHER = "start.another"
INVITE_ALL = "invite.all"
INVITE_THESE = "invite.these"

MOST_LINES = 15


def about_ending(conference: Conference, *, features: frozenset[Feature]) -> Message:
    """Asked once. Where the back end cannot send people out, what ends is what Plenum shows."""
    topic = kit.bold(conference.plan.topic)
    if Feature.END not in features:
        since = card.since_words(conference)
        text = f"Close {topic}? It has been going {since}. People inside stay until they leave."
        return Message(
            text=f"Close {card.said(conference)}?",
            blocks=(
                kit.section(text),
                kit.actions(
                    kit.button(card.ending_words(features), END_NOW, conference.id, style="danger"),
                    kit.button("Keep it going", KEEP, conference.id),
                ),
            ),
        )
    return Message(
        text=f"End {card.said(conference)} for everyone?",
        blocks=(
            kit.section(f"End {topic} for everyone? It has been going {card.since_words(conference)}."),
            kit.actions(
                kit.button("End for everyone", END_NOW, conference.id, style="danger"),
                kit.button("Keep it going", KEEP, conference.id),
            ),
        ),
    )


def about_another(existing: Conference, *, asked: str, features: frozenset[Feature]) -> Message:
    """One is live here already, or about to begin. `asked` is the value that carries the new wish; `features` of the
    existing one's back end."""
    topic, host = kit.bold(existing.plan.topic), kit.person(existing.host_id)
    another = kit.button("Start another one", ANOTHER, asked)
    if existing.stage is Stage.SCHEDULED:
        when = kit.moment(existing.plan.starts_at)
        start = kit.button("Start that one now", plan.START, existing.id, style="primary")
        return Message(
            text=f"{card.said(existing)} is planned here for soon",
            blocks=(
                kit.section(f"{topic} is planned here for {when}, called by {host}. Do you mean that one, or another?"),
                kit.actions(start, another),
            ),
        )
    if existing.room is None:
        return Message(
            text=f"{card.said(existing)} is being started here",
            blocks=(
                kit.section(f"{host} is starting {topic} here right now. Its card will appear here in a moment."),
                kit.actions(another),
            ),
        )
    live = f"{topic} is live here already, called by {host} {card.since_words(existing)}."
    way = card.way_in(existing, another, features=features, label=f"Join {existing.plan.topic}")
    blocks = (kit.section(live), *way)
    return Message(text=f"{card.said(existing)} is live here", blocks=blocks)


def which(choices: Sequence[tuple[Conference, str]], *, action_id: str, verb: str) -> Message:
    """Several fit what was typed: a button each. Beside each conference stands the value that its button carries."""
    buttons = (
        kit.button(f"{verb} {kit.cut(kit.plain(one.plan.topic), 55)} · {one.code}", f"{action_id}.{number}", value)
        for number, (one, value) in enumerate(choices)
    )
    return Message(
        text="Which one?",
        blocks=(kit.section("Several conferences fit. Which one?"), kit.actions(*buttons)),
    )


def about_many(conference: Conference, count: int, *, asked: str) -> Message:
    """More than twenty people were named: a message to each only after a second look."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"Invite {count} people to {card.said(conference)}?",
        blocks=(
            kit.section(f"That is {count} people. Shall each of them get a direct message about {topic}?"),
            kit.actions(
                kit.button(f"Invite all {count}", INVITE_ALL, asked, style="primary"),
                kit.button("No, the card is enough", KEEP, conference.id),
            ),
        ),
    )


def about_everyone(conference: Conference, count: int, *, channel_id: str, asked: str) -> Message:
    """Everyone in a channel was named: always a second look, with the number."""
    people, topic = "1 person" if count == 1 else f"{count} people", kit.bold(conference.plan.topic)
    whom = "they" if count == 1 else "each"
    where = kit.channel(channel_id) if channel_id.startswith(("C", "G")) else "this conversation"
    return Message(
        text=f"Invite {people} to {card.said(conference)}?",
        blocks=(
            kit.section(f"That is {people} in {where}. Shall {whom} get a direct message about {topic}?"),
            kit.actions(
                kit.button(f"Invite {'them' if count == 1 else f'all {count}'}", INVITE_ALL, asked, style="primary"),
                kit.button("No, the card is enough", KEEP, conference.id),
            ),
        ),
    )


def begun(conference: Conference, *, features: frozenset[Feature]) -> Message:
    """To whoever replies to one that is live: they can simply come."""
    text = f"{kit.bold(conference.plan.topic)} has begun, so there is nothing to reply to any more. Come in if you can."
    return Message(
        text=f"{card.said(conference)} has begun",
        blocks=(kit.section(text), *card.way_in(conference, features=features)),
    )


def kept(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(text=f"{card.said(conference)} stays", blocks=(kit.section(f"{topic} stays as it was."),))


def over_already(conference: Conference) -> Message:
    """To whoever presses a button of an old copy."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"{card.said(conference)} is over",
        blocks=(kit.section(f"{topic} {card.over_words(conference)}\nStart a new one: `/conf start`"),),
    )


def ended(conference: Conference, *, stay: bool) -> Message:
    """To the person who ended it. `stay`: the back end cannot send people out."""
    topic = kit.bold(conference.plan.topic)
    name = kit.escape(conference.provider)
    rest = f" People inside stay until they leave: the conference server *{name}* cannot send them out." if stay else ""
    return Message(text=f"{card.said(conference)} has ended", blocks=(kit.section(f"{topic} has ended.{rest}"),))


def started_privately(conference: Conference) -> Message:
    """To the host, where the card was asked for from a place that shows nothing (a retry from a direct message)."""
    return Message(
        text=f"{card.said(conference)} is live",
        blocks=(
            kit.section(f"{kit.bold(conference.plan.topic)} is live in {kit.channel(conference.place.channel_id)}."),
        ),
    )


def being_started(conference: Conference) -> Message:
    """To whoever presses again while an earlier press is at it."""
    topic, place = kit.bold(conference.plan.topic), kit.channel(conference.place.channel_id)
    return Message(
        text=f"{card.said(conference)} is being started",
        blocks=(kit.section(f"{topic} is being started. Its card appears in {place} as soon as its room is there."),),
    )


def secret_sent(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(
        text="Sent to you by direct message",
        blocks=(kit.section(f"How to host {topic} is on its way to you in a direct message from me."),),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TooFull:
    """So many are asked, with the host, and fewer come in; `more`: it can be changed to let them in."""

    asked: int
    admits: int
    more: bool = False


def invited(
    conference: Conference,
    *,
    reached: Sequence[str],
    missed: Sequence[tuple[str, str]],
    full: TooFull | None = None,
) -> Message:
    """The inviter's one line: who was reached, who was not and why (pairs of person and reason in words)."""
    topic = kit.bold(conference.plan.topic)
    lines = []
    if reached:
        lines.append(f"Invited to {topic}: {kit.people(reached)}.")
    lines += [f"Not reached: {kit.person(who)}, {why}" for who, why in missed[:MOST_LINES]]
    if len(missed) > MOST_LINES:
        lines.append(f"Not reached: {len(missed) - MOST_LINES} more.")
    if full is not None:
        lines.append(_too_full(conference, full))
    return Message(
        text=f"Invited {len(reached)}, not reached {len(missed)}", blocks=(kit.section("\n".join(lines) or topic),)
    )


def _too_full(conference: Conference, full: TooFull) -> str:
    """More are asked than come in: what to do."""
    if full.more:
        mend = f"To let all of them in, raise the number with `/conf edit {conference.code}`."
    else:
        mend = f"Ask fewer, as in `/conf uninvite {conference.code} @ben`, or choose another server."
    text = (
        f"{full.asked} people are asked, with the host, and *{kit.escape(conference.provider)}* lets {full.admits} in"
    )
    return f":warning: {text}: whoever comes last stays outside. {mend}"


def how_to_add(channel_id: str) -> Message:
    text = f"Type `/invite @Plenum` in {kit.channel(channel_id)}: from then on I keep the cards there up to date."
    return Message(text="Type /invite @Plenum there", blocks=(kit.section(text),))
