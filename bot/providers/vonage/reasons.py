"""What Vonage Meetings means when it refuses, and when it is not there any more, in Plenum's classes."""

import json
import re
import ssl
from datetime import date
from typing import Any

import httpx

from bot.errors import Gone, ProviderError, Refusal, Refused, ServiceClosed, Unreachable

TITLE = "Vonage Meetings"
CLOSED_ON = date(2025, 6, 30)
"""The last day of the applications that were there (notice in the last OpenAPI file, 0.1.7)."""
_NOT_FOUND = "NotFoundError"
_NAME = re.compile(r"[A-Za-z]{1,64}")
_LISTS = re.compile(r"/meetings/(rooms|themes|dial-in-numbers)$")
_WORDS = frozenset({"message", "detail", "title"})


def meaning(provider: str, answer: httpx.Response) -> ProviderError | None:
    """The error that an answer stands for; None where its status says it all."""
    problem, request = _problem(answer), answer.request
    listed = _listed(request)
    match answer.status_code:
        case 400 if problem:
            return Refused(provider, _name(problem) or "400", why=Refusal.INVALID)
        case 403 if request.method == "POST" and listed:  # documented for these, and without a body
            why = Refusal.ROOM_LIMIT if listed == "rooms" else Refusal.OTHER
            return Refused(provider, f"403: the application has as many {listed} as it may", why=why)
        case 404 if _name(problem) == _NOT_FOUND and not listed:
            return Gone(provider, _NOT_FOUND)
        case 409 if problem:
            return Refused(provider, _name(problem) or "409", why=Refusal.ALREADY_EXISTS)
        case 401 | 404 | 410 as status:
            return closed(provider, f"{request.method} {request.url.path}: {status} {_name(problem)}".rstrip())
        case _:
            return None


def _listed(request: httpx.Request) -> str:
    """What the address is the list of, if it is one of those that are always there."""
    path = request.url.raw_path.decode("ascii").partition("?")[0]
    found = _LISTS.search(path)
    return found[1] if found else ""


def nobody_there(error: Unreachable) -> bool:
    """Whether no server has that name, or none listens there. One whose certificate is not trusted is there."""
    cause: BaseException | None = error.__cause__
    if not isinstance(cause, httpx.ConnectError):
        return False
    while cause is not None and not isinstance(cause, ssl.SSLError):
        cause = cause.__cause__
    return cause is None


def closed(provider: str, detail: str) -> ServiceClosed:
    """The error for a service that is no more."""
    return ServiceClosed(provider, detail, title=TITLE, since=CLOSED_ON)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    """The body, if it is one in which this API or a gateway before it says what is wrong."""
    try:
        body = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) and body.keys() & _WORDS else {}


def _name(problem: dict[str, Any]) -> str:
    """The vendor's short name for what is wrong."""
    name = problem.get("name")
    return name if isinstance(name, str) and _NAME.fullmatch(name) else ""
