"""Channels, private channels, direct and group messages, and how the Web API shows them."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What a conversation is; the value is the page's word for it."""

    CHANNEL = "channel"
    PRIVATE = "private"
    IM = "im"
    MPIM = "mpim"

    @property
    def scope_noun(self) -> str:
        """The first half of the scopes that reach it, such as `groups:history`."""
        return _SCOPE_NOUNS[self]

    @property
    def type(self) -> str:
        """Its name in the argument `types` of conversations.list."""
        return _TYPES[self]


_SCOPE_NOUNS = {Kind.CHANNEL: "channels", Kind.PRIVATE: "groups", Kind.IM: "im", Kind.MPIM: "mpim"}
_TYPES = {Kind.CHANNEL: "public_channel", Kind.PRIVATE: "private_channel", Kind.IM: "im", Kind.MPIM: "mpim"}


@dataclass(slots=True, kw_only=True)
class Conversation:
    """A place where messages stand. It changes: people come and go, it is archived."""

    id: str
    kind: Kind
    name: str = ""
    topic: str = ""
    members: list[str] = field(default_factory=list)
    archived: bool = False
    shared_with: tuple[str, ...] = ()
    read_until: dict[str, str] = field(default_factory=dict)

    @property
    def spoken_name(self) -> str:
        """The name that slash commands and interactions carry."""
        return {Kind.IM: "directmessage", Kind.PRIVATE: "privategroup"}.get(self.kind, self.name)

    def other(self, person_id: str) -> str | None:
        """Who is at the other end of a direct message."""
        return next((member for member in self.members if member != person_id), person_id)

    def wire(self, team_id: str, *, viewer: str) -> dict[str, Any]:
        """As `conversations.info` gives it to `viewer`."""
        shown: dict[str, Any] = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.kind is Kind.IM,
            "is_org_shared": False,
            "context_team_id": team_id,
            "updated": 1_700_000_000_000,
        }
        if self.kind is Kind.IM:
            return shown | {"user": self.other(viewer), "is_open": True, "priority": 0}
        return shown | self._channel(team_id, viewer)

    def _channel(self, team_id: str, viewer: str) -> dict[str, Any]:
        return {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind is not Kind.MPIM,
            "is_group": self.kind is Kind.MPIM,
            "is_mpim": self.kind is Kind.MPIM,
            "is_private": self.kind is not Kind.CHANNEL,
            "is_general": self.name == "general",
            "is_shared": bool(self.shared_with),
            "is_ext_shared": bool(self.shared_with),
            "is_pending_ext_shared": False,
            "pending_shared": [],
            "shared_team_ids": [team_id, *self.shared_with],
            "unlinked": 0,
            "creator": self.members[0] if self.members else "",
            "is_member": viewer in self.members,
            "topic": {"value": self.topic, "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            "previous_names": [],
        }
