"""Who may come into a room."""

from dataclasses import dataclass

from playground.backends.backdoor import DoorError
from playground.backends.jitsi import names
from playground.backends.jitsi.conference import Conference, Seat
from playground.backends.jitsi.names import RoomName
from playground.backends.jitsi.passes import Pass, PassError
from playground.backends.jitsi.service import Service

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody at a room's door. `shown_as` is its name as they have it; `holder` is what their token says of them."""

    room: RoomName
    shown_as: str
    holder: Pass | None


def knock(service: Service, segments: tuple[str, ...], token: str | None, host: str) -> Visit:
    """`segments` are the path's, as they were sent. Raises DoorError."""
    service.settle()
    room = names.read(segments)
    if room is None:
        raise DoorError("unknown", "This address names no room.")
    try:
        holder = service.admit(token or None, room, host)
    except PassError as error:
        raise DoorError("refused", str(error)) from error
    return Visit(room=room, shown_as=names.shown(segments[-1]), holder=holder)


def join(service: Service, visit: Visit, name: str) -> Seat:
    """A token's name goes before the one that was typed. Raises DoorError."""
    told = visit.holder.name if visit.holder else None
    name = " ".join((told or name).split())[:LONGEST_NAME]
    if not name:
        raise DoorError("no_name", "Please say who you are.")
    return service.enter(visit.room, visit.shown_as, name, visit.holder)


def running(service: Service, room: RoomName | None) -> Conference:
    """Raises DoorError."""
    service.settle()
    found = service.conferences.get(room) if room else None
    if found is None:
        raise DoorError("idle", "Nobody is in this room.")
    return found


def seat_of(service: Service, key: str) -> Seat | None:
    service.settle()
    return service.seats.get(key)
