"""How the values of a body are read: each reading gives what is kept, or raises ValueError."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from playground.backends.portsip import instants

Reading = Callable[[object], Any]

_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")


def flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError
    return value


def integer(low: int, high: int | None = None) -> Reading:
    def read(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < low or (high is not None and value > high):
            raise ValueError
        return value

    return read


def text(low: int = 0, high: int | None = None) -> Reading:
    def read(value: object) -> str:
        if not isinstance(value, str) or len(value) < low or (high is not None and len(value) > high):
            raise ValueError
        return value

    return read


def choice(*allowed: str) -> Reading:
    def read(value: object) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return read


def matching(pattern: str) -> Reading:
    compiled = re.compile(pattern)

    def read(value: object) -> str:
        if not isinstance(value, str) or not compiled.fullmatch(value):
            raise ValueError
        return value

    return read


def list_of(reading: Reading) -> Reading:
    def read(value: object) -> list[Any]:
        if not isinstance(value, list):
            raise ValueError
        return [reading(one) for one in value]

    return read


def instant(value: object) -> datetime:
    if not isinstance(value, str):
        raise ValueError
    return instants.read(value)


def zone(value: object) -> str:
    if not isinstance(value, str) or value not in available_timezones():
        raise ValueError
    return value


def language(value: object) -> str:
    return str(matching(_LANGUAGE.pattern)(value))


def addresses(value: object) -> str:
    """E-mail addresses in one text, with semicolons between them."""
    listed = text()(value)
    if any(part.strip() and not _ADDRESS.fullmatch(part.strip()) for part in listed.split(";")):
        raise ValueError
    return str(listed)


def outbound_caller(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or value.keys() - {"provider_id", "caller_id", "description", "display_name"}:
        raise ValueError
    return {
        "provider_id": text(1)(value.get("provider_id")),
        "caller_id": text(1, 64)(value.get("caller_id")),
        "description": text(0, 1024)(value.get("description", "")),
    }
