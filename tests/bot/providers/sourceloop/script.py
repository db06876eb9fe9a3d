"""A SourceLoop service that answers from a script, with recorded payloads."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

from bot.model import Person, Plan, Room, RoomWish
from bot.providers.sourceloop import SourceLoop
from tests.conftest import NOON

WIRE = Path(__file__).parents[1] / "wire" / "sourceloop"
ID = "9uVwuBG40I"
SESSION = f"session/{ID}"
ANA = Person(id="U123", name="Ana", email="ana@example.org")
WISH = RoomWish(reference="k7f3k7f3k7f3", plan=Plan(topic="Weekly sync", starts_at=NOON), host=ANA)
ROOM = Room(id=ID, join_url=f"https://meet.test/{ID}")
ALL = (
    "CreateMeetingSession",
    "EditMeeting",
    "StopMeeting",
    "GetMeetingAttendees",
    "GetMeetingArchives",
    "GenerateMeetingToken",
)
Reply = httpx.Response | Exception
Connect = Callable[..., SourceLoop]


def wire(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


def says(name: str) -> httpx.Response:
    """An answer as it was recorded: an object is JSON, a text is bare."""
    recorded = wire(name)
    body = recorded["body"]
    if isinstance(body, str):
        return httpx.Response(recorded["status"], text=body)
    return httpx.Response(recorded["status"], json=body)


def listed(*rows: dict[str, Any]) -> httpx.Response:
    """Attendees like the recorded one, each with changes."""
    recorded = wire("attendees_active")["body"][0]
    return httpx.Response(200, json=[recorded | changes for changes in rows])


def bearer(claims: object) -> str:
    """A token that says so of itself; nobody looks at its signature."""
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    head, body = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return f"{head}.{body}.c2lnbmF0dXJl"


TOKEN = bearer({"permissions": ALL, "iss": "sf", "exp": int(NOON.timestamp()) + 3600})
DONE = httpx.Response(204)


class Server:
    """Answers from a script: for each call a list, of which the last is said again for ever. Remembers all."""

    def __init__(self) -> None:
        self.script: dict[str, list[Reply]] = {
            "POST session": [says("created_bare")],
            f"POST {SESSION}/token": [says("token_given")],
            f"GET {SESSION}/attendees": [says("attendees_active")],
            f"PATCH {SESSION}/end": [DONE],
            f"PATCH {SESSION}": [DONE],
            "GET archives": [says("archives_one")],
            "PUT archives/storage-target": [DONE],
        }
        self.asked: list[httpx.Request] = []

    def says(self, call: str, *replies: Reply) -> None:
        self.script[call] = list(replies)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        replies = self.script.get(named(request)) or [says("error_unknown_route")]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, content=reply.content)

    def calls(self) -> list[str]:
        return [named(request) for request in self.asked]

    def body(self) -> Any:
        """What was said last."""
        return json.loads(self.asked[-1].read())


def named(request: httpx.Request) -> str:
    path = request.url.raw_path.decode().partition("?")[0]
    return f"{request.method} {unquote(path.removeprefix('/api/'))}"
