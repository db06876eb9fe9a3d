"""How the pages say when, how long and who."""

from datetime import datetime

from playground.backends import wording
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
    return wording.hour(at, server.config.timezone)


def moment(server: Server, at: datetime) -> str:
    """`Tue 24 Nov, 15:00`; with the year, if it is another one."""
    return wording.moment(at, server.config.timezone, server.now)


def when(server: Server, conference: Conference) -> str:
    planned = conference.schedule
    if planned["type"] == schedule.NONE:
        return "Open room, no set time"
    length = wording.span(schedule.duration(planned))
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
    return f"{moment(server, one.started_at)} · {wording.span(one.length)}"
