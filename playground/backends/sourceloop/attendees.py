"""Who came to a session, as far as the cloud's webhook could be stored."""

from typing import TYPE_CHECKING, Any

from playground.backends.sourceloop.meeting import Attendee
from playground.backends.sourceloop.refusal import internal, not_found

if TYPE_CHECKING:
    from playground.backends.sourceloop.service import Service

_EVENTS = ("connectionCreated", "streamCreated", "streamDestroyed", "connectionDestroyed")
_STAYS = ("mediaStopped", "forceUnpublished")
"""Reasons for which a stream ends although its owner is still in."""


class Attendees:
    """The table. The session is never looked up: any is taken."""

    def __init__(self, service: "Service") -> None:
        self._service = service
        self.rows: list[Attendee] = []

    def of(self, link: str, *, active: str | None) -> list[dict[str, Any]]:
        """Raises ApiError. Only `active=true` leaves out those who are gone."""
        meeting = self._service.find(link)
        if meeting is None:
            raise not_found("Meeting Not Found")
        as_text = self._service.config.numbers_as_text
        shown = [one for one in self.rows if one.session_id == meeting.session_id]
        return [one.row(numbers_as_text=as_text) for one in shown if active != "true" or not one.gone]

    def hear(self, letter: dict[str, Any]) -> None:
        """What the cloud posts. Raises ApiError."""
        if self._service.config.provider == "twilio":
            self._hear_twilio(letter)
            return
        connection, event = letter.get("connection"), letter.get("event")
        if not isinstance(connection, dict):
            raise internal()
        known = self._known(letter.get("sessionId"), connection.get("data"))
        if known is None:
            if event == "connectionCreated":
                self._insert(letter, letter.get("sessionId"), connection.get("data"))
        elif event in _EVENTS:
            self._touch(known, letter, gone=_is_gone(known, event, letter.get("reason")))

    def _hear_twilio(self, letter: dict[str, Any]) -> None:
        """As published: whoever comes back stays gone; whoever goes must have come."""
        self._service.find("")
        room, event = letter.get("roomSid"), letter.get("statusCallbackEvent")
        known = self._known(room, letter.get("participantSid"))
        if event == "participant-connected":
            if known is None:
                self._insert(letter, room, letter.get("participantSid"))
            else:
                self._touch(known, letter, gone=known.gone)
        elif event == "participant-disconnected":
            if known is None:
                raise internal()
            self._touch(known, letter, gone=True)
        elif event == "recording-started":  # looked for by a link that is the room's id, which none is
            raise internal()

    def _known(self, session_id: Any, attendee: Any) -> Attendee | None:
        """Without `data` the first of the session is taken, whoever it is."""
        of_session = (one for one in self.rows if one.session_id == session_id)
        return next((one for one in of_session if attendee is None or one.attendee == attendee), None)

    def _insert(self, letter: dict[str, Any], session_id: Any, attendee: Any) -> None:
        self._must_store()
        if not isinstance(attendee, str) or not isinstance(session_id, str):
            raise internal()
        row = Attendee(
            number=len(self.rows) + 1,
            session_id=session_id,
            attendee=attendee,
            created_at=self._service.now,
            payload=letter,
        )
        self.rows.append(row)

    def _touch(self, one: Attendee, letter: dict[str, Any], *, gone: bool) -> None:
        self._must_store()
        one.payload, one.modified_at, one.gone = letter, self._service.now, gone

    def _must_store(self) -> None:
        if not self._service.config.stores_attendees:
            raise internal()


def _is_gone(one: Attendee, event: str, reason: Any) -> bool:
    if event == "connectionCreated":
        return False
    if event == "streamCreated" or (event == "streamDestroyed" and reason in _STAYS):
        return one.gone
    return True
