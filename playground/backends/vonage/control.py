"""JSON for tests and checkers: who joins and leaves, what is recorded, which webhooks went out, what goes wrong."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError, Switches, back_door, text, wish
from playground.backends.history import History
from playground.backends.vonage import door, wire
from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.room import Parting, Recording, Room, Seat, Status
from playground.backends.vonage.service import Service

_SECRETS = frozenset({"signature_secret", "public_key"})


class Control:
    """The service's back door."""

    def __init__(self, service: Service, faults: VonageFaults, history: History) -> None:
        self._service, self._switches = service, Switches(service, faults, history, secrets=_SECRETS)

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
        ]
        return back_door(routes, self._switches)

    # Rooms and people

    async def _state(self, request: Request) -> Response:
        self._service.settle()
        rooms = [_told(self._service, one) for one in self._service.rooms.values()]
        return JSONResponse({"now": self._service.now.isoformat(), "rooms": rooms})

    async def _join(self, request: Request) -> Response:
        asked = await wish(request)
        room = self._room(asked)
        seat = door.join(self._service, room, text(asked, "name"), host=asked.get("host") is True)
        session_id = room.session.id if room.session and seat.inside else None
        told = {"seat": seat.key, "participant_id": seat.participant_id, "session_id": session_id}
        return JSONResponse(told | {"waiting": not seat.inside})

    def _room(self, asked: dict[str, Any]) -> Room:
        """By its `room`: the meeting code or the id. Raises DoorError."""
        return door.find(self._service, text(asked, "room"))

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
        asked = await wish(request)
        room = self._room(asked)
        return room, _meant(room.waiting, asked)

    async def _leave(self, request: Request) -> Response:
        asked = await wish(request)
        gone = _meant(door.running(self._room(asked)).inside, asked)
        for seat in gone:
            self._service.part(seat, Parting.LEFT)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _end(self, request: Request) -> Response:
        room = self._room(await wish(request))
        session = door.running(room)
        self._service.end(room, Parting.ENDED)
        return JSONResponse({"session_id": session.id})

    # Recordings

    async def _record(self, request: Request) -> Response:
        asked = await wish(request)
        room = self._room(asked)
        session = door.running(room)
        door.record(self._service, room, text(asked, "action"))
        newest = session.recordings[-1] if session.recordings else None
        return JSONResponse({"recording_id": newest.id if newest else None, "status": newest and newest.status.value})

    async def _upload(self, request: Request) -> Response:
        """All that wait for it, or those of one room, or one."""
        self._service.settle()
        asked = await wish(request)
        room = self._room(asked) if "room" in asked else None
        chosen = [one for one in self._service.recordings.values() if _awaits_upload(one, room, asked)]
        if not chosen:
            raise DoorError("unknown", "No such recording has been stopped and not yet uploaded.")
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
        numbers = (await wish(request)).get("numbers")
        if numbers is not None and not isinstance(numbers, list):
            raise DoorError("bad_request", "numbers is a list")
        sent = self._service.post.deliver(numbers)
        await self._service.post.idle()
        return JSONResponse({"delivered": sent})


def _meant(seats: list[Seat], asked: dict[str, Any]) -> list[Seat]:
    """By seat, participant or name; everybody, if none is given. Raises DoorError."""
    chosen = [one for one in seats if _is_meant(one, asked)]
    if not chosen:
        raise DoorError("unknown", "Nobody like this is here.")
    return chosen


def _is_meant(seat: Seat, asked: dict[str, Any]) -> bool:
    held = {"seat": seat.key, "participant_id": seat.participant_id, "name": seat.name}
    return {name: value for name, value in asked.items() if name in held}.items() <= held.items()


def _awaits_upload(one: Recording, room: Room | None, asked: dict[str, Any]) -> bool:
    of_room = room is None or one.room_id == room.id
    return one.status is Status.STOPPED and of_room and asked.get("recording_id", one.id) == one.id


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
