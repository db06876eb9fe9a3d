"""The bodies of requests: how they are parsed, and what their schemas refuse."""

import json
import sys
from collections.abc import Callable
from typing import Any

from playground.backends.sourceloop import instants
from playground.backends.sourceloop.refusal import bad_json, invalid, too_large, wrong_kind

LARGEST = 1024 * 1024
_EXACT_DIGITS = 15
_LARGEST_NUMBER = sys.float_info.max

Detail = dict[str, Any]
Check = Callable[[str, object], list[Detail]]
"""Takes where a value stands and the value; gives what is wrong with it."""
Body = Callable[[dict[str, Any]], None]
"""Looks at a whole body. Raises ApiError."""


def parsed(kind: str, raw: bytes) -> Any:
    """The JSON that was sent; an absent body is an empty object. Raises ApiError."""
    if not raw:
        return {}
    plain = kind.partition(";")[0].strip().lower() or "application/json"
    if plain != "application/json":
        raise wrong_kind(plain)
    if len(raw) > LARGEST:
        raise too_large()
    try:
        return _writable(json.loads(raw, parse_constant=_no_number, parse_int=_whole, parse_float=_number))
    except json.JSONDecodeError as error:
        raise bad_json(_complaint(raw.decode(errors="replace"), error)) from None
    except (ValueError, RecursionError):
        raise bad_json("Unexpected token in JSON at position 0") from None


def _no_number(name: str) -> None:
    """NaN and the infinities are Python's, not JSON's."""
    raise ValueError(name)


def _whole(digits: str) -> int | float:
    """Exact as far as JavaScript's are."""
    return int(digits) if len(digits) <= _EXACT_DIGITS else _number(digits)


def _number(digits: str) -> float:
    """Never infinite, which could not be written again."""
    return max(-_LARGEST_NUMBER, min(float(digits), _LARGEST_NUMBER))


def _writable(sent: Any) -> Any:
    """Half a pair of UTF-16 becomes a question mark, as when it is written."""
    text = json.dumps(sent, ensure_ascii=False)
    plain = text.encode(errors="replace").decode()
    return sent if plain == text else json.loads(plain)


def _complaint(text: str, error: json.JSONDecodeError) -> str:
    if error.msg.startswith("Expecting property name"):
        return f"Expected property name or '}}' in JSON at position {error.pos}"
    if error.pos >= len(text):
        return "Unexpected end of JSON input"
    return f"Unexpected token {text[error.pos]} in JSON at position {error.pos}"


def an_object(sent: Any) -> dict[str, Any]:
    """What every body must be. Raises ApiError."""
    if not isinstance(sent, dict):
        raise invalid([_wrong("", "type", "must be object", {"type": "object"})])
    return sent


def anything(body: dict[str, Any]) -> None:
    """No field is looked at."""


def session_part(body: dict[str, Any]) -> None:
    """`VideoChatSessionPartial`. Raises ApiError."""
    odd = [name for name in body if name not in _SESSION]
    wrong = [_wrong("", "additionalProperties", _ODD, {"additionalProperty": name}) for name in odd]
    for name, check in _SESSION.items():
        if name in body:
            wrong += check(f"/{name}", body[name])
    if wrong:
        raise invalid(wrong)


_ODD = "must NOT have additional properties"


def _wrong(path: str, code: str, message: str, about: dict[str, str]) -> Detail:
    return {"path": path, "code": code, "message": message, "info": about}


def _typed(name: str, *kinds: type) -> Check:
    def check(path: str, value: object) -> list[Detail]:
        fits = isinstance(value, kinds) and (bool in kinds or not isinstance(value, bool))
        return [] if fits else [_wrong(path, "type", f"must be {name}", {"type": name})]

    return check


_TEXT, _FLAG = _typed("string", str), _typed("boolean", bool)


def _instant(path: str, value: object) -> list[Detail]:
    if isinstance(value, str) and not instants.is_date_time(value):
        return [_wrong(path, "format", 'must match format "date-time"', {"format": "date-time"})]
    return _TEXT(path, value)


def _or_null(check: Check) -> Check:
    return lambda path, value: [] if value is None else check(path, value)


_SESSION: dict[str, Check] = {
    "deleted": _FLAG,
    "deletedOn": _or_null(_instant),
    "deletedBy": _or_null(_TEXT),
    "createdOn": _instant,
    "modifiedOn": _instant,
    "createdBy": _TEXT,
    "modifiedBy": _TEXT,
    "id": _typed("number", int, float),
    "sessionId": _TEXT,
    "meetingLink": _TEXT,
    "isScheduled": _FLAG,
    "scheduleTime": _instant,
    "isArchived": _FLAG,
    "archiveId": _TEXT,
    "uploadTarget": _TEXT,
    "startTime": _instant,
    "endTime": _instant,
    "extId": _TEXT,
    "extMetadata": _typed("object", dict),
}
