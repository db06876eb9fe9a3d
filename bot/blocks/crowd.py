"""Who is in a conference, who came, and what those who host it can do about it."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from bot.blocks import kit, outside, replies
from bot.live import Seen
from bot.model import Block, Conference, Feature, Message

PEOPLE = "conference.people"
NUDGE = "people.nudge"
RING = "people.ring"

MOST_NAMED = 5
MOST_GUESTS = 3
MOST_SHOWN = 20

Features = frozenset[Feature]
Control = tuple[str, str]
"""What a button says, and the action that it stands for."""

RECORD, STOP_RECORDING, PAUSE_RECORDING = "control.record", "control.stop_recording", "control.pause_recording"
MUTE_ALL, UNMUTE_ALL = "control.mute_all", "control.unmute_all"
LOCK, UNLOCK = "control.lock", "control.unlock"
MUTE, UNMUTE, KICK, HAND_OVER = "control.mute", "control.unmute", "control.kick", "control.hand_over"


def told_of(features: Features) -> bool:
    """Whether anything is known of who is in."""
    return bool(features & {Feature.PARTICIPANTS, Feature.EVENTS})


def in_words(conference: Conference, *, features: Features) -> str:
    """ "4 in: Ana, Ben, Cleo, +1 guest"; nothing where that is not known."""
    inside = _persons(conference.inside)
    if not told_of(features) or not (inside or conference.seen):
        return ""
    if not inside:
        return "nobody is in"
    return f"{len(inside)} in: {_named(inside)}"


def came_words(conference: Conference) -> str:
    """How many came, for the line that says how long it was."""
    count = len(_persons(conference.seen))
    if not count:
        return ""
    return "1 person" if count == 1 else f"{count} people"


def late_line(conference: Conference) -> str:
    """Who said that they come late, and is not in yet."""
    came = {one.person_id for one in conference.seen}
    late = [person for person in conference.late if person not in came]
    return f"Running late: {kit.people(late)}" if late else ""


def came_line(conference: Conference) -> str:
    persons = _persons(conference.seen)
    return f"Came: {_named(persons)}" if persons else ""


def key_of(participant_id: str) -> str:
    """A back end's id, short enough for a button."""
    return hashlib.blake2b(participant_id.encode(), digest_size=8).hexdigest()


def panel(
    conference: Conference,
    *,
    features: Features,
    steers: bool,
    missing: Sequence[str] = (),
    rings: bool = False,
    guests: Sequence[str] = (),
    at: datetime,
) -> Message:
    """Who is in now. `steers`: the reader may control it; `missing` are the invited who are not in, once it is time
    to say so; `rings`: their clients can be called; `guests`: addresses that the reader may see."""
    blocks: list[Block] = [kit.section(_heading(conference, features=features))]
    for one in conference.inside[:MOST_SHOWN]:
        orders = _orders(one, features=features) if steers else []
        options = [(label, f"{action}:{conference.id}:{key_of(one.id)}") for label, action in orders]
        blocks.append(kit.section(_line(one), accessory=kit.overflow("people.one", options) if options else None))
    if missing:
        blocks += _missing(conference, missing, rings=rings)
    if said := replies.spelled(conference):
        blocks.append(kit.section(said))
    if asked := outside.spelled(conference, guests):
        blocks.append(kit.section(asked))
    if steers and (controls := room_controls(conference, features=features)):
        blocks.append(kit.actions(*(kit.button(label, action, conference.id) for label, action in controls)))
    blocks.append(kit.context(*_notes(conference, features=features, at=at)))
    return Message(text=f"Who is in {kit.escape(conference.plan.topic)}", blocks=tuple(blocks))


def attendance(conference: Conference) -> Message:
    """Who came, with their times, after the end."""
    topic = kit.bold(conference.plan.topic)
    persons = _persons(conference.seen)
    if not persons:
        text = f"{topic} is over. Who was in is not known: the conference server does not tell, or nobody came."
        return Message(text="Nobody is known to have come", blocks=(kit.section(text),))
    lines = [_stay(one) for one in persons[:MOST_SHOWN]]
    if len(persons) > MOST_SHOWN:
        lines.append(f"and {len(persons) - MOST_SHOWN} more")
    return Message(
        text=f"Who came to {kit.escape(conference.plan.topic)}",
        blocks=(kit.section(f"*{came_words(conference)}* came to {topic}"), kit.section("\n".join(lines))),
    )


