"""Calls of the Calls API: what the app registered, shown in messages as a card."""

from dataclasses import dataclass, field
from typing import Any

OPTIONAL = ("external_display_id", "title", "desktop_app_join_url", "date_end", "channels")


@dataclass(slots=True, kw_only=True)
class Call:
    """A call. `channels` are the conversations that a message with its card stands in."""

    id: str
    external_unique_id: str
    join_url: str
    date_start: int
    created_by: str
    title: str | None = None
    desktop_app_join_url: str | None = None
    external_display_id: str | None = None
    date_end: int | None = None
    users: list[dict[str, Any]] = field(default_factory=list)
    channels: list[str] = field(default_factory=list)

    def wire(self) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "date_start": self.date_start,
            "external_unique_id": self.external_unique_id,
            "join_url": self.join_url,
            "users": self.users,
        }
        said = {name: getattr(self, name) for name in OPTIONAL}
        return shown | {name: value for name, value in said.items() if value}
