"""What a conference owes Slack when it is planned, begins, changes or comes to nothing: values, not yet rows."""

from collections.abc import Sequence
from datetime import datetime

from bot.model import Card, Conference, DeliveryKind, Owed, Room, Why
from bot.store.deliveries import Standing
from bot.store.latecomers import SHRUNK
from bot.store.withdrawing import WITHDRAWN


def when_planned(conference: Conference) -> list[Owed]:
    """Its card, and a message to each who is invited."""
    now = conference.created_at
    return [card(conference, now=now), *_invitations(conference, now=now)]


def when_moved_alone(conference: Conference, *, by: str) -> list[Owed]:
    """One date of a series at another time: no card before it begins, but everybody is asked again. The host hears of
    it unless they did it."""
    now, was = conference.created_at, conference.occurrence_at
    assert was is not None
    told = (
        []
        if by == conference.host_id
        else [change(conference, conference.host_id, about="moved", was=was, by=by, now=now)]
    )
    return [*_invitations(conference, now=now), *told]


def at_start(conference: Conference, room: Room, *, now: datetime) -> list[Owed]:
    """The card where Plenum may post it, the host's secret if there is one, a message to each who is invited."""
    cards = [] if conference.card_by_answer else [card(conference, now=now)]
    return [*cards, *_host_secret(conference, room, now=now), *_invitations(conference, now=now)]


def at_planned_start(
    conference: Conference, room: Room, *, cards: Sequence[Card], asked: Sequence[Standing], now: datetime
) -> list[Owed]:
    """A fresh card at the bottom, above which the older `cards` shrink. Those `asked` before are not asked again: what
    they were sent changes, and what is on its way says what is true when it arrives. To a series people
    are asked once."""
    known = {one.target for one in asked}
    return [
        card(conference, now=now),
        *_host_secret(conference, room, now=now),
        *(card_update(conference, one, now=now, shrunk=True) for one in cards),
        *(invitation_update(conference, one, now=now) for one in asked if one.message_ts),
        *(one for one in _invitations(conference, now=now) if one.target not in known and not conference.series_id),
    ]


def card(conference: Conference, *, now: datetime) -> Owed:
    return _asked(conference, DeliveryKind.CARD, conference.place.target, now=now)


def card_update(conference: Conference, shown: Card, *, now: datetime, shrunk: bool = False) -> Owed:
    target, words = f"{shown.place.channel_id}/{shown.ts}", SHRUNK if shrunk else {}
    return _owed(conference, DeliveryKind.CARD_UPDATE, target, now=now, words=words)


def invitation_update(conference: Conference, sent: Standing, *, now: datetime) -> Owed:
    inviters = {one.person_id: one.invited_by for one in conference.invitations}
    words = {"by": inviters.get(sent.target, conference.host_id), "to": sent.target}
    target = f"{sent.message_channel_id}/{sent.message_ts}"
    return _owed(conference, DeliveryKind.INVITATION_UPDATE, target, now=now, words=words)


def reminder_update(conference: Conference, at: str, *, now: datetime) -> Owed:
    """What the reminder that stands at `at` (`channel/ts`) says by now."""
    return _owed(conference, DeliveryKind.REMINDER_UPDATE, at, now=now, words={})


def withdrawal(conference: Conference, target: str, *, by: str, now: datetime) -> Owed:
    """What the invitation that stands at `target` says from now on."""
    return _owed(conference, DeliveryKind.INVITATION_UPDATE, target, now=now, words={"by": by, WITHDRAWN: "yes"})


def change(conference: Conference, person_id: str, *, about: str, was: datetime, by: str, now: datetime) -> Owed:
    """The short message about a change of the plan that was to begin at `was`; one in each of its generations."""
    words = {"about": about, "was": was.isoformat(), "by": by}
    return _owed(conference, DeliveryKind.CHANGE, person_id, now=now, words=words)


def notice(conference: Conference, target: str, *, now: datetime, **words: str) -> Owed:
    """No conference on the row itself: there may be several about the same one, and each must be heard."""
    return Owed(
        workspace_id=conference.workspace_id,
        kind=DeliveryKind.NOTICE,
        target=target,
        due_at=now,
        words={"conference": conference.id, **words},
    )


def nudge(conference: Conference, person_id: str, *, by: str, now: datetime) -> Owed:
    """Once in each state of the conference."""
    return _owed(conference, DeliveryKind.NUDGE, person_id, now=now, words={"by": by})


def gave_up(conference: Conference, *, certain: bool, why: Why, now: datetime) -> Owed:
    """To its host, who waits for it."""
    words = {"about": "gave_up", "certain": "yes" if certain else "", "why": why.value}
    return notice(conference, conference.host_id, now=now, **words)


def _host_secret(conference: Conference, room: Room, *, now: datetime) -> list[Owed]:
    if not (room.host_url or room.host_pin):
        return []
    return [_asked(conference, DeliveryKind.HOST_SECRET, conference.host_id, now=now)]


def _invitations(conference: Conference, *, now: datetime) -> list[Owed]:
    asked = conference.invitations
    return [_asked(conference, DeliveryKind.INVITATION, one.person_id, now=now) for one in asked]


def _asked(conference: Conference, kind: DeliveryKind, target: str, *, now: datetime) -> Owed:
    return Owed(
        workspace_id=conference.workspace_id,
        kind=kind,
        target=target,
        due_at=now,
        conference_id=conference.id,
        generation=conference.generation,
        asked_by=conference.host_id,
    )


def _owed(conference: Conference, kind: DeliveryKind, target: str, *, now: datetime, words: dict[str, str]) -> Owed:
    return Owed(
        workspace_id=conference.workspace_id,
        kind=kind,
        target=target,
        due_at=now,
        conference_id=conference.id,
        generation=conference.generation,
        words=words,
    )
