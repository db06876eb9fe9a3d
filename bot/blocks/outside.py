"""What is said of people outside the workspace who shall come, too."""

from collections.abc import Sequence

from bot.blocks import kit
from bot.model import Conference, Feature, Message


def strangers(conference: Conference, emails: Sequence[str], *, features: frozenset[Feature]) -> Message:
    """Nobody's addresses in Slack: how they get in, to be passed on."""
    who, topic = _listed(emails), kit.bold(conference.plan.topic)
    text = f"{who}: nobody in this workspace has {'that address' if len(emails) == 1 else 'these addresses'}. "
    return Message(
        text=f"Not invited to {kit.escape(conference.plan.topic)}",
        blocks=(kit.section(text + _way_in(conference, topic, features=features)),),
    )


def not_yet(conference: Conference, numbers: Sequence[str]) -> Message:
    """A telephone rings at once, and nobody is in yet."""
    text = (
        f"{_listed(numbers)}: a telephone can only be called while a conference is going on. Once "
        f"{kit.bold(conference.plan.topic)} has begun: `/conf call {conference.code} {kit.escape(numbers[0])}`"
    )
    return Message(text="Nobody was called", blocks=(kit.section(text),))


def name_the_one(emails: Sequence[str], numbers: Sequence[str]) -> Message:
    """Several conferences fit, and only members of the workspace go along with a button."""
    who = [*emails, *numbers]
    text = f"{_listed(who)}: name the conference for {'this one' if len(who) == 1 else 'these'}, by its code"
    return Message(
        text="Which conference?",
        blocks=(kit.section(f"{text}, as in `/conf invite K7F3 {kit.escape(who[0])}`."),),
    )


def not_called(number: str) -> str:
    return f"{kit.escape(number)} was not called"


def _way_in(conference: Conference, topic: str, *, features: frozenset[Feature]) -> str:
    room, server = conference.room, kit.escape(conference.provider)
    if room is None:
        return f"How one gets into {topic} stands on its card as soon as it is known; pass that on to them."
    if room.join_url and Feature.PERSONAL_LINK not in features:
        pin = f", PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
        return f"I cannot write to them, so pass on how one gets into {topic}: {kit.escape(room.join_url)}{pin}"
    if room.dial_number:
        pin = f", PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
        return f"I cannot write to them, so pass on how one gets into {topic}: {kit.escape(room.dial_number)}{pin}"
    return f"The conference server *{server}* lets only people of this workspace into {topic}."


def _listed(said: Sequence[str]) -> str:
    return ", ".join(kit.escape(kit.cut(one, 80)) for one in said)
