"""People without an account among those who are invited: their address stands for the id of an account."""

from collections.abc import Iterable, Mapping
from typing import Any

from bot.providers.http import Answer

Body = dict[str, Any]

LONGEST = 64
"""So long an invited person's id may be."""


class Added(Answer):
    """The answer when somebody was invited; the list says how it stands."""

    invitation: dict[str, Any]


def new_guest(address: str) -> Body:
    """Shown by the address, so that they are known by it whatever id the server gives them."""
    return {"id": address, "display_name": address}


def rests(whole: Mapping[str, Any]) -> bool:
    """Whether the list may be rewritten."""
    return whole.get("state") == "stopped"


def known(whole: Mapping[str, Any], addresses: Iterable[str]) -> dict[str, str]:
    """Who of these is on the list, with the id that each has there."""
    return {address: str(entry["id"]) for address in addresses if (entry := _entry(whole, address))}


def missing(whole: Mapping[str, Any], addresses: Iterable[str]) -> list[str]:
    """Who of these is not on the list, and could be."""
    return [address for address in addresses if len(address) <= LONGEST and not _entry(whole, address)]


def listed(whole: Mapping[str, Any], asked: Iterable[str], withdrawn: Iterable[str]) -> list[Body] | None:
    """Everybody who is invited to `whole` once those who are asked are, too, and the withdrawn are not; None where that
    is so already."""
    going = {entry["id"] for entry in invited(whole, withdrawn)}
    fresh = missing(whole, asked)
    if not (going or fresh):
        return None
    stay = [entry for entry in _entries(whole) if entry["id"] not in going]
    return [*stay, *map(new_guest, fresh)]


def invited(whole: Mapping[str, Any], addresses: Iterable[str]) -> list[Body]:
    """Who of these is on the list, as they stand there."""
    return [entry for address in addresses if (entry := _entry(whole, address))]


def _entry(whole: Mapping[str, Any], address: str) -> Body | None:
    return next((one for one in _entries(whole) if _is(one, address)), None)


def _entries(whole: Mapping[str, Any]) -> list[Body]:
    return [one for one in whole.get("invitations", ()) if isinstance(one, dict) and "id" in one]


def _is(entry: Body, address: str) -> bool:
    names = (entry["id"], entry.get("display_name"))
    return address.casefold() in {str(name).casefold() for name in names}
