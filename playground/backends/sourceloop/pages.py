"""The pages for people: the host's web client, where one joins, and a console for whoever looks after the host."""

from pathlib import Path
from urllib.parse import parse_qsl, quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from playground.backends.backdoor import DoorError
from playground.backends.html import Child, element
from playground.backends.look import Look, button, link, live, note, problem
from playground.backends.paths import root
from playground.backends.sourceloop import door, pieces
from playground.backends.sourceloop.archives import BYTES_A_SECOND
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.seat import Seat
from playground.backends.sourceloop.service import Service
from playground.backends.sourceloop.storage import film
from playground.backends.sourceloop.video import Archive

SEE_OTHER = 303
_LOOK = Look(mark="S", colours=Path(__file__).parent / "colours.css")
_LARGEST_FILE = 4_000_000


class Pages:
    """Everything a browser may ask for. A seat's address is its secret: each window is somebody."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def routes(self) -> list[Route]:
        return [
            *_LOOK.routes(),
            Route("/", self._index),
            Route("/meet/{link}", self._door),
            Route("/meet/{link}", self._join, methods=["POST"]),
            Route("/seat/{key}", self._seat),
            Route("/seat/{key}/{deed}", self._act, methods=["POST"]),
            Route("/console/{link}", self._console),
            Route("/console/{link}/{deed}", self._record, methods=["POST"]),
            Route("/console/{link}/{deed}/{archive_id}", self._change, methods=["POST"]),
            Route("/cloud/{archive_id}.mp4", self._file),
        ]

    def _shown(self, request: Request, title: str, *main: Child, status: int = 200) -> Response:
        config = self._service.config
        footer = f"Times are those of {config.timezone}."
        return _LOOK.page(root(request.scope), config.name, title, *main, footer=footer, status=status)

    async def _index(self, request: Request) -> Response:
        self._service.settle()
        newest = list(reversed(self._service.meetings.values()))
        kinds: dict[str, list[Meeting]] = {"In session": [], "Open or scheduled": [], "Closed": []}
        for one in newest:
            busy = "In session" if self._service.seated(one.link) else "Open or scheduled"
            kinds["Closed" if one.ended_at else busy].append(one)
        here = root(request.scope)
        sections = [pieces.cards(self._service, title, some[:20], here) for title, some in kinds.items()]
        empty = note("No meetings yet. What Plenum makes here appears on this page.")
        listed = live("list", sections if newest else empty)
        return self._shown(request, "Meetings", element("h1", "Meetings"), listed)

    # The host's web client

    async def _door(self, request: Request) -> Response:
        return self._at_the_door(request)

    def _at_the_door(self, request: Request, *, name: str = "", said: str = "") -> Response:
        try:
            meeting = door.find(self._service, request.path_params["link"])
        except DoorError as error:
            return self._nothing(request, str(error))
        here = f"{root(request.scope)}{pieces.path(meeting.link)}"
        return self._shown(
            request,
            f"Meeting {meeting.link}",
            live("head", pieces.heading(self._service, meeting), note(pieces.CLOSED) if meeting.ended_at else None),
            problem(said) if said else None,
            None if meeting.ended_at else pieces.join_form(here, name),
            live("inside", pieces.who_is_in(self._service, meeting)),
            status=422 if said else 200,
        )

    async def _join(self, request: Request) -> Response:
        name = (await _form(request)).get("name", "")
        try:
            meeting = door.find(self._service, request.path_params["link"])
            taken = door.join(self._service, meeting, name)
        except DoorError as error:
            return self._at_the_door(request, name=name, said=str(error))
        return RedirectResponse(f"{root(request.scope)}/seat/{taken.key}", SEE_OTHER)

    async def _seat(self, request: Request) -> Response:
        found = door.seat_of(self._service, request.path_params["key"])
        if found is None:
            return self._nothing(request, "There is no such seat. Please come in by the meeting's own link.")
        meeting, me = found
        if not me.inside:
            return self._farewell(request, meeting)
        me.shown(anew="refresh" not in request.query_params)
        return self._shown(
            request,
            f"Meeting {meeting.link}",
            live("seat", pieces.heading(self._service, meeting), *self._seated(request, meeting, me)),
            element("span", id="load", hidden=True, data_number=str(me.loads)),
        )

    def _seated(self, request: Request, meeting: Meeting, me: Seat) -> list[Child]:
        leave = button("Leave", f"{root(request.scope)}/seat/{me.key}/leave", kind="primary", focus="leave")
        return [
            note("This meeting was closed. You stay in until you leave; nobody else can come.")
            if meeting.ended_at
            else None,
            element("div", leave, class_="tools"),
            pieces.who_is_in(self._service, meeting, me),
        ]

    def _farewell(self, request: Request, meeting: Meeting) -> Response:
        again = f"{root(request.scope)}{pieces.path(meeting.link)}"
        gone = live("seat", element("h1", f"Meeting {meeting.link}"), note("You have left."))
        back = None if meeting.ended_at else link("Back to this meeting", again)
        return self._shown(request, f"Meeting {meeting.link}", gone, back)

    async def _act(self, request: Request) -> Response:
        key, deed = request.path_params["key"], request.path_params["deed"]
        found = door.seat_of(self._service, key)
        if deed == "away":  # a beacon: were it sent on to the seat, it would count as coming back
            if found:
                found[1].closed(request.query_params.get("load"))
            return Response(status_code=204)
        if found and deed == "leave":
            door.leave(self._service, found[1])
        return RedirectResponse(f"{root(request.scope)}/seat/{key}", SEE_OTHER)

    # The console

    async def _console(self, request: Request) -> Response:
        return self._at_the_console(request)

    def _at_the_console(self, request: Request, *, said: str = "") -> Response:
        try:
            meeting = door.find(self._service, request.path_params["link"])
        except DoorError as error:
            return self._nothing(request, str(error))
        here = f"{root(request.scope)}/console/{quote(meeting.link, safe='')}"
        return self._shown(
            request,
            f"Meeting {meeting.link}",
            problem(said) if said else None,
            live(
                "console",
                pieces.heading(self._service, meeting),
                link("The page where people join", f"{root(request.scope)}{pieces.path(meeting.link)}"),
                pieces.recorder(self._service, meeting, here),
                pieces.who_is_in(self._service, meeting),
                pieces.archives(self._service, meeting, here),
            ),
            status=409 if said else 200,
        )

    async def _record(self, request: Request) -> Response:
        try:
            meeting = door.find(self._service, request.path_params["link"])
            door.record(self._service, meeting, request.path_params["deed"])
        except DoorError as error:
            return self._at_the_console(request, said=str(error))
        return self._back_to_console(request)

    async def _change(self, request: Request) -> Response:
        try:
            door.change(self._service, self._archive(request), request.path_params["deed"])
        except DoorError as error:
            return self._at_the_console(request, said=str(error))
        return self._back_to_console(request)

    def _back_to_console(self, request: Request) -> Response:
        meeting = quote(request.path_params["link"], safe="")
        return RedirectResponse(f"{root(request.scope)}/console/{meeting}", SEE_OTHER)

    # Elsewhere

    async def _file(self, request: Request) -> Response:
        self._service.settle()
        archive, asked = self._archive(request), request.query_params
        signed = asked.get("Expires", "0"), asked.get("Signature", "")
        if archive is None or not signed[0].isdecimal() or not self._service.storage.opens(archive.id, *signed):
            return Response("AccessDenied", 403, media_type="text/plain")
        return Response(film(min(archive.seconds * BYTES_A_SECOND, _LARGEST_FILE)), media_type="video/mp4")

    def _archive(self, request: Request) -> Archive | None:
        return self._service.cloud.archives.get(request.path_params["archive_id"])

    def _nothing(self, request: Request, said: str) -> Response:
        home = link("All meetings", f"{root(request.scope)}/")
        return self._shown(request, "Not found", element("h1", "Nothing here"), note(said), home, status=404)


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode(errors="replace"), keep_blank_values=True))
