"""How the pages say when, how long and who."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

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
    return f"{at.astimezone(ZoneInfo(pbx.config.timezone)):%H:%M}"


def moment(pbx: PBX, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    zone = ZoneInfo(pbx.config.timezone)
    local = at.astimezone(zone)
    year = "" if local.year == pbx.now.astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """`45 s`, `12 min`, `1 h 30 min`."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else []))


def when(pbx: PBX, room: Room) -> str:
    start, end = room.settings["scheduled_start_at"], room.settings["scheduled_end_at"]
    if room.session:
        return f"Since {hour(pbx, room.session.started_at)}"
    if start is None:
        return "No set time"
    return moment(pbx, start) + (f" · {span(end - start)}" if end and end > start else "")


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
    return f"{moment(pbx, one.started_at)} · {span(one.length)}"


def initials(name: str) -> str:
    """Of the first and the last word; a telephone has its last two digits."""
    letters = ["".join(filter(str.isalpha, part))[:1] for part in name.split()]
    return "".join([*letters[:1], *letters[1:][-1:]]).upper() or name[-2:]


def listing(names: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
