"""Who is put through to a room, and what can be done from a phone's keys."""

import re
import secrets
from dataclasses import dataclass

from playground.backends.backdoor import DoorError
from playground.backends.portsip.config import User
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import ConferenceServer, Room
from playground.backends.portsip.session import Participant, Parting, Session, Way

_PHONE = re.compile(r"\+?[0-9]{3,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody who wants in, and how."""

    name: str
    number: str | None
    way: Way


def find(pbx: PBX, number: str) -> Room:
    """The room with this number. Raises DoorError."""
    pbx.settle()
    found = pbx.room(number.strip())
    if found is None:
        raise DoorError("unknown", "There is no conference room with this number. Perhaps it was closed.")
    return found


def extension(pbx: PBX, number: str) -> Caller:
    """A phone or app of the tenant. Raises DoorError."""
    user: User | None = pbx.user(number.strip())
    if user is None:
        raise DoorError("extension", "This PBX has no such extension.")
    return Caller(name=user.display_name, number=user.extension_number, way=Way.EXTENSION)


def phone(number: str) -> Caller:
    """An outside telephone. Raises DoorError."""
    plain = re.sub(r"[\s()/.-]", "", number)
    if not _PHONE.fullmatch(plain):
        raise DoorError("phone", "Please give the telephone number you call from, such as +44 1494 523500.")
    return Caller(name=plain, number=plain, way=Way.PHONE)


def browser(room: Room, token: str, name: str) -> Caller:
    """Somebody with the room's link. Raises DoorError."""
    check_link(room, token)
    name = " ".join(name.split())[:64]
    if not name:
        raise DoorError("no_name", "Please say who you are.")
    return Caller(name=name, number=None, way=Way.LINK)


def check_link(room: Room, token: str) -> None:
    """Raises DoorError."""
    if not secrets.compare_digest(token.encode(), room.token.encode()):
        raise DoorError("link", "This link is not good, or not any more.")


def asks_for_pin(pbx: PBX, room: Room, way: Way | None) -> bool:
    return room.settings["room_pin"] is not None and not (way is Way.LINK and pbx.config.link_carries_pin)


def join(pbx: PBX, room: Room, caller: Caller, pin: str = "") -> Participant:
    """Put somebody through. Raises DoorError."""
    if room.closed:
        raise DoorError("closed", "This room is closed: nobody came in time.")
    if asks_for_pin(pbx, room, caller.way) and pin.strip() != room.settings["room_pin"]:
        raise DoorError("pin", "This PIN is not right." if pin.strip() else "This room asks for a PIN.")
    if room.session and room.session.locked:
        raise DoorError("locked", "This room is locked: nobody else can come in.")
    return _put_through(pbx, room, caller)


def answer(pbx: PBX, room: Room, number: str) -> Participant:
    """Somebody whom the PBX calls picks up: no PIN, no lock. Raises DoorError."""
    ring = room.session.rings.get(number) if room.session else None
    if ring is None:
        raise DoorError("not_ringing", "This phone is not ringing any more.")
    way = Way.EXTENSION if pbx.user(number) else Way.PHONE
    return _put_through(pbx, room, Caller(name=ring.name, number=number, way=way))


def decline(room: Room, number: str) -> None:
    if room.session:
        room.session.rings.pop(number, None)


def _put_through(pbx: PBX, room: Room, caller: Caller) -> Participant:
    server = _server(pbx, room)
    participant = Participant(name=caller.name, number=caller.number, way=caller.way, joined_at=pbx.now)
    pbx.enter(room, server, participant)
    return participant


def _server(pbx: PBX, room: Room) -> ConferenceServer:
    inside = room.session.inside if room.session else []
    if len(inside) >= room.settings["capacity"]:
        raise DoorError("full", "This room is full.")
    server = pbx.server_for(room)
    if server is None:
        raise DoorError("busy", "No conference server is free at the moment.")
    return server


def hang_up(pbx: PBX, participant: Participant) -> None:
    pbx.part(participant, Parting.LEFT)


def seat_of(pbx: PBX, key: str) -> tuple[Session, Participant] | None:
    """Whose page a key opens; the call may be over."""
    pbx.settle()
    return pbx.seats.get(key)


def star_eight(pbx: PBX, session: Session, participant: Participant, pin: str) -> None:
    """`*8`, then the administrator's PIN. Raises DoorError."""
    admin_pin = pbx.rooms[session.room_id].settings["admin_pin"]
    if admin_pin is None:
        raise DoorError("no_admin_pin", "This room has no administrator PIN.")
    if not secrets.compare_digest(pin.strip().encode(), admin_pin.encode()):
        raise DoorError("pin", "This is not the administrator PIN.")
    session.crown(participant)
