"""What the bodies of requests may hold: the fields of rooms and conference servers, and how they are checked."""

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from playground.backends.portsip import readings
from playground.backends.portsip.readings import Reading
from playground.backends.portsip.refusal import invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field. `write`: C when making, U when changing. `blank`: how the samples write that there is nothing."""

    read: Reading
    write: str = "CU"
    required: bool = False
    default: Any = None
    blank: str | None = None


Fields = Mapping[str, Field]

_PIN = readings.matching("[0-9]{3,6}")

ROOM: Fields = {
    "extension_number": Field(read=readings.matching("[0-9]{3,64}"), write="C", required=True),
    "mode": Field(read=readings.choice("AUDIO", "VIDEO"), write="C", required=True),
    "control": Field(read=readings.choice("FREE", "MASTER"), default="FREE"),
    "height": Field(read=readings.integer(144, 1920), default=720),
    "width": Field(read=readings.integer(144, 1920), default=1280),
    "bitrate": Field(read=readings.integer(128, 10240), default=1024),
    "framerate": Field(read=readings.integer(5, 30), default=15),
    "layout": Field(read=readings.choice(*(f"LAYOUT{grid}" for grid in (0, 1, 2, 3, 4, 6, 9))), default="LAYOUT0"),
    "subject": Field(read=readings.text(1, 64), required=True),
    "language": Field(read=readings.language),
    "capacity": Field(read=readings.integer(1, 200), required=True, default=9),
    "admin_pin": Field(read=_PIN),
    "room_pin": Field(read=_PIN),
    "enable_recording": Field(read=readings.flag, write="C", default=False),
    "enable_prompt": Field(read=readings.flag, default=True),
    "timezone": Field(read=readings.zone),
    "scheduled_start_at": Field(read=readings.instant),
    "scheduled_end_at": Field(read=readings.instant),
    "numbers": Field(read=readings.text(0, 128), blank=""),
    "internal_invitees": Field(read=readings.list_of(readings.text(1)), default=()),
    "external_invitees": Field(read=readings.addresses, blank=""),
    "custom_options": Field(read=readings.text()),
    "outbound_caller_ids": Field(read=readings.list_of(readings.outbound_caller), default=()),
}
"""In the order in which the samples show them."""


def _address(version: int) -> Reading:
    def read(value: object) -> str:
        if not isinstance(value, str) or (value and ip_address(value).version != version):
            raise ValueError
        return value

    return read


SERVER: Fields = {
    "name": Field(read=readings.text(1, 64), write="C", required=True),
    "enabled": Field(read=readings.flag, default=True),
    "ipv4": Field(read=_address(4), write="C", blank=""),
    "ipv6": Field(read=_address(6), write="C", blank=""),
    "max_rooms": Field(read=readings.integer(0), required=True),
    "max_participants": Field(read=readings.integer(0), required=True),
}


INVITATION: Fields = {"number": Field(read=readings.matching(r"\+?[0-9]{2,32}"), required=True)}
LAYOUT: Fields = {"items": Field(read=readings.list_of(readings.text(1)), required=True)}
POSITION: Fields = {"position": Field(read=readings.integer(-1, 8), required=True)}
SIGN_IN: Fields = {
    "username": Field(read=readings.text(1, 64), required=True),
    "password": Field(read=readings.text(), required=True),
    "domain": Field(read=readings.text()),
}
RENEWAL: Fields = {"refresh_token": Field(read=readings.text(), required=True)}


def checked(sent: Mapping[str, Any], known: Fields, write: str = "C", *, strict: bool = True) -> dict[str, Any]:
    """What was sent, read; required fields are required only when making. Raises ApiError."""
    kept = {}
    for name, value in sent.items():
        field = known.get(name)
        if field is None or write not in field.write or value is None:
            if strict:
                raise invalid(name)
            continue
        kept[name] = _read(name, field, value)
    for name, field in known.items():
        if write == "C" and field.required and name not in kept:
            raise invalid(name)
    return kept


def _read(name: str, field: Field, value: object) -> Any:
    try:
        return field.read(value)
    except ValueError:
        raise invalid(name) from None


def defaults(known: Fields, write: str) -> dict[str, Any]:
    """What stands where nothing was said, for fields that have such a thing."""
    fields = {name: one for name, one in known.items() if write in one.write}
    return {name: _default(one) for name, one in fields.items() if not one.required or one.default is not None}


def _default(field: Field) -> Any:
    return list(field.default) if isinstance(field.default, tuple) else field.default