def room_controls(conference: Conference, *, features: Features) -> list[Control]:
    """What can be done to the room as a whole, as it stands now."""
    controls: list[Control] = []
    if Feature.RECORD in features:
        controls.append(("Stop recording", STOP_RECORDING) if conference.recording else ("Record", RECORD))
    if Feature.PAUSE_RECORDING in features and conference.recording:
        controls.append(("Pause recording", PAUSE_RECORDING))
    if Feature.LOCK in features:
        controls.append(("Unlock", UNLOCK) if conference.locked else ("Lock", LOCK))
    if Feature.MUTE_ALL in features:
        controls.append(("Let everybody speak", UNMUTE_ALL) if conference.muted else ("Mute everybody", MUTE_ALL))
    return controls


def name_of(one: Seen) -> str:
    return kit.person(one.person_id) if one.person_id else kit.escape(kit.plain(one.name)) or "a guest"


def _orders(one: Seen, *, features: Features) -> list[Control]:
    orders: list[Control] = []
    if Feature.MUTE in features:
        orders.append(("Let them speak", UNMUTE) if one.muted else ("Mute", MUTE))
    if Feature.HAND_OVER in features and not one.host:
        orders.append(("Make host", HAND_OVER))
    if Feature.KICK in features:
        orders.append(("Send out", KICK))
    return orders


def _heading(conference: Conference, *, features: Features) -> str:
    topic, count = kit.bold(conference.plan.topic), len(_persons(conference.inside))
    if not told_of(features):
        return f"{topic}\n*{kit.escape(conference.provider)}* does not tell who is in."
    if count:
        return f"{topic} · {count} in"
    return f"{topic}\nNobody is in, as far as *{kit.escape(conference.provider)}* tells."


def _notes(conference: Conference, *, features: Features, at: datetime) -> list[str]:
    notes = []
    if told_of(features) and Feature.STATE not in features:
        notes.append("This server does not know everybody: others may be in.")
    elif Feature.EVENTS in features and Feature.PARTICIPANTS not in features:
        notes.append("Names are as people typed them.")
    if len(conference.inside) > MOST_SHOWN:
        notes.append(f"{len(conference.inside) - MOST_SHOWN} more are in.")
    return [" ".join([*notes, f"As of {kit.moment(at)}"])]


def _missing(conference: Conference, missing: Sequence[str], *, rings: bool) -> list[Block]:
    buttons = [kit.button("Nudge them", NUDGE, conference.id)]
    if rings:
        buttons.append(kit.button("Ring them", RING, conference.id))
    return [kit.section(f"*Invited, not in:* {kit.people(missing)}"), kit.actions(*buttons)]


def _line(one: Seen) -> str:
    marks = [mark for mark, there in (("host", one.host), ("muted", bool(one.muted))) if there]
    return " · ".join([name_of(one), *marks, f"since {kit.moment(one.joined_at)}"])


def _stay(one: Seen) -> str:
    until = f" – {kit.moment(one.left_at)}" if one.left_at else ""
    return f"{name_of(one)} · {kit.moment(one.joined_at)}{until}"


def _named(persons: Sequence[Seen]) -> str:
    """Members by name; guests by the names they typed where there are few and no members, else counted."""
    members = [one for one in persons if one.person_id]
    guests = [one for one in persons if not one.person_id]
    shown = [name_of(one) for one in members[:MOST_NAMED]]
    if len(members) > MOST_NAMED:
        shown.append(f"+{len(members) - MOST_NAMED} more")
    if not members:
        shown += [name_of(one) for one in guests[:MOST_GUESTS]]
        guests = guests[MOST_GUESTS:]
    if guests:
        shown.append(f"+{len(guests)} {'guest' if len(guests) == 1 else 'guests'}")
    return ", ".join(shown)


def _persons(seen: Sequence[Seen]) -> list[Seen]:
    """Each person once, however many devices or stays: from when they first came until they last left."""
    found: dict[str, Seen] = {}
    for one in seen:
        earlier = found.get(one.who)
        found[one.who] = _together(earlier, one) if earlier else one
    return list(found.values())


def _together(one: Seen, other: Seen) -> Seen:
    left = None if one.left_at is None or other.left_at is None else max(one.left_at, other.left_at)
    first, last = sorted((one, other), key=lambda seen: seen.joined_at)
    return Seen(
        id=last.id,
        name=last.name,
        joined_at=first.joined_at,
        left_at=left,
        account=last.account,
        person_id=last.person_id,
        host=one.host or other.host,
        muted=last.muted,
    )
