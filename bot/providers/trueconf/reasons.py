"""What TrueConf Server means when it refuses: its reasons, by name, in Plenum's classes.

The documentation gives a status for few of them, so the name decides. Three forms of body are in use: the API's own
envelope, OAuth's `{"error": "…"}`, and a bare `reason` on top.
"""

import json
import re
from typing import Any

import httpx

from bot.errors import Busy, Denied, Gone, ProviderError, Refusal, Refused
from bot.providers.trueconf.rights import right_for

STALE_TOKEN = "accessTokenInvalid"
ALREADY_INSIDE = "participantAlreadyInConference"
NO_SUCH_PARTICIPANT = "participantNotFound"
NO_SUCH_TEMPLATE = "conferenceTemplateNotFound"
_DENIED = frozenset(
    {STALE_TOKEN, "forbidden", "invalidCredentials", "invalidRequest", "userIsBanned"}
    # and OAuth's own words (RFC 6749, section 5.2), which the token service speaks too
    | {"invalid_client", "invalid_grant", "invalid_request", "invalid_scope", "unauthorized_client", "access_denied"}
)
_GONE = frozenset({"conferenceNotFound"})
_BUSY = frozenset({"serviceUnavailable"})
_REFUSED = {
    "conferenceLimit": Refusal.ROOM_LIMIT,
    "ongoingConferencesLimit": Refusal.RUNNING_LIMIT,
    "maxGuestsLimitReached": Refusal.GUEST_LIMIT,
    "conferenceMaxInvitationsLimit": Refusal.INVITATION_LIMIT,
    "userNotFound": Refusal.NO_SUCH_OWNER,
    "uniqueValueAlreadyInUse": Refusal.ALREADY_EXISTS,
    "conferenceIsFinished": Refusal.FINISHED,
    "conferenceIsNotRunning": Refusal.NOT_RUNNING,
    "conferenceSessionNotFound": Refusal.NOT_RUNNING,  # there is one exactly while the conference runs
    "conferenceUnavailableForChange": Refusal.RUNNING,
    "conferenceFieldUnavailableForChange": Refusal.RUNNING,
    "participantIsUnavailable": Refusal.PERSON_UNAVAILABLE,
    NO_SUCH_PARTICIPANT: Refusal.PERSON_UNAVAILABLE,
    NO_SUCH_TEMPLATE: Refusal.INVALID,
    "missingRequiredField": Refusal.INVALID,
    "conferenceOwnerNotInInvitationsList": Refusal.INVALID,
}
_BY_STATUS = frozenset({401, 403, 429, 503})
"""Statuses that say enough when the reason is one we do not know."""
_WORD = re.compile(r"[A-Za-z_]{1,64}")


def reasons(answer: httpx.Response) -> tuple[str, ...]:
    """The names of what is wrong, in whichever form they came; none where the body is none of them."""
    return tuple(word for word in _said(_body(answer)) if isinstance(word, str) and _WORD.fullmatch(word))


def is_stale_token(answer: httpx.Response) -> bool:
    """Whether a new token would help: a missing right has the same status and another reason."""
    return answer.status_code == httpx.codes.UNAUTHORIZED or STALE_TOKEN in reasons(answer)


def meaning(provider: str, answer: httpx.Response) -> ProviderError | None:
    """The error that an answer stands for; None where it gives no reason that says more than its status."""
    words = reasons(answer)
    known = next((word for word in words if word in _DENIED | _GONE | _BUSY | _REFUSED.keys()), None)
    if known is None:
        unknown = words and 400 <= answer.status_code < 500 and answer.status_code not in _BY_STATUS
        return Refused(provider, words[0]) if unknown else None
    if known in _DENIED:
        return Denied(provider, f"forbidden: needs {right_for(answer.request)}" if known == "forbidden" else known)
    if known in _GONE:
        return Gone(provider, known)
    return Busy(provider, known) if known in _BUSY else Refused(provider, known, why=_REFUSED[known])


def _body(answer: httpx.Response) -> Any:
    try:
        return json.loads(answer.content)
    except (ValueError, RecursionError):
        return None


def _said(body: Any) -> list[Any]:
    match body:
        case {"error": {"errors": [*items]}}:
            return [item.get("reason") for item in items if isinstance(item, dict)]
        case {"error": str(word)} | {"reason": str(word)}:
            return [word]
        case _:
            return []
