"""What the server refuses with: a reason by name, its HTTP status, its words, and where the fault lies."""

from http import HTTPStatus
from typing import Any

_FORBIDDEN, _MISSING, _BAD = HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.BAD_REQUEST

REASONS: dict[str, tuple[int, str]] = {
    "forbidden": (_FORBIDDEN, "Forbidden"),
    "accessTokenInvalid": (_FORBIDDEN, "Access token is invalid."),
    "missingRequiredField": (_BAD, "Missing required field."),
    "uniqueValueAlreadyInUse": (_BAD, "Value is already in use. Please try another."),
    "conferenceNotFound": (_MISSING, "Conference '{}' is not found."),
    "userNotFound": (_MISSING, "User '{}' is not found"),
    "recordNotFound": (_MISSING, "Record '{}' is not found."),
    "participantNotFound": (_MISSING, "Participant '{}' is not found."),
    "groupNotFound": (_MISSING, "Group '{}' is not found."),
    "recordingNotFound": (_MISSING, "Recording '{}' is not found."),
    "conferenceTemplateNotFound": (_MISSING, "Conference template '{}' is not found."),
    "conferenceSessionNotFound": (_MISSING, "Conference session '{}' is not found."),
    "conferenceLimit": (_BAD, "Maximum number of conferences ('{}') has been reached"),
    "ongoingConferencesLimit": (_BAD, "Maximum number of ongoing conferences ('{}') has been reached"),
    "conferenceMaxInvitationsLimit": (_BAD, "Maximum number of invitations ('{}') has been reached"),
    "maxGuestsLimitReached": (_BAD, "Maximum number of guests ({}) has been reached"),
    "conferenceOwnerNotInInvitationsList": (_BAD, "Conference owner is not in the invitations list"),
    "conferenceFieldUnavailableForChange": (
        _BAD,
        "Conference field unavailable for change during conference call.",
    ),
    "conferenceUnavailableForChange": (_BAD, "Conference is unavailable for change"),
    "conferenceIsFinished": (_BAD, "The conference is finished"),
    "conferenceIsNotRunning": (_BAD, "The conference is not running"),
    "serviceUnavailable": (HTTPStatus.SERVICE_UNAVAILABLE, "Service unavailable"),
    "participantIsUnavailable": (_BAD, "Participant '{}' is unavailable"),
    "participantAlreadyInConference": (_BAD, "Participant '{}' is already in the conference"),
    "joinOptionsNotAllowedByLicense": (_BAD, "Join options are not allowed by the license"),
    "joinOptionsNotEditableInMcuMode": (_BAD, "Join options are not editable in MCU mode"),
    "joinOptionsNotAllowedWhenMulticastIsEnabled": (_BAD, "Join options are not allowed when multicast is enabled"),
    "mcuModeUnavailableWhenMulticastIsEnabled": (_BAD, "MCU mode is unavailable when multicast is enabled"),
    "invalidRequest": (_BAD, "Invalid request"),
    # The document names no reason for what follows: these names are the emulator's own.
    "invitationNotFound": (_MISSING, "Invitation '{}' is not found."),
    "unknownField": (_BAD, "Field '{}' is not known, or cannot be written here, in this version"),
    "unknownParameter": (_BAD, "Query parameter '{}' is not known here, in this version"),
    "invalidValue": (_BAD, "The value of '{}' is not allowed"),
    "notFound": (_MISSING, "There is nothing at this address"),
    "methodNotAllowed": (HTTPStatus.METHOD_NOT_ALLOWED, "This address does not take this method"),
}
"""Reason → status and words. Statuses that the document does not give are the reference's guesses."""


class ApiError(Exception):
    """The server says no; `body` is what it answers with."""

    def __init__(self, reason: str, *named: object, path: str | None = None, parameter: str | None = None) -> None:
        self.reason = reason
        status, words = REASONS[reason]
        self.status = int(status)
        self.message = words.format(*named) if named else words
        self._where = ("path", path) if path else ("parameter", parameter)
        super().__init__(f"{reason}: {self.message}")

    @property
    def body(self) -> dict[str, Any]:
        """The envelope every error of the API comes in."""
        kind, location = self._where
        fault = {"reason": self.reason, "message": self.message}
        if location:
            fault |= {"locationType": kind, "location": location}
        return envelope(self.status, [fault])


def envelope(status: int, faults: list[dict[str, str]]) -> dict[str, Any]:
    return {"error": {"code": status, "message": HTTPStatus(status).phrase, "errors": faults}}
