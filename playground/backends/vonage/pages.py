"""The pages for people: which rooms there are, a room's door for guests and for its host, and a seat inside."""

import hmac
from pathlib import Path
from time import monotonic
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError
from playground.backends.html import Child, Html, element
from playground.backends.look import Look, live, problem
from playground.backends.vonage import door, pieces, seat, words
from playground.backends.vonage.room import Room, Seat
from playground.backends.vonage.service import Service

SEE_OTHER = 303
_LOOK = Look(mark="V", colours=Path(__file__).parent / "page.css")
_BAD_HOST_LINK = "This host link is not good. Please ask whoever made the room for it again."


class Pages:
    """Everything a browser may ask for. A seat's address is its secret: each window is somebody."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        return [
            *_LOOK.routes(),
            Route("/", self._index),
            Route("/join", self._join, methods=["POST"]),
            Route("/seat/{key}", self._seat),
            Route("/seat/{key}/{deed}", self._act, methods=["POST"]),
            Route("/{code}", self._door),
            Route("/{slug}/", self._index),
            Route("/{slug}/{code}", self._door),
            Route("/{name:path}", self._nowhere),
        ]

    def _shown(self, request: Request, title: str, *main: Child, status: int = 200) -> Response:
        config = self._service.config
        footer = f"Times are those of {config.timezone}."
        return _LOOK.page(_root(request), config.name, title, *main, footer=footer, status=status)

    # From outside

    async def _index(self, request: Request) -> Response:
        """Also where the host link leads."""
        if "room_token" in request.query_params:
            return self._host_door(request)
        self._service.settle()
        root, newest = _root(request), list(reversed(self._service.rooms.values()))
        sections: list[Child] = [
            pieces.cards(self._service, "In session", [one for one in newest if one.session], root),
            pieces.cards(self._service, "Open", [one for one in newest if one.available and not one.session], root),
            pieces.cards(
                self._service, "Closed", [one for one in newest if not (one.available or one.session)][:20], root
            ),
        ]
        empty = element("p", "No rooms yet. What Plenum makes here appears on this page.", class_="empty")
        listed = live("list", sections if newest else empty)
        return self._shown(request, "Rooms", element("h1", "Rooms"), listed)

    async def _door(self, request: Request) -> Response:
        return self._at_the_door(request, request.path_params["code"])

    def _host_door(self, request: Request) -> Response:
        asked = request.query_params
        return self._at_the_door(request, asked["room_token"], token=asked.get("participant_token", ""))

    def _at_the_door(
        self, request: Request, code: str, *, token: str = "", name: str = "", trouble: str = ""
    ) -> Response:
        """The room from outside, with a way in if there is one."""
        try:
            room = door.find(self._service, code)
        except DoorError as error:
            return self._nothing(request, str(error))
        if token and not _is_hosts(room, token):
            token, trouble = "", _BAD_HOST_LINK
        return self._shown(
            request,
            room.name,
            live("head", pieces.heading(self._service, room), _state_of(room)),
            problem(trouble) if trouble else None,
            pieces.join_form(room, _root(request), token=token, name=name) if door.is_open(room) else None,
            pieces.by_phone(self._service, room) if door.is_open(room) else None,
            live("inside", pieces.who_is_in(room.session), self._recordings(room)),
            status=422 if trouble else 200,
        )

    def _recordings(self, room: Room) -> Html | None:
        files = [one for one in self._service.recordings.values() if one.room_id == room.id]
        return pieces.recordings(self._service, files)

    async def _join(self, request: Request) -> Response:
        form = await _form(request)
        code, name, token = (form.get(field, "") for field in ("code", "name", "participant_token"))
        try:
            room = door.find(self._service, code)
            host = _is_hosts(room, token)
            if token and not host:
                raise DoorError("host_link", _BAD_HOST_LINK)
            taken = door.join(self._service, room, name, host=host)
        except DoorError as error:
            return self._at_the_door(request, code, token=token, name=name, trouble=str(error))
        return RedirectResponse(f"{_root(request)}/seat/{taken.key}", SEE_OTHER)

    # Inside

    async def _seat(self, request: Request) -> Response:
        found = door.seat_of(self._service, request.path_params["key"])
        if found is None:
            return self._nothing(request, "There is no such seat. Please come in by the room's own link.")
        room, me = found
        if me.left_at is not None:
            return self._farewell(request, room, me)
        if "refresh" not in request.query_params:
            me.loads += 1
        me.lost_at = None
        return self._shown(
            request,
            room.name,
            live("seat", pieces.heading(self._service, room), *self._seated(request, room, me)),
            element("span", id="load", hidden=True, data_number=str(me.loads)),
        )

    def _seated(self, request: Request, room: Room, me: Seat) -> list[Child]:
        here = f"{_root(request)}/seat/{me.key}"
        shown: list[Child] = [seat.tools(room, me, here)]
        if not me.inside:
            return [element("p", door.why_waiting(room), class_="empty", role="status"), *shown]
        return [*shown, pieces.who_waits(room, here) if me.is_host else None, pieces.who_is_in(room.session, me, here)]

    def _farewell(self, request: Request, room: Room, me: Seat) -> Response:
        link = element("a", "Back to this room", href=f"{_root(request)}/{room.code}")
        again = element("p", link) if door.is_open(room) and not me.is_host else None
        gone = live("seat", element("h1", room.name), element("p", words.parting(me.parting), class_="empty"))
        return self._shown(request, room.name, gone, again)

    async def _act(self, request: Request) -> Response:
        key, deed = request.path_params["key"], request.path_params["deed"]
        found = door.seat_of(self._service, key)
        if deed == "away":  # a beacon: were it sent on to the seat, it would count as coming back
            if found and request.query_params.get("load") == str(found[1].loads):
                found[1].lost_at = monotonic()
            return Response(status_code=204)
        if found and found[1].left_at is None:
            try:
                seat.do(self._service, *found, deed, (await _form(request)).get("whom", ""))
            except DoorError as error:
                return self._refused(request, key, str(error))
        return RedirectResponse(f"{_root(request)}/seat/{key}", SEE_OTHER)

    def _refused(self, request: Request, key: str, said: str) -> Response:
        back = element("p", element("a", "Back to the meeting", href=f"{_root(request)}/seat/{key}"))
        return self._shown(request, "Not done", element("h1", "Not done"), problem(said), back, status=409)

    async def _nowhere(self, request: Request) -> Response:
        return self._nothing(request, "There is no such page here.")

    def _nothing(self, request: Request, said: str) -> Response:
        home = element("p", element("a", "All rooms", href=f"{_root(request)}/"))
        return self._shown(
            request, "Not found", element("h1", "Nothing here"), element("p", said, class_="empty"), home, status=404
        )


def _is_hosts(room: Room, token: str) -> bool:
    return hmac.compare_digest(room.host_token.encode(), token.encode())


def _state_of(room: Room) -> Html | None:
    """What somebody should know who finds the door closed."""
    if door.is_open(room):
        return None
    return element("p", "This room is closed. Nobody can come in any more.", class_="empty")


def _root(request: Request) -> str:
    return str(request.scope.get("root_path", ""))


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
