"""People and user groups of the workspace, and how the Web API shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody, or the app's bot. `team_id` is another team's for people who come through a shared channel."""

    id: str
    team_id: str
    name: str
    real_name: str
    title: str = ""
    email: str | None = None
    tz: str = "Europe/London"
    locale: str = "en-GB"
    color: str = "4bbe2e"
    is_admin: bool = False
    is_restricted: bool = False
    is_external: bool = False
    deleted: bool = False
    bot_id: str | None = None
    app_id: str | None = None

    @property
    def is_bot(self) -> bool:
        return self.bot_id is not None

    def wire(self, now: datetime, *, email: bool, locale: bool = False) -> dict[str, Any]:
        """As `users.info` gives it. Outsiders have no locale, deactivated people no time zone."""
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "profile": self._profile(email=email),
            "is_bot": self.is_bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if not self.deleted:
            shown |= self._standing(now)
        if locale and not self.is_external:
            shown["locale"] = self.locale
        return shown

    def _standing(self, now: datetime) -> dict[str, Any]:
        here = now.astimezone(ZoneInfo(self.tz))
        offset = here.utcoffset()
        return {
            "color": self.color,
            "real_name": self.real_name,
            "tz": self.tz,
            "tz_label": here.tzname() or "",
            "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
            "is_admin": self.is_admin,
            "is_owner": self.is_admin,
            "is_primary_owner": False,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_email_confirmed": not self.is_bot,
            "who_can_share_contact_card": "EVERYONE",
        }

    def _profile(self, *, email: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "title": self.title,
            "phone": "",
            "real_name": self.real_name,
            "real_name_normalized": self.real_name,
            "display_name": self.name,
            "display_name_normalized": self.name,
            "status_text": "",
            "status_emoji": "",
            "avatar_hash": f"g{self.id.lower()}",
            "team": self.team_id,
        }
        if self.is_bot:
            shown |= {"bot_id": self.bot_id, "api_app_id": self.app_id, "always_active": True}
        elif email and self.email:
            shown["email"] = self.email
        return shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A user group such as @design."""

    id: str
    team_id: str
    handle: str
    name: str
    users: tuple[str, ...]

    def wire(self, *, users: bool, number: bool) -> dict[str, Any]:
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": self.team_id,
            "is_usergroup": True,
            "is_subteam": True,
            "name": self.name,
            "description": "",
            "handle": self.handle,
            "is_external": False,
            "date_create": 1_700_000_000,
            "date_update": 1_700_000_000,
            "date_delete": 0,
            "prefs": {"channels": [], "groups": []},
        }
        if users:
            shown["users"] = list(self.users)
        if number:
            shown["user_count"] = len(self.users)
        return shown
