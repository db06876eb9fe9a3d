"""How a conference looks: its card through its life, its invitation, its line in a list, the questions about it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.blocks import kit
from bot.model import Block, Conference, Feature, HostAccess, Message, Person

JOIN = "conference.join"
INVITE = "conference.invite"
MORE = "conference.more"
END = "conference.end"
END_NOW = "conference.end_now"
KEEP = "conference.keep"
HOST = "conference.host"
ANOTHER = "start.another"
INVITE_ALL = "invite.all"
INVITE_THESE = "invite.these"
ADD_HERE = "channel.add_plenum"

MOST_LISTED = 20
MOST_LINES = 15

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


def how_to_add(channel_id: str) -> Message:
    text = f"Type `/invite @Plenum` in {kit.channel(channel_id)}: from then on I keep the cards there up to date."
    return Message(text="Type /invite @Plenum there", blocks=(kit.section(text),))


def invitation(conference: Conference, *, by: str) -> Message:
    """The direct message that asks somebody to join."""
    topic = kit.bold(conference.plan.topic)
    if conference.stage.over:
        return Message(
            text=f"{_said(conference)} is over",
            blocks=(kit.section(f"{kit.person(by)} invited you to {topic}\n{_ended_line(conference)}"),),
        )
    return Message(
        text=f"Join {_said(conference)} now",
        blocks=(
            kit.section(f"{kit.person(by)} invites you to {topic}\n{_since(conference)}"),
            *_way_in(conference),
            kit.context(*_small_print(conference)),
        ),
    )


def question_about_ending(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"End {_said(conference)} for everyone?",
        blocks=(
            kit.section(f"End {topic} for everyone? It has been going {_since_words(conference)}."),
            kit.actions(
                kit.button("End for everyone", END_NOW, conference.id, style="danger"),
                kit.button("Keep it going", KEEP, conference.id),
            ),
        ),
    )


def question_about_another(existing: Conference, *, asked: str) -> Message:
    """One is live here already. `asked` is the value that carries the new wish."""
    topic, host = kit.bold(existing.plan.topic), kit.person(existing.host_id)
    another = kit.button("Start another one", ANOTHER, asked)
    if existing.room is None:
        return Message(
            text=f"{_said(existing)} is being started here",
            blocks=(
                kit.section(f"{host} is starting {topic} here right now. Its card will appear here in a moment."),
                kit.actions(another),
            ),
        )
    live = f"{topic} is live here already, called by {host} {_since_words(existing)}."
    if existing.room.join_url is None:
        blocks = (kit.section(f"{live}\n{_dial(existing)}"), kit.actions(another))
    else:
        label = f"Join {existing.plan.topic}"
        join = kit.link_button(label, existing.room.join_url, JOIN, existing.id, style="primary")
        blocks = (kit.section(live), kit.actions(join, another))
    return Message(text=f"{_said(existing)} is live here", blocks=blocks)


def question_which(choices: Sequence[tuple[Conference, str]], *, action_id: str, verb: str) -> Message:
    """Several fit what was typed: a button each. Beside each conference stands the value that its button carries."""
    buttons = (
        kit.button(f"{verb} {kit.cut(kit.plain(one.plan.topic), 55)} · {one.code}", f"{action_id}.{number}", value)
        for number, (one, value) in enumerate(choices)
    )
    return Message(
        text="Which one?",
        blocks=(kit.section("Several conferences are live here. Which one?"), kit.actions(*buttons)),
    )


def question_about_many(conference: Conference, count: int, *, asked: str) -> Message:
    """More than twenty people were named: a message to each only after a second look."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"Invite {count} people to {_said(conference)}?",
        blocks=(
            kit.section(f"That is {count} people. Shall each of them get a direct message about {topic}?"),
            kit.actions(
                kit.button(f"Invite all {count}", INVITE_ALL, asked, style="primary"),
                kit.button("No, the card is enough", KEEP, conference.id),
            ),
        ),
    )


