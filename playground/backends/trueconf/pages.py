"""The pages for people: what runs here, a conference's door, and a seat inside."""

from pathlib import Path
from time import monotonic
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError
from playground.backends.html import Child, Html, element
from playground.backends.look import Look, button, live, problem
from playground.backends.trueconf import door, pieces, words
from playground.backends.trueconf.conference import Conference, Phase
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.session import Seat, Session, TermReason
from playground.backends.trueconf.tokens import Tokens

SEE_OTHER = 303
_HERE = Path(__file__).parent
_LOOK = Look(mark="T", colours=_HERE / "page.css", script=_HERE / "page.js")
_LOCK = {"lock": True, "unlock": False}
_RECORDER = {"record": "start", "pause": "pause", "stop-recording": "stop"}


class Pages:
    """Everything a browser may ask for. A seat's address is its secret: each window is somebody."""

    def __init__(self, server: Server, tokens: Tokens) -> None:
        self._server, self._tokens = server, tokens

    def routes(self) -> list[Route]:
        return [
            *_LOOK.routes(),
            Route("/", self._index),
            Route("/c/{id}", self._door),
            Route("/webrtc/{id}", self._door),
            Route("/webrtc/{id}", self._personal, methods=["POST"]),
            Route("/c/{id}/join", self._join, methods=["POST"]),
            Route("/c/{id}/seat/{key}", self._seat),
            Route("/c/{id}/seat/{key}/{deed}", self._act, methods=["POST"]),
            Route("/{name:path}", self._nowhere),
        ]

    def _shown(self, request: Request, title: str, *main: Child, status: int = 200) -> Response:
        config = self._server.config
        footer = f"Times are those of {config.timezone}."
        return _LOOK.page(_root(request), config.server_name, title, *main, footer=footer, status=status)

    async def _index(self, request: Request) -> Response:
        self._server.settle()
        root, ordered = _root(request), list(reversed(self._server.conferences.values()))
        over = [one for one in ordered if one.stopped and one.finished(self._server.now)]
        running = [one for one in ordered if not one.stopped]
        quiet = [one for one in ordered if one.stopped and one not in over]
        listed: list[Child] = [
            pieces.cards(self._server, "Running now", running, root),
            pieces.cards(self._server, "Not running", quiet, root),
            pieces.cards(self._server, "Over", over, root),
        ]
        empty = element("p", "No conferences yet. What Plenum makes on this server appears here.", class_="empty")
        return self._shown(
            request, "Conferences", element("h1", "Conferences"), live("list", listed if ordered else empty)
        )

    async def _door(self, request: Request) -> Response:
        return self._at_the_door(request)

    def _at_the_door(
        self, request: Request, *, trouble: str = "", token: str = "", name: str = "", login: str = ""
    ) -> Response:
        """The conference from outside, with a way in if there is one."""
        try:
            conference = door.find(self._server, request.path_params["id"])
        except DoorError as error:
            return self._nothing(request, str(error))
        form = pieces.join_form(self._server, conference, _root(request), token=token, name=name, login=login)
        return self._shown(
            request,
            conference.settings["topic"],
            live(
                "head",
                pieces.heading(self._server, conference),
                pieces.asked_from_outside(conference),
                self._state_of(conference),
            ),
            problem(trouble) if trouble else None,
            form if self._open(conference) else None,
            live("inside", pieces.who_is_in(conference.session), self._recordings(conference)),
            status=422 if trouble else 200,
        )

    def _recordings(self, conference: Conference) -> Html | None:
        listed = self._server.recordings()
        files = [one for session, one in listed if session.conference_id == conference.id]
        return pieces.recordings(self._server, files)

    def _open(self, conference: Conference) -> bool:
        """Whether asking to come in makes sense; the owner may begin a planned one early."""
        return conference.phase is not Phase.STOPPING and not conference.finished(self._server.now)

    def _state_of(self, conference: Conference) -> Html | None:
        """What somebody should know who finds the door closed."""
        if conference.phase is Phase.STOPPING:
            said = "This conference is just being ended."
        elif not conference.stopped:
            return None
        elif conference.finished(self._server.now):
            said = "This conference is over. Nobody can come in any more."
        elif conference.is_room:
            said = "This conference is not running. It is an open room: whoever comes in begins it."
        else:
            said = "This conference is not running. It begins at its time, or when its owner comes in."
        return element("p", said, class_="empty")

    async def _personal(self, request: Request) -> Response:
        """Somebody came with a personal link; the page's script sends on what its address holds after the `#`."""
        form = await _form(request)
        found = self._tokens.redeem(request.path_params["id"], form.get("token", ""))
        if found is None:
            return self._at_the_door(request, trouble="This personal link is not good, or not any more.")
        account = self._server.users.get(found.login or "")
        name = found.guest.name if found.guest else account.display_name if account else ""
        return self._at_the_door(request, token=form["token"], name=name)

    async def _join(self, request: Request) -> Response:
        form = await _form(request)
        try:
            conference = door.find(self._server, request.path_params["id"])
            seat = door.join(self._server, conference, self._visitor(conference, form), form.get("pin", ""))
        except DoorError as error:
            return self._turned_away(request, form, str(error))
        return RedirectResponse(f"{_root(request)}/c/{conference.id}/seat/{seat.key}", SEE_OTHER)

    def _visitor(self, conference: Conference, form: dict[str, str]) -> door.Visitor:
        found = self._tokens.redeem(conference.id, form.get("token", ""))
        if found:
            return door.Visitor(login=found.login, guest=found.guest)
        if form.get("who") == "account":
            return door.Visitor(login=form.get("login", ""))
        return door.Visitor.named(form.get("name", ""))

    def _turned_away(self, request: Request, form: dict[str, str], trouble: str) -> Response:
        found = self._tokens.redeem(request.path_params["id"], form.get("token", ""))
        if found is None:
            login = form.get("login", "") if form.get("who") == "account" else ""
            return self._at_the_door(request, trouble=trouble, name=form.get("name", ""), login=login)
        name = found.guest.name if found.guest else self._server.users[found.login or ""].display_name
        return self._at_the_door(request, trouble=trouble, token=form["token"], name=name)

    async def _seat(self, request: Request) -> Response:
        found = door.seat_of(self._server, request.path_params["id"], request.path_params["key"])
        if found is None:
            return self._nothing(request, "There is no such seat. Please come in by the conference's own link.")
        session, seat = found
        seat.lost_at = None
        seat.loads += "refresh" not in request.query_params
        conference = self._server.conferences.get(session.conference_id)
        if seat.left_at or conference is None:
            return self._shown(request, session.topic, live("seat", self._farewell(request, session, conference)))
        return self._shown(
            request,
            session.topic,
            live(
                "seat",
                pieces.heading(self._server, conference),
                self._tools(request, session, seat),
                pieces.who_is_in(session, seat),
            ),
            element("span", id="load", hidden=True, data_number=str(seat.loads)),
        )

    def _farewell(self, request: Request, session: Session, conference: Conference | None) -> list[Child]:
        said = "You have left." if session.ended_at is None else words.ending(session.term_reason)
        again = None
        if conference and self._open(conference):
            again = element("p", element("a", "Back to this conference", href=f"{_root(request)}/c/{conference.id}"))
        return [element("h1", session.topic), element("p", said, class_="empty"), again]

    def _tools(self, request: Request, session: Session, seat: Seat) -> Html:
        here = f"{_root(request)}{request.scope['path'].removeprefix(_root(request))}"
        shown: list[Child] = [button("Leave", f"{here}/leave", kind="primary", focus="leave")]
        if seat.is_owner:
            shown += _host_tools(session, here)
        return element("div", shown, class_="tools", role="group", aria_label="What you can do")

    async def _act(self, request: Request) -> Response:
        key, deed = request.path_params["key"], request.path_params["deed"]
        found = door.seat_of(self._server, request.path_params["id"], key)
        if deed == "away":  # a beacon: were it sent on to the seat, it would count as coming back
            if found and request.query_params.get("load") == str(found[1].loads):
                found[1].lost_at = monotonic()
            return Response(status_code=204)
        if found and not found[1].left_at:
            self._do(deed, *found)
        return RedirectResponse(f"{_root(request)}/c/{request.path_params['id']}/seat/{key}", SEE_OTHER)

    def _do(self, deed: str, session: Session, seat: Seat) -> None:
        """Leaving is everybody's, the rest the host's."""
        if deed == "leave":
            door.leave(self._server, seat)
        elif seat.is_owner and deed == "end":
            self._server.close(self._server.conferences[session.conference_id], TermReason.MODERATOR)
        elif seat.is_owner and deed in _RECORDER:
            self._server.control_recording(session, _RECORDER[deed])
        elif seat.is_owner and deed in _LOCK:
            session.locked = _LOCK[deed]

    async def _nowhere(self, request: Request) -> Response:
        return self._nothing(request, "There is no such page on this server.")

    def _nothing(self, request: Request, said: str) -> Response:
        home = element("p", element("a", "All conferences of this server", href=f"{_root(request)}/"))
        return self._shown(
            request, "Not found", element("h1", "Nothing here"), element("p", said, class_="empty"), home, status=404
        )


def _host_tools(session: Session, here: str) -> list[Child]:
    ask = "End this conference for everyone?"
    end = button("End for everyone", f"{here}/end", kind="danger", ask=ask, focus="end")
    lock = button("Lock", f"{here}/lock", focus="lock")
    unlock = button("Unlock", f"{here}/unlock", focus="lock")
    return [*_recorder(session, here), unlock if session.locked else lock, end]


def _recorder(session: Session, here: str) -> list[Child]:
    recording = session.recording
    if recording is None:
        return [button("Record", f"{here}/record", focus="record")]
    pause = button("Pause recording", f"{here}/pause", focus="pause")
    resume = button("Go on recording", f"{here}/record", focus="pause")
    stop = button("Stop recording", f"{here}/stop-recording", focus="stop")
    return [resume if recording.paused else pause, stop]


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
