"""People outside, by e-mail address, in the one text that a PortSIP room has for them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from bot.providers.portsip.wire import writable

_FIELD, _BETWEEN = "external_invitees", ";"


def known(whole: Mapping[str, Any], addresses: Iterable[str]) -> dict[str, str]:
    """Who of these is in it, and as what."""
    there = {one.casefold(): one for one in _there(whole)}
    return {address: there[address.casefold()] for address in addresses if address.casefold() in there}


def written(
    whole: Mapping[str, Any], asked: tuple[str, ...], withdrawn: tuple[str, ...], *, now: datetime
) -> dict[str, Any] | None:
    """Everything to be written of a room, so that those who are asked are in it, and the withdrawn are not; None where
    it is so already. A start that is past is left out: whether the PBX takes one is not documented."""
    fresh = [address for address in asked if address not in known(whole, asked)]
    going = set(known(whole, withdrawn).values())
    if not (fresh or going):
        return None
    stay = [one for one in _there(whole) if one not in going]
    kept = writable(whole)
    if _is_past(kept.get("scheduled_start_at"), now=now):
        kept = {name: value for name, value in kept.items() if not name.startswith("scheduled_")}
    return kept | {_FIELD: _BETWEEN.join([*stay, *fresh])}


def _there(whole: Mapping[str, Any]) -> list[str]:
    text = whole.get(_FIELD)
    return [one.strip() for one in text.split(_BETWEEN) if one.strip()] if isinstance(text, str) else []


def _is_past(said: object, *, now: datetime) -> bool:
    """Whether that is an instant that has passed; False for what cannot be read."""
    try:
        at = datetime.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return False
    return at is not None and at.utcoffset() is not None and at <= now
