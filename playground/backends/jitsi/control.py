"""JSON for tests and checkers: who joins and leaves, and the switches."""

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError, Switches, back_door, text, wish
from playground.backends.history import History
from playground.backends.jitsi import door, names
from playground.backends.jitsi.conference import Conference, Parting, Seat
from playground.backends.jitsi.faults import JitsiFaults
from playground.backends.jitsi.service import Service


class Control:
    """The server's back door."""

    def __init__(self, service: Service, faults: JitsiFaults, history: History) -> None:
        self._service = service
        self._switches = Switches(service, faults, history, secrets=frozenset({"app_secret"}))

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/end", self._end, methods=["POST"]),
        ]
        return back_door(routes, self._switches)

    async def _state(self, request: Request) -> Response:
        self._service.settle()
        rooms = [_told(one) for one in self._service.conferences.values()]
        return JSONResponse({"now": self._service.now.isoformat(), "rooms": rooms})

    async def _join(self, request: Request) -> Response:
        asked = await wish(request)
        segments, token = _address(asked)
        visit = door.knock(self._service, segments, token, request.url.hostname or "")
        seat = door.join(self._service, visit, str(asked.get("name") or ""))
        return JSONResponse({"seat": seat.key} | _person(seat))

    async def _leave(self, request: Request) -> Response:
        asked = await wish(request)
        gone = [one for one in self._conference(asked).inside if _is_meant(one, asked)]
        if not gone:
            raise DoorError("unknown", "Nobody like this is here.")
        for seat in gone:
            self._service.part(seat, Parting.LEFT)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _end(self, request: Request) -> Response:
        conference = self._conference(await wish(request))
        put_out = [one.name for one in conference.inside]
        self._service.end(conference)
        return JSONResponse({"left": put_out})

    def _conference(self, asked: dict[str, Any]) -> Conference:
        """Raises DoorError."""
        return door.running(self._service, names.read(_address(asked)[0]))


def _address(asked: dict[str, Any]) -> tuple[tuple[str, ...], str | None]:
    """A path's segments and a token: of a whole `link`, or of a `room` (as one writes its name) and a `jwt`."""
    if "link" not in asked:
        return (quote(text(asked, "room"), safe=""),), asked.get("jwt")
    where = urlsplit(text(asked, "link"))
    tokens = parse_qs(where.query).get("jwt", [])
    return tuple(where.path.split("/")[1:]), tokens[0] if tokens else None


def _is_meant(seat: Seat, asked: dict[str, Any]) -> bool:
    held = {"seat": seat.key, "participant_id": seat.participant_id, "name": seat.name}
    return {name: value for name, value in asked.items() if name in held}.items() <= held.items()


def _told(one: Conference) -> dict[str, Any]:
    return {
        "room": one.room.room,
        "tenant": one.room.tenant,
        "shown_as": one.shown_as,
        "started_at": one.started_at.isoformat(),
        "inside": [seat.name for seat in one.inside],
        "people": [_person(seat) for seat in one.inside],
    }


def _person(seat: Seat) -> dict[str, Any]:
    holder = seat.holder
    return {
        "participant_id": seat.participant_id,
        "name": seat.name,
        "moderator": seat.moderator,
        "user_id": holder.user_id if holder else None,
        "email": holder.email if holder else None,
    }
