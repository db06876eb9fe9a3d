"""Recordings: the files of one room."""

from playground.backends.portsip import wire
from playground.backends.portsip.call import Act, Answer, Call, Endpoint, nothing
from playground.backends.portsip.refusal import missing
from playground.backends.portsip.session import Recording


def _list(call: Call) -> Answer:
    listed = call.pbx.listed_recordings(call.room())
    return {"count": len(listed), "items": [wire.recording(call.pbx, one) for one in listed]}


def _one(call: Call) -> Recording:
    found = next((one for one in call.pbx.listed_recordings(call.room()) if one.id == call.ids[1]), None)
    if found is None:
        raise missing()
    return found


def _destroy(call: Call) -> Answer:
    call.pbx.drop_recording(call.room(), _one(call))
    return nothing(204)


def _marks(*, read: bool) -> Act:
    def act(call: Call) -> Answer:
        _one(call).read = read
        return nothing()

    return act


_ALL = "conference_rooms/{}/recordings"

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, act=_list),
    Endpoint(method="POST", path=f"{_ALL}/{{}}/destroy", act=_destroy),
    Endpoint(method="POST", path=f"{_ALL}/{{}}/set_read", act=_marks(read=True)),
    Endpoint(method="POST", path=f"{_ALL}/{{}}/set_unread", act=_marks(read=False)),
)
