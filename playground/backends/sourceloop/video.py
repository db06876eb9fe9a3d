"""What the video cloud below the service holds: sessions, the connections in them, and archives."""

import secrets
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from uuid import uuid4

PROJECT = "100"


class Status(Enum):
    """Of an archive, in the cloud's words."""

    STARTED = "started"
    PAUSED = "paused"
    STOPPED = "stopped"
    UPLOADED = "uploaded"
    AVAILABLE = "available"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(slots=True, kw_only=True, eq=False)
class Archive:
    """One recorded file of a session."""

    session_id: str
    created_at: datetime
    name: str | None = None
    id: str = field(default_factory=lambda: str(uuid4()))
    status: Status = Status.STARTED
    stopped_at: datetime | None = None
    available_at: datetime | None = None

    @property
    def running(self) -> bool:
        return self.status in (Status.STARTED, Status.PAUSED)

    @property
    def seconds(self) -> int:
        return int(((self.stopped_at or self.created_at) - self.created_at).total_seconds())


@dataclass(slots=True, kw_only=True, eq=False)
class Connection:
    """Somebody who is connected to a session, or was. `data` is what their token carried."""

    id: str
    session_id: str
    role: str
    data: str | None
    created_at: datetime
    ended_at: datetime | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Video:
    """A session. `always`: it is recorded from the first connection; `relayed`: it cannot be."""

    id: str
    always: bool
    relayed: bool
    connections: list[Connection] = field(default_factory=list)

    @property
    def inside(self) -> list[Connection]:
        return [one for one in self.connections if one.ended_at is None]


def vonage_session_id(at: datetime) -> str:
    told = f"1~{PROJECT}~127.0.0.1~{int(at.timestamp() * 1000)}~{secrets.token_hex(8)}~"
    return f"1_{b64encode(told.encode()).decode().rstrip('=')}"


def twilio_room_id() -> str:
    return f"RM{secrets.token_hex(16)}"
