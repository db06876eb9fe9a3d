"""Rooms, their sessions, who is in them, and what was recorded."""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import uuid4


class Parting(Enum):
    """Why somebody is not in any more, or never came in."""

    LEFT = "left"
    REMOVED = "removed"
    DENIED = "denied"
    ENDED = "ended"
    CLOSED = "closed"


def new_id() -> str:
    return str(uuid4())


def session_id(at: datetime, count: int) -> str:
    """Like the Video API's: letters, digits and hyphens; every second one has tildes instead, as some do."""
    told = f"1~46308732~~{int(at.timestamp() * 1000)}~{secrets.token_hex(12)}~~"
    text = f"2_{b64encode(told.encode()).decode().rstrip('=')}".replace("+", "-")
    return f"{text}-fg" if count % 2 == 0 else f"{text}~fn4"


@dataclass(slots=True, kw_only=True, eq=False)
class Seat:
    """Somebody at a browser, inside or waiting to be let in. `key` is the secret in the address of their page."""

    name: str
    is_host: bool
    room_id: str
    came_at: datetime
    participant_id: str = field(default_factory=new_id)
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12), repr=False)
    joined_at: datetime | None = None
    left_at: datetime | None = None
    parting: Parting | None = None
    lost_at: float | None = None
    loads: int = 0

    @property
    def inside(self) -> bool:
        return self.joined_at is not None and self.left_at is None


class Status(Enum):
    """Of a recording, in the vendor's words."""

    STARTED = "started"
    PAUSED = "paused"
    STOPPED = "stopped"
    UPLOADED = "uploaded"


@dataclass(slots=True, kw_only=True, eq=False)
class Recording:
    """One recorded file of a session."""

    session_id: str
    room_id: str
    started_at: datetime
    id: str = field(default_factory=new_id)
    status: Status = Status.STARTED
    ended_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.ended_at is None

    @property
    def seconds(self) -> int:
        return int(((self.ended_at or self.started_at) - self.started_at).total_seconds())


@dataclass(slots=True, kw_only=True, eq=False)
class Session:
    """From the first who joins to the last who leaves."""

    id: str
    room_id: str
    started_at: datetime
    ended_at: datetime | None = None
    seats: list[Seat] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)

    @property
    def inside(self) -> list[Seat]:
        return [one for one in self.seats if one.inside]

    @property
    def host_came(self) -> bool:
        return any(one.is_host for one in self.seats)

    @property
    def recording(self) -> Recording | None:
        """The one that is being made."""
        return next((one for one in self.recordings if one.running), None)


@dataclass(slots=True, kw_only=True, eq=False)
class Room:
    """A room. `serial` orders all rooms of the service; `settings` are what was asked for, over the defaults."""

    serial: int
    code: str
    host_token: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    settings: dict[str, Any]
    id: str = field(default_factory=new_id)
    available: bool = True
    sessions: list[Session] = field(default_factory=list)
    waiting: list[Seat] = field(default_factory=list)

    @property
    def name(self) -> str:
        return str(self.settings["display_name"])

    @property
    def instant(self) -> bool:
        return bool(self.settings["type"] == "instant")

    @property
    def session(self) -> Session | None:
        """The one that runs now."""
        return self.sessions[-1] if self.sessions and self.sessions[-1].ended_at is None else None

    @property
    def deserted_at(self) -> datetime | None:
        """When the last one left; None while somebody is inside or before anybody came."""
        return self.sessions[-1].ended_at if self.sessions else None

    @property
    def theme_id(self) -> str | None:
        held: str | None = self.settings["theme_id"]
        return held


@dataclass(slots=True, kw_only=True, eq=False)
class Theme:
    """How the rooms of a company look. `logos` holds storage keys by kind: white, colored, favicon."""

    fields: dict[str, Any]
    id: str = field(default_factory=new_id)
    logos: dict[str, str] = field(default_factory=dict)

    @property
    def slug(self) -> str | None:
        held: str | None = self.fields.get("short_company_url")
        return held
