"""How the pages say when, how long and who."""

from datetime import datetime

from playground.backends import wording
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant, Parting, Recording, Way

_PARTINGS = {
    Parting.LEFT: "You have hung up.",
    Parting.KICKED: "You were put out of this room.",
    Parting.ENDED: "The administrator ended this call for everyone.",
    Parting.DESTROYED: "This room was closed, and its number is free again.",
}
_WAYS = {Way.EXTENSION: "Extension {}", Way.PHONE: "Outside phone", Way.LINK: "Browser, by link"}


def hour(pbx: PBX, at: datetime) -> str:
    return wording.hour(at, pbx.config.timezone)


def moment(pbx: PBX, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    return wording.moment(at, pbx.config.timezone, pbx.now)


def when(pbx: PBX, room: Room) -> str:
    start, end = room.settings["scheduled_start_at"], room.settings["scheduled_end_at"]
    if room.session:
        return f"Since {hour(pbx, room.session.started_at)}"
    if start is None:
        return "No set time"
    return moment(pbx, start) + (f" · {wording.span(end - start)}" if end and end > start else "")


def state(room: Room) -> str:
    """One word or two for the badge."""
    if room.closed:
        return "Closed"
    if room.session is None:
        return "Idle"
    return "On call" if room.session.inside else "Calling"


def way(one: Participant) -> str:
    return _WAYS[one.way].format(one.number)


def parting(participant: Participant) -> str:
    return _PARTINGS[participant.parting or Parting.LEFT]


def recorded(pbx: PBX, one: Recording) -> str:
    return f"{moment(pbx, one.started_at)} · {wording.span(one.length)}"


def initials(name: str) -> str:
    """Of the first and the last word; a telephone has its last two digits."""
    letters = ["".join(filter(str.isalpha, part))[:1] for part in name.split()]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper() or name[-2:]
