"""Telling back ends which guests are asked. Each time the whole list is told, and what stands already is left alone: so
whoever died on the way, or came second, loses nobody, and nobody is invited twice."""

import logging
from datetime import datetime, timedelta

from bot.errors import ProviderError, UnknownProvider
from bot.faults import kill_point
from bot.model import Conference, Feature
from bot.services.conferences import Conferences
from bot.store import guests as rows
from bot.store.conferences import ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
BATCH = 16
AGAIN = timedelta(minutes=1)
"""When a back end is told again that did not answer, or does not let go of somebody while the conference runs."""


class GuestLists:
    """Goes round like `Rooms`; two processes never tell of the same conference at once."""

    def __init__(
        self, *, database: Database, rows: ConferenceStore, conferences: Conferences, lease: timedelta = LEASE
    ) -> None:
        self._database = database
        self._rows = rows
        self._conferences = conferences
        self._lease = lease
        self._held: dict[str, datetime] = {}

    async def claim(self, *, now: datetime, limit: int = BATCH) -> list[tuple[Conference, int]]:
        """Conferences whose back end must hear of guests, ours until the lease ends."""
        async with self._database.read() as connection:
            if not await rows.due(connection, now=now):
                return []
        async with self._database.write() as connection:
            claimed = await rows.claim(connection, now=now, lease=self._lease, limit=limit)
            found = await self._rows.values(connection, claimed)
        self._held |= {one.id: now for one in found}
        return [(one, 1) for one in found]

    async def next_at(self, *, now: datetime) -> datetime | None:
        """The next instant after `now` at which a back end must hear of guests."""
        async with self._database.read() as connection:
            return await rows.next_at(connection, now=now)

    async def give_back(self) -> None:
        """What we claimed and did not finish is due for others."""
        if self._held:
            async with self._database.write() as connection:
                await rows.give_back(connection, self._held, at=min(self._held.values()))
            self._held.clear()

    async def tend(self, conference: Conference, attempt: int, *, now: datetime) -> None:
        """Tell it, or set when it is told again."""
        next_at: datetime | None = now + AGAIN
        try:
            next_at = await self._tell(conference, now=now) if self._concerns(conference) else None
        except (ProviderError, UnknownProvider) as error:
            log.info("guests not told of", extra={"action": "guests_failed", "error": repr(error)})
        async with self._database.write() as connection:
            await rows.settle(connection, conference, now=now, next_at=next_at)
        self._held.pop(conference.id, None)
        self._conferences.wake()

    def _concerns(self, conference: Conference) -> bool:
        """What is over needs no guests; a back end that was taken out of the settings may come back."""
        backends = self._conferences.backends
        return not conference.stage.over and Feature.INVITE_GUESTS in backends.named(conference.provider).features

    async def _tell(self, conference: Conference, *, now: datetime) -> datetime | None:
        """When it must be told again; None where it has heard all."""
        assert conference.room is not None
        async with self._database.read() as connection:
            listed = await rows.listed(connection, conference)
            stay = await rows.of_series(connection, conference)
        going = tuple(one for one in listed.withdrawn if one not in stay)
        if not (listed.asked or listed.withdrawn):
            return None
        provider = self._conferences.backends.named(conference.provider)
        pin = conference.plan.options.pin
        telling = provider.invite_guests(conference.room.id, asked=listed.asked, withdrawn=going, pin=pin)
        there = await self._conferences.backends.ask(conference.provider, telling)
        kill_point("after_guests_told")
        async with self._database.write() as connection:
            await rows.heard(connection, conference, listed, there)
        return now + AGAIN if any(address in there for address in going) else None
