"""What the bodies of requests may hold, and in which words a mistake is told."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any
from uuid import UUID

from playground.backends.vonage import instants
from playground.backends.vonage.refusal import invalid

Reading = Callable[[str, object], Any]
"""Takes where a value stands and the value; gives what is kept, or raises ApiError."""

LANGUAGES = ("ar", "ca", "de", "en", "es", "fr", "he", "it", "pt", "pt-br", "zh-tw", "zh-cn", "default")


def group(fields: Mapping[str, Reading], *, required: Collection[str] = (), at_least: int = 0) -> Reading:
    def read(at: str, value: object) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise invalid(at, "must be of type object")
        for name in required:
            if name not in value:
                raise invalid(_within(at, name), "is required")
        for name in value.keys() - fields.keys():
            raise invalid(_within(at, name), "is not allowed")
        if len(value) < at_least:
            raise invalid(at, f"must have at least {at_least} key")
        return {name: fields[name](_within(at, name), value[name]) for name in value}

    return read


def _within(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def flag(at: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise invalid(at, "must be a boolean")
    return value


def text(at: str, value: object) -> str:
    if not isinstance(value, str):
        raise invalid(at, "must be a string")
    return value


def text_of(low: int, high: int) -> Reading:
    def read(at: str, value: object) -> str:
        held = text(at, value)
        if low and not held:
            raise invalid(at, "is not allowed to be empty")
        if len(held) > high:
            raise invalid(at, f"length must be less than or equal to {high} characters long")
        return held

    return read


def matching(pattern: str, high: int | None = None) -> Reading:
    compiled = re.compile(pattern)

    def read(at: str, value: object) -> str:
        held = text(at, value) if high is None else text_of(1, high)(at, value)
        if not compiled.fullmatch(str(held)):
            raise invalid(at, f'with value "{held}" fails to match the required pattern: /^{pattern}$/')
        return str(held)

    return read


def choice(*allowed: str) -> Reading:
    def read(at: str, value: object) -> str:
        if value not in allowed:
            raise invalid(at, f"must be one of [{', '.join(allowed)}]")
        return str(value)

    return read


def list_of(reading: Reading) -> Reading:
    def read(at: str, value: object) -> list[Any]:
        if not isinstance(value, list):
            raise invalid(at, "must be an array")
        return [reading(f"{at}[{place}]", one) for place, one in enumerate(value)]

    return read


def uuid(at: str, value: object) -> str:
    held = text(at, value)
    try:
        plain = str(UUID(held)) == held.lower()
    except ValueError:
        plain = False
    if not plain:
        raise invalid(at, "must be a valid GUID")
    return held.lower()


def instant(at: str, value: object) -> Any:
    try:
        return instants.read(text(at, value))
    except ValueError:
        raise invalid(at, "must be in ISO 8601 date format") from None


_ADDRESS = matching(r"https?://\S+")
_SLUG = matching(r"(?=.*[a-zA-Z_~-])([a-zA-Z0-9_~-]+)", 128)

_CHANGEABLE: dict[str, Reading] = {
    "expires_at": instant,
    "expire_after_use": flag,
    "theme_id": uuid,
    "join_approval_level": choice("none", "after_owner_only", "explicit_approval"),
    "initial_join_options": group({"microphone_state": choice("on", "off", "default")}),
    "callback_urls": group({f"{kind}_callback_url": _ADDRESS for kind in ("rooms", "sessions", "recordings")}),
    "available_features": group(
        {f"is_{name}_available": flag for name in ("recording", "chat", "whiteboard", "locale_switcher", "captions")}
    ),
}
_UI_SETTINGS = {"ui_settings": group({"language": choice(*LANGUAGES)})}

NEW_ROOM = group(
    {
        "display_name": text_of(1, 200),
        "metadata": text_of(0, 500),
        "type": choice("instant", "long_term"),
        "recording_options": group({"auto_record": flag, "record_only_owner": flag}),
        **_UI_SETTINGS,
        **_CHANGEABLE,
    },
    required=("display_name",),
)

_THEME = {
    "theme_name": text_of(1, 200),
    "main_color": matching("#([a-fA-F0-9]{6}|[a-fA-F0-9]{3})", 7),
    "brand_text": text_of(1, 200),
    "short_company_url": _SLUG,
}
NEW_THEME = group(_THEME, required=("main_color", "brand_text"))


def _update(details: Reading) -> Reading:
    return group({"update_details": details}, required=("update_details",))


CHANGED_ROOM = _update(group(_CHANGEABLE, at_least=1))
CHANGED_ROOM_WITH_UI = _update(group(_CHANGEABLE | _UI_SETTINGS, at_least=1))
CHANGED_THEME = _update(group(_THEME, at_least=1))
CHANGED_APPLICATION = _update(group({"default_theme_id": text}, required=("default_theme_id",)))
LOGO_KEYS = group({"keys": list_of(text_of(1, 1024))}, required=("keys",))
