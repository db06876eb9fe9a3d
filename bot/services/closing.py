"""Channels and people that are not there any more: what is owed to them ends with a reason, and hosts are told once."""

import logging
from collections.abc import Callable
from datetime import datetime

from bot.errors import NoPlace
from bot.services.people import People
from bot.services.places import Places
from bot.store import closing
from bot.store.database import Database
from bot.store.deliveries import owe

log = logging.getLogger(__name__)

ARCHIVED = "is_archived"
DELETED = "channel_deleted"
TAKEN_OUT = "not_in_channel"
DEACTIVATED = "user_disabled"

_IN_ONE_GO = 500


class Closing:
    """What was closed stays so: a channel that comes back, or a person, begins afresh with what is owed from then on.
    `wake` tells the delivery loop that something became due."""

    def __init__(self, *, database: Database, places: Places, people: People, wake: Callable[[], None]) -> None:
        self._database = database
        self._places = places
        self._people = people
        self._wake = wake

    async def channel(self, workspace_id: str, channel_id: str, *, reason: str, now: datetime) -> None:
        """Nothing can be said there any more. Messages to people about what is planned there still go to them."""
        self._places.forget(workspace_id, channel_id)
        await self._end(workspace_id, channel_id, reason=reason, now=now)
        async with self._database.write() as connection:
            hosts = await closing.homeless(connection, workspace_id, channel_id, reason=reason, now=now)
            await owe(connection, hosts, now=now)
        self._wake()

    async def taken_out(self, workspace_id: str, channel_id: str, *, now: datetime) -> None:
        """Plenum is no member of that channel any more: in a public one it may post all the same."""
        self._places.forget(workspace_id, channel_id)
        try:
            await self._places.standing(workspace_id, channel_id, can_answer=False)
        except NoPlace:
            await self.channel(workspace_id, channel_id, reason=TAKEN_OUT, now=now)

    async def person(self, workspace_id: str, person_id: str, *, deactivated: bool, now: datetime) -> None:
        """Something about them has changed; whoever was deactivated is sent nothing more."""
        self._people.forget(workspace_id, person_id)
        if deactivated:
            await self._end(workspace_id, person_id, reason=DEACTIVATED, now=now)
            self._wake()

    async def _end(self, workspace_id: str, conversation: str, *, reason: str, now: datetime) -> None:
        """Looked for without holding anybody up, closed in small parts; done twice, it is done once."""
        async with self._database.read() as connection:
            ids = await closing.open_in(connection, workspace_id, conversation)
        for first in range(0, len(ids), _IN_ONE_GO):
            async with self._database.write() as connection:
                told = await closing.close(connection, ids[first : first + _IN_ONE_GO], reason=reason, now=now)
                await owe(connection, told, now=now)
        if ids:
            told_of = {"action": "conversation_closed", "reason": reason, "deliveries": len(ids)}
            log.info("nothing more is said there", extra=told_of)
