"""Who may come into a room, who waits to be let in, and what the host decides."""

from playground.backends.backdoor import DoorError
from playground.backends.vonage.room import Parting, Room, Seat, Session
from playground.backends.vonage.service import Service

LONGEST_NAME = 64


def find(service: Service, code: str) -> Room:
    """By meeting code or id. Raises DoorError."""
    service.settle()
    found = service.room(code) or service.rooms.get(code)
    if found is None:
        raise DoorError("unknown", "There is no room with this code.")
    return found


def is_open(room: Room) -> bool:
    """A closed room begins no session, but one that runs may still be joined."""
    return room.available or room.session is not None


def join(service: Service, room: Room, name: str, *, host: bool) -> Seat:
    """Somebody comes; the seat says whether they are in or wait. Raises DoorError."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise DoorError("no_name", "Please say who you are.")
    if not is_open(room):
        raise DoorError("expired", "This room is closed. Nobody can come in any more.")
    if room.session and len(room.session.inside) >= service.config.max_participants:
        raise DoorError("full", "This room is full.")
    seat = Seat(name=name, is_host=host, room_id=room.id, came_at=service.now)
    service.seats[seat.key] = seat
    if host or not _must_wait(room):
        service.enter(room, seat)
        _let_those_in_who_waited_for_the_host(service, room)
    else:
        room.waiting.append(seat)
    return seat


def _must_wait(room: Room) -> bool:
    level, session = room.settings["join_approval_level"], room.session
    if level == "explicit_approval":
        return True
    if level == "after_owner_only" and not (session and session.host_came):
        return True
    return not room.instant and session is None and bool(room.sessions)  # a second session is the host's to begin


def why_waiting(room: Room) -> str:
    if room.settings["join_approval_level"] == "explicit_approval":
        return "The host has been told that you are here, and will let you in."
    return "The meeting begins when the host is there."


def _let_those_in_who_waited_for_the_host(service: Service, room: Room) -> None:
    for seat in [one for one in room.waiting if not _must_wait(room)]:
        admit(service, room, seat)


def admit(service: Service, room: Room, seat: Seat) -> None:
    """Somebody who waits comes in, if there still is space."""
    if seat not in room.waiting:
        raise DoorError("unknown", "Nobody like this is waiting.")
    if room.session and len(room.session.inside) >= service.config.max_participants:
        raise DoorError("full", "This room is full.")
    room.waiting.remove(seat)
    service.enter(room, seat)


def deny(service: Service, room: Room, seat: Seat) -> None:
    if seat not in room.waiting:
        raise DoorError("unknown", "Nobody like this is waiting.")
    service.part(seat, Parting.DENIED)


def running(room: Room) -> Session:
    """Raises DoorError."""
    if room.session is None:
        raise DoorError("idle", "Nobody is in this room.")
    return room.session


def record(service: Service, room: Room, action: str) -> None:
    """What the host does with the recording. Raises DoorError."""
    session = running(room)
    if not room.settings["available_features"]["is_recording_available"]:
        raise DoorError("no_recording", "This room cannot be recorded.")
    if action != "start" and room.settings["recording_options"]["auto_record"]:
        raise DoorError("auto_record", "This room is always recorded: nobody can stop it.")
    if action == "start":
        service.record(room)
    elif action == "pause":
        service.pause_recording(session)
    elif action == "stop":
        service.stop_recording(session)
    else:
        raise DoorError("bad_request", "action is start, pause or stop")


def seat_of(service: Service, key: str) -> tuple[Room, Seat] | None:
    service.settle()
    seat = service.seats.get(key)
    return (service.rooms[seat.room_id], seat) if seat else None
