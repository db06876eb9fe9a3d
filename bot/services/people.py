"""Who people are, as Slack knows them, and who is in a group; remembered for a while."""

from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.errors import SlackError
from bot.model import Person

REMEMBERED = timedelta(hours=1)
MOST = 10_000
"""More people than this are not remembered: each is asked for again then."""


class Slack(Protocol):
    """What is needed of Slack here."""

    async def call(self, workspace_id: str, method: str, /, **arguments: Any) -> dict[str, Any]: ...


class People:
    def __init__(self, slack: Slack, *, clock: Clock, most: int = MOST) -> None:
        self._slack = slack
        self._clock = clock
        self._most = most
        self._known: dict[tuple[str, str], tuple[datetime, Person]] = {}

    async def person(self, workspace_id: str, person_id: str) -> Person:
        """Raises `SlackError` where Slack does not know them or does not answer."""
        key, now = (workspace_id, person_id), self._clock()
        if (known := self._known.get(key)) and known[0] > now:
            return known[1]
        answer = await self._slack.call(workspace_id, "users.info", user=person_id, include_locale=True)
        person = _person(answer["user"], workspace_id)
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (now + REMEMBERED, person)
        return person

    async def likely(self, workspace_id: str, person_id: str) -> Person:
        """The person, or what little is certain where Slack cannot be asked: a start does not wait for that."""
        try:
            return await self.person(workspace_id, person_id)
        except SlackError:
            return Person(id=person_id, name=person_id)

    async def group(self, workspace_id: str, group_id: str) -> list[str]:
        """The ids of the members of a user group. Raises `SlackError`."""
        answer = await self._slack.call(workspace_id, "usergroups.users.list", usergroup=group_id)
        return list(answer["users"])


def _person(user: dict[str, Any], workspace_id: str) -> Person:
    profile = user.get("profile", {})
    name = (
        profile.get("display_name")
        or profile.get("real_name")
        or user.get("real_name")
        or user.get("name")
        or user["id"]
    )
    return Person(
        id=user["id"],
        name=name,
        email=profile.get("email"),
        zone=user.get("tz") or "UTC",
        locale=user.get("locale"),
        admin=bool(user.get("is_admin") or user.get("is_owner")) and not _external(user, workspace_id),
        bot=bool(user.get("is_bot")) or user["id"] == "USLACKBOT",
        deactivated=bool(user.get("deleted")),
        guest=bool(user.get("is_restricted") or user.get("is_ultra_restricted")),
        external=_external(user, workspace_id),
    )


def _external(user: dict[str, Any], workspace_id: str) -> bool:
    """Strangers come through shared channels. On Enterprise Grid a member's team may differ from the workspace's."""
    team = user.get("team_id")
    foreign = bool(team) and team != workspace_id and not user.get("enterprise_user")
    return bool(user.get("is_stranger")) or foreign
