"""How a conference looks: its card through its life, its invitation, how one hosts it."""

from datetime import datetime, timedelta

from bot.blocks import crowd, kit, outside, plan
from bot.blocks.deeds import INVITE as INVITE
from bot.blocks.deeds import MORE as MORE
from bot.blocks.ways import JOIN as JOIN
from bot.blocks.ways import JOIN_PRIVATELY as JOIN_PRIVATELY
from bot.blocks.ways import small_print as small_print
from bot.blocks.ways import way_in as way_in
from bot.model import Block, Conference, Feature, HostAccess, Message, Person, Stage

DIAL_IN = "conference.dial_in"
END = "conference.end"
HOST = "conference.host"
ADD_HERE = "channel.add_plenum"

Features = frozenset[Feature]


def card(conference: Conference, *, features: Features) -> Message:
    """The card as it stands in a channel: it changes with the conference."""
    if conference.stage.over:
        return _closed_card(conference)
    if conference.stage is Stage.SCHEDULED:
        return plan.card(conference, features=features)
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


def invitation(conference: Conference, *, by: str, to: str, features: Features) -> Message:
    """The direct message that asks the person `to` to join."""
    topic = kit.bold(conference.plan.topic)
    if conference.stage is Stage.SCHEDULED:
        return plan.invitation(conference, by=by, to=to, features=features)
    if conference.stage.over:
        return Message(
            text=f"{said(conference)} is over",
            blocks=(kit.section(f"{kit.person(by)} invited you to {topic}\n{ended_line(conference)}"),),
        )
    return Message(
        text=f"Join {said(conference)} now",
        blocks=(
            kit.section(f"{kit.person(by)} invites you to {topic}\n{since(conference, features=features)}"),
            *way_in(conference, features=features),
            kit.context(*small_print(conference, features=features)),
        ),
    )


def hosting(conference: Conference, access: HostAccess) -> Message:
    """Goes by direct message only: it may hold the host's secret."""
    topic = kit.bold(conference.plan.topic)
    parts = [f"You can host {topic} · `{conference.code}`."]
    if access.pin:
        before = f" Press {kit.code(access.keys)} in the conference, then type it." if access.keys else ""
        parts.append(f"Host PIN: `{kit.escape(access.pin)}`.{before}")
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


def _open_card(conference: Conference, *, features: Features) -> Message:
    blocks = [
        kit.header(conference.plan.topic),
        kit.section("\n".join(_state_lines(conference, features=features))),
        *way_in(conference, *_card_buttons(conference, features=features), features=features),
        kit.context(*small_print(conference, features=features)),
    ]
    if conference.call_id:
        blocks.append({"type": "call", "call_id": conference.call_id})
    return Message(text=f"{said(conference)} is live: join now", blocks=tuple(blocks))


def _closed_card(conference: Conference) -> Message:
    called = f"Called by {kit.person(conference.host_id)}{_names(conference)}"
    lines = [ended_line(conference), called, crowd.came_line(conference)]
    return Message(
        text=f"{said(conference)} {_CLOSED.get(conference.stage, 'has ended')}",
        blocks=(
            kit.header(conference.plan.topic),
            kit.section("\n".join(filter(None, lines))),
            kit.context(f"{kit.escape(conference.provider)} · `{conference.code}`"),
        ),
    )


_CLOSED = {Stage.CANCELLED: "is cancelled", Stage.MISSED: "did not take place", Stage.FAILED: "could not be started"}


def _state_lines(conference: Conference, *, features: Features) -> list[str]:
    watched = Feature.STATE in features and conference.seen_live_at is not None
    state = f":red_circle: {since(conference, features=features)}" if watched else since(conference)
    inside = crowd.in_words(conference, features=features)
    lines = [
        " · ".join(filter(None, (state, inside, kit.escape(conference.provider)))),
        f"Called by {kit.person(conference.host_id)}{_names(conference)}",
        crowd.late_line(conference),
        " · ".join(_conditions(conference)),
    ]
    return [line for line in lines if line]


def _conditions(conference: Conference) -> list[str]:
    """What whoever comes in should know, and how old it is where that matters."""
    conditions = []
    if conference.recording:
        conditions.append(":record_button: Being recorded")
    if conference.locked:
        conditions.append(":lock: Locked: nobody else gets in")
    if conference.muted:
        conditions.append(":mute: Everybody is muted")
    if conference.doubted:
        checked_at = conference.checked_at or conference.began_at
        conditions.append(f":warning: Not checked since {kit.moment(checked_at)}: its server does not answer")
    return conditions


def _names(conference: Conference) -> str:
    invited = [one.person_id for one in conference.invitations if one.person_id != conference.host_id]
    parts = [f"with {kit.people(invited)}" if invited else "", outside.count(conference)]
    return "".join(f" · {part}" for part in parts if part)


def _card_buttons(conference: Conference, *, features: Features) -> list[Block]:
    return [
        kit.button("Invite", INVITE, conference.id, spoken=f"Invite people to {conference.plan.topic}"),
        kit.overflow(MORE, _menu(conference, features=features)),
    ]


def _menu(conference: Conference, *, features: Features) -> list[tuple[str, str]]:
    """Five at most: what else can be done stands with the people."""
    controls = crowd.room_controls(conference, features=features)
    people = "People and controls" if controls else "People"
    recording = [one for one in controls if one[1] in _RECORDING]
    options = [(people, crowd.PEOPLE), *recording[:1]]
    if Feature.DIAL_IN in features:
        options.append(("Dial in", DIAL_IN))
    options += [("Host it", HOST), (ending_words(features), END)]
    return [(label, f"{action}:{conference.id}") for label, action in options]


_RECORDING = (crowd.RECORD, crowd.STOP_RECORDING)


def ending_words(features: Features) -> str:
    return "End for everyone" if Feature.END in features else "Close this card"


def said(conference: Conference) -> str:
    """The topic where Slack reads markup and nobody sees any: notifications."""
    return kit.escape(conference.plan.topic)


def since(conference: Conference, *, features: Features = frozenset()) -> str:
    """Only where it can be looked at is it said to be live."""
    began = kit.moment(conference.began_at)
    return f"Live since {began}" if Feature.STATE in features else f"Started {began}"


def since_words(conference: Conference) -> str:
    return f"since {kit.moment(conference.began_at)}"


def over_words(conference: Conference) -> str:
    """What has become of it, to stand behind its topic."""
    if conference.planned and (conference.started_at is None or conference.stage is Stage.MISSED):
        return plan.over_words(conference)
    return f"is over. {ended_line(conference)}"


def ended_line(conference: Conference) -> str:
    if conference.planned and (conference.started_at is None or conference.stage is Stage.MISSED):
        return plan.over_line(conference)
    if conference.started_at is None:
        return "It was not started."
    if conference.ended_at is None:
        return "It has ended."
    came = crowd.came_words(conference)
    return f"Ended {kit.moment(conference.ended_at)}{_length(conference)}{' · ' if came else ''}{came}"


def _length(conference: Conference) -> str:
    if conference.started_at is None or conference.ended_at is None:
        return ""
    minutes = max(1, round((conference.ended_at - conference.started_at) / timedelta(minutes=1)))
    hours, rest = divmod(minutes, 60)
    return f" · {hours} h {rest} min" if hours else f" · {minutes} min"
