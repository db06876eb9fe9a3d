"""JSON for tests and checkers: who joins and leaves, what is recorded, which webhooks went out, what goes wrong."""

from dataclasses import fields, replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.history import History
from playground.backends.vonage import door, wire
from playground.backends.vonage.config import VonageConfig
from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.room import Parting, Recording, Room, Seat, Status
from playground.backends.vonage.service import Service

_STATUS = {"unknown": 404, "bad_request": 400}
_PLAIN = (bool, int, str, type(None))
_NOT_TOLD = frozenset({"signature_secret", "public_key"})


class Control:
    """The service's back door."""

    def __init__(self, service: Service, faults: VonageFaults, history: History) -> None:
        self._service, self._faults, self._history = service, faults, history

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/admit", self._admit, methods=["POST"]),
            Route("/deny", self._deny, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/end", self._end, methods=["POST"]),
            Route("/record", self._record, methods=["POST"]),
            Route("/upload", self._upload, methods=["POST"]),
            Route("/webhooks", self._webhooks),
            Route("/deliver", self._deliver, methods=["POST"]),
            Route("/config", self._configure, methods=["POST"]),
            Route("/faults", self._read_faults),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/history", self._read_history),
            Route("/history", self._clear_history, methods=["DELETE"]),
        ]
        return Starlette(routes=routes, exception_handlers={door.DoorError: _refused})

    # Rooms and people

    async def _state(self, request: Request) -> Response:
        self._service.settle()
        rooms = [_told(self._service, one) for one in self._service.rooms.values()]
        return JSONResponse({"now": self._service.now.isoformat(), "rooms": rooms})

    async def _join(self, request: Request) -> Response:
        wish = await _wish(request)
        room = self._room(wish)
        seat = door.join(self._service, room, _text(wish, "name"), host=wish.get("host") is True)
        session_id = room.session.id if room.session and seat.inside else None
        told = {"seat": seat.key, "participant_id": seat.participant_id, "session_id": session_id}
        return JSONResponse(told | {"waiting": not seat.inside})

    def _room(self, wish: dict[str, Any]) -> Room:
        """By its `room`: the meeting code or the id. Raises DoorError."""
        return door.find(self._service, _text(wish, "room"))

    async def _admit(self, request: Request) -> Response:
        room, chosen = await self._waiting(request)
        for seat in chosen:
            door.admit(self._service, room, seat)
        return JSONResponse({"admitted": [one.name for one in chosen]})

    async def _deny(self, request: Request) -> Response:
        room, chosen = await self._waiting(request)
        for seat in chosen:
            door.deny(self._service, room, seat)
        return JSONResponse({"denied": [one.name for one in chosen]})

    async def _waiting(self, request: Request) -> tuple[Room, list[Seat]]:
        wish = await _wish(request)
        room = self._room(wish)
        return room, _meant(room.waiting, wish)

    async def _leave(self, request: Request) -> Response:
        wish = await _wish(request)
        gone = _meant(door.running(self._room(wish)).inside, wish)
        for seat in gone:
            self._service.part(seat, Parting.LEFT)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _end(self, request: Request) -> Response:
        room = self._room(await _wish(request))
        session = door.running(room)
        self._service.end(room, Parting.ENDED)
        return JSONResponse({"session_id": session.id})

    # Recordings

    async def _record(self, request: Request) -> Response:
        wish = await _wish(request)
        room = self._room(wish)
        session = door.running(room)
        door.record(self._service, room, _text(wish, "action"))
        newest = session.recordings[-1] if session.recordings else None
        return JSONResponse({"recording_id": newest.id if newest else None, "status": newest and newest.status.value})

    async def _upload(self, request: Request) -> Response:
        """All that wait for it, or those of one room, or one."""
        self._service.settle()
        wish = await _wish(request)
        room = self._room(wish) if "room" in wish else None
        chosen = [one for one in self._service.recordings.values() if _awaits_upload(one, room, wish)]
        if not chosen:
            raise door.DoorError("unknown", "No such recording has been stopped and not yet uploaded.")
        for one in chosen:
            self._service.upload(one)
        return JSONResponse({"uploaded": [one.id for one in chosen]})

    # Webhooks

    async def _webhooks(self, request: Request) -> Response:
        self._service.settle()
        return JSONResponse({"webhooks": [one.told() for one in self._service.post.letters]})

    async def _deliver(self, request: Request) -> Response:
        """What is held back, or any by number, in the order asked for; answers when all have arrived."""
        self._service.settle()
        numbers = (await _wish(request)).get("numbers")
        if numbers is not None and not isinstance(numbers, list):
            raise door.DoorError("bad_request", "numbers is a list")
        sent = self._service.post.deliver(numbers)
        await self._service.post.idle()
        return JSONResponse({"delivered": sent})

    # Switches

    async def _configure(self, request: Request) -> Response:
        wish, config = await _wish(request), self._service.config
        known = {one.name for one in fields(VonageConfig) if isinstance(getattr(config, one.name), _PLAIN)} - _NOT_TOLD
        if wish.keys() - known or not all(isinstance(value, _PLAIN) for value in wish.values()):
            raise door.DoorError("bad_request", f"what can be set here: {', '.join(sorted(known))}")
        self._service.config = replace(config, **wish)
        return JSONResponse({name: getattr(self._service.config, name) for name in wish})

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


def _meant(seats: list[Seat], wish: dict[str, Any]) -> list[Seat]:
    """By seat, participant or name; everybody, if none is given. Raises DoorError."""
    chosen = [one for one in seats if _is_meant(one, wish)]
    if not chosen:
        raise door.DoorError("unknown", "Nobody like this is here.")
    return chosen


def _is_meant(seat: Seat, wish: dict[str, Any]) -> bool:
    held = {"seat": seat.key, "participant_id": seat.participant_id, "name": seat.name}
    return {name: value for name, value in wish.items() if name in held}.items() <= held.items()


def _awaits_upload(one: Recording, room: Room | None, wish: dict[str, Any]) -> bool:
    of_room = room is None or one.room_id == room.id
    return one.status is Status.STOPPED and of_room and wish.get("recording_id", one.id) == one.id


def _told(service: Service, room: Room) -> dict[str, Any]:
    session = room.session
    return {
        "id": room.id,
        "serial": room.serial,
        "meeting_code": room.code,
        "display_name": room.name,
        "type": room.settings["type"],
        "is_available": room.available,
        "guest_url": wire.guest_url(service, room),
        "session_id": session.id if session else None,
        "inside": [one.name for one in session.inside] if session else [],
        "waiting": [one.name for one in room.waiting],
        "recording": bool(session and session.recording),
        "recordings": [
            {"id": one.id, "session_id": one.session_id, "status": one.status.value}
            for one in service.recordings.values()
            if one.room_id == room.id
        ],
    }


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, door.DoorError)
    return JSONResponse({"error": error.code, "message": str(error)}, _STATUS.get(error.code, 409))
