"""Recordings: by session, one by one, and deleted."""

from starlette.responses import Response

from playground.backends.vonage import wire
from playground.backends.vonage.call import Answer, Call, Endpoint
from playground.backends.vonage.refusal import bare, not_found
from playground.backends.vonage.room import Status


def _of_session(call: Call) -> Answer:
    session = call.service.sessions.get(call.ids[0])
    if session is None:
        raise not_found(f"Failed to find session recordings by id: {call.ids[0]}")
    return {"_embedded": {"recordings": [wire.recording(call.service, one) for one in session.recordings]}}


def _one(call: Call) -> Answer:
    found = call.service.recordings.get(call.ids[0])
    if found is None:
        raise not_found(f"Recording {call.ids[0]} was not found")
    return wire.recording(call.service, found)


def _delete(call: Call) -> Answer:
    service = call.service
    found = service.recordings.get(call.ids[0])
    if found is None:
        raise not_found("Could not find recording")
    if found.status is not Status.UPLOADED:
        raise bare(service.config.early_delete_status, "not uploaded yet")
    del service.recordings[found.id]
    service.sessions[found.session_id].recordings.remove(found)
    return Response(status_code=204)


ENDPOINTS = (
    Endpoint(method="GET", path="sessions/{}/recordings", act=_of_session),
    Endpoint(method="GET", path="recordings/{}", act=_one),
    Endpoint(method="DELETE", path="recordings/{}", act=_delete),
)
