"""Conference rooms, and what can be done to a call in one of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from playground.backends.portsip import listing, wire
from playground.backends.portsip.call import Answer, Call, Endpoint, made, nothing
from playground.backends.portsip.fields import ROOM, defaults
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.refusal import ApiError, in_use, invalid, unknown
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Session

_NAMES = frozenset({"id", "created_at", *ROOM} - {"outbound_caller_ids", "internal_invitees"})
_IDLE = "nobody is in the conference room"


def _list(call: Call) -> Answer:
    youngest = call.pbx.now - timedelta(seconds=call.faults.list_delay)
    rooms = [one for one in call.pbx.rooms.values() if one.created_at <= youngest]
    return listing.page([wire.summary(call.pbx, one) for one in rooms], call.query, _NAMES)


def _make(call: Call) -> Answer:
    _check_users(call)
    if call.pbx.owner(call.body["extension_number"]):
        raise _number_taken(call.pbx)
    if sum(not one.closed for one in call.pbx.rooms.values()) >= call.pbx.config.max_rooms:
        raise unknown(400, "the maximum number of conference rooms is reached")
    usual = {**defaults(ROOM, "C"), "timezone": call.pbx.config.timezone}
    room = Room(settings={name: call.body.get(name, usual.get(name)) for name in ROOM}, created_at=call.pbx.now)
    call.pbx.rooms[room.id] = room
    room.mails += room.outsiders
    return made(room.id)


def _number_taken(pbx: PBX) -> ApiError:
    """Which answer comes is not documented."""
    return in_use() if pbx.config.number_taken_status == 409 else invalid("extension_number")


def _check_users(call: Call) -> None:
    """Raises ApiError."""
    known = {one.id for one in call.pbx.users.values()}
    if set(call.body.get("internal_invitees", ())) - known:
        raise invalid("internal_invitees")


def _read(call: Call) -> Answer:
    return wire.detail(call.pbx, call.room())


def _change(call: Call) -> Answer:
    room = call.room()
    _check_users(call)
    before = room.outsiders
    if call.pbx.config.update_replaces:
        room.settings |= {**defaults(ROOM, "U"), "timezone": call.pbx.config.timezone}
    room.settings |= call.body
    room.mails += [one for one in room.outsiders if one not in before]
    return nothing()


def _destroy(call: Call) -> Answer:
    call.pbx.destroy(call.room())
    return nothing(204)


def _status(call: Call) -> Answer:
    return wire.status(call.pbx, call.room())


def running(call: Call) -> Session | None:
    """The room's call; None: there is none, and that is forgiven. Raises ApiError."""
    session = call.room().session
    if (session is None or not session.inside) and call.pbx.config.idle_refuses:
        raise unknown(400, _IDLE)
    return session


def _sets(**flags: Any) -> Callable[[Call], Answer]:
    def act(call: Call) -> Answer:
        session = running(call)
        for name, value in flags.items() if session else ():
            setattr(session, name, value)
        return nothing()

    return act


def _silences(*, muted: bool) -> Callable[[Call], Answer]:
    def act(call: Call) -> Answer:
        session = running(call)
        if session:
            session.silence(muted=muted)
        return nothing()

    return act


def _start_recording(call: Call) -> Answer:
    running(call)
    call.pbx.record(call.room())
    return nothing()


def _stop_recording(call: Call) -> Answer:
    session = running(call)
    if session:
        call.pbx.stop_recording(session)
    return nothing()


_ALL, _ONE = "conference_rooms", "conference_rooms/{}"

ENDPOINTS = (
    Endpoint(method="GET", path=_ALL, act=_list, query=listing.PARAMETERS),
    Endpoint(method="POST", path=_ALL, act=_make, fields=ROOM),
    Endpoint(method="GET", path=_ONE, act=_read),
    Endpoint(method="POST", path=_ONE, act=_change, fields=ROOM, write="U"),
    Endpoint(method="POST", path=f"{_ONE}/destroy", act=_destroy),
    Endpoint(method="GET", path=f"{_ONE}/status", act=_status),
    Endpoint(method="POST", path=f"{_ONE}/mute", act=_silences(muted=True)),
    Endpoint(method="POST", path=f"{_ONE}/unmute", act=_silences(muted=False)),
    Endpoint(method="POST", path=f"{_ONE}/lock", act=_sets(locked=True)),
    Endpoint(method="POST", path=f"{_ONE}/unlock", act=_sets(locked=False)),
    Endpoint(method="POST", path=f"{_ONE}/start_recording", act=_start_recording),
    Endpoint(method="POST", path=f"{_ONE}/stop_recording", act=_stop_recording),
)
