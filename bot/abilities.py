"""What back ends can do, what their rooms may be like, and what somebody wants one to be like."""

from dataclasses import dataclass, field, replace
from enum import StrEnum


class Feature(StrEnum):
    """Something a kind of back end declares it can do; nothing is offered in Slack that is not declared."""

    FIND = "find"
    REMOVE = "remove"
    END = "end"
    CLOSE = "close"
    STATE = "state"
    ACCOUNTS = "accounts"
    RING = "ring"
    HOST_ACCESS = "host access"
    PARTICIPANTS = "participants"
    ATTENDANCE = "attendance"
    EVENTS = "events"
    PERSONAL_LINK = "personal link"
    DIAL_IN = "dial-in"
    AHEAD = "rooms ahead of time"
    UPDATE = "change a room"
    KEEP = "one room for a series"
    RECORD_FROM_START = "record from the start"
    SET_PIN = "a PIN of one's own"
    WAITING_ROOM = "waiting room"
    HOST_FIRST = "host comes first"
    CAPACITY = "capacity"
    TEMPLATES = "templates"
    RECORD = "record"
    PAUSE_RECORDING = "pause recording"
    MUTE_ALL = "mute all"
    MUTE = "mute"
    LOCK = "lock"
    KICK = "kick"
    HAND_OVER = "hand over"
    CALL = "call"
    INVITE_GUESTS = "invite guests by e-mail"
    MAIL_GUESTS = "mail to guests"


class First(StrEnum):
    """Who may come in first: `HOST` nobody before the host · `ANYBODY` whoever is there."""

    HOST = "host"
    ANYBODY = "anybody"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a room is to be; None: as its back end makes it by itself.

    `pin`: what guests type, digits. `waiting_room`: whoever comes waits to be let in. `capacity`: how many people may
    be in. `template`: what the back end calls the one that it is made like.
    """

    pin: str | None = field(default=None, repr=False)
    waiting_room: bool | None = None
    first: First | None = None
    capacity: int | None = None
    template: str | None = None

    def needs(self) -> frozenset[Feature]:
        """What a back end must be able to do for them."""
        wanted = {
            Feature.SET_PIN: self.pin,
            Feature.WAITING_ROOM: self.waiting_room,
            Feature.HOST_FIRST: self.first is First.HOST,
            Feature.CAPACITY: self.capacity,
            Feature.TEMPLATES: self.template,
        }
        return frozenset(feature for feature, value in wanted.items() if value)

    def elsewhere(self) -> "Options":
        """The same at another back end, which has templates of its own."""
        return replace(self, template=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What the rooms of a back end may be at most, as far as that is known beforehand.

    `admits`: how many people come into one of which nobody said how many; `most`: how many may be asked for. `pin`: how
    many digits a PIN has, at least and at most.
    """

    admits: int | None = None
    most: int | None = None
    pin: tuple[int, int] = (4, 8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ability:
    """What one configured back end can do, and within which limits."""

    features: frozenset[Feature] = frozenset()
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """What a back end can make a room like; `id` is its own."""

    id: str
    name: str
