"""How it went when somebody steered a conference from Slack: one private line each."""

from collections.abc import Sequence

from bot.blocks import conference as card
from bot.blocks import crowd, kit
from bot.live import Seen
from bot.model import Conference, Feature, Message

KEEP_OPEN = "forgotten.keep"

_DONE = {
    crowd.RECORD: "{topic} is being recorded now. Please tell the people in it.",
    crowd.STOP_RECORDING: "Recording {topic} has stopped.",
    crowd.PAUSE_RECORDING: "Recording {topic} is paused. `/conf record start` goes on with it.",
    crowd.MUTE_ALL: "Everybody in {topic} is muted.",
    crowd.UNMUTE_ALL: "Everybody in {topic} can speak.",
    crowd.LOCK: "{topic} is locked: nobody else gets in until you unlock it.",
    crowd.UNLOCK: "{topic} is open again: people get in with the link or number on its card.",
    crowd.MUTE: "{name} is muted in {topic}.",
    crowd.UNMUTE: "{name} can speak in {topic}.",
    crowd.KICK: "{name} was sent out of {topic}. The link or number still works for them{unless}.",
    crowd.HAND_OVER: "{name} is the host of {topic} now.",
}


def done(
    conference: Conference, order: str, *, whom: Seen | None = None, features: frozenset[Feature] = frozenset()
) -> Message:
    """`order` is one of `bot.blocks.crowd`'s controls."""
    name = crowd.name_of(whom) if whom else ""
    unless = ", unless you lock it" if Feature.LOCK in features else ""
    return _line(_DONE[order].format(topic=kit.bold(conference.plan.topic), name=name, unless=unless))


def calling(conference: Conference, number: str) -> Message:
    return _line(f"{kit.escape(number)} is being called into {kit.bold(conference.plan.topic)}.")


def nudged(conference: Conference, people: Sequence[str]) -> Message:
    topic = kit.bold(conference.plan.topic)
    if not people:
        return _line(f"Nobody who was invited to {topic} is missing.")
    return _line(f"Nudged: {kit.people(people)}. Each of them gets a direct message with Join.")


def rung(conference: Conference, reached: Sequence[str], missed: Sequence[tuple[str, str]]) -> Message:
    """`missed` are people and why, as `_NOT_RUNG` knows it."""
    lines = [f"Ringing: {kit.people(reached)}."] if reached else []
    name = kit.escape(conference.provider)
    lines += [f"Not rung: {kit.person(who)}, {_NOT_RUNG[why].format(server=name)}" for who, why in missed]
    return _line("\n".join(lines) or f"Nobody who was invited to {kit.bold(conference.plan.topic)} is missing.")


_NOT_RUNG = {
    "no_account": "who has no account on *{server}* with the same e-mail address.",
    "unavailable": "whose client is not reachable right now.",
}


def nudge(conference: Conference, *, by: str, features: frozenset[Feature]) -> Message:
    """The direct message to somebody who was invited and is not in."""
    topic, waiting = kit.bold(conference.plan.topic), crowd.in_words(conference, features=features)
    inside = f"\n{waiting}" if waiting else ""
    return Message(
        text=f"They are waiting for you in {card.said(conference)}",
        blocks=(
            kit.section(f"{kit.person(by)} asks whether you are coming to {topic}.{inside}"),
            *card.way_in(conference, features=features),
            kit.context(*card.small_print(conference, features=features)),
        ),
    )


def forgotten(conference: Conference, *, features: frozenset[Feature]) -> Message:
    """To the host: hardly anybody is in, and has not been for a while."""
    topic, inside = kit.bold(conference.plan.topic), conference.inside
    since = kit.moment(conference.quiet_since or conference.began_at)
    who = f"Only {crowd.name_of(inside[0])} is in" if inside else "Nobody is in"
    text = f"{who} {topic}, and that since {since}. Is it over?"
    buttons = (
        kit.button(card.ending_words(features), card.END, conference.id),
        kit.button("Keep it open", KEEP_OPEN, conference.id),
    )
    return Message(text=f"Is {card.said(conference)} over?", blocks=(kit.section(text), kit.actions(*buttons)))


def kept_open(conference: Conference) -> Message:
    return _line(f"{kit.bold(conference.plan.topic)} stays open.")


def own_link(conference: Conference, link: str) -> Message:
    """Privately: a link that is one person's alone."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"Your link to {card.said(conference)}",
        blocks=(
            kit.section(f"Your own way into {topic}:"),
            kit.actions(kit.link_button("Join", link, card.JOIN, conference.id, style="primary")),
            kit.context("This link is yours alone: whoever has it joins under your name."),
        ),
    )


def numbers(conference: Conference, rows: Sequence[tuple[str, str]]) -> Message:
    """Telephone numbers with their places, and the PIN to type."""
    topic, room = kit.bold(conference.plan.topic), conference.room
    pin = f"Then type the PIN {kit.escape(room.guest_pin)} and #." if room is not None and room.guest_pin else ""
    lines = "\n".join(f"{kit.escape(place)}: {kit.escape(number)}" for number, place in rows[:40])
    return Message(
        text=f"Telephone numbers for {card.said(conference)}",
        blocks=(kit.section(f"*By telephone into* {topic}\n{lines}"), *([kit.section(pin)] if pin else [])),
    )


def _line(text: str) -> Message:
    return Message(text=text.replace("*", "").replace("`", ""), blocks=(kit.section(text),))
