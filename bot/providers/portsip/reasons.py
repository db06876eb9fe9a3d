"""What PortSIP PBX means when it refuses.

Its documentation names few codes, lets the body of an error be absent, and says of codes it does not list that they
count as unknown; so the status decides, and the code tells more where there is one.
"""

import json
import re
from typing import Any

import httpx

from bot.errors import Denied, Gone, ProviderError, Refusal, Refused

TOKEN_PATH = "/login/oauth/token"
_LOGIN_REFUSED = frozenset({400, 401, 403, 422})
"""400 in all versions; 22.6 "optimised" the statuses of the login without saying which they are now."""
_REFUSED = frozenset({400, 409, 422})
_BY_STATUS = frozenset({401, 403, 404, 408, 429})
IN_USE = "RESOURCE_IN_USE"
_WHY = {"VALIDATE_FAILED": Refusal.INVALID}
_CODE = re.compile(r"[A-Z_]{1,64}")
_FIELD = re.compile(r"[a-z_]{1,64}")
_ONE_THING = re.compile(r"/(conference_rooms|extension_numbers|conference_servers)/[^/]+")


def is_stale_token(answer: httpx.Response) -> bool:
    """Whether a new token would help. A missing right is a 403."""
    return answer.status_code == httpx.codes.UNAUTHORIZED


def is_refused_login(answer: httpx.Response) -> bool:
    """Whether what was offered for a token is no good (any more)."""
    return answer.status_code in _LOGIN_REFUSED


def meaning(provider: str, answer: httpx.Response) -> ProviderError | None:
    """The error that an answer stands for; None where its status says it all."""
    said = _said(answer)
    if answer.request.url.path.endswith(TOKEN_PATH):
        return Denied(provider, f"login: {said}") if is_refused_login(answer) else None
    if answer.status_code == httpx.codes.FORBIDDEN:
        return Denied(provider, said)
    if answer.status_code == httpx.codes.NOT_FOUND:
        return Gone(provider, said) if _is_of_a_thing(answer) else None
    if answer.status_code in _REFUSED or (_codes(answer) and _is_other_refusal(answer)):
        return Refused(provider, said, why=_why(answer))
    return None


def _is_of_a_thing(answer: httpx.Response) -> bool:
    """Whether the PBX itself says that one thing is not there. A web server in between has a page to say it."""
    ours = bool(_codes(answer)) or not answer.content.strip()
    return ours and bool(_ONE_THING.search(answer.request.url.path))


def _is_other_refusal(answer: httpx.Response) -> bool:
    return 400 <= answer.status_code < 500 and answer.status_code not in _BY_STATUS


def _why(answer: httpx.Response) -> Refusal:
    return next((_WHY[code] for code in _codes(answer) if code in _WHY), Refusal.OTHER)


def _said(answer: httpx.Response) -> str:
    """The vendor's short name for the reason, with the field that is wrong."""
    words = [f"HTTP {answer.status_code}"]
    for error in _errors(answer):
        match error:
            case {"code": str(code), "detail": {"field": str(field)}} if _CODE.fullmatch(code):
                words += [code, *_FIELD.findall(field)[:1]]
            case {"code": str(code)} if _CODE.fullmatch(code):
                words.append(code)
    return " ".join(words[:5])


def _codes(answer: httpx.Response) -> tuple[str, ...]:
    return tuple(error["code"] for error in _errors(answer) if isinstance(error.get("code"), str))


def _errors(answer: httpx.Response) -> list[dict[str, Any]]:
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return []
    errors = body.get("errors") if isinstance(body, dict) else None
    return [error for error in errors if isinstance(error, dict)] if isinstance(errors, list) else []
