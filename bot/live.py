"""What happens in a room, in our words: how it stands, who is in, what a back end tells of it by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class RoomState(StrEnum):
    """What a back end says of a room.

    `LIVE` people are in it, or it is held open for them · `EMPTY` nobody is in, and whoever comes gets in · `IDLE`
    closed: nobody comes in until it is opened again · `GONE` not there.
    """

    IDLE = "idle"
    EMPTY = "empty"
    LIVE = "live"
    GONE = "gone"


def aware(name: str, at: datetime | None) -> None:
    """Raises `ValueError` for an instant without a time zone."""
    if at is not None and at.utcoffset() is None:
        raise ValueError(f"{name} must carry a time zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomStatus:
    """How a room stands now. None: this back end does not tell."""

    state: RoomState
    recording: bool | None = None
    locked: bool | None = None
    muted: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Participant:
    """Somebody in a room. `id` is the back end's, good for as long as they stay; `name` may be self-chosen.

    `account` and `email` are there only where the back end itself knows who it is, never from what was typed.
    """

    id: str
    name: str
    account: str | None = None
    email: str | None = None
    host: bool = False
    muted: bool | None = None
    joined_at: datetime | None = None

    def __post_init__(self) -> None:
        aware("joined_at", self.joined_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Who is in a room now. Not `complete`: others may be in whom the back end does not know, or nobody told it of."""

    inside: tuple[Participant, ...] = ()
    complete: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """That somebody was in a room, as the back end's own log has it. `left_at` None: the log does not say."""

    participant: Participant
    joined_at: datetime
    left_at: datetime | None = None

    def __post_init__(self) -> None:
        aware("joined_at", self.joined_at)
        aware("left_at", self.left_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Somebody who is or was in a conference, as Plenum has it. `id` as in `Participant`.

    `person_id` is who it is in Slack, where that is certain. `left_at` None: they are in now.
    """

    id: str
    name: str
    joined_at: datetime
    left_at: datetime | None = None
    account: str | None = None
    person_id: str | None = None
    host: bool = False
    muted: bool | None = None

    def __post_init__(self) -> None:
        aware("joined_at", self.joined_at)
        aware("left_at", self.left_at)

    @property
    def inside(self) -> bool:
        return self.left_at is None

    @property
    def who(self) -> str:
        """The same for every stay of one person, as far as that can be known."""
        return self.person_id or self.account or self.name.casefold() or self.id


@dataclass(frozen=True, slots=True, kw_only=True)
class DialIn:
    """A telephone number that leads into rooms: `number` with a leading plus, `place` in the back end's words."""

    number: str
    place: str


class EventKind(StrEnum):
    """What a back end may tell by itself. A closed list: whatever else comes is `UNKNOWN`."""

    ROOM_CLOSED = "room_closed"
    STARTED = "started"
    EMPTIED = "emptied"
    JOINED = "joined"
    LEFT = "left"
    RECORDING_STARTED = "recording_started"
    RECORDING_STOPPED = "recording_stopped"
    RECORDING_READY = "recording_ready"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderEvent:
    """One thing that a back end told. `at` is None where it does not say when; `said` is its own word, for the log.

    `key` is the same when the same thing is told twice. Nothing here is believed: what can be asked for, is.
    """

    kind: EventKind
    key: str
    said: str
    at: datetime | None = None
    room_id: str | None = None
    session_id: str | None = None
    recording_id: str | None = None
    participant: Participant | None = None

    def __post_init__(self) -> None:
        aware("at", self.at)
