"""Whom a conference is reminded of, and when: worked out from its plan and from what people chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.choices import AGENDA, CHANNEL_LEADS, LEADS, QUIET, Held, Layer, Scope, held
from bot.leads import instants
from bot.model import Conference, DeliveryKind, Owed, Rsvp
from bot.store.reminding import FOR, SNOOZED

NAMES = (LEADS.name, CHANNEL_LEADS.name, QUIET.name, AGENDA.name)
"""What has to do with reminders of all that can be chosen."""

TOLD_FOR = timedelta(minutes=10)
"""So long after it began somebody is still reminded, if nobody could be told before; later it is no use."""

Choices = Mapping[tuple[Scope, str], Mapping[str, Any]]
"""What was written down, by whom it was chosen for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A reminder that is to be there; `minute` is what it is known by beside its target."""

    target: str
    due_at: datetime

    @property
    def minute(self) -> int:
        return minute_of(self.due_at)


def minute_of(at: datetime) -> int:
    return int(at.timestamp()) // 60


def known_as(conference: Conference) -> str:
    """What a reminder calls the start that it is for."""
    return str(int(conference.begins_at.timestamp()))


def wanted(conference: Conference, choices: Choices) -> list[Wanted]:
    """All reminders of it, past ones too; none of one that is over."""
    if conference.stage.over or not conference.planned:
        return []
    starts_at = conference.begins_at
    due = [(person, at) for person in reminded(conference) for at in _due(conference, choices, person)]
    channel = _held(conference, choices, None, CHANNEL_LEADS).value
    due += [(conference.place.target, at) for at in instants(filter(None, channel), starts_at)]
    return [Wanted(target=target, due_at=at) for target, at in due]


def reminded(conference: Conference) -> list[str]:
    """The host, and who is asked and has not said no."""
    coming = [one.person_id for one in conference.invitations if one.reply is not Rsvp.NO]
    return list(dict.fromkeys((conference.host_id, *coming)))


def leads_of(conference: Conference, usual: Held[tuple[int, ...]]) -> tuple[int, ...]:
    """Somebody's own before the conference's, and that before what holds for channel and workspace: those and their own
    are `usual`."""
    own = conference.plan.leads
    return usual.value if own is None or usual.scope is Scope.PERSON else own


def reminder(conference: Conference, target: str, due_at: datetime, *, snoozed: bool = False) -> Owed:
    """The row of one; what it is for goes with it."""
    words = {FOR: known_as(conference)} | ({SNOOZED: "yes"} if snoozed else {})
    return Owed(
        workspace_id=conference.workspace_id,
        kind=DeliveryKind.REMINDER,
        target=target,
        due_at=due_at,
        conference_id=conference.id,
        generation=minute_of(due_at),
        words=words,
    )


def _due(conference: Conference, choices: Choices, person_id: str) -> tuple[datetime, ...]:
    leads = leads_of(conference, _held(conference, choices, person_id, LEADS))
    quiet = _held(conference, choices, person_id, QUIET).value
    return instants(leads, conference.begins_at, quiet)


def _held(conference: Conference, choices: Choices, person_id: str | None, choice: Any) -> Held[Any]:
    scopes = ((Scope.WORKSPACE, conference.workspace_id), (Scope.CHANNEL, conference.place.channel_id))
    wanted = (*scopes, (Scope.PERSON, person_id)) if person_id else scopes
    layers: list[Layer] = [(scope, choices.get((scope, name or ""), {})) for scope, name in wanted]
    return held(choice, layers)
