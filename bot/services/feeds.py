"""The addresses of calendar files and feeds: signed, and those of people can be renewed."""

from dataclasses import dataclass
from datetime import datetime

from bot.model import Conference
from bot.store import feeds
from bot.store.database import Database
from bot.store.vault import Vault

LONGEST = 200
"""No address that was ever given holds more."""

_ONE, _ALL = "one", "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOf:
    """Asked for: one conference."""

    workspace_id: str
    conference_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOf:
    """Asked for: all conferences of a person."""

    workspace_id: str
    person_id: str


class Feeds:
    """`public_url` is where Plenum is reached from outside; where it is None, there are no addresses."""

    def __init__(self, public_url: str | None, vault: Vault, database: Database) -> None:
        self._public_url = public_url.rstrip("/") if public_url else None
        self._vault = vault
        self._database = database

    def file_url(self, conference: Conference) -> str | None:
        """Where one conference's file is; whoever knows it can read it, like the link of a guest."""
        return self._url(_ONE, conference.workspace_id, conference.id)

    async def feed_url(self, workspace_id: str, person_id: str, *, now: datetime) -> str | None:
        """Where a person's feed is. It is theirs alone."""
        if self._public_url is None:
            return None
        async with self._database.read() as connection:
            serial = await feeds.serial(connection, workspace_id, person_id)
        if serial is None:
            async with self._database.write() as connection:
                serial = await feeds.first_serial(connection, workspace_id, person_id, now=now)
        return self._url(_ALL, workspace_id, person_id, str(serial))

    async def renew(self, workspace_id: str, person_id: str, *, now: datetime) -> str | None:
        """Another address; those before it lead nowhere from now on."""
        if self._public_url is None:
            return None
        async with self._database.write() as connection:
            serial = await feeds.next_serial(connection, workspace_id, person_id, now=now)
        return self._url(_ALL, workspace_id, person_id, str(serial))

    async def asked(self, token: str) -> FileOf | FeedOf | None:
        """What an address leads to; None for one that was never given, or is not valid any more."""
        told, _, signature = token.rpartition(".")
        if len(token) > LONGEST or not token.isascii() or not self._vault.signed(_signed(told), signature):
            return None
        match told.split("."):
            case [kind, workspace_id, conference_id] if kind == _ONE:
                return FileOf(workspace_id=workspace_id, conference_id=conference_id)
            case [kind, workspace_id, person_id, serial] if kind == _ALL:
                async with self._database.read() as connection:
                    last = await feeds.serial(connection, workspace_id, person_id)
                return FeedOf(workspace_id=workspace_id, person_id=person_id) if serial == str(last) else None
        return None

    def _url(self, *parts: str) -> str | None:
        told = ".".join(parts)
        return self._public_url and f"{self._public_url}/calendar/{told}.{self._vault.sign(_signed(told))}.ics"


def _signed(told: str) -> str:
    return f"calendar of {told}"
