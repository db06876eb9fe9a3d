"""How a conference looks: its card through its life, its invitation, its line in a list, how one hosts it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.blocks import kit
from bot.model import Block, Conference, Feature, HostAccess, Message, Person

JOIN = "conference.join"
INVITE = "conference.invite"
MORE = "conference.more"
END = "conference.end"
HOST = "conference.host"
ADD_HERE = "channel.add_plenum"

MOST_LISTED = 20

Features = frozenset[Feature]


def card(conference: Conference, *, features: Features) -> Message:
    """The card as it stands in a channel: it changes with the conference."""
    if conference.stage.over:
        return _closed_card(conference)
    return _open_card(conference, features=features)


def copy(conference: Conference, *, features: Features, at: datetime) -> Message:
    """A private copy of the card, which does not change any more: it says as of when it is true.

    Slack shows its call block only in messages that everybody sees, so a copy goes without.
    """
    shown = card(conference.change(call_id=None), features=features)
    return Message(text=shown.text, blocks=(*shown.blocks, kit.context(f"As of {kit.moment(at)}")))


def answer(conference: Conference, *, features: Features, at: datetime) -> Message:
    """The card where Plenum may not post, as a command's public answer: it cannot change later, and says so."""
    shown = card(conference, features=features)
    note = kit.context(f"As of {kit.moment(at)} · I am not in this conversation, so this card stays as it is.")
    if not conference.place.channel_id.startswith(("C", "G")):
        return Message(text=shown.text, blocks=(*shown.blocks, note))
    add = kit.actions(kit.button("Add Plenum here", ADD_HERE))
    return Message(text=shown.text, blocks=(*shown.blocks, note, add))


def invitation(conference: Conference, *, by: str) -> Message:
    """The direct message that asks somebody to join."""
    topic = kit.bold(conference.plan.topic)
    if conference.stage.over:
        return Message(
            text=f"{said(conference)} is over",
            blocks=(kit.section(f"{kit.person(by)} invited you to {topic}\n{ended_line(conference)}"),),
        )
    return Message(
        text=f"Join {said(conference)} now",
        blocks=(
            kit.section(f"{kit.person(by)} invites you to {topic}\n{_since(conference)}"),
            *_way_in(conference),
            kit.context(*_small_print(conference)),
        ),
    )


def hosting(conference: Conference, access: HostAccess) -> Message:
    """Goes by direct message only: it may hold the host's secret."""
    topic = kit.bold(conference.plan.topic)
    parts = [f"You can host {topic} · `{conference.code}`."]
    if access.pin:
        parts.append(f"Host PIN: `{kit.escape(access.pin)}`")
    if access.account:
        parts.append(f"Sign in on the conference page as *{kit.escape(access.account)}* and you are its host.")
    elif not (access.url or access.pin):
        parts.append("Whoever joins first from a host account leads it; there is no link or PIN for it.")
    blocks: list[Block] = [kit.section("\n".join(parts))]
    if access.url:
        blocks.append(kit.actions(kit.link_button("Join as host", access.url, JOIN, conference.id, style="primary")))
        blocks.append(kit.context("This button is yours alone: whoever has its link is the host."))
    return Message(text=f"How to host {said(conference)}", blocks=tuple(blocks))


def topic_for(person: Person) -> str:
    """The topic of a conference that nobody gave one."""
    return f"{kit.cut(kit.plain(person.name), 60)}’s conference"


def listing(conferences: Sequence[Conference], *, where: str) -> Message:
    """What is live; `where` is in words: "here", "in this workspace"."""
    if not conferences:
        return Message(
            text="Nothing is live",
            blocks=(kit.section(f"Nothing is live {where}. Start one: `/conf start Weekly sync`"),),
        )
    count = len(conferences)
    heading = f"*{count} live {where}*" if count > 1 else f"*Live {where}*"
    more = [kit.context(f"These are the newest {MOST_LISTED}.")] if count > MOST_LISTED else []
    lines = [_list_line(one) for one in conferences[:MOST_LISTED]]
    return Message(text=f"{count} live {where}", blocks=(kit.section(heading), *lines, *more))


