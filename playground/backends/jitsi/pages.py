"""The server's pages: where one names a room, a room's door, a seat inside, and the client's settings."""

import json
from pathlib import Path
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError
from playground.backends.below import below
from playground.backends.html import Child, element
from playground.backends.jitsi import door, names, pieces
from playground.backends.jitsi.conference import Parting, Seat
from playground.backends.jitsi.gate import Gate
from playground.backends.jitsi.service import Service
from playground.backends.look import Look, link, live, note, problem
from playground.backends.paths import raw_path, root

SEE_OTHER = 303
_LOOK = Look(mark="J", colours=Path(__file__).parent / "colours.css")


class Pages:
    """Everything a browser may ask for. A seat's address is its secret: each window is somebody."""

    def __init__(self, service: Service, gate: Gate) -> None:
        self._service, self._gate = service, gate

    def routes(self) -> list[Route]:
        """The server answers any path with its page; what there is not is a room's name."""
        before = self._gate.before
        return [
            *_LOOK.routes(),
            Route("/seat/{key}", self._seat),
            Route("/seat/{key}/{deed}", self._act, methods=["POST"]),
            Route("/", before(self._welcome), methods=["GET"]),
            Route("/", before(self._start), methods=["POST"]),
            Route("/config.js", before(self._settings), methods=["GET"]),
            below("/", before(self._room)),
        ]

    def _shown(self, request: Request, title: str, *main: Child, status: int = 200) -> Response:
        config = self._service.config
        footer = f"Times are those of {config.timezone}."
        return _LOOK.page(root(request.scope), config.name, title, *main, footer=footer, status=status)

    async def _welcome(self, request: Request) -> Response:
        self._service.settle()
        here, newest = root(request.scope), list(reversed(self._service.conferences.values()))
        sections = [
            pieces.cards(self._service, "In session", newest, here),
            pieces.cards(self._service, "Over", self._service.ended, here),
        ]
        said = "People come in by links that hold a token." if self._service.config.guarded else None
        hint = element("p", said, class_="muted") if said else pieces.start_form(here)
        return self._shown(request, "Meetings", element("h1", "Meetings"), hint, live("list", sections))

    async def _start(self, request: Request) -> Response:
        name = (await _form(request)).get("room", "").strip()
        return RedirectResponse(f"{root(request.scope)}/{quote(name, safe='')}", SEE_OTHER)

    async def _settings(self, request: Request) -> Response:
        """What the client needs to know of the deployment, as a script."""
        if not self._service.config.config_js:
            return Response("<html><head><title>404 Not Found</title></head></html>", 404, media_type="text/html")
        domain = self._service.config.domain or request.url.hostname or "localhost"
        held = {
            "hosts": {"domain": domain, "muc": f"conference.{domain}"},
            "bosh": f"//{request.url.netloc}/http-bind",
            "enableUserRolesBasedOnToken": self._service.config.guarded,
        }
        return Response(f"var config = {json.dumps(held, indent=4)};\n", media_type="application/javascript")

    # A room from outside

    async def _room(self, request: Request) -> Response:
        if request.method == "POST":
            return await self._join(request)
        if request.method not in ("GET", "HEAD"):
            return Response("Method Not Allowed", 405, media_type="text/plain")
        return self._at_the_door(request, request.query_params.get("jwt", ""))

    def _at_the_door(self, request: Request, token: str, *, name: str = "", said: str = "") -> Response:
        """Whatever it says, the server's page is there: it is the client in it that is let in or not."""
        try:
            visit = door.knock(self._service, _segments(request), token, _host(request))
        except DoorError as error:
            return self._refused(request, error)
        conference = self._service.conferences.get(visit.room)
        return self._shown(
            request,
            visit.shown_as,
            live("head", pieces.heading(self._service, visit.shown_as, conference)),
            problem(said) if said else None,
            pieces.join_form(visit, f"{root(request.scope)}{visit.room.path}", token, name),
            live("inside", pieces.who_is_in(conference)),
            status=422 if said else 200,
        )

    def _refused(self, request: Request, error: DoorError, status: int = 200) -> Response:
        if error.code == "unknown":
            home = link("All meetings", f"{root(request.scope)}/")
            return self._shown(request, "Not found", element("h1", "Nothing here"), note(str(error)), home, status=404)
        name = names.shown(_segments(request)[-1])
        return self._shown(request, name, element("h1", name), *pieces.refusal(str(error)), status=status)

    async def _join(self, request: Request) -> Response:
        form = await _form(request)
        token, name = form.get("jwt", ""), form.get("name", "")
        try:
            visit = door.knock(self._service, _segments(request), token, _host(request))
        except DoorError as error:
            return self._refused(request, error, 403)
        try:
            taken = door.join(self._service, visit, name)
        except DoorError as error:
            return self._at_the_door(request, token, name=name, said=str(error))
        return RedirectResponse(f"{root(request.scope)}/seat/{taken.key}", SEE_OTHER)

    # Inside

    async def _seat(self, request: Request) -> Response:
        me = door.seat_of(self._service, request.path_params["key"])
        if me is None:
            return self._refused(request, DoorError("unknown", "There is no such seat. Please come in by the link."))
        if not me.inside:
            return self._farewell(request, me)
        me.shown(anew="refresh" not in request.query_params)
        conference, here = self._service.conferences[me.room], f"{root(request.scope)}/seat/{me.key}"
        return self._shown(
            request,
            conference.shown_as,
            live(
                "seat",
                pieces.heading(self._service, conference.shown_as, conference),
                pieces.tools(me, here),
                pieces.who_is_in(conference, me, here),
            ),
            element("span", id="load", hidden=True, data_number=str(me.loads)),
        )

    def _farewell(self, request: Request, me: Seat) -> Response:
        """A room that needs a token has no way back that could be shown."""
        open_to_all = not self._service.config.guarded
        again = link("Back to this room", f"{root(request.scope)}{me.room.path}") if open_to_all else None
        gone = live("seat", element("h1", me.shown_as), note(pieces.parting(me.parting)))
        return self._shown(request, me.shown_as, gone, again)

    async def _act(self, request: Request) -> Response:
        key, deed = request.path_params["key"], request.path_params["deed"]
        me = door.seat_of(self._service, key)
        if deed == "away":  # a beacon: were it sent on to the seat, it would count as coming back
            if me:
                me.closed(request.query_params.get("load"))
            return Response(status_code=204)
        if me and me.inside:
            self._do(me, deed, (await _form(request)).get("whom", ""))
        return RedirectResponse(f"{root(request.scope)}/seat/{key}", SEE_OTHER)

    def _do(self, me: Seat, deed: str, whom: str) -> None:
        """What is a moderator's does nothing for others."""
        conference = self._service.conferences[me.room]
        other = next((one for one in conference.inside if one.participant_id == whom), None)
        if deed == "leave":
            self._service.part(me, Parting.LEFT)
        elif deed == "end" and me.moderator:
            self._service.end(conference)
        elif deed == "remove" and me.moderator and other:
            self._service.part(other, Parting.REMOVED)


def _segments(request: Request) -> tuple[str, ...]:
    return tuple(raw_path(request.scope).split("/")[1:])


def _host(request: Request) -> str:
    return request.url.hostname or ""


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
