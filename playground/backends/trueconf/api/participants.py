"""Participants: who is inside a conference now, or being called."""

from typing import Any

from playground.backends.trueconf import wire
from playground.backends.trueconf.call import Answer, Call, Endpoint, scopes
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.fields import PARTICIPANT, required
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.ringing import ring_one

READ = scopes("conferences.participants", "conferences.participants:read")
WRITE = scopes("conferences.participants", "conferences.participants:write")


def _list(call: Call) -> Answer:
    return {"participants": _active(call, call.conference())}


def _read(call: Call) -> Answer:
    wanted = call.ids[1]
    found = next((one for one in _active(call, call.conference()) if one["id"] == wanted), None)
    if found is None:
        raise ApiError("participantNotFound", wanted, path="participant_id")
    return {"participant": found}


def _ring(call: Call) -> Answer:
    required(call.body, "participant_id")
    conference = call.conference(own=True)
    if conference.session is None:
        raise ApiError("conferenceIsNotRunning")
    rung = ring_one(call.server, conference.session, call.server.login(call.body["participant_id"]))
    return {"participant": wire.ringing(call.server, conference, rung.login, rung.at)}


def _active(call: Call, conference: Conference) -> list[dict[str, Any]]:
    session = conference.session
    if session is None and not call.server.config.stopped_has_participants:
        raise ApiError("conferenceIsNotRunning")
    if session is None:
        return []
    rung = [wire.ringing(call.server, conference, one.login, one.at) for one in session.rings.values()]
    return [wire.participant(call.server, seat) for seat in session.inside] + rung


_ALL, _ONE = "conferences/{}/participants", "conferences/{}/participants/{}"
_URL = frozenset({"url_type"})

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, scopes=READ, act=_list, query=_URL),
    Endpoint(method="GET", path=_ONE, scopes=READ, act=_read, query=_URL),
    Endpoint(method="POST", path=_ALL, scopes=WRITE, act=_ring, query=_URL, fields=PARTICIPANT),
)
