"""The pages for people: which rooms there are, a room's door, and a phone that is in one."""

from pathlib import Path
from time import monotonic
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError
from playground.backends.html import Child, element
from playground.backends.look import Look, live, problem
from playground.backends.portsip import door, forms, pieces, seat, words
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant, Session

SEE_OTHER = 303
_HERE = Path(__file__).parent
_LOOK = Look(mark="#", colours=_HERE / "page.css", script=_HERE / "page.js")


class Pages:
    """Everything a browser may ask for. A seat's address is its secret: each window is a phone."""

    def __init__(self, pbx: PBX) -> None:
        self._pbx = pbx

    def routes(self) -> list[Route]:
        return [
            *_LOOK.routes(),
            Route("/", self._index),
            Route("/webrtc/", self._index),
            Route("/dial", self._dial),
            Route("/link-meeting", self._by_link, methods=["POST"]),
            Route("/rooms/{number}", self._door),
            Route("/rooms/{number}/join", self._join, methods=["POST"]),
            Route("/rooms/{number}/answer", self._answer, methods=["POST"]),
            Route("/rooms/{number}/decline", self._decline, methods=["POST"]),
            Route("/rooms/{number}/seat/{key}", self._seat),
            Route("/rooms/{number}/seat/{key}/{deed}", self._act, methods=["POST"]),
            Route("/{name:path}", self._nowhere),
        ]

    def _shown(self, request: Request, title: str, *main: Child, status: int = 200) -> Response:
        config = self._pbx.config
        footer = f"Times are those of {config.timezone}."
        return _LOOK.page(_root(request), f"{config.tenant_name} PBX", title, *main, footer=footer, status=status)

    # From outside

    async def _index(self, request: Request) -> Response:
        """Also where the join link leads: the page's script sends on what its address holds after the `#`."""
        self._pbx.settle()
        root, newest = _root(request), list(reversed(self._pbx.rooms.values()))
        sections: list[Child] = [
            pieces.cards(self._pbx, "On call", [one for one in newest if one.session], root),
            pieces.cards(self._pbx, "Idle", [one for one in newest if not (one.session or one.closed)], root),
            pieces.cards(self._pbx, "Closed", [one for one in newest if one.closed], root),
        ]
        empty = element("p", "No rooms yet. What Plenum makes on this PBX appears here.", class_="empty")
        listed = live("list", sections if newest else empty)
        return self._shown(request, "Conference rooms", element("h1", "Conference rooms"), forms.keypad(root), listed)

    async def _dial(self, request: Request) -> Response:
        number = request.query_params.get("number", "").strip()
        return RedirectResponse(f"{_root(request)}/rooms/{quote(number, safe='')}" if number else f"{_root(request)}/")

    async def _by_link(self, request: Request) -> Response:
        sent = await _form(request)
        try:
            room = door.find(self._pbx, sent.get("number", ""))
            door.check_link(room, sent.get("token", ""))
        except DoorError as error:
            return self._nothing(request, str(error))
        return self._at_the_door(request, room, {"token": room.token})

    async def _door(self, request: Request) -> Response:
        try:
            room = door.find(self._pbx, request.path_params["number"])
        except DoorError as error:
            return self._nothing(request, str(error))
        return self._at_the_door(request, room, {})

    def _at_the_door(self, request: Request, room: Room, sent: dict[str, str], trouble: str = "") -> Response:
        """The room from outside, with the way in."""
        files = self._pbx.listed_recordings(room)
        return self._shown(
            request,
            room.subject,
            live("head", pieces.heading(self._pbx, room), pieces.asked_by_mail(room)),
            pieces.how_to_dial(self._pbx, room),
            problem(trouble) if trouble else None,
            None if room.closed else forms.dial_in(self._pbx, room, _root(request), sent),
            live(
                "inside",
                pieces.phones_that_ring(room, _root(request)),
                pieces.who_is_in(room.session),
                pieces.recordings(self._pbx, files, _root(request)),
            ),
            status=422 if trouble else 200,
        )

    async def _join(self, request: Request) -> Response:
        sent, room = await _form(request), None
        try:
            room = door.find(self._pbx, request.path_params["number"])
            participant = door.join(self._pbx, room, self._caller(room, sent), sent.get("pin", ""))
        except DoorError as error:
            if room is None:
                return self._nothing(request, str(error))
            return self._at_the_door(request, room, {} if error.code == "link" else sent, str(error))
        return self._to_the_seat(request, participant)

    def _caller(self, room: Room, sent: dict[str, str]) -> door.Caller:
        if "token" in sent:
            return door.browser(room, sent["token"], sent.get("name", ""))
        if sent.get("from") == "phone":
            return door.phone(sent.get("phone", ""))
        return door.extension(self._pbx, sent.get("extension", ""))

    async def _answer(self, request: Request) -> Response:
        sent = await _form(request)
        try:
            room = door.find(self._pbx, request.path_params["number"])
            participant = door.answer(self._pbx, room, sent.get("called", ""))
        except DoorError as error:
            return self._nothing(request, str(error))
        return self._to_the_seat(request, participant)

    async def _decline(self, request: Request) -> Response:
        sent, number = await _form(request), request.path_params["number"]
        room = self._pbx.room(number)
        if room:
            door.decline(room, sent.get("called", ""))
        return RedirectResponse(f"{_root(request)}/rooms/{quote(number, safe='')}", SEE_OTHER)

    def _to_the_seat(self, request: Request, participant: Participant) -> Response:
        return RedirectResponse(
            f"{_root(request)}/rooms/{request.path_params['number']}/seat/{participant.key}", SEE_OTHER
        )

    # Inside

    async def _seat(self, request: Request) -> Response:
        found = door.seat_of(self._pbx, request.path_params["key"])
        if found is None:
            return self._nothing(request, "There is no such phone here. Please dial in again.")
        session, me = found
        me.lost_at = None
        me.loads += "refresh" not in request.query_params
        return self._inside(request, session, me)

    def _inside(self, request: Request, session: Session, me: Participant, trouble: str = "") -> Response:
        room = self._pbx.rooms.get(session.room_id)
        if me.left_at or room is None:
            farewell = self._farewell(request, session, me, room)
            return self._shown(request, session.subject, live("seat", farewell))
        here = f"{_root(request)}/rooms/{session.number}/seat/{me.key}"
        return self._shown(
            request,
            room.subject,
            live("seat", pieces.heading(self._pbx, room), seat.tools(session, me, here)),
            problem(trouble) if trouble else None,
            live("keys", None if me.chairman else forms.star_eight(here, open_=bool(trouble))),
            live("inside", pieces.who_is_in(session, me, here)),
            element("span", id="load", hidden=True, data_number=str(me.loads)),
            status=422 if trouble else 200,
        )

    def _farewell(self, request: Request, session: Session, me: Participant, room: Room | None) -> list[Child]:
        again = element("a", "Back to this room", href=f"{_root(request)}/rooms/{session.number}")
        return [
            element("h1", session.subject),
            element("p", words.parting(me), class_="empty"),
            element("p", again) if room else None,
        ]

    async def _act(self, request: Request) -> Response:
        deed, key = request.path_params["deed"], request.path_params["key"]
        found = door.seat_of(self._pbx, key)
        if deed == "away":  # a beacon: were it sent on to the seat, it would count as coming back
            if found and request.query_params.get("load") == str(found[1].loads):
                found[1].lost_at = monotonic()
            return Response(status_code=204)
        if found and not found[1].left_at:
            try:
                seat.do(self._pbx, *found, deed, await _form(request))
            except DoorError as error:
                return self._inside(request, *found, str(error))
        return RedirectResponse(f"{_root(request)}/rooms/{request.path_params['number']}/seat/{key}", SEE_OTHER)

    # Nowhere

    async def _nowhere(self, request: Request) -> Response:
        return self._nothing(request, "There is no such page on this PBX.")

    def _nothing(self, request: Request, said: str) -> Response:
        home = element("p", element("a", "All rooms of this PBX", href=f"{_root(request)}/"))
        return self._shown(
            request, "Not found", element("h1", "No connection"), element("p", said, class_="empty"), home, status=404
        )


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