def invited(conference: Conference, *, reached: Sequence[str], missed: Sequence[tuple[str, str]]) -> Message:
    """The inviter's one line: who was reached, who was not and why (pairs of person and reason in words)."""
    topic = kit.bold(conference.plan.topic)
    lines = []
    if reached:
        lines.append(f"Invited to {topic}: {kit.people(reached)}.")
    lines += [f"Not reached: {kit.person(who)}, {why}" for who, why in missed[:MOST_LINES]]
    if len(missed) > MOST_LINES:
        lines.append(f"Not reached: {len(missed) - MOST_LINES} more.")
    return Message(
        text=f"Invited {len(reached)}, not reached {len(missed)}", blocks=(kit.section("\n".join(lines) or topic),)
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
    return Message(text=f"How to host {_said(conference)}", blocks=tuple(blocks))


def secret_sent(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(
        text="Sent to you by direct message",
        blocks=(kit.section(f"How to host {topic} is on its way to you in a direct message from me."),),
    )


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


def ended_notice(conference: Conference, *, stay: bool) -> Message:
    """To the person who ended it. `stay`: the back end cannot send people out."""
    topic = kit.bold(conference.plan.topic)
    rest = " People inside stay until they leave: this back end cannot send them out." if stay else ""
    return Message(text=f"{_said(conference)} has ended", blocks=(kit.section(f"{topic} has ended.{rest}"),))


def over_already(conference: Conference) -> Message:
    """To whoever presses a button of an old copy."""
    topic = kit.bold(conference.plan.topic)
    return Message(
        text=f"{_said(conference)} is over",
        blocks=(kit.section(f"{topic} is over. {_ended_line(conference)}\nStart a new one: `/conf start`"),),
    )


def kept(conference: Conference) -> Message:
    topic = kit.bold(conference.plan.topic)
    return Message(text=f"{_said(conference)} goes on", blocks=(kit.section(f"{topic} goes on as it was."),))


def started_privately(conference: Conference) -> Message:
    """To the host, where the card was asked for from a place that shows nothing (a retry from a direct message)."""
    return Message(
        text=f"{_said(conference)} is live",
        blocks=(
            kit.section(f"{kit.bold(conference.plan.topic)} is live in {kit.channel(conference.place.channel_id)}."),
        ),
    )


def being_started(conference: Conference) -> Message:
    """To whoever presses again while an earlier press is at it."""
    topic, place = kit.bold(conference.plan.topic), kit.channel(conference.place.channel_id)
    return Message(
        text=f"{_said(conference)} is being started",
        blocks=(kit.section(f"{topic} is being started. Its card appears in {place} as soon as its room is there."),),
    )


def _open_card(conference: Conference, *, features: Features) -> Message:
    blocks = [
        kit.header(conference.plan.topic),
        kit.section("\n".join(_state_lines(conference, features=features))),
        *_way_in(conference, *_card_buttons(conference, features=features)),
        kit.context(*_small_print(conference)),
    ]
    if conference.call_id:
        blocks.append({"type": "call", "call_id": conference.call_id})
    return Message(text=f"{_said(conference)} is live: join now", blocks=tuple(blocks))


def _closed_card(conference: Conference) -> Message:
    names = _names(conference)
    return Message(
        text=f"{_said(conference)} has ended",
        blocks=(
            kit.header(conference.plan.topic),
            kit.section(f"{_ended_line(conference)}\nCalled by {kit.person(conference.host_id)}{names}"),
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
    dial = [kit.section(_dial(conference))] if room is not None else []
    return [*dial, kit.actions(*more)] if more else dial


def _dial(conference: Conference) -> str:
    room = conference.room
    assert room is not None
    pin = f" · PIN {kit.escape(room.guest_pin)}" if room.guest_pin else ""
    return f"*Dial {kit.escape(room.dial_number or '')}*{pin}"


def _small_print(conference: Conference) -> list[str]:
    room = conference.room
    parts = []
    if room is not None and room.join_url:
        parts.append(kit.link(room.join_url, kit.escape(room.join_url)))
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


def _said(conference: Conference) -> str:
    """The topic where Slack reads markup and nobody sees any: notifications."""
    return kit.escape(conference.plan.topic)


def _since(conference: Conference) -> str:
    return f"Live since {kit.moment(conference.started_at or conference.created_at)}"


def _since_words(conference: Conference) -> str:
    return f"since {kit.moment(conference.started_at or conference.created_at)}"


def _ended_line(conference: Conference) -> str:
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
