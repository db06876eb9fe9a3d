"""What the service means when it refuses, in Plenum's classes, and which permission each of its operations takes."""

import re
from collections.abc import Collection

import httpx
from pydantic import ValidationError

from bot.errors import Denied, Gone, ProviderError, Refusal, Refused
from bot.providers.http import Answer

START, TOKEN, END = "CreateMeetingSession", "GenerateMeetingToken", "StopMeeting"
EDIT = "EditMeeting"
PEOPLE, RECORDINGS, STORAGE = "GetMeetingAttendees", "GetMeetingArchives", "SetMeetingUploadTarget"
_TAKES = {
    ("POST", "session"): START,
    ("POST", "token"): TOKEN,
    ("PATCH", "end"): END,
    ("PATCH", "session"): EDIT,
    ("GET", "attendees"): PEOPLE,
    ("GET", "archives"): RECORDINGS,
    ("PUT", "storage-target"): STORAGE,
}
WITHOUT = {
    START: "nothing can be started",
    EDIT: "rooms are made at their time, and none ahead",
    END: "a conference that is over still lets people in",
    PEOPLE: "nobody sees who is in",
    TOKEN: "nobody gets a link",
}
"""What does not work where a permission is missing."""
_OF_A_SESSION = frozenset({"session", "token", "end", "attendees"})
_NO_SUCH_ADDRESS = "API not found"
_WORD = re.compile(r"[A-Za-z]{1,64}")


class Forbidden(Denied):
    """The token is good, and lacks `permission`."""

    def __init__(self, provider: str, permission: str) -> None:
        super().__init__(provider, f"the token lacks the permission {permission}")
        self.permission = permission


class _Problem(Answer):
    name: str | None = None
    message: str | dict[str, object] = ""

    @property
    def word(self) -> str:
        """The service's short name for what is wrong. Of a bad token that is in the message, which then is an object:
        `TokenExpired`, whatever is wrong with it."""
        inner = self.message.get("message") if isinstance(self.message, dict) else None
        words = (word for word in (inner, self.name) if isinstance(word, str) and _WORD.fullmatch(word))
        return next(words, "")


class _Failure(Answer):
    error: _Problem


def meaning(provider: str, answer: httpx.Response) -> ProviderError | None:
    """The error that an answer stands for; None where its status says it all, or somebody else gave it."""
    problem, request = _problem(answer), answer.request
    if problem is None:
        return None
    operation = _operation(request)
    said = f"{request.method} {request.url.path}: {answer.status_code} {problem.word}".rstrip()
    match answer.status_code:
        case 401:
            return Denied(provider, f"{said}: the token ran out or is not one of this service's")
        case 403 if (request.method, operation) in _TAKES:
            return Forbidden(provider, _TAKES[request.method, operation])
        case 404 if operation in _OF_A_SESSION and not str(problem.message).startswith(_NO_SUCH_ADDRESS):
            return Gone(provider, said)
        case 400 if operation == "token":  # not there, ended, not open yet: the texts change between releases
            return Gone(provider, said)
        case 400 if operation == "end":
            return Refused(provider, said, why=Refusal.FINISHED)
        case 400 | 413 | 415 | 422:
            return Refused(provider, said, why=Refusal.INVALID)
        case _:
            return None


def _operation(request: httpx.Request) -> str:
    """What is done, as the address says: a session that is changed has its id at the end."""
    *_, above, last = request.url.path.split("/")
    return above if above == "session" else last


def consequences(lacking: Collection[str]) -> str:
    """What does not work without these permissions, for administrators."""
    return "".join(f"; the token lacks {name}: {words}" for name, words in WITHOUT.items() if name in lacking)


def _problem(answer: httpx.Response) -> _Problem | None:
    """What the body says, if it is one of this service's: a web server in between has pages of its own."""
    try:
        return _Failure.model_validate_json(answer.content).error
    except ValidationError:
        return None
