"""A conference room's call: who is in, who is being rung, and what was recorded."""

import re
import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from uuid import uuid4

LAST_POSITION, HIDDEN = 8, -1
BYTES_A_SECOND = {"wav": 8_000, "mp4": 60_000}
"""So that sizes look alive."""


def new_id() -> str:
    """Opaque and random, looking like the samples' own."""
    return b64encode(str(700_000_000_000_000_000 + secrets.randbelow(10**17)).encode()).decode().rstrip("=")


class Way(Enum):
    """How somebody comes in."""

    EXTENSION = "extension"
    PHONE = "phone"
    LINK = "link"


class Parting(Enum):
    """Why somebody is not in any more."""

    LEFT = "left"
    KICKED = "kicked"
    ENDED = "ended"
    DESTROYED = "destroyed"


@dataclass(slots=True, kw_only=True)
class Participant:
    """One connection into the room. `key` is the secret in the address of its page; link guests have no `number`."""

    name: str
    number: str | None
    way: Way
    joined_at: datetime
    id: str = field(default_factory=new_id)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    call_id: str = field(default_factory=lambda: secrets.token_urlsafe(16) + "..")
    muted: bool = False
    chairman: bool = False
    position: int = HIDDEN
    left_at: datetime | None = None
    parting: Parting | None = None
    lost_at: float | None = None
    loads: int = 0

    def display_name(self, domain: str) -> str:
        """As SIP writes a caller; somebody who came by link has only the name they typed."""
        if self.number is None:
            return re.sub(r'[<>"\\]', "", self.name)
        quoted = self.name.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}"<sip:{self.number}@{domain}>'


@dataclass(frozen=True, slots=True, kw_only=True)
class Ring:
    """A phone that the PBX calls."""

    number: str
    name: str
    at: datetime


@dataclass(slots=True, kw_only=True)
class Recording:
    """One file of a room. `digest` is its address below `/api/blobs`, and for public ones the only secret."""

    room_id: str
    file_name: str
    private: bool
    started_at: datetime
    ended_at: datetime | None = None
    read: bool = False
    id: str = field(default_factory=new_id)
    digest: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @property
    def length(self) -> timedelta:
        return (self.ended_at or self.started_at) - self.started_at

    @property
    def kind(self) -> str:
        return self.file_name.rpartition(".")[2]

    @property
    def size(self) -> int:
        return 64 + int(self.length.total_seconds()) * BYTES_A_SECOND[self.kind]


@dataclass(slots=True, kw_only=True)
class Session:
    """From the first who comes to the last who leaves; locks, mutes and recordings end with it."""

    room_id: str
    number: str
    subject: str
    server_id: str
    started_at: datetime
    id: str = field(default_factory=lambda: str(uuid4().int)[:18])
    participants: list[Participant] = field(default_factory=list)
    rings: dict[str, Ring] = field(default_factory=dict)
    locked: bool = False
    muted: bool = False
    recording: Recording | None = None
    ended_at: datetime | None = None

    @property
    def inside(self) -> list[Participant]:
        return [one for one in self.participants if one.left_at is None]

    def free_position(self) -> int:
        taken = {one.position for one in self.inside}
        return next((place for place in range(LAST_POSITION + 1) if place not in taken), HIDDEN)

    def place(self, participant: Participant, position: int) -> None:
        """Whoever had that place gets the other's."""
        for other in self.inside:
            if position != HIDDEN and other.position == position:
                other.position = participant.position
        participant.position = position

    def crown(self, participant: Participant | None) -> None:
        """There is one chairman at a time."""
        for other in self.inside:
            other.chairman = other is participant

    def silence(self, *, muted: bool) -> None:
        """Everybody but the chairman, and whoever comes later."""
        self.muted = muted
        for one in self.inside:
            one.muted = muted and not one.chairman
