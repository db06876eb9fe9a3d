"""JSON for tests and checkers: who joins and leaves, what the cloud records, and the switches."""

from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError, Switches, back_door, text, wish
from playground.backends.history import History
from playground.backends.sourceloop import door
from playground.backends.sourceloop.faults import SourceLoopFaults
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.seat import Seat
from playground.backends.sourceloop.service import Service


class Control:
    """The service's back door."""

    def __init__(self, service: Service, faults: SourceLoopFaults, history: History) -> None:
        self._service = service
        self._switches = Switches(service, faults, history, secrets=frozenset({"jwt_secret"}))

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/archive", self._archive, methods=["POST"]),
        ]
        return back_door(routes, self._switches)

    async def _state(self, request: Request) -> Response:
        self._service.settle()
        told = [_told(self._service, one) for one in self._service.meetings.values()]
        target = self._service.cloud.target
        return JSONResponse({"now": self._service.now.isoformat(), "sessions": told, "storage_target": target})

    async def _join(self, request: Request) -> Response:
        asked = await wish(request)
        seat = door.join(
            self._service,
            self._meeting(asked),
            text(asked, "name"),
            role=asked.get("role", "publisher"),
            data=asked.get("data"),
            token=text(asked, "token") if "token" in asked else None,
        )
        one = seat.connection
        told = {"connection_id": one.id, "session_id": one.session_id, "role": one.role, "data": one.data}
        return JSONResponse({"seat": seat.key} | told)

    def _meeting(self, asked: dict[str, Any]) -> Meeting:
        """By its `session`: the link id. Raises DoorError."""
        return door.find(self._service, text(asked, "session"))

    async def _leave(self, request: Request) -> Response:
        asked = await wish(request)
        meeting = self._meeting(asked)
        gone = [one for one in self._service.seated(meeting.link) if _is_meant(one, asked)]
        if not gone:
            raise DoorError("unknown", "Nobody like this is here.")
        for seat in gone:
            door.leave(self._service, seat)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _archive(self, request: Request) -> Response:
        """What the cloud does, or its project's owner, or a host that keeps its rows itself."""
        asked = await wish(request)
        action = text(asked, "action")
        if action in ("start", "stop"):
            archive = door.record(self._service, self._meeting(asked), action, asked.get("name"))
        else:
            self._service.settle()
            found = self._service.cloud.archives.get(text(asked, "archive_id"))
            archive = door.change(self._service, found, action)
        return JSONResponse({"archive_id": archive.id, "status": archive.status.value})


def _is_meant(seat: Seat, asked: dict[str, Any]) -> bool:
    one = seat.connection
    held = {"seat": seat.key, "connection_id": one.id, "data": one.data, "name": seat.name}
    return {name: value for name, value in asked.items() if name in held}.items() <= held.items()


def _told(service: Service, meeting: Meeting) -> dict[str, Any]:
    archives = [one for one in service.cloud.archives.values() if one.session_id == meeting.session_id]
    inside = service.seated(meeting.link)
    return {
        "id": meeting.link,
        "session_id": meeting.session_id,
        "inside": [one.name for one in inside],
        "data": [one.connection.data for one in inside],
        "ended": meeting.ended_at is not None,
        "recording": service.cloud.recording(door.video(service, meeting)) is not None,
        "archives": [{"id": one.id, "status": one.status.value} for one in archives],
        "row": meeting.row(),
    }
