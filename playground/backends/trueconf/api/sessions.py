"""Sessions: a conference while it runs, under its stream id; the only place to put somebody out."""

from playground.backends.trueconf import wire
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.session import Session

READ_PEOPLE = scopes("conferences.sessions.participants:read")


def _read(call: Call) -> Answer:
    return {"session": wire.session(_session(call), call.server)}


def _participants(call: Call) -> Answer:
    session = _session(call)
    page, _ = call.page(session.inside)
    zone = call.server.config.timezone
    return {"count": len(page), "participants": [wire.session_participant(seat, session, zone) for seat in page]}


def _kick(call: Call) -> Answer:
    session, wanted = _session(call, own=True), call.ids[1]
    found = [seat for seat in session.inside if wanted in (seat.participant_id, seat.uid)]
    if not found:
        raise ApiError("participantNotFound", wanted, path="participant_id")
    for seat in found:
        seat.left_at = call.server.now
    return {"participant_id": wanted}


def _session(call: Call, *, own: bool = False) -> Session:
    """Raises ApiError unless it runs now, and a user's token has to do with it."""
    found = call.server.sessions.get(call.ids[0])
    if found is None or found.ended_at is not None:
        raise ApiError("conferenceSessionNotFound", call.ids[0], path="session_id")
    login, conference = call.caller.login, call.server.conferences[found.conference_id]
    if login and not (conference.owner == login if own else conference.concerns(login)):
        raise ApiError("forbidden")
    return found


_PEOPLE = "conference-sessions/{}/participants"

ENDPOINTS = (
    Endpoint(method="GET", path="conference-sessions/{}", scopes=scopes("conferences.sessions:read"), act=_read),
    Endpoint(
        method="GET", path=_PEOPLE, scopes=READ_PEOPLE, act=_participants, query=frozenset({"page_id", "page_size"})
    ),
    Endpoint(method="DELETE", path=_PEOPLE + "/{}", scopes=READ_PEOPLE, act=_kick, since=9),
)
