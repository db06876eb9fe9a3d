"""Participants: who is in a room, and what can be done to them."""

from playground.backends.portsip import wire
from playground.backends.portsip.api.rooms import running
from playground.backends.portsip.call import Act, Answer, Call, Endpoint, nothing
from playground.backends.portsip.fields import INVITATION, LAYOUT, POSITION
from playground.backends.portsip.refusal import invalid, unknown
from playground.backends.portsip.session import HIDDEN, LAST_POSITION, Parting


def _list(call: Call) -> Answer:
    session = call.room().session if call.pbx.config.idle_lists else running(call)
    return {"items": [wire.participant(call.pbx, one) for one in session.inside] if session else []}


def _read(call: Call) -> Answer:
    return wire.participant(call.pbx, call.participant()[1])


def _invite(call: Call) -> Answer:
    room = call.room()
    running(call)
    server = call.pbx.server_for(room)
    if server is None:
        raise unknown(400, "no conference server is free")
    call.pbx.ring(room, server, call.body["number"])
    return nothing()


def _lay_out(call: Call) -> Answer:
    """Those named stand in this order, the others after them."""
    session = running(call)
    inside = session.inside if session else []
    wanted: list[str] = call.body["items"]
    if set(wanted) - {one.id for one in inside} or len(set(wanted)) != len(wanted):
        raise invalid("items")
    named = {one_id: place for place, one_id in enumerate(wanted)}
    for place, one in enumerate(sorted(inside, key=lambda one: named.get(one.id, len(named)))):
        one.position = place if place <= LAST_POSITION else HIDDEN
    return nothing()


def _mutes(*, muted: bool) -> Act:
    def act(call: Call) -> Answer:
        call.participant()[1].muted = muted
        return nothing()

    return act


def _crown(call: Call) -> Answer:
    room, participant = call.participant()
    if room.session:
        room.session.crown(participant)
    return nothing()


def _place(call: Call) -> Answer:
    room, participant = call.participant()
    if room.session:
        room.session.place(participant, call.body["position"])
    return nothing()


def _kick(call: Call) -> Answer:
    call.pbx.part(call.participant()[1], Parting.KICKED)
    return nothing(204)


_ALL = "conference_rooms/{}/participants"
_ONE = f"{_ALL}/{{}}"

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, act=_list),
    Endpoint(method="POST", path=f"{_ALL}/invite", act=_invite, fields=INVITATION),
    Endpoint(method="POST", path=f"{_ALL}/layout", act=_lay_out, fields=LAYOUT),
    Endpoint(method="GET", path=_ONE, act=_read),
    Endpoint(method="POST", path=f"{_ONE}/mute", act=_mutes(muted=True)),
    Endpoint(method="POST", path=f"{_ONE}/unmute", act=_mutes(muted=False)),
    Endpoint(method="POST", path=f"{_ONE}/chairman", act=_crown),
    Endpoint(method="POST", path=f"{_ONE}/position", act=_place, fields=POSITION),
    Endpoint(method="POST", path=f"{_ONE}/destroy", act=_kick),
)
