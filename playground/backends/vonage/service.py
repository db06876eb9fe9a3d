"""The service's state: rooms, who is in them, what was recorded; and what time does to them."""

import secrets
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

import httpx

from playground.backends.vonage.config import Clock, VonageConfig
from playground.backends.vonage.keys import own_token
from playground.backends.vonage.post import Post
from playground.backends.vonage.room import Parting, Recording, Room, Seat, Session, Status, Theme, session_id
from playground.backends.vonage.storage import Storage
from playground.backends.vonage.webhooks import Webhooks

FIRST_SERIAL = 2_006_648
PATIENCE_S = 3.0
"""How long a closed window may take to come back, when it was only loaded again."""

Due = tuple[datetime, Callable[[datetime], None]]


class Service:
    """One application's world. Call `settle` before looking: it does everything that was due until now."""

    def __init__(
        self, config: VonageConfig, clock: Clock, *, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self.config = config
        self._clock = clock
        self._secret = secrets.token_hex(16)
        self.rooms: dict[str, Room] = {}
        self.sessions: dict[str, Session] = {}
        self.recordings: dict[str, Recording] = {}
        self.themes: dict[str, Theme] = {}
        self.seats: dict[str, Seat] = {}
        self.default_theme_id: str | None = None
        self.storage = Storage()
        self.post = Post(lambda: self.config, clock, transport)
        self._webhooks = Webhooks(lambda: self.config, self.post)

    @property
    def now(self) -> datetime:
        return self._clock()

    # Rooms

    def open_room(self, settings: dict[str, Any]) -> Room:
        now, code = self.now, self._new_code()
        claims = {"room_token": code, "is_host": True, "iat": int(now.timestamp()), "jti": secrets.token_hex(16)}
        room = Room(
            serial=self._next_serial(),
            code=code,
            host_token=own_token(self._secret, claims),
            created_at=now,
            expires_at=settings["expires_at"] or now + self.config.idle_for,
            settings=settings,
        )
        self.rooms[room.id] = room
        return room

    def _next_serial(self) -> int:
        """Other applications' rooms have serial numbers of the same series: there are gaps."""
        last = max((one.serial for one in self.rooms.values()), default=FIRST_SERIAL - 2)
        return last + 2 + len(self.rooms) % 3

    def _new_code(self) -> str:
        taken = {one.code for one in self.rooms.values()}
        while (code := str(100_000_000 + secrets.randbelow(900_000_000))) in taken:
            pass
        return code

    def room(self, code: str) -> Room | None:
        return next((one for one in self.rooms.values() if one.code == code), None)

    def rooms_with(self, theme_id: str) -> list[Room]:
        return [one for one in self.rooms.values() if one.theme_id == theme_id]

    # People

    def enter(self, room: Room, seat: Seat, at: datetime | None = None) -> None:
        """Somebody comes in; the first begins a session."""
        at = at or self.now
        fresh = room.session is None
        session = room.session or self._begin(room, at)
        seat.joined_at = at
        session.seats.append(seat)
        self._webhooks.joined(room, session, seat)
        if fresh and room.settings["recording_options"]["auto_record"]:
            self.record(room)

    def _begin(self, room: Room, at: datetime) -> Session:
        session = Session(id=session_id(at, len(self.sessions)), room_id=room.id, started_at=at)
        room.sessions.append(session)
        self.sessions[session.id] = session
        self._webhooks.started(room, session)
        return session

    def part(self, seat: Seat, parting: Parting, at: datetime | None = None) -> None:
        """Somebody goes, or gives up waiting; with the last one the session ends."""
        at, room = at or self.now, self.rooms[seat.room_id]
        if seat.left_at is not None:
            return
        session, last = room.session, room.session and room.session.inside == [seat]
        if session and last:
            self.stop_recording(session, at)
        seat.left_at, seat.parting = at, parting
        if seat in room.waiting:
            room.waiting.remove(seat)
        elif session:
            self._webhooks.left(room, session, seat)
        if session and last:
            session.ended_at = at
            self._webhooks.ended(room, session)

    def end(self, room: Room, parting: Parting, at: datetime | None = None) -> None:
        for seat in room.session.inside if room.session else ():
            self.part(seat, parting, at)

    # Recordings

    def record(self, room: Room) -> None:
        """Begin a file, or go on after a pause."""
        session = room.session
        if session is None:
            return
        if session.recording:
            session.recording.status = Status.STARTED
            return
        recording = Recording(session_id=session.id, room_id=room.id, started_at=self.now)
        session.recordings.append(recording)
        self.recordings[recording.id] = recording
        self._webhooks.recording_started(room, recording)

    def pause_recording(self, session: Session) -> None:
        if session.recording:
            session.recording.status = Status.PAUSED

    def stop_recording(self, session: Session, at: datetime | None = None) -> None:
        recording = session.recording
        if recording:
            recording.status, recording.ended_at = Status.STOPPED, at or self.now
            self._webhooks.recording_ended(self.rooms[session.room_id], recording)

    def upload(self, recording: Recording) -> None:
        """Its file is ready now."""
        recording.status = Status.UPLOADED
        self._webhooks.uploaded(self.rooms[recording.room_id], recording, self.link(recording))

    def link(self, recording: Recording) -> str:
        return self.storage.link(self.config, recording, self.now)

    # What time does

    def settle(self) -> None:
        """Everything that was due until now, in its order, each at its own time."""
        now = self.now
        self._see_out_the_lost()
        while due := min((one for one in self._ahead() if one[0] <= now), key=lambda one: one[0], default=None):
            at, act = due
            act(at)

    def _see_out_the_lost(self) -> None:
        """Whoever closed their window and did not come back has left."""
        for seat in self.seats.values():
            if seat.left_at is None and seat.lost_at is not None and monotonic() - seat.lost_at > PATIENCE_S:
                self.part(seat, Parting.LEFT)

    def _ahead(self) -> Iterator[Due]:
        for room in self.rooms.values():
            if closes_at := self._closes_at(room):
                yield closes_at, partial(self._close, room)
        for recording in self.recordings.values():
            if recording.status is Status.STOPPED and recording.ended_at and self.config.upload_takes is not None:
                yield recording.ended_at + self.config.upload_takes, partial(self._uploaded, recording)

    def _closes_at(self, room: Room) -> datetime | None:
        if not room.available:
            return None
        if room.instant:
            return None if room.session else (room.deserted_at or room.created_at) + self.config.idle_for
        if room.settings["expire_after_use"] and room.deserted_at:
            return min(room.expires_at, room.deserted_at + self.config.idle_for)
        return room.expires_at

    def _close(self, room: Room, at: datetime) -> None:
        """No new session begins here any more, for good."""
        room.available = False
        for seat in list(room.waiting):
            self.part(seat, Parting.CLOSED, at)
        if self.config.expiry_ends_session:
            self.end(room, Parting.CLOSED, at)
        self._webhooks.expired(room)

    def _uploaded(self, recording: Recording, _: datetime) -> None:
        self.upload(recording)
