"""What is said of people outside the workspace who shall come, too."""

from collections.abc import Sequence

from bot.blocks import kit
from bot.model import Conference, Feature, Message


def strangers(
    conference: Conference, emails: Sequence[str], *, features: frozenset[Feature], forbidden: bool = False
) -> Message:
    """Nobody's addresses in Slack: how they get in, to be passed on. `forbidden`: the server could invite them, and the
    settings of the workspace do not let it."""
    who, topic = _listed(emails), kit.bold(conference.plan.topic)
    text = f"{who}: nobody in this workspace has {'that address' if len(emails) == 1 else 'these addresses'}. "
    text += _FORBIDDEN if forbidden else ""
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


def invited(
    conference: Conference,
    *,
    told: Sequence[str],
    waiting: Sequence[str],
    refused: Sequence[str],
    features: frozenset[Feature],
) -> Message:
    """Addresses that are written down: what the server made of each, and how they get in, to be passed on."""
    topic, server = kit.bold(conference.plan.topic), f"*{kit.escape(conference.provider)}*"
    lines = []
    if told and Feature.MAIL_GUESTS in features:
        lines.append(f":envelope: {server} sends the invitation to {_listed(told)}, if it is set up to send mail.")
    elif told:
        lines.append(f"{_listed(told)}: on the list of {server}, which may not write to them.")
    if waiting and conference.room is None:
        lines.append(f"{_listed(waiting)}: {server} hears of {_them(waiting)} as soon as it has the room.")
    elif waiting:
        lines.append(f"{_listed(waiting)}: {server} has not confirmed {_them(waiting)} yet, and is asked again.")
    if refused:
        lines.append(f":warning: {server} does not take {_listed(refused)}.")
    sure = bool(told) and Feature.MAIL_GUESTS in features
    lead = "To be sure, pass on" if sure and not (waiting or refused) else "Pass on"
    lines.append(_way_in(conference, topic, features=features, lead=lead))
    return Message(text=f"Invited to {kit.escape(conference.plan.topic)}", blocks=(kit.section("\n".join(lines)),))


def taken_back(
    conference: Conference, gone: Sequence[str], *, strangers: Sequence[str], told: Sequence[str]
) -> Message:
    """To whoever took invitations of guests back. `told`: of whom the server knew, and hears now."""
    topic, server = kit.bold(conference.plan.topic), f"*{kit.escape(conference.provider)}*"
    lines = [f"Not invited to {topic} any more: {_listed(gone)}."] if gone else []
    if told:
        lines.append(
            f"{server} is asked to take {_listed(told)} from its list. Whoever has the link gets in by it still."
        )
    if strangers:
        lines.append(f"{_listed(strangers)} {'was' if len(strangers) == 1 else 'were'} not invited to {topic}.")
    spoken = f"Invitations to {kit.escape(conference.plan.topic)} withdrawn: {len(gone)}"
    return Message(text=spoken, blocks=(kit.section("\n".join(lines)),))


def count(conference: Conference) -> str:
    """How many guests are asked by e-mail, for everybody to see; nothing where there are none."""
    return f"{guests_asked(len(conference.guests))} by e-mail" if conference.guests else ""


def guests_asked(number: int, *, more: bool = False) -> str:
    return f"{number} {'more ' if more else ''}{'guest' if number == 1 else 'guests'}"


def spelled(conference: Conference, shown: Sequence[str]) -> str:
    """Who they are, to those who may know: `shown` of them; the others are counted."""
    if not conference.guests:
        return ""
    others = len(conference.guests) - len(shown)
    parts = [_listed(shown)] if shown else []
    parts += [guests_asked(others, more=bool(shown))] if others else []
    return f"*Asked by e-mail:* {' and '.join(parts)}"


def name_the_one(emails: Sequence[str], numbers: Sequence[str], *, word: str = "invite") -> Message:
    """Several conferences fit, and only members of the workspace go along with a button."""
    who = [*emails, *numbers]
    text = f"{_listed(who)}: name the conference for {'this one' if len(who) == 1 else 'these'}, by its code"
    return Message(
        text="Which conference?",
        blocks=(kit.section(f"{text}, as in `/conf {word} K7F3 {kit.escape(who[0])}`."),),
    )


def not_called(number: str) -> str:
    return f"{kit.escape(number)} was not called"


def _way_in(
    conference: Conference,
    topic: str,
    *,
    features: frozenset[Feature],
    lead: str = "I cannot write to them, so pass on",
) -> str:
    room, server = conference.room, kit.escape(conference.provider)
    if room is None:
        return f"How one gets into {topic} stands on its card as soon as it is known; pass that on to them."
    if room.join_url and Feature.PERSONAL_LINK not in features:
        pin = f", PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
        return f"{lead} how one gets into {topic}: {kit.escape(room.join_url)}{pin}"
    if room.dial_number:
        pin = f", PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
        return f"{lead} how one gets into {topic}: {kit.escape(room.dial_number)}{pin}"
    return f"The conference server *{server}* lets only people of this workspace into {topic}."


_FORBIDDEN = "People of other organisations may not be invited here: administrators can allow it in `/conf settings`. "


def _them(said: Sequence[str]) -> str:
    return "this guest" if len(said) == 1 else "these guests"


def _listed(said: Sequence[str]) -> str:
    return ", ".join(kit.escape(kit.cut(one, 80)) for one in said)
