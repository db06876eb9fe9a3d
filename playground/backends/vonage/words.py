"""How the pages say when, how long and who."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
    return f"{at.astimezone(ZoneInfo(service.config.timezone)):%H:%M}"


def moment(service: Service, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    zone = ZoneInfo(service.config.timezone)
    local = at.astimezone(zone)
    year = "" if local.year == service.now.astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """`45 s`, `12 min`, `1 h 30 min`."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else []))


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
    used = f", or {span(service.config.idle_for)} after its use" if room.settings["expire_after_use"] else ""
    return f"Until {moment(service, room.expires_at)}{used}"


def parting(why: Parting | None) -> str:
    return _PARTINGS[why or Parting.LEFT]


def recorded(service: Service, one: Recording) -> str:
    length = f" · {span(timedelta(seconds=one.seconds))}" if one.ended_at else ""
    return f"{moment(service, one.started_at)}{length}"


def recording_state(one: Recording) -> str:
    return _STATES[one.status]


def code(room: Room) -> str:
    """In groups of three, as one reads it out."""
    return " ".join(room.code[place : place + 3] for place in range(0, len(room.code), 3))


def initials(name: str) -> str:
    """Of the first and the last word."""
    letters = ["".join(filter(str.isalnum, part))[:1] for part in name.split()]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper() or "?"


def listing(names: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
