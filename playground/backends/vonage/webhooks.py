"""Which events there are, what they say, and to which of a room's three addresses they go."""

from collections.abc import Callable
from typing import Any

from playground.backends.vonage.config import VonageConfig
from playground.backends.vonage.instants import write
from playground.backends.vonage.post import Post
from playground.backends.vonage.room import Recording, Room, Seat, Session


class Webhooks:
    """Writes the letters; the switches of the configuration say how."""

    def __init__(self, settings: Callable[[], VonageConfig], post: Post) -> None:
        self._settings, self._post = settings, post

    def _tell(self, kind: str, room: Room, body: dict[str, Any]) -> None:
        name = f"{kind}_callback_url"
        address = room.settings["callback_urls"].get(name) or getattr(self._settings(), name)
        if address:
            self._post.send(address, body)

    def expired(self, room: Room) -> None:
        body = {"event": "room:expired", "room_id": room.id, "room_type": room.settings["type"]}
        self._tell("rooms", room, {**body, "expires_at": write(room.expires_at), "created_at": write(room.created_at)})

    def started(self, room: Room, session: Session) -> None:
        body = {"event": "session:started", "session_id": session.id, "room_id": room.id}
        self._tell("sessions", room, {**body, "started_at": write(session.started_at)})

    def ended(self, room: Room, session: Session) -> None:
        assert session.ended_at is not None
        body = {"event": "session:ended", "session_id": session.id, "room_id": room.id}
        times = {"started_at": write(session.started_at), "ended_at": write(session.ended_at)}
        self._tell("sessions", room, body | times)

    def joined(self, room: Room, session: Session, seat: Seat) -> None:
        self._participant("joined", room, session, seat)

    def left(self, room: Room, session: Session, seat: Seat) -> None:
        self._participant("left", room, session, seat)

    def _participant(self, deed: str, room: Room, session: Session, seat: Seat) -> None:
        body: dict[str, Any] = {
            "event": f"{self._settings().participant_names}{deed}",
            "participant_id": seat.participant_id,
            "session_id": session.id,
            "room_id": room.id,
            "name": seat.name,
        }
        if self._settings().type_told:
            body["type"] = "Guest"  # the captures say so of the host, too
        self._tell("sessions", room, body | {"is_host": seat.is_host})

    def recording_started(self, room: Room, one: Recording) -> None:
        body = {"event": "recording:started", "recording_id": one.id, "session_id": one.session_id}
        self._tell("recordings", room, body)

    def recording_ended(self, room: Room, one: Recording) -> None:
        body = {"event": "recording:ended", "recording_id": one.id, "session_id": one.session_id}
        self._tell("recordings", room, body | self._times(one, text=self._settings().duration_as == "text"))

    def uploaded(self, room: Room, one: Recording, url: str) -> None:
        body = {"event": self._settings().uploaded_name, "recording_id": one.id, "session_id": one.session_id}
        if self._settings().upload_tells_room:
            body["room_id"] = room.id
        times = self._times(one, text=self._settings().duration_as != "number")
        self._tell("recordings", room, body | times | {"url": url})

    def _times(self, one: Recording, *, text: bool) -> dict[str, Any]:
        assert one.ended_at is not None
        duration = str(one.seconds) if text else one.seconds
        return {"started_at": write(one.started_at), "ended_at": write(one.ended_at), "duration": duration}
