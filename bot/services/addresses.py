"""Plenum's own addresses that others are given: they hold a signature, so that nobody can guess one."""

from urllib.parse import quote

from bot.model import Conference
from bot.store.vault import Vault

_PURPOSE = "events of"


class Addresses:
    """`public_url` is where Plenum is reached from outside; None where it is not."""

    def __init__(self, public_url: str | None, vault: Vault) -> None:
        self._public_url = public_url.rstrip("/") if public_url else None
        self._vault = vault

    def events_of(self, conference: Conference) -> str | None:
        """Where the back end is to tell what happens in this conference's room."""
        if self._public_url is None:
            return None
        key = f"{conference.reference}.{self._sign(conference.provider, conference.reference)}"
        return f"{self._public_url}/webhooks/{quote(conference.provider, safe='')}/{key}"

    def told_of(self, provider: str, key: str) -> str | None:
        """The reference of the conference whose address ends in `key`; None for one that we never gave."""
        reference, _, signature = key.partition(".")
        return reference if self._vault.signed(_text(provider, reference), signature) else None

    def _sign(self, provider: str, reference: str) -> str:
        return self._vault.sign(_text(provider, reference))


def _text(provider: str, reference: str) -> str:
    return f"{_PURPOSE} {reference} at {provider}"
