"""JSON for tests and checkers: who joins and leaves, what is recorded, what goes wrong, what was asked."""

from dataclasses import fields, replace
from datetime import timedelta
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.history import History
from playground.backends.portsip import door
from playground.backends.portsip.config import PortSIPConfig, User
from playground.backends.portsip.faults import PortSIPFaults
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant, Parting, Session
from playground.backends.portsip.tokens import Tokens

_STATUS = {"unknown": 404, "bad_request": 400}
_PLAIN = (bool, int, float, str, type(None))
_USUAL = {one.name: getattr(PortSIPConfig(), one.name) for one in fields(PortSIPConfig)}
_SWITCHES = {name for name, value in _USUAL.items() if isinstance(value, (*_PLAIN, timedelta))}


class Control:
    """The PBX's back door."""

    def __init__(self, pbx: PBX, tokens: Tokens, faults: PortSIPFaults, history: History) -> None:
        self._pbx, self._tokens, self._faults, self._history = pbx, tokens, faults, history

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/answer", self._answer, methods=["POST"]),
            Route("/press", self._press, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/record", self._record, methods=["POST"]),
            Route("/end", self._end, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            Route("/users", self._user, methods=["POST"]),
            Route("/config", self._configure, methods=["POST"]),
            Route("/faults", self._read_faults),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/history", self._read_history),
            Route("/history", self._clear_history, methods=["DELETE"]),
        ]
        return Starlette(routes=routes, exception_handlers={door.DoorError: _refused})

    async def _state(self, request: Request) -> Response:
        self._pbx.settle()
        rooms = [_told(one) for one in self._pbx.rooms.values()]
        return JSONResponse({"now": self._pbx.now.isoformat(), "rooms": rooms})

    async def _join(self, request: Request) -> Response:
        wish = await _wish(request)
        room = door.find(self._pbx, _text(wish, "number"))
        return self._seated(door.join(self._pbx, room, self._caller(room, wish), str(wish.get("pin", ""))))

    def _caller(self, room: Room, wish: dict[str, Any]) -> door.Caller:
        if "extension" in wish:
            return door.extension(self._pbx, _text(wish, "extension"))
        if "phone" in wish:
            return door.phone(_text(wish, "phone"))
        return door.browser(room, _text(wish, "token"), _text(wish, "name"))

    async def _answer(self, request: Request) -> Response:
        wish = await _wish(request)
        room = door.find(self._pbx, _text(wish, "number"))
        return self._seated(door.answer(self._pbx, room, _text(wish, "called")))

    def _seated(self, participant: Participant) -> Response:
        name = participant.display_name(self._pbx.config.domain)
        return JSONResponse({"seat": participant.key, "participant_id": participant.id, "display_name": name})

    async def _press(self, request: Request) -> Response:
        wish = await _wish(request)
        found = door.seat_of(self._pbx, _text(wish, "seat"))
        if found is None or found[1].left_at:
            raise door.DoorError("unknown", "Nobody sits there.")
        keys = _text(wish, "keys")
        if not keys.startswith("*8"):
            raise door.DoorError("bad_request", "of all keys, only *8 does something")
        door.star_eight(self._pbx, *found, keys.removeprefix("*8").removesuffix("#"))
        return JSONResponse({"chairman": found[1].chairman})

    async def _leave(self, request: Request) -> Response:
        wish = await _wish(request)
        session = _session(door.find(self._pbx, _text(wish, "number")))
        gone = [one for one in session.inside if _meant(one, wish)]
        if not gone:
            raise door.DoorError("unknown", "Nobody like this is in.")
        for participant in gone:
            door.hang_up(self._pbx, participant)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _record(self, request: Request) -> Response:
        wish = await _wish(request)
        room = door.find(self._pbx, _text(wish, "number"))
        session = _session(room)
        if wish.get("action") == "start":
            self._pbx.record(room)
        elif wish.get("action") == "stop":
            self._pbx.stop_recording(session)
        else:
            raise door.DoorError("bad_request", "action is start or stop")
        return JSONResponse({"recording": bool(session.recording)})

    async def _end(self, request: Request) -> Response:
        room = door.find(self._pbx, _text(await _wish(request), "number"))
        _session(room)
        self._pbx.end(room, Parting.ENDED)
        return JSONResponse({"ok": True})

    async def _revoke(self, request: Request) -> Response:
        self._tokens.revoke_all(refresh_too=bool((await _wish(request)).get("refresh_too")))
        return JSONResponse({"ok": True})

    async def _user(self, request: Request) -> Response:
        """Somebody new, or changes to somebody."""
        wish = await _wish(request)
        name = _text(wish, "name")
        fresh = User(name=name, display_name=name, email=f"{name}@{self._pbx.config.domain}", extension_number="")
        if wish.keys() - {one.name for one in fields(User)}:
            raise door.DoorError("bad_request", "a user has no such field")
        self._pbx.admit(replace(self._pbx.users.get(name, fresh), **wish))
        return JSONResponse({"name": name})

    async def _configure(self, request: Request) -> Response:
        wish = await _wish(request)
        if wish.keys() - _SWITCHES or not all(isinstance(value, _PLAIN) for value in wish.values()):
            raise door.DoorError("bad_request", f"what can be set here: {', '.join(sorted(_SWITCHES))}")
        self._pbx.config = replace(self._pbx.config, **{name: _setting(name, wish[name]) for name in wish})
        return JSONResponse(wish)

    async def _read_faults(self, request: Request) -> Response:
        return JSONResponse(self._faults.switches())

    async def _set_faults(self, request: Request) -> Response:
        try:
            self._faults.change(await _wish(request))
        except ValueError as error:
            raise door.DoorError("bad_request", str(error)) from error
        return JSONResponse(self._faults.switches())

    async def _clear_faults(self, request: Request) -> Response:
        self._faults.clear()
        return JSONResponse(self._faults.switches())

    async def _read_history(self, request: Request) -> Response:
        return JSONResponse({"requests": [asked.told() for asked in self._history.requests]})

    async def _clear_history(self, request: Request) -> Response:
        self._history.clear()
        return JSONResponse({"requests": []})


def _setting(name: str, value: Any) -> Any:
    """Spans are given in seconds."""
    is_span = isinstance(_USUAL[name], timedelta) and value is not None
    return timedelta(seconds=value) if is_span else value


async def _wish(request: Request) -> dict[str, Any]:
    try:
        sent = await request.json()
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise door.DoorError("bad_request", "the body must be a JSON object")
    return sent


def _text(wish: dict[str, Any], name: str) -> str:
    if not isinstance(wish.get(name), str):
        raise door.DoorError("bad_request", f"{name} is missing")
    return str(wish[name])


def _session(room: Room) -> Session:
    if room.session is None:
        raise door.DoorError("idle", "Nobody is in this room.")
    return room.session


def _meant(one: Participant, wish: dict[str, Any]) -> bool:
    """By seat, id, number or name; everybody, if none is given."""
    held = {"seat": one.key, "participant_id": one.id, "extension": one.number, "phone": one.number, "name": one.name}
    return {name: value for name, value in wish.items() if name in held}.items() <= held.items()


def _told(room: Room) -> dict[str, Any]:
    session = room.session
    return {
        "id": room.id,
        "number": room.number,
        "subject": room.subject,
        "token": room.token,
        "closed": room.closed,
        "inside": [one.name for one in session.inside] if session else [],
        "ringing": sorted(session.rings) if session else [],
        "locked": bool(session and session.locked),
        "recording": bool(session and session.recording),
        "recordings": [{"id": one.id, "read": one.read, "private": one.private} for one in room.recordings],
    }


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, door.DoorError)
    return JSONResponse({"error": error.code, "message": str(error)}, _STATUS.get(error.code, 409))
