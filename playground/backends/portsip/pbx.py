"""The PBX's state: its numbers, its rooms, who is in them; and what time does to them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any
from zoneinfo import ZoneInfo

from playground.backends.portsip import cdr
from playground.backends.portsip.config import Clock, Extension, PortSIPConfig, User
from playground.backends.portsip.events import Events
from playground.backends.portsip.room import ConferenceServer, Room
from playground.backends.portsip.session import Participant, Parting, Recording, Ring, Session, Way, new_id

PATIENCE_S = 3.0
"""How long a closed window may take to come back, when it was only loaded again."""

Owner = User | Extension | Room


class PBX:
    """One tenant's world. Everything that is asked of it goes through `settle` first."""

    def __init__(self, config: PortSIPConfig, clock: Clock) -> None:
        self.config = config
        self._clock = clock
        self.tenant_id = new_id()
        self.users: dict[str, User] = {}
        for user in config.users:
            self.admit(user)
        self.servers = [ConferenceServer(name="default", type="INTERNAL", ipv4="192.168.1.10")]
        self.rooms: dict[str, Room] = {}
        self.seats: dict[str, tuple[Session, Participant]] = {}
        self.files: dict[str, Recording] = {}
        self.events = Events(clock)

    @property
    def now(self) -> datetime:
        return self._clock()

    # Numbers

    def admit(self, user: User) -> None:
        """Somebody new, or somebody changed."""
        self.users[user.name] = replace(user, id=user.id or new_id())

    def room(self, number: str) -> Room | None:
        return next((one for one in self.rooms.values() if one.number == number), None)

    def user(self, number: str) -> User | None:
        return next((one for one in self.users.values() if number and one.extension_number == number), None)

    def owner(self, number: str) -> Owner | None:
        """Whose number it is; None: it is free."""
        others = (one for one in self.config.extensions if one.extension_number == number)
        return self.room(number) or self.user(number) or next(others, None)

    # Rooms

    def destroy(self, room: Room) -> None:
        """Nothing is left of it, except, on some systems, its recordings."""
        self.end(room, Parting.DESTROYED)
        del self.rooms[room.id]
        if not self.config.keep_recordings:
            for recording in room.recordings:
                self.files.pop(recording.digest, None)

    def server_for(self, room: Room) -> ConferenceServer | None:
        """Where its call runs, or would run now."""
        if room.session:
            return next((one for one in self.servers if one.id == room.session.server_id), None)
        return next((one for one in self.servers if one.enabled and self._has_space(one)), None)

    def sessions(self, server: ConferenceServer | None = None) -> Iterator[Session]:
        """The calls that run now, on one server or on all."""
        for room in self.rooms.values():
            if room.session and (server is None or room.session.server_id == server.id):
                yield room.session

    def _has_space(self, server: ConferenceServer) -> bool:
        running = list(self.sessions(server))
        inside = sum(len(one.inside) for one in running)
        return len(running) < server.max_rooms and inside < server.max_participants

    # Calls

    def enter(self, room: Room, server: ConferenceServer, participant: Participant) -> None:
        """Somebody is put through."""
        session = room.session or self._open(room, server)
        participant.muted = session.muted
        participant.position = session.free_position()
        session.participants.append(participant)
        self.seats[participant.key] = (session, participant)
        call = self._call(session, participant)
        if participant.number:
            session.rings.pop(participant.number, None)
        self._tell(participant, call.start(self.now), call.answer(self.now))

    def _open(self, room: Room, server: ConferenceServer) -> Session:
        session = Session(
            room_id=room.id, number=room.number, subject=room.subject, server_id=server.id, started_at=self.now
        )
        room.session, room.used = session, True
        if room.settings["enable_recording"]:
            self.record(room)
        return session

    def part(self, participant: Participant, parting: Parting) -> None:
        """Somebody goes; with the last one the call is over."""
        session, _ = self.seats[participant.key]
        if participant.left_at is not None:
            return
        participant.left_at, participant.parting = self.now, parting
        self._tell(participant, self._call(session, participant).record(self.now))
        if not session.inside:
            self._close(session)

    def end(self, room: Room, parting: Parting) -> None:
        session = room.session
        if session is None:
            return
        for participant in session.inside:
            self.part(participant, parting)
        self._close(session)  # it may have been a call in which phones only ring

    def _call(self, session: Session, participant: Participant) -> cdr.Call:
        return cdr.Call(config=self.config, tenant_id=self.tenant_id, session=session, participant=participant)

    def _tell(self, participant: Participant, *told: dict[str, Any]) -> None:
        config = self.config
        if config.cdr_url and (participant.way is not Way.LINK or config.cdr_for_links):
            self.events.tell(config.cdr_url, config.cdr_token, *told)

    def _close(self, session: Session) -> None:
        room = self.rooms[session.room_id]
        self.stop_recording(session)
        session.ended_at, session.rings = session.ended_at or self.now, {}
        room.session = None

    def ring(self, room: Room, server: ConferenceServer, number: str) -> None:
        """Call a number; one that nobody has stays silent."""
        user = self.user(number)
        inside = self.owner(number) is not None or (not number.startswith("+") and len(number) < 7)
        if inside and user is None:
            return
        session = room.session or self._open(room, server)
        name = user.display_name if user else number
        session.rings[number] = Ring(number=number, name=name, at=self.now)

    # Recordings

    def record(self, room: Room) -> None:
        """Begin a file, unless one is being written."""
        session = room.session
        if session is None or session.recording:
            return
        local = self.now.astimezone(ZoneInfo(self.config.timezone))
        session.recording = Recording(
            room_id=room.id,
            file_name=f"{session.id}_{len(room.recordings) + 1}_{room.number}_{local:%m%d%Y_%H%M%S}.{room.file_kind}",
            private=self.config.private_recordings,
            started_at=self.now,
        )

    def stop_recording(self, session: Session) -> None:
        recording, room = session.recording, self.rooms[session.room_id]
        if recording is None:
            return
        recording.ended_at, session.recording = self.now, None
        room.recordings.append(recording)
        self.files[recording.digest] = recording

    def listed_recordings(self, room: Room) -> list[Recording]:
        """Those whose file is ready, newest first."""
        ready = self.now - self.config.recording_takes
        return [one for one in reversed(room.recordings) if one.ended_at and one.ended_at <= ready]

    # What time does

    def settle(self) -> None:
        """Everything that was due until now."""
        self._see_out_the_lost()
        for room in list(self.rooms.values()):
            self._stop_ringing(room)
            self._let_recordings_go(room)
            if self._is_stale(room):
                self._put_away(room)
        self.events.nudge()

    def _see_out_the_lost(self) -> None:
        """Whoever closed their window and did not come back has hung up."""
        lost = [one for session in self.sessions() for one in session.inside if one.lost_at is not None]
        for participant in lost:
            if monotonic() - (participant.lost_at or 0) > PATIENCE_S:
                self.part(participant, Parting.LEFT)

    def _stop_ringing(self, room: Room) -> None:
        session = room.session
        if session is None:
            return
        lapsed = self.now - self.config.ring_for
        session.rings = {number: one for number, one in session.rings.items() if one.at > lapsed}
        if not session.inside and not session.rings:
            self._close(session)

    def _let_recordings_go(self, room: Room) -> None:
        oldest = self.now - self.config.recording_retention
        for recording in [one for one in room.recordings if one.ended_at and one.ended_at < oldest]:
            self.drop_recording(room, recording)

    def drop_recording(self, room: Room, recording: Recording) -> None:
        room.recordings.remove(recording)
        self.files.pop(recording.digest, None)

    def _is_stale(self, room: Room) -> bool:
        """Nobody has ever come, and the time for it is over."""
        patience = self.config.close_unused_after
        if patience is None or room.used or room.closed:
            return False
        planned = room.settings["scheduled_start_at"] if self.config.spare_scheduled else None
        return self.now >= max(room.created_at, planned or room.created_at) + patience

    def _put_away(self, room: Room) -> None:
        if self.config.closed_rooms == "gone":
            self.destroy(room)
        else:
            room.closed = True
