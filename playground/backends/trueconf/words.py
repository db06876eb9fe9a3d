"""How the pages say when, how long and who."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playground.backends.trueconf import schedule
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Recording, TermReason
from playground.backends.trueconf.times import from_unix

_ENDINGS = {
    TermReason.ALL_LEFT: "This conference ended when the last one had left.",
    TermReason.SCHEDULE: "This conference ended because its time was up.",
    TermReason.MODERATOR: "This conference was ended by its host.",
    TermReason.ADMINISTRATOR: "This conference was ended by an administrator.",
}
_OVER = "This conference has ended."


def hour(server: Server, at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo(server.config.timezone)):%H:%M}"


def moment(server: Server, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    zone = ZoneInfo(server.config.timezone)
    local = at.astimezone(zone)
    year = "" if local.year == server.now.astimezone(zone).year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}, {local:%H:%M}"


def span(length: timedelta) -> str:
    """`45 s`, `12 min`, `1 h 30 min`."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return f"{seconds} s"
    hours, minutes = divmod(seconds // 60, 60)
    parts = ([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes or not hours else [])
    return " ".join(parts)


def when(server: Server, conference: Conference) -> str:
    planned = conference.schedule
    if planned["type"] == schedule.NONE:
        return "Open room, no set time"
    length = span(schedule.duration(planned))
    if planned["type"] == schedule.ONCE:
        return f"{moment(server, from_unix(planned['start_time']))} · {length}"
    days = ", ".join(day[:3].capitalize() for day in schedule.DAYS if day in planned["days"])
    return f"Every {days} at {planned['time']} · {length}"


def state(server: Server, conference: Conference) -> str:
    """One word or two for the badge."""
    if conference.phase is Phase.RUNNING:
        return "Running"
    if not conference.stopped:
        return conference.phase.value.capitalize()
    return "Over" if conference.finished(server.now) else "Not running"


def ending(reason: TermReason | None) -> str:
    return _ENDINGS.get(reason, _OVER) if reason else _OVER


def recorded(server: Server, one: Recording) -> str:
    return f"{moment(server, one.started_at)} · {span(one.length)}"


def initials(name: str) -> str:
    """Of the first and the last word."""
    firsts = ["".join(filter(str.isalnum, part))[:1] for part in name.split()]
    return "".join((firsts[0], *firsts[1:][-1:])).upper() or "?"


def listing(names: list[str]) -> str:
    """`Ana`, `Ana and Ben`, `Ana, Ben and Cleo`."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
