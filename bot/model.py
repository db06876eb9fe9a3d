"""The values that everything speaks about: plan, room, conference, invitation, card, message, workspace."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.abilities import Ability as Ability
from bot.abilities import Feature as Feature
from bot.abilities import First as First
from bot.abilities import Limits as Limits
from bot.abilities import Options as Options
from bot.abilities import Template as Template
from bot.live import RoomState as RoomState
from bot.live import Seen, aware
from bot.owing import Delivery as Delivery
from bot.owing import DeliveryKind as DeliveryKind
from bot.owing import DeliveryState as DeliveryState
from bot.owing import Owed as Owed

Block = dict[str, Any]
"""A Block Kit block (or element), as Slack takes it."""

UNSAID = timedelta(hours=1)
"""How long a conference is taken to last of which nobody said it, where a back end wants to know ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody as Slack knows them. Whoever belongs to another organisation is `external`."""

    id: str
    name: str
    email: str | None = None
    zone: str = "UTC"
    locale: str | None = None
    admin: bool = False
    bot: bool = False
    deactivated: bool = False
    guest: bool = False
    external: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Somebody as a back end knows them; `id` is the back end's own."""

    id: str
    name: str
    email: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What people agreed on. No back end has heard of it yet. `rule`: how it repeats, as `bot.recurring` writes it.

    `leads`: how many minutes ahead people are reminded of it; none: they are not; None: as channel and workspace say.
    """

    topic: str
    starts_at: datetime
    duration: timedelta | None = None
    zone: str = "UTC"
    record: bool = False
    rule: str | None = None
    leads: tuple[int, ...] | None = None
    options: Options = field(default_factory=Options)

    def __post_init__(self) -> None:
        aware("starts_at", self.starts_at)

    def needs(self) -> frozenset[Feature]:
        """What a back end must be able to do for it."""
        return self.options.needs() | ({Feature.RECORD_FROM_START} if self.record else frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomWish:
    """What a back end is asked for. `reference` is ours, new for each room: 12 lower-case letters and digits.

    `opens_at`: when the room is for people (`AHEAD`); None: at once. `record`: from the start (`RECORD_FROM_START`).
    `outsiders`: e-mail addresses of people outside (`INVITE_GUESTS`); those of them who are on its list stay there.
    `events_url`: where a back end that tells of rooms by itself (`EVENTS`) is to tell of this one; nobody else can
    guess it.
    """

    reference: str
    plan: Plan
    host: Person
    guests: tuple[Person, ...] = ()
    outsiders: tuple[str, ...] = ()
    record: bool = False
    events_url: str | None = field(default=None, repr=False)
    opens_at: datetime | None = None

    def __post_init__(self) -> None:
        aware("opens_at", self.opens_at)

    @property
    def closes_at(self) -> datetime | None:
        """Until when a room that is made ahead is planned to be for people: an hour, where nobody said how long."""
        return self.opens_at + (self.plan.duration or UNSAID) if self.opens_at else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What the back end gave. `id` is its own; at least one of `join_url` and `dial_number` is there.

    `host_url` and `host_pin` make whoever has them the host: never in a channel, never in a log, sealed in the store.
    """

    id: str
    join_url: str | None = None
    dial_number: str | None = None
    guest_pin: str | None = None
    host_account: str | None = None
    host_url: str | None = field(default=None, repr=False)
    host_pin: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if not (self.join_url or self.dial_number):
            raise ValueError("a room needs a way in: join_url or dial_number")


@dataclass(frozen=True, slots=True, kw_only=True)
class HostAccess:
    """How one becomes the host: a secret `url`, a secret `pin` (after pressing `keys`), or signing in as `account`."""

    account: str | None = None
    keys: str | None = None
    url: str | None = field(default=None, repr=False)
    pin: str | None = field(default=None, repr=False)


class Stage(StrEnum):
    """Where a conference stands. `STARTING` has asked for a room and does not have one yet."""

    STARTING = "starting"
    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    CANCELLED = "cancelled"
    MISSED = "missed"
    FAILED = "failed"

    @property
    def over(self) -> bool:
        """Nobody will come in any more."""
        return self in (Stage.ENDED, Stage.CANCELLED, Stage.MISSED, Stage.FAILED)


class Why(StrEnum):
    """Why a back end gave no room to what nobody waits for any more: `AWAY` it did not answer, or too late · `REFUSED`
    it would not · `UNKNOWN` it was taken out of the settings."""

    AWAY = "away"
    REFUSED = "refused"
    UNKNOWN = "unknown"