def _open_card(conference: Conference, *, features: Features) -> Message:
    blocks = [
        kit.header(conference.plan.topic),
        kit.section("\n".join(_state_lines(conference, features=features))),
        *_way_in(conference, *_card_buttons(conference, features=features)),
        kit.context(*_small_print(conference)),
    ]
    if conference.call_id:
        blocks.append({"type": "call", "call_id": conference.call_id})
    return Message(text=f"{said(conference)} is live: join now", blocks=tuple(blocks))


def _closed_card(conference: Conference) -> Message:
    names = _names(conference)
    return Message(
        text=f"{said(conference)} has ended",
        blocks=(
            kit.header(conference.plan.topic),
            kit.section(f"{ended_line(conference)}\nCalled by {kit.person(conference.host_id)}{names}"),
            kit.context(f"{kit.escape(conference.provider)} · `{conference.code}`"),
        ),
    )


def _state_lines(conference: Conference, *, features: Features) -> list[str]:
    watched = Feature.STATE in features and conference.seen_live_at is not None
    state = f":red_circle: {_since(conference)}" if watched else _since(conference).replace("Live since", "Started")
    return [
        f"{state} · {kit.escape(conference.provider)}",
        f"Called by {kit.person(conference.host_id)}{_names(conference)}",
    ]


def _names(conference: Conference) -> str:
    invited = [one.person_id for one in conference.invitations if one.person_id != conference.host_id]
    return f" · with {kit.people(invited)}" if invited else ""


def _card_buttons(conference: Conference, *, features: Features) -> list[Block]:
    return [
        kit.button("Invite", INVITE, conference.id, spoken=f"Invite people to {conference.plan.topic}"),
        kit.overflow(MORE, _menu(conference, features=features)),
    ]


def _menu(conference: Conference, *, features: Features) -> list[tuple[str, str]]:
    ending = "End for everyone" if Feature.END in features else "Close this card"
    return [("Host it", f"{HOST}:{conference.id}"), (ending, f"{END}:{conference.id}")]


def _way_in(conference: Conference, *more: Block) -> list[Block]:
    """Join, or the number to dial where a room has no link."""
    room = conference.room
    if room is not None and room.join_url:
        return [
            kit.actions(kit.link_button("Join", room.join_url, JOIN, conference.id, style="primary"), *more),
        ]
    number = [kit.section(dial(conference))] if room is not None else []
    return [*number, kit.actions(*more)] if more else number


def dial(conference: Conference) -> str:
    room = conference.room
    assert room is not None
    pin = f" · PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
    return f"*Dial {kit.escape(room.dial_number or '')}*{pin}"


def _small_print(conference: Conference) -> list[str]:
    room = conference.room
    parts = []
    if room is not None and room.join_url:
        parts.append(kit.link(room.join_url, kit.escape(room.join_url)))
        if room.dial_number:
            parts.append(f"or dial {kit.escape(room.dial_number)}")
        if room.guest_pin:
            parts.append(f"PIN {kit.escape(room.guest_pin)}")
    parts.append(f"`{conference.code}`")
    return [" · ".join(parts)]


def _list_line(conference: Conference) -> Block:
    room = conference.room
    text = (
        f"{kit.bold(conference.plan.topic)} · {_since(conference)}\n"
        f"{kit.person(conference.host_id)} in {kit.channel(conference.place.channel_id)} · `{conference.code}`"
    )
    if room is None or room.join_url is None:
        return kit.section(text)
    return kit.section(text, accessory=kit.link_button("Join", room.join_url, JOIN, conference.id))


def said(conference: Conference) -> str:
    """The topic where Slack reads markup and nobody sees any: notifications."""
    return kit.escape(conference.plan.topic)


def _since(conference: Conference) -> str:
    return f"Live since {kit.moment(conference.started_at or conference.created_at)}"


def since_words(conference: Conference) -> str:
    return f"since {kit.moment(conference.started_at or conference.created_at)}"


def ended_line(conference: Conference) -> str:
    if conference.started_at is None:
        return "It was not started."
    if conference.ended_at is None:
        return "It has ended."
    return f"Ended {kit.moment(conference.ended_at)}{_length(conference)}"


def _length(conference: Conference) -> str:
    if conference.started_at is None or conference.ended_at is None:
        return ""
    minutes = max(1, round((conference.ended_at - conference.started_at) / timedelta(minutes=1)))
    hours, rest = divmod(minutes, 60)
    return f" · {hours} h {rest} min" if hours else f" · {minutes} min"
