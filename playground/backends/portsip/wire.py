"""The PBX's things as the API writes them."""

from datetime import datetime
from typing import Any

from playground.backends.portsip import instants
from playground.backends.portsip.config import Extension, User
from playground.backends.portsip.fields import ROOM
from playground.backends.portsip.pbx import PBX, Owner
from playground.backends.portsip.room import ConferenceServer, Room
from playground.backends.portsip.session import Participant, Recording

Json = dict[str, Any]

ONLINE, OFFLINE, ON_CALL = "ONLINE", "OFFLINE", "ON_CALL"


def summary(pbx: PBX, room: Room) -> Json:
    """A room as lists have it: PINs and all, without the parts of the link."""
    shown: Json = {"id": room.id}
    for name in ROOM:
        if name == "scheduled_start_at":
            shown["created_at"] = instants.written(room.created_at)
        if name != "outbound_caller_ids":
            _put(shown, pbx, name, room.settings[name], ROOM[name].blank)
    return shown


def detail(pbx: PBX, room: Room) -> Json:
    config = pbx.config
    return summary(pbx, room) | {
        "domain": config.domain,
        "sbc_host": config.sbc_host,
        "sbc_port": config.sbc_port,
        "token": room.token,
        "outbound_caller_ids": room.settings["outbound_caller_ids"],
    }


def status(pbx: PBX, room: Room) -> Json:
    session = room.session
    served = not room.closed and any(server.enabled for server in pbx.servers)
    return {
        "status": ON_CALL if session and session.inside else ONLINE if served else OFFLINE,
        "locked": bool(session and session.locked),
        "muted": bool(session and session.muted),
        "recording": bool(session and session.recording),
    }


def participant(pbx: PBX, one: Participant) -> Json:
    return {
        "id": one.id,
        "display_name": one.display_name(pbx.config.domain),
        "muted": one.muted,
        "chairman": one.chairman,
        "position": one.position,
    }


def recording(pbx: PBX, one: Recording) -> Json:
    """Whether it was read is told nowhere."""
    return {
        "id": one.id,
        "answered_at": instants.written_finely(one.started_at),
        "ended_at": instants.written_finely(one.ended_at or one.started_at),
        "duration": int(one.length.total_seconds()),
        "file_name": one.file_name,
        "file_size": one.size if pbx.config.sizes_told else 0,
        "file_url": f"/api/blobs/{one.digest}",
    }


def user(one: User) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "email": one.email,
        "display_name": one.display_name,
        "role": one.role,
        "extension_number": one.extension_number,
    }


def number(owner: Owner, text: str) -> Json:
    """Whose a number is."""
    if isinstance(owner, Room):
        named, kind, owner_id = owner.subject, "CONFERENCE_ROOM", owner.id
    elif isinstance(owner, Extension):
        named, kind, owner_id = owner.name, owner.type, owner.extension_number
    else:
        named, kind, owner_id = owner.display_name, "EXTENSION", owner.id
    return {"id": owner_id, "extension_number": text, "name": named, "type": kind}


def server(one: ConferenceServer) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "enabled": one.enabled,
        "type": one.type,
        "ipv4": one.ipv4,
        "ipv6": one.ipv6,
        "max_rooms": one.max_rooms,
        "max_participants": one.max_participants,
    }


def server_status(pbx: PBX, one: ConferenceServer) -> Json:
    running = list(pbx.sessions(one))
    inside = sum(len(session.inside) for session in running)
    return {
        "rooms_count": len(running),
        "participants_count": inside,
        "cpu_usage": min(100, 1 + inside),
        "memory_usage": min(100, 10 + len(running)),
        "status": ONLINE if one.enabled else OFFLINE,
    }


def _put(shown: Json, pbx: PBX, name: str, value: Any, usual: str | None) -> None:
    """A value, or nothing in the form that is set."""
    if isinstance(value, datetime):
        value = instants.written(value)
    if value is not None and value != "":
        shown[name] = value
        return
    blanks = pbx.config.blanks
    if blanks != "absent":
        shown[name] = {"mixed": usual, "null": None, "empty": ""}[blanks]
