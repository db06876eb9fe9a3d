"""A conference room, and the servers that calls run on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from playground.backends.portsip.session import Recording, Session, new_id


@dataclass(slots=True, kw_only=True)
class Room:
    """A number that people dial. `settings` holds what was sent, read; `token` lets in who has the link.

    `mails`: to whom outside an invitation was sent, once for each time somebody was put on the list.
    """

    settings: dict[str, Any]
    created_at: datetime
    id: str = field(default_factory=new_id)
    token: str = field(default_factory=lambda: str(uuid4()), repr=False)
    session: Session | None = None
    recordings: list[Recording] = field(default_factory=list)
    mails: list[str] = field(default_factory=list)
    used: bool = False
    closed: bool = False

    @property
    def number(self) -> str:
        return str(self.settings["extension_number"])

    @property
    def subject(self) -> str:
        return str(self.settings["subject"])

    @property
    def outsiders(self) -> list[str]:
        """The e-mail addresses of those outside who are invited."""
        return [one.strip() for one in (self.settings["external_invitees"] or "").split(";") if one.strip()]

    @property
    def file_kind(self) -> str:
        return "wav" if self.settings["mode"] == "AUDIO" else "mp4"


@dataclass(slots=True, kw_only=True)
class ConferenceServer:
    """What carries the calls; each takes so many."""

    name: str
    enabled: bool = True
    ipv4: str = ""
    ipv6: str = ""
    max_rooms: int = 20
    max_participants: int = 200
    type: str = "EXTERNAL"
    id: str = field(default_factory=new_id)
