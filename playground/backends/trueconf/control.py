"""`/control`: what tests and checkers do here without a page; see the package's own words for the list."""

from dataclasses import fields, replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError, Switches, back_door, text, wish
from playground.backends.history import History
from playground.backends.trueconf import door
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.config import User
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Seat, Session, TermReason
from playground.backends.trueconf.tokens import Tokens

_DEEDS = ("start", "pause", "stop")


class Control:
    """The server's back door."""

    def __init__(self, server: Server, tokens: Tokens, faults: TrueConfFaults, history: History) -> None:
        self._server, self._tokens = server, tokens
        self._switches = Switches(server, faults, history, secrets=frozenset({"secret_key"}))

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/record", self._record, methods=["POST"]),
            Route("/lock", self._lock, methods=["POST"]),
            Route("/end", self._end, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            Route("/users", self._user, methods=["POST"]),
        ]
        return back_door(routes, self._switches)

    async def _state(self, request: Request) -> Response:
        self._server.settle()
        told = [_told(one) for one in self._server.conferences.values()]
        return JSONResponse({"now": self._server.now.isoformat(), "conferences": told})

    async def _join(self, request: Request) -> Response:
        asked = await wish(request)
        conference = door.find(self._server, text(asked, "conference_id"))
        seat = door.join(self._server, conference, self._visitor(conference, asked), asked.get("pin", ""))
        return JSONResponse({"seat": seat.key, "participant_id": seat.participant_id, "name": seat.name})

    def _visitor(self, conference: Conference, asked: dict[str, Any]) -> door.Visitor:
        if "token" in asked:
            found = self._tokens.redeem(conference.id, asked["token"])
            if found is None:
                raise DoorError("token", "This personal link is not good, or not any more.")
            return door.Visitor(login=found.login, guest=found.guest)
        return door.Visitor(login=asked["login"]) if "login" in asked else door.Visitor.named(asked.get("name", ""))

    async def _leave(self, request: Request) -> Response:
        asked = await wish(request)
        conference = door.find(self._server, text(asked, "conference_id"))
        gone = [seat for seat in _session(conference).inside if _meant(seat, asked)]
        if not gone:
            raise DoorError("unknown", "Nobody like this is inside.")
        for seat in gone:
            door.leave(self._server, seat)
        return JSONResponse({"left": [seat.name for seat in gone]})

    async def _record(self, request: Request) -> Response:
        asked = await wish(request)
        if asked.get("action") not in _DEEDS:
            raise DoorError("bad_request", f"action is one of {', '.join(_DEEDS)}")
        session = _session(door.find(self._server, text(asked, "conference_id")))
        self._server.control_recording(session, asked["action"])
        return JSONResponse({"recording": bool(session.recording)})

    async def _lock(self, request: Request) -> Response:
        asked = await wish(request)
        if not isinstance(asked.get("on"), bool):
            raise DoorError("bad_request", "on is true or false")
        session = _session(door.find(self._server, text(asked, "conference_id")))
        session.locked = asked["on"]
        return JSONResponse({"locked": session.locked})

    async def _end(self, request: Request) -> Response:
        asked = await wish(request)
        conference = door.find(self._server, text(asked, "conference_id"))
        _session(conference)
        self._server.close(conference, TermReason.MODERATOR)
        return JSONResponse({"state": conference.state})

    async def _revoke(self, request: Request) -> Response:
        self._tokens.revoke()
        return JSONResponse({"ok": True})

    async def _user(self, request: Request) -> Response:
        """A new account, or changes to one."""
        asked = await wish(request)
        login = text(asked, "login")
        before = self._server.users.get(login, User(login=login, display_name=login, email=f"{login}@acme.example"))
        if asked.keys() - {one.name for one in fields(User)}:
            raise DoorError("bad_request", "an account has no such field")
        self._server.users[login] = replace(before, **asked)
        return JSONResponse({"login": login})


def _session(conference: Conference) -> Session:
    if conference.session is None:
        raise DoorError("not_running", "This conference is not running.")
    return conference.session


def _meant(seat: Seat, asked: dict[str, Any]) -> bool:
    """By seat, account or name; everybody, if none is given."""
    given = {name: asked[name] for name in ("seat", "login", "name") if name in asked}
    return given.items() <= {"seat": seat.key, "login": seat.login, "name": seat.name}.items()


def _told(one: Conference) -> dict[str, Any]:
    session = one.session
    return {
        "id": one.id,
        "topic": one.settings["topic"],
        "owner": one.owner,
        "phase": one.phase.value,
        "invited": list(one.invitations),
        "mails": len(one.mails),
        "stream_id": session.stream_id if session else None,
        "inside": [seat.name for seat in session.inside] if session else [],
        "ringing": sorted(session.rings) if session else [],
        "recording": bool(session and session.recording),
        "locked": bool(session and session.locked),
    }
