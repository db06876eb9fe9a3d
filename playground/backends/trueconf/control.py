"""`/control`: what tests and checkers do here without a page; see the package's own words for the list."""

from dataclasses import fields, replace
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.backends.history import History
from playground.backends.trueconf import door
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.config import User
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Seat, Session, TermReason
from playground.backends.trueconf.tokens import Tokens

_STATUS = {"unknown": 404, "bad_request": 400}
_DEEDS = ("start", "pause", "stop")


class Control:
    """The server's back door."""

    def __init__(self, server: Server, tokens: Tokens, faults: TrueConfFaults, history: History) -> None:
        self._server, self._tokens, self._faults, self._history = server, tokens, faults, history

    def app(self) -> Starlette:
        routes = [
            Route("/state", self._state),
            Route("/join", self._join, methods=["POST"]),
            Route("/leave", self._leave, methods=["POST"]),
            Route("/record", self._record, methods=["POST"]),
            Route("/end", self._end, methods=["POST"]),
            Route("/revoke", self._revoke, methods=["POST"]),
            Route("/users", self._user, methods=["POST"]),
            Route("/faults", self._read_faults),
            Route("/faults", self._set_faults, methods=["POST"]),
            Route("/faults", self._clear_faults, methods=["DELETE"]),
            Route("/history", self._read_history),
            Route("/history", self._clear_history, methods=["DELETE"]),
        ]
        return Starlette(routes=routes, exception_handlers={door.DoorError: _refused})

    async def _state(self, request: Request) -> Response:
        self._server.settle()
        told = [_told(one) for one in self._server.conferences.values()]
        return JSONResponse({"now": self._server.now.isoformat(), "conferences": told})

    async def _join(self, request: Request) -> Response:
        wish = await _wish(request)
        conference = door.find(self._server, _text(wish, "conference_id"))
        seat = door.join(self._server, conference, self._visitor(conference, wish), wish.get("pin", ""))
        return JSONResponse({"seat": seat.key, "participant_id": seat.participant_id, "name": seat.name})

    def _visitor(self, conference: Conference, wish: dict[str, Any]) -> door.Visitor:
        if "token" in wish:
            found = self._tokens.redeem(conference.id, wish["token"])
            if found is None:
                raise door.DoorError("token", "This personal link is not good, or not any more.")
            return door.Visitor(login=found.login, guest=found.guest)
        return door.Visitor(login=wish["login"]) if "login" in wish else door.Visitor.named(wish.get("name", ""))

    async def _leave(self, request: Request) -> Response:
        wish = await _wish(request)
        conference = door.find(self._server, _text(wish, "conference_id"))
        gone = [seat for seat in _session(conference).inside if _meant(seat, wish)]
        if not gone:
            raise door.DoorError("unknown", "Nobody like this is inside.")
        for seat in gone:
            door.leave(self._server, seat)
        return JSONResponse({"left": [seat.name for seat in gone]})

    async def _record(self, request: Request) -> Response:
        wish = await _wish(request)
        if wish.get("action") not in _DEEDS:
            raise door.DoorError("bad_request", f"action is one of {', '.join(_DEEDS)}")
        session = _session(door.find(self._server, _text(wish, "conference_id")))
        self._server.control_recording(session, wish["action"])
        return JSONResponse({"recording": bool(session.recording)})

    async def _end(self, request: Request) -> Response:
        wish = await _wish(request)
        conference = door.find(self._server, _text(wish, "conference_id"))
        _session(conference)
        self._server.close(conference, TermReason.MODERATOR)
        return JSONResponse({"state": conference.state})

    async def _revoke(self, request: Request) -> Response:
        self._tokens.revoke()
        return JSONResponse({"ok": True})

    async def _user(self, request: Request) -> Response:
        """A new account, or changes to one."""
        wish = await _wish(request)
        login = _text(wish, "login")
        before = self._server.users.get(login, User(login=login, display_name=login, email=f"{login}@acme.example"))
        if wish.keys() - {one.name for one in fields(User)}:
            raise door.DoorError("bad_request", "an account has no such field")
        self._server.users[login] = replace(before, **wish)
        return JSONResponse({"login": login})

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


def _session(conference: Conference) -> Session:
    if conference.session is None:
        raise door.DoorError("not_running", "This conference is not running.")
    return conference.session


def _meant(seat: Seat, wish: dict[str, Any]) -> bool:
    """By seat, account or name; everybody, if none is given."""
    given = {name: wish[name] for name in ("seat", "login", "name") if name in wish}
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
    }


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, door.DoorError)
    return JSONResponse({"error": error.code, "message": str(error)}, _STATUS.get(error.code, 409))
