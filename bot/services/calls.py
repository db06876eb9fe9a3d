"""Slack's own call block on a card: an extra beside Join, where the workspace granted it."""

import logging
from datetime import datetime, timedelta

from bot.errors import SlackError
from bot.live import Seen
from bot.model import Conference
from bot.services.people import Slack
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.workspaces import Workspaces

log = logging.getLogger(__name__)

SCOPE = "calls:write"


class Calls:
    """Whatever Slack says to any of this, the card stands without it."""

    def __init__(self, slack: Slack, *, workspaces: Workspaces, database: Database, rows: ConferenceStore) -> None:
        self._slack = slack
        self._workspaces = workspaces
        self._database = database
        self._rows = rows

    async def begin(self, conference: Conference) -> Conference:
        """The conference with the id of its call, if Slack gave one."""
        room = conference.room
        if conference.call_id or room is None or room.join_url is None or not await self._granted(conference):
            return conference
        call_id = await self._ask(
            conference,
            "calls.add",
            external_unique_id=conference.id,
            external_display_id=conference.code,
            join_url=room.join_url,
            title=conference.plan.topic,
            created_by=conference.host_id,
            date_start=int(conference.began_at.timestamp()),
        )
        if call_id is None:
            return conference
        async with self._database.write() as connection:
            await self._rows.change(connection, conference, call_id=call_id)
        return conference.change(call_id=call_id)

    async def end(self, conference: Conference, *, now: datetime) -> None:
        """Tell Slack that it is over."""
        if conference.call_id:
            ended = max(timedelta(), (conference.ended_at or now) - conference.began_at)
            await self._ask(conference, "calls.end", id=conference.call_id, duration=int(ended.total_seconds()))

    async def follow(self, conference: Conference) -> None:
        """Tell Slack who is in now: those whom Slack knows by their id, the others by name."""
        if not conference.call_id or not conference.seen:
            return
        inside = {one.who: _as_user(one) for one in conference.inside}
        told = await self._told(conference)
        came, left = [inside[who] for who in inside.keys() - told.keys()], [told[who] for who in told.keys() - inside]
        if came:
            await self._ask(conference, "calls.participants.add", id=conference.call_id, users=came)
        if left:
            await self._ask(conference, "calls.participants.remove", id=conference.call_id, users=left)
        if came or left:
            async with self._database.write() as connection:
                await self._rows.change(connection, conference, call_people=inside)

    async def _told(self, conference: Conference) -> dict[str, dict[str, str]]:
        async with self._database.read() as connection:
            return await self._rows.call_people(connection, conference)

    async def _granted(self, conference: Conference) -> bool:
        workspace = await self._workspaces.find(conference.workspace_id)
        return workspace is not None and SCOPE in workspace.scopes

    async def _ask(self, conference: Conference, method: str, **args: object) -> str | None:
        try:
            answer = await self._slack.call(conference.workspace_id, method, **args)
        except SlackError as error:
            log.info("Slack kept no call", extra={"action": "call_refused", "method": method, "error": repr(error)})
            return None
        return (answer.get("call") or {}).get("id")


def _as_user(seen: Seen) -> dict[str, str]:
    if seen.person_id:
        return {"slack_id": seen.person_id}
    return {"external_id": seen.who, "display_name": seen.name}
