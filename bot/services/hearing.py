"""What back ends tell by themselves: written down before it is answered, and doubted until it was asked for."""

import hashlib
import logging
from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Any

from bot.errors import Denied, Garbled, UnknownProvider
from bot.live import EventKind, ProviderEvent
from bot.model import Conference, Feature
from bot.services.addresses import Addresses
from bot.services.backends import Backends
from bot.services.inbox import Inbox
from bot.services.watching import Watching
from bot.store.conferences import ConferenceStore
from bot.store.database import Database

log = logging.getLogger(__name__)

KIND = "told"
"""How such a request is called among those that Slack made."""
_KEPT_HEADERS = ("authorization", "content-type")


class Heard(Enum):
    """What became of a message: `KEPT` now or before, or nobody was ever given this address (`UNKNOWN`)."""

    KEPT = "kept"
    UNKNOWN = "unknown"


class Hearing:
    """The 3-second rule holds for back ends too: nothing here waits for one."""

    def __init__(
        self, *, database: Database, rows: ConferenceStore, addresses: Addresses, backends: Backends, inbox: Inbox
    ) -> None:
        self._database = database
        self._rows = rows
        self._addresses = addresses
        self._backends = backends
        self._inbox = inbox

    async def keep(self, provider: str, key: str, body: bytes, headers: Mapping[str, str]) -> Heard:
        """Write a message down, once however often it comes. Raises `StoreError`: then it must be sent again."""
        conference = await self._concerned(provider, key)
        if conference is None:
            return Heard.UNKNOWN
        kept: dict[str, Any] = {
            "provider": provider,
            "conference": conference.id,
            "body": body.decode("utf-8", "replace"),
            "headers": {name: headers[name] for name in _KEPT_HEADERS if name in headers},
        }
        digest = hashlib.sha256(body).hexdigest()
        await self._inbox.keep(KIND, conference.workspace_id, f"told:{conference.reference}:{digest}", kept)
        return Heard.KEPT

    async def _concerned(self, provider: str, key: str) -> Conference | None:
        reference = self._addresses.told_of(provider, key)
        if reference is None or Feature.EVENTS not in self._backends.features(provider):
            return None
        async with self._database.read() as connection:
            conference = await self._rows.by_reference(connection, reference)
        return conference if conference is not None and conference.provider == provider else None


class Listening:
    """Carries out what was heard, outside the time in which the back end waits."""

    def __init__(self, *, backends: Backends, watching: Watching) -> None:
        self._backends = backends
        self._watching = watching

    async def follow(self, conference: Conference, told: dict[str, Any], *, received_at: datetime) -> None:
        """What cannot be read, or is not theirs, changes nothing."""
        for event in self._events(told):
            if event.kind is EventKind.UNKNOWN:
                log.info("a back end told something unknown", extra={"action": "event_unknown", "said": event.said})
            await self._watching.heard(conference, event, now=received_at)

    def _events(self, told: dict[str, Any]) -> tuple[ProviderEvent, ...]:
        try:
            provider = self._backends.named(told["provider"])
            return provider.events(told["body"].encode(), told["headers"])
        except (Garbled, Denied, UnknownProvider) as error:
            log.warning("what a back end told is left aside", extra={"action": "event_refused", "error": repr(error)})
            return ()
