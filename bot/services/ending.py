"""What is asked of a back end after a conference is over: that nobody new comes in, and who came."""

import logging
from datetime import datetime
from typing import Any

from bot.errors import Denied, Gone, Refused
from bot.live import Seen
from bot.model import Conference, Feature
from bot.services.conferences import AFTER_END, SETTLED, Conferences
from bot.services.crowd import Crowd
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.stays import keep_seen

log = logging.getLogger(__name__)


class Ending:
    def __init__(self, *, database: Database, rows: ConferenceStore, conferences: Conferences, crowd: Crowd) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._crowd = crowd

    async def settle(self, conference: Conference, *, now: datetime) -> bool:
        """False where there is nothing to ask. Raises `ProviderError`: then it is asked again."""
        features = self._conferences.backends.features(conference.provider)
        if not features & SETTLED:
            return False
        if Feature.CLOSE in features:
            await self._close(conference)
        came = await self._attendance(conference) if Feature.ATTENDANCE in features else ()
        await self._write(conference, came, removable=Feature.REMOVE in features, now=now)
        return True

    async def _close(self, conference: Conference) -> None:
        assert conference.room is not None
        provider = self._conferences.backends.named(conference.provider)
        try:
            await self._conferences.backends.ask(conference.provider, provider.close(conference.room.id))
        except (Refused, Denied, Gone) as error:  # it will not do it tomorrow either
            log.warning("a room stays open", extra={"action": "room_not_closed", "error": repr(error)})

    async def _attendance(self, conference: Conference) -> tuple[Seen, ...]:
        assert conference.room is not None
        provider, since = self._conferences.backends.named(conference.provider), conference.created_at
        try:
            asked = provider.attendance(conference.room.id, since=since)
            stays = await self._conferences.backends.ask(conference.provider, asked)
        except (Refused, Denied, Gone) as error:
            log.info("who came is what was seen", extra={"action": "attendance_refused", "error": repr(error)})
            return ()
        return await self._crowd.accounted(conference, stays)

    async def _write(self, conference: Conference, came: tuple[Seen, ...], *, removable: bool, now: datetime) -> None:
        ended_at = conference.ended_at or now
        care: dict[str, Any] = {"care_at": ended_at + AFTER_END if removable else None, "care_attempts": 0}
        async with self._database.write() as connection:
            await self._rows.change(connection, conference, accounted=True, care_by=None, care_until=None, **care)
            if came:
                await keep_seen(connection, conference, came)
                await self._conferences.refresh(connection, conference, now=now)
        self._conferences.wake()
