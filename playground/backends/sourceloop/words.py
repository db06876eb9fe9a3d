"""How the pages say how a meeting stands."""

from datetime import timedelta

from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.service import Service
from playground.backends.sourceloop.video import Archive, Status
from playground.backends.wording import hour, moment, span

_STATES = {
    Status.STARTED: "being recorded",
    Status.PAUSED: "paused",
    Status.STOPPED: "being processed",
    Status.UPLOADED: "at the storage target",
    Status.AVAILABLE: "ready",
    Status.EXPIRED: "expired",
    Status.FAILED: "failed",
}


def state(service: Service, meeting: Meeting) -> str:
    """One word or two for the badge."""
    if meeting.ended_at:
        return "Closed"
    if service.seated(meeting.link):
        return "In session"
    return "Scheduled" if is_early(service, meeting) else "Open"


def is_early(service: Service, meeting: Meeting) -> bool:
    minutes = service.config.time_to_start or 0
    return meeting.scheduled and service.now + timedelta(minutes=minutes) < meeting.schedule_at


def times(service: Service, meeting: Meeting) -> str:
    zone, now = service.config.timezone, service.now
    if meeting.ended_at:
        return f"Closed {moment(meeting.ended_at, zone, now)}"
    if is_early(service, meeting):
        opens_at = meeting.schedule_at - timedelta(minutes=service.config.time_to_start or 0)
        return f"Begins {moment(meeting.schedule_at, zone, now)} · opens {hour(opens_at, zone)}"
    return f"Made {moment(meeting.created_at, zone, now)}"


def archive(service: Service, one: Archive) -> str:
    length = "" if one.running else f" · {span(timedelta(seconds=one.seconds))}"
    named = f"{one.name} · " if one.name else ""
    return f"{named}{moment(one.created_at, service.config.timezone, service.now)}{length}"


def archive_state(one: Archive) -> str:
    return _STATES[one.status]
