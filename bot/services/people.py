"""Who people are, as Slack knows them, and who is in a group; remembered for a while."""

from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.errors import SlackError, SlackRefused
from bot.model import Person

REMEMBERED = timedelta(hours=1)
A_PAGE = 200
"""So many members Slack is asked for at once."""
MOST = 10_000
"""More people than this are not remembered: each is asked for again then."""


class Slack(Protocol):
    """What is needed of Slack here."""

    async def call(self, workspace_id: str, method: str, /, **arguments: Any) -> dict[str, Any]: ...


class People:
    """`admins` says who counts as an administrator of a workspace beside those of Slack."""

    def __init__(
        self, slack: Slack, *, clock: Clock, admins: Callable[[str], Awaitable[Collection[str]]], most: int = MOST
    ) -> None:
        self._slack = slack
        self._clock = clock
        self._admins = admins
        self._most = most
        self._known: dict[tuple[str, str], tuple[datetime, Person]] = {}
        self._by_email: dict[tuple[str, str], tuple[datetime, str | None]] = {}

    async def person(self, workspace_id: str, person_id: str) -> Person:
        """Raises `SlackError` where Slack does not know them or does not answer."""
        person = await self._as_slack_knows(workspace_id, person_id)
        if person.admin or person.external or person_id not in await self._admins(workspace_id):
            return person
        return replace(person, admin=True)

    async def _as_slack_knows(self, workspace_id: str, person_id: str) -> Person:
        key, now = (workspace_id, person_id), self._clock()
        if (known := self._known.get(key)) and known[0] > now:
            return known[1]
        answer = await self._slack.call(workspace_id, "users.info", user=person_id, include_locale=True)
        person = _person(answer["user"], workspace_id)
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (now + REMEMBERED, person)
        return person

    def forget(self, workspace_id: str, person_id: str) -> None:
        """Something about them has changed: they are asked for again."""
        self._known.pop((workspace_id, person_id), None)

    async def likely(self, workspace_id: str, person_id: str) -> Person:
        """The person, or what little is certain where Slack cannot be asked: a start does not wait for that."""
        try:
            return await self.person(workspace_id, person_id)
        except SlackError:
            return Person(id=person_id, name=person_id)

    async def by_email(self, workspace_id: str, email: str, *, likely: Iterable[str] = ()) -> str | None:
        """Whose address that is in Slack: of the `likely` if it is one of theirs; None where it is nobody's."""
        wanted, now = email.casefold(), self._clock()
        key = (workspace_id, wanted)
        if (known := self._by_email.get(key)) and known[0] > now:
            return known[1]
        try:
            found = await self._among(workspace_id, wanted, likely) or await self._looked_up(workspace_id, email)
        except SlackError:  # it does not answer now: asked again the next time
            return None
        if len(self._by_email) >= self._most:
            self._by_email.clear()
        self._by_email[key] = (now + REMEMBERED, found)
        return found

    async def _among(self, workspace_id: str, wanted: str, likely: Iterable[str]) -> str | None:
        for person_id in likely:
            person = await self.likely(workspace_id, person_id)
            if person.email and person.email.casefold() == wanted:
                return person.id
        return None

    async def _looked_up(self, workspace_id: str, email: str) -> str | None:
        """Where it is nobody's, or Slack may not tell, the name that the back end gives does."""
        try:
            answer = await self._slack.call(workspace_id, "users.lookupByEmail", email=email)
        except SlackRefused:
            return None
        return str(answer["user"]["id"])

    async def group(self, workspace_id: str, group_id: str) -> list[str]:
        """The ids of the members of a user group. Raises `SlackError`."""
        answer = await self._slack.call(workspace_id, "usergroups.users.list", usergroup=group_id)
        return list(answer["users"])

    async def groups(self, workspace_id: str) -> list[tuple[str, str]]:
        """The user groups there are, by id and name, in the order of their names. Raises `SlackError`."""
        answer = await self._slack.call(workspace_id, "usergroups.list")
        return sorted(((one["id"], one["name"]) for one in answer["usergroups"]), key=lambda group: group[1].casefold())

    async def channel(self, workspace_id: str, channel_id: str, *, most: int) -> list[str]:
        """The ids of those who are in a conversation; of very many, some more than `most`. Raises `SlackError`."""
        found: list[str] = []
        following: dict[str, str] = {}
        while len(found) <= most:
            answer = await self._slack.call(
                workspace_id, "conversations.members", channel=channel_id, limit=A_PAGE, **following
            )
            found += answer["members"]
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                break
            following = {"cursor": cursor}
        return found


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
