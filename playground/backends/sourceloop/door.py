"""The host's web client at work: it asks the service for a token, with its own user's bearer, and connects with it."""

from typing import Any

from playground.backends.backdoor import DoorError
from playground.backends.sourceloop.cloud import CloudError
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.refusal import ApiError
from playground.backends.sourceloop.seat import Seat, new_user_id
from playground.backends.sourceloop.service import Service
from playground.backends.sourceloop.video import Archive, Status, Video

LONGEST_NAME = 64


def find(service: Service, link: str) -> Meeting:
    """By link id, as the host's own database knows it. Raises DoorError."""
    service.settle()
    found = service.meetings.get(link)
    if found is None:
        raise DoorError("unknown", "There is no meeting with this link.")
    return found


def video(service: Service, meeting: Meeting) -> Video:
    return service.cloud.sessions[meeting.session_id]


def join(
    service: Service,
    meeting: Meeting,
    name: str,
    *,
    role: str = "publisher",
    data: str | None = None,
    token: str | None = None,
) -> Seat:
    """Somebody comes: with a token of their own, or with one that the client asks for. Raises DoorError."""
    name = " ".join(name.split())[:LONGEST_NAME]
    if not name:
        raise DoorError("no_name", "Please say who you are.")
    if token is None:
        token = _token(service, meeting, {"role": role} | _data(service, name, data))
    try:
        connection = service.cloud.connect(token)
    except CloudError as error:
        raise DoorError("token", "This way in is not good any more.") from error
    seat = Seat(name=name, link=meeting.link, connection=connection)
    service.seats[seat.key] = seat
    return seat


def _data(service: Service, name: str, data: str | None) -> dict[str, str]:
    """What the client tells the service of somebody."""
    if data is not None:
        return {"data": data}
    client = service.config.client_data
    return {} if client == "nothing" else {"data": name if client == "name" else new_user_id()}


def _token(service: Service, meeting: Meeting, wish: dict[str, Any]) -> str:
    try:
        return service.token(meeting.link, wish)[1]
    except ApiError as refusal:
        raise DoorError(*_reading(service, meeting, refusal)) from refusal


def _reading(service: Service, meeting: Meeting, refusal: ApiError) -> tuple[str, str]:
    """What the client makes of the service's refusal: a code, and what it shows."""
    if refusal.status == 400 and meeting.ended_at:
        return "ended", "This meeting was closed. Nobody can come in any more."
    if refusal.status == 400:
        return "early", f"This meeting opens {service.config.time_to_start} minutes before it begins. Please come back."
    return "broken", "The meeting service does not answer well. Please try again."


def leave(service: Service, seat: Seat) -> None:
    service.cloud.disconnect(seat.connection)


def record(service: Service, meeting: Meeting, action: str, name: str | None = None) -> Archive:
    """What the owner of the cloud's project can do there; the service has no route for it. Raises DoorError."""
    session = video(service, meeting)
    if action == "start":
        try:
            return service.cloud.record(session, name)
        except CloudError as error:
            raise DoorError("not_now", str(error)) from error
    archive = service.cloud.stop(session) if action == "stop" else None
    if archive is None:
        raise DoorError("not_now", "This session is not being recorded.")
    return archive


def change(service: Service, archive: Archive | None, action: str) -> Archive:
    """What becomes of an archive, and whether its session's row names it. Raises DoorError."""
    if archive is None:
        raise DoorError("unknown", "There is no such archive.")
    if action == "attach":
        _row_of(service, archive).archive_id = archive.id
    elif action == "finish" and archive.status is Status.STOPPED:
        service.cloud.finish(archive)
    elif (archive.status, action) in _COURSES:
        archive.status = _COURSES[archive.status, action]
    else:
        raise DoorError("bad_request", "action is start, stop, pause, finish, fail, expire or attach, in their time")
    return archive


_COURSES = {
    (Status.STARTED, "pause"): Status.PAUSED,
    (Status.STOPPED, "fail"): Status.FAILED,
    (Status.AVAILABLE, "expire"): Status.EXPIRED,
}


def _row_of(service: Service, archive: Archive) -> Meeting:
    return next(one for one in service.meetings.values() if one.session_id == archive.session_id)


def seat_of(service: Service, key: str) -> tuple[Meeting, Seat] | None:
    service.settle()
    seat = service.seats.get(key)
    return (service.meetings[seat.link], seat) if seat else None
