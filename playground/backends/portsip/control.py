"""JSON for tests and checkers: who joins and leaves, what is recorded, what goes wrong, what was asked."""

from dataclasses import fields, replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError, Switches, back_door, text, wish
from playground.backends.history import History
from playground.backends.portsip import door
from playground.backends.portsip.config import User
from playground.backends.portsip.faults import PortSIPFaults
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant, Parting, Session
from playground.backends.portsip.tokens import Tokens


class Control:
    """The PBX's back door."""

    def __init__(self, pbx: PBX, tokens: Tokens, faults: PortSIPFaults, history: History) -> None:
        self._pbx, self._tokens, self._switches = pbx, tokens, Switches(pbx, faults, history)

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
        ]
        return back_door(routes, self._switches)

    async def _state(self, request: Request) -> Response:
        self._pbx.settle()
        rooms = [_told(one) for one in self._pbx.rooms.values()]
        return JSONResponse({"now": self._pbx.now.isoformat(), "rooms": rooms})

    async def _join(self, request: Request) -> Response:
        asked = await wish(request)
        room = door.find(self._pbx, text(asked, "number"))
        return self._seated(door.join(self._pbx, room, self._caller(room, asked), str(asked.get("pin", ""))))

    def _caller(self, room: Room, asked: dict[str, Any]) -> door.Caller:
        if "extension" in asked:
            return door.extension(self._pbx, text(asked, "extension"))
        if "phone" in asked:
            return door.phone(text(asked, "phone"))
        return door.browser(room, text(asked, "token"), text(asked, "name"))

    async def _answer(self, request: Request) -> Response:
        asked = await wish(request)
        room = door.find(self._pbx, text(asked, "number"))
        return self._seated(door.answer(self._pbx, room, text(asked, "called")))

    def _seated(self, participant: Participant) -> Response:
        name = participant.display_name(self._pbx.config.domain)
        return JSONResponse({"seat": participant.key, "participant_id": participant.id, "display_name": name})

    async def _press(self, request: Request) -> Response:
        asked = await wish(request)
        found = door.seat_of(self._pbx, text(asked, "seat"))
        if found is None or found[1].left_at:
            raise DoorError("unknown", "Nobody sits there.")
        keys = text(asked, "keys")
        if not keys.startswith("*8"):
            raise DoorError("bad_request", "of all keys, only *8 does something")
        door.star_eight(self._pbx, *found, keys.removeprefix("*8").removesuffix("#"))
        return JSONResponse({"chairman": found[1].chairman})

    async def _leave(self, request: Request) -> Response:
        asked = await wish(request)
        session = _session(door.find(self._pbx, text(asked, "number")))
        gone = [one for one in session.inside if _meant(one, asked)]
        if not gone:
            raise DoorError("unknown", "Nobody like this is in.")
        for participant in gone:
            door.hang_up(self._pbx, participant)
        return JSONResponse({"left": [one.name for one in gone]})

    async def _record(self, request: Request) -> Response:
        asked = await wish(request)
        room = door.find(self._pbx, text(asked, "number"))
        session = _session(room)
        if asked.get("action") == "start":
            self._pbx.record(room)
        elif asked.get("action") == "stop":
            self._pbx.stop_recording(session)
        else:
            raise DoorError("bad_request", "action is start or stop")
        return JSONResponse({"recording": bool(session.recording)})

    async def _end(self, request: Request) -> Response:
        room = door.find(self._pbx, text(await wish(request), "number"))
        _session(room)
        self._pbx.end(room, Parting.ENDED)
        return JSONResponse({"ok": True})

    async def _revoke(self, request: Request) -> Response:
        self._tokens.revoke_all(refresh_too=bool((await wish(request)).get("refresh_too")))
        return JSONResponse({"ok": True})

    async def _user(self, request: Request) -> Response:
        """Somebody new, or changes to somebody."""
        asked = await wish(request)
        name = text(asked, "name")
        fresh = User(name=name, display_name=name, email=f"{name}@{self._pbx.config.domain}", extension_number="")
        if asked.keys() - {one.name for one in fields(User)}:
            raise DoorError("bad_request", "a user has no such field")
        self._pbx.admit(replace(self._pbx.users.get(name, fresh), **asked))
        return JSONResponse({"name": name})


def _session(room: Room) -> Session:
    if room.session is None:
        raise DoorError("idle", "Nobody is in this room.")
    return room.session


def _meant(one: Participant, asked: dict[str, Any]) -> bool:
    """By seat, id, number or name; everybody, if none is given."""
    held = {"seat": one.key, "participant_id": one.id, "extension": one.number, "phone": one.number, "name": one.name}
    return {name: value for name, value in asked.items() if name in held}.items() <= held.items()


def _told(room: Room) -> dict[str, Any]:
    session = room.session
    return {
        "id": room.id,
        "number": room.number,
        "subject": room.subject,
        "token": room.token,
        "closed": room.closed,
        "invited": room.outsiders,
        "mails": list(room.mails),
        "inside": [one.name for one in session.inside] if session else [],
        "ringing": sorted(session.rings) if session else [],
        "locked": bool(session and session.locked),
        "muted": bool(session and session.muted),
        "recording": bool(session and session.recording),
        "recordings": [{"id": one.id, "read": one.read, "private": one.private} for one in room.recordings],
    }
