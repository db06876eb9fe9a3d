"""The API's table of contents: every route, by method and path."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse, Response

from playground.backends.sourceloop import archives, targets
from playground.backends.sourceloop.schema import Body, anything, session_part
from playground.backends.sourceloop.service import Service


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked: `ids` are the path's variable segments; `caller` signs what is stored."""

    service: Service
    caller: str | None
    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: dict[str, Any]


Act = Callable[[Call], Response]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A row of the table: `{}` in `path` stands for a variable segment; a fixed one goes before it.

    `body` looks at what was sent, None: there is none, and whatever is sent is not even parsed. `permission` None: for
    everybody, even without a token.
    """

    method: str
    path: str
    act: Act
    permission: str | None
    body: Body | None = None

    def matches(self, method: str, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The variable segments, if the request is this endpoint's."""
        pattern = self.path.split("/")
        if method != self.method or len(pattern) != len(segments) or "" in segments:
            return None
        pairs = list(zip(pattern, segments, strict=True))
        if any(part not in ("{}", segment) for part, segment in pairs):
            return None
        return tuple(segment for part, segment in pairs if part == "{}")


def _create(call: Call) -> Response:
    link = call.service.create(call.body, call.caller).link
    if call.service.config.answers_json:
        return JSONResponse({"code": link})
    return Response(link, headers={"content-type": "text/plain"})


def _token(call: Call) -> Response:
    meeting, token = call.service.token(call.ids[0], call.body)
    return JSONResponse({"sessionId": meeting.session_id, "token": token})


def _edit(call: Call) -> Response:
    call.service.edit(call.ids[0], call.body)
    return _nothing()


def _end(call: Call) -> Response:
    call.service.end(call.ids[0])
    return _nothing()


def _attendees(call: Call) -> Response:
    return JSONResponse(call.service.attendees.of(call.ids[0], active=call.query.get("active")))


def _webhook(call: Call) -> Response:
    call.service.attendees.hear(call.body)
    return _nothing()


def _archives(call: Call) -> Response:
    return JSONResponse(archives.listing(call.service))


def _archive(call: Call) -> Response:
    return JSONResponse(archives.one(call.service, call.ids[0]))


def _delete_archive(call: Call) -> Response:
    archives.delete(call.service, call.ids[0])
    return _nothing()


def _target(call: Call) -> Response:
    targets.put(call.service, call.body)
    return _nothing()


def _nothing() -> Response:
    return Response(status_code=204)


ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint(method="POST", path="session", act=_create, permission="CreateMeetingSession", body=anything),
    Endpoint(method="POST", path="session/{}/token", act=_token, permission="GenerateMeetingToken", body=anything),
    Endpoint(method="PATCH", path="session/{}", act=_edit, permission="EditMeeting", body=session_part),
    Endpoint(method="PATCH", path="session/{}/end", act=_end, permission="StopMeeting"),
    Endpoint(method="GET", path="session/{}/attendees", act=_attendees, permission="GetMeetingAttendees"),
    Endpoint(method="POST", path="webhooks/session", act=_webhook, permission=None, body=anything),
    Endpoint(method="GET", path="archives", act=_archives, permission="GetMeetingArchives"),
    Endpoint(method="GET", path="archives/{}", act=_archive, permission="GetMeetingArchives"),
    Endpoint(method="DELETE", path="archives/{}", act=_delete_archive, permission="DeleteMeetingArchive"),
    Endpoint(
        method="PUT", path="archives/storage-target", act=_target, permission="SetMeetingUploadTarget", body=anything
    ),
)