class RoomStage(StrEnum):
    """What Plenum knows of a conference's room at its back end.

    `WANTED` written down, not asked for yet · `ASKED` asked for: may exist · `READY` stored · `REFUSED` certain not
    to exist · `LOST` asked for, no answer: being looked for · `UNWANTED` nobody needs it: to be removed ·
    `REMOVED` certain not to exist any more.
    """

    WANTED = "wanted"
    ASKED = "asked"
    READY = "ready"
    REFUSED = "refused"
    LOST = "lost"
    UNWANTED = "unwanted"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a card stands: a channel, and a thread in it if `thread_ts`."""

    channel_id: str
    thread_ts: str | None = None

    @property
    def target(self) -> str:
        """As a delivery names it."""
        return f"{self.channel_id}/{self.thread_ts}" if self.thread_ts else self.channel_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a repeating plan knows beside its rule: its first date, the dates that are left out, and those that take
    place at another time (pairs: by the rule, and in truth)."""

    first_at: datetime
    skipped: tuple[datetime, ...] = ()
    moved: tuple[tuple[datetime, datetime], ...] = ()

    def __post_init__(self) -> None:
        for at in (self.first_at, *self.skipped, *(at for pair in self.moved for at in pair)):
            aware("dates", at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conference:
    """A plan with its room, in one workspace. `id` is ours and opaque; `code` is what people say.

    `planned`: ahead, and not called at once. `series`: it stands for all dates that are to come, and its plan begins at
    the next of them; `series_id` and `occurrence_at` of one date that became a conference of its own: which series it
    belongs to, and when it takes place by the rule. `early_from`: when one was to begin that was started before its
    time. `sequence` counts the changes of the plan; `room_stale`: its room has not heard of the last of them.
    `kept_reference`: its room is its series', which the back end knows by that name and keeps for the other dates.
    `card_by_answer`: Plenum may not post where it was asked for, so the card was the command's own public answer.
    `checked_at`: when its back end last said how it stands; `doubted`: the card says that this is a while ago.
    `late`: who said that they come late.
    `recording`, `locked`, `muted`: as the back end says, None where it does not. `quiet_since`: since when at most one
    person is in. `session_id`: the back end's own name for what goes on in the room. `seen`: who is or was in.
    """

    id: str
    workspace_id: str
    code: str
    plan: Plan
    provider: str
    host_id: str
    place: Place
    stage: Stage
    reference: str
    room_stage: RoomStage
    created_at: datetime
    room: Room | None = None
    room_stale: bool = False
    kept_reference: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None
    seen_live_at: datetime | None = None
    checked_at: datetime | None = None
    doubted: bool = False
    recording: bool | None = None
    locked: bool | None = None
    muted: bool | None = None
    quiet_since: datetime | None = None
    reminded_quiet: bool = False
    session_id: str | None = None
    accounted: bool = False
    call_id: str | None = None
    planned: bool = False
    series: Series | None = None
    series_id: str | None = None
    occurrence_at: datetime | None = None
    early_from: datetime | None = None
    sequence: int = 0
    card_by_answer: bool = False
    generation: int = 1
    invitations: tuple["Invitation", ...] = ()
    late: tuple[str, ...] = ()
    guests: tuple["Guest", ...] = ()
    seen: tuple[Seen, ...] = ()

    def __post_init__(self) -> None:
        for name in _INSTANTS:
            aware(name, getattr(self, name))

    @property
    def began_at(self) -> datetime:
        """Since when it has been going on, or is being started."""
        return self.started_at or self.created_at

    @property
    def begins_at(self) -> datetime:
        """When people come: one that was started before its time was planned for then all the same."""
        return self.early_from or self.plan.starts_at

    @property
    def room_reference(self) -> str:
        """What its back end knows its room by."""
        return self.kept_reference or self.reference

    @property
    def inside(self) -> tuple[Seen, ...]:
        """Who is in now, as far as Plenum knows."""
        return tuple(one for one in self.seen if one.inside)

    @property
    def as_shown(self) -> "Conference":
        """Whose room is being asked for cannot be joined yet: a planned one is shown as such until then."""
        waits = self.planned and self.stage is Stage.STARTING
        return self.change(stage=Stage.SCHEDULED) if waits else self

    def invitation_of(self, person_id: str) -> "Invitation | None":
        """None where they are not asked."""
        return next((one for one in self.invitations if one.person_id == person_id), None)

    def reply_of(self, person_id: str) -> "Rsvp":
        """What they said, if they are asked and said anything."""
        asked = self.invitation_of(person_id)
        return asked.reply if asked else Rsvp.NONE

    def has_inside(self, person_id: str) -> bool:
        """Whether they are in now, as far as Plenum knows."""
        return any(one.person_id == person_id for one in self.inside)

    def change(self, **changes: object) -> "Conference":
        """A copy with these fields changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # the fields are checked by `replace` itself


_INSTANTS = (
    "created_at",
    "started_at",
    "ended_at",
    "seen_live_at",
    "checked_at",
    "quiet_since",
    "occurrence_at",
    "early_from",
)


class Rsvp(StrEnum):
    """What somebody said to an invitation."""

    NONE = "none"
    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A person asked to a conference, and what they said."""

    person_id: str
    invited_by: str
    reply: Rsvp = Rsvp.NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Guest:
    """Somebody outside who is asked by e-mail. `told_as`: what the back end knows them by, None until it has heard of
    them; `refused`: it would not take them."""

    address: str
    invited_by: str
    told_as: str | None = None
    refused: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A message that shows a conference and changes with it. `ts` is Slack's id of the message."""

    conference_id: str
    place: Place
    ts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What Slack shows: `text` is what notifications and screen readers say, `blocks` what the eye sees."""

    text: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """A Slack workspace that Plenum is installed in. `id` is Slack's team id (the enterprise's for an org install)."""

    id: str
    name: str
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str]
    token: str = field(repr=False)
    enterprise_id: str | None = None
    app_id: str | None = None
    installed_by: str | None = None
