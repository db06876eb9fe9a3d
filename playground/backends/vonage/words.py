"""How the pages say when, how long and who."""

from datetime import datetime, timedelta

from playground.backends import wording
from playground.backends.vonage.room import Parting, Recording, Room, Status
from playground.backends.vonage.service import Service

_PARTINGS = {
    Parting.LEFT: "You have left.",
    Parting.REMOVED: "The host has removed you from this meeting.",
    Parting.DENIED: "The host did not let you in.",
    Parting.ENDED: "The host ended this meeting for everyone.",
    Parting.CLOSED: "This room is closed. Nobody can come in any more.",
}
_STATES = {
    Status.STARTED: "being recorded",
    Status.PAUSED: "paused",
    Status.STOPPED: "being processed",
    Status.UPLOADED: "ready",
}


def hour(service: Service, at: datetime) -> str:
    return wording.hour(at, service.config.timezone)


def moment(service: Service, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    return wording.moment(at, service.config.timezone, service.now)


def state(room: Room) -> str:
    """One word or two for the badge."""
    if room.session:
        return "In session"
    return "Open" if room.available else "Closed"


def life(service: Service, room: Room) -> str:
    """Since when people meet, or how long the room stays."""
    if room.session:
        return f"Since {hour(service, room.session.started_at)}"
    if not room.available:
        return "Instant room" if room.instant else f"Was to close {moment(service, room.expires_at)}"
    if room.instant:
        until = (room.deserted_at or room.created_at) + service.config.idle_for
        return f"Instant · closes {hour(service, until)} unless somebody comes"
    used = f", or {wording.span(service.config.idle_for)} after its use" if room.settings["expire_after_use"] else ""
    return f"Until {moment(service, room.expires_at)}{used}"


def parting(why: Parting | None) -> str:
    return _PARTINGS[why or Parting.LEFT]


def recorded(service: Service, one: Recording) -> str:
    length = f" · {wording.span(timedelta(seconds=one.seconds))}" if one.ended_at else ""
    return f"{moment(service, one.started_at)}{length}"


def recording_state(one: Recording) -> str:
    return _STATES[one.status]


def code(room: Room) -> str:
    """In groups of three, as one reads it out."""
    return " ".join(room.code[place : place + 3] for place in range(0, len(room.code), 3))
