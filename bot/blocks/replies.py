"""What people reply to an invitation: its buttons, how replies read, and invitations that are taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime

from bot.blocks import calendar, kit, outside
from bot.blocks.deeds import INVITE
from bot.model import Block, Conference, Invitation, Message, Rsvp

YES, MAYBE, NO = "rsvp.yes", "rsvp.maybe", "rsvp.no"
WITHDRAW = "invite.withdraw"
WITHDRAW_THESE = "invite.withdraw_these"

SAYS = {YES: Rsvp.YES, MAYBE: Rsvp.MAYBE, NO: Rsvp.NO}
"""What each button stands for."""

MOST_SHOWN = 20

_LABELS = {YES: "Yes", MAYBE: "Maybe", NO: "No"}
_GIVEN = (Rsvp.YES, Rsvp.MAYBE, Rsvp.NO)


def buttons(conference: Conference, *, to: str) -> Block:
    """Under the invitation of the person `to`: what they said is marked, and can be changed; their calendar."""
    said = conference.reply_of(to)
    answers = (_button(conference, action, chosen=reply is said) for action, reply in SAYS.items())
    return kit.actions(*answers, kit.button("Add to calendar", calendar.ADD, conference.id))


def yours(conference: Conference, *, to: str) -> str:
    """What they said, in words; nothing where they have not replied."""
    said = conference.reply_of(to)
    return f"You said {said.value}." if said in _GIVEN else ""


def summary(conference: Conference) -> str:
    """On the card: who comes and who may, how many do not, and of how many that is not known. Nothing where nobody has
    replied."""
    yes, maybe, no = (_who_said(conference, reply) for reply in _GIVEN)
    if not (yes or maybe or no):
        return ""
    parts = [f"Yes: {kit.people(yes)}"] if yes else []
    parts += [f"Maybe: {kit.people(maybe)}"] if maybe else []
    parts += [f"No: {len(no)}"] if no else []
    silent = len(_who_said(conference, Rsvp.NONE))
    parts += [f"{silent} {'has' if silent == 1 else 'have'} not replied"] if silent else []
    return " · ".join(parts)


def counts(conference: Conference) -> str:
    """ "3 yes, 1 maybe"; nothing where nobody has replied."""
    numbers = ((len(_who_said(conference, reply)), reply.value) for reply in _GIVEN)
    return ", ".join(f"{number} {said}" for number, said in numbers if number)


def spelled(conference: Conference) -> str:
    """Who said what, one reply a line; nothing where nobody has replied."""
    said = ((reply, _who_said(conference, reply)) for reply in _GIVEN)
    return "\n".join(f"*Said {reply.value}:* {kit.people(people)}" for reply, people in said if people)


def panel(
    conference: Conference, *, withdrawable: Collection[str], guests: Sequence[str] = (), at: datetime
) -> Message:
    """Who is asked to a planned one and what they said. The reader may take the invitations of `withdrawable` back, and
    those of `guests`, whose addresses are shown."""
    asked = sorted(_others(conference), key=lambda one: _ORDER.index(one.reply))
    heading = f"{kit.bold(conference.plan.topic)} · planned for {kit.day_and_moment(conference.plan.starts_at)}"
    blocks: list[Block] = [kit.section(f"{heading}\n{kit.person(conference.host_id)} · host")]
    for one in asked[:MOST_SHOWN]:
        accessory = _withdraws(conference, one.person_id) if one.person_id in withdrawable else None
        blocks.append(kit.section(f"{kit.person(one.person_id)} · {_STANDS[one.reply]}", accessory=accessory))
    for address in guests[:MOST_SHOWN]:
        text = f"{kit.escape(kit.cut(address, 80))} · asked by e-mail"
        blocks.append(kit.section(text, accessory=_withdraws(conference, address)))
    if others := len(conference.guests) - len(guests[:MOST_SHOWN]):
        blocks.append(kit.section(f"{outside.guests_asked(others, more=bool(guests))} asked by e-mail"))
    spoken = f"Invite people to {conference.plan.topic}"
    blocks.append(kit.actions(kit.button("Invite", INVITE, conference.id, spoken=spoken)))
    more = f"{len(asked) - MOST_SHOWN} more are invited. " if len(asked) > MOST_SHOWN else ""
    nobody = "" if asked or conference.guests else "Nobody is invited yet. "
    blocks.append(kit.context(f"{nobody}{more}As of {kit.moment(at)}"))
    return Message(text=f"Who is invited to {_topic(conference)}", blocks=tuple(blocks))


def _withdraws(conference: Conference, whom: str) -> Block:
    """`whom` is a person's id, or a guest's address."""
    return kit.overflow("people.asked", [("Withdraw the invitation", f"{WITHDRAW}:{conference.id}:{whom}")])


def withdrawn(conference: Conference, *, by: str) -> Message:
    """What an invitation becomes that was taken back; `by` is empty where that is not known any more."""
    topic = kit.bold(conference.plan.topic)
    text = f"{kit.person(by)} has withdrawn the invitation to {topic}." if by else ""
    return Message(
        text=f"The invitation to {_topic(conference)} was withdrawn",
        blocks=(kit.section(text or f"The invitation to {topic} was withdrawn."),),
    )


def taken_back(conference: Conference, gone: Sequence[str], *, strangers: Sequence[str]) -> Message:
    """To whoever took invitations back; `strangers` were not invited."""
    topic = kit.bold(conference.plan.topic)
    lines = [f"Not invited to {topic} any more: {kit.people(gone)}."] if gone else []
    if strangers:
        was = "was" if len(strangers) == 1 else "were"
        lines.append(f"{kit.people(strangers)} {was} not invited to {topic}.")
    spoken = f"Invitations to {_topic(conference)} withdrawn: {len(gone)}"
    return Message(text=spoken, blocks=(kit.section("\n".join(lines)),))


_ORDER = (*_GIVEN, Rsvp.NONE)
_STANDS = {Rsvp.YES: "yes", Rsvp.MAYBE: "maybe", Rsvp.NO: "no", Rsvp.NONE: "has not replied"}


def _button(conference: Conference, action: str, *, chosen: bool) -> Block:
    label = f"✓ {_LABELS[action]}" if chosen else _LABELS[action]
    spoken = f"{'You said' if chosen else 'Say'} {_LABELS[action].lower()} to {conference.plan.topic}"
    return kit.button(label, action, conference.id, style="primary" if chosen else None, spoken=spoken)


def _others(conference: Conference) -> list[Invitation]:
    """Who calls it comes, whoever else has asked them."""
    return [one for one in conference.invitations if one.person_id != conference.host_id]


def _who_said(conference: Conference, reply: Rsvp) -> list[str]:
    return [one.person_id for one in _others(conference) if one.reply is reply]


def _topic(conference: Conference) -> str:
    return kit.escape(conference.plan.topic)
