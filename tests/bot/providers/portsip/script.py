"""A PortSIP PBX that answers from a script, with the documented payloads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote

import httpx

from bot.model import Person, Plan, RoomWish
from bot.providers.portsip import PortSip
from tests.conftest import NOON

WIRE = Path(__file__).parents[1] / "wire" / "portsip"
REFERENCE = "k7f3k7f3k7f3"
ID = "NzAwNTUxOTA5NzczMTQ4MTYw"
ROOMS, ROOM = "conference_rooms", f"conference_rooms/{ID}"
TOKEN = "POST login/oauth/token"
NUMBER = "7000"
WISH = RoomWish(
    reference=REFERENCE,
    plan=Plan(topic="Weekly sync", starts_at=NOON, zone="Europe/Berlin"),
    host=Person(id="U1", name="Ana", email="ana@example.org"),
)
Reply = httpx.Response | Exception
Connect = Callable[..., PortSip]


def wire(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


def ok(name: str, **changes: object) -> httpx.Response:
    return httpx.Response(200, json=wire(name) | changes)


def refusal(name: str) -> httpx.Response:
    error = wire(f"error_{name}")
    return httpx.Response(error["status"], json=error["body"])


def listed(**changes: object) -> dict[str, Any]:
    """A room as lists have it."""
    row: dict[str, Any] = wire("room_page")["items"][0]
    return row | changes


def ours(**changes: object) -> dict[str, Any]:
    """The room that was made for our reference, as lists have it."""
    return listed(extension_number=NUMBER, custom_options=json.dumps({"plenum": REFERENCE})) | changes


def page(*rows: dict[str, Any], **changes: object) -> httpx.Response:
    return httpx.Response(200, json={"count": len(rows), "items": list(rows)} | changes)


def users(*rows: tuple[str, str], **changes: object) -> httpx.Response:
    """People by extension number and e-mail address."""
    kelly = wire("users")["items"][0]
    return page(*(kelly | {"extension_number": number, "email": email} | changes for number, email in rows))


DONE = httpx.Response(200)
NOT_FOUND = refusal("not_found")
IDLE, ON_CALL = ok("status_idle"), ok("status_in_call", recording=False)
NOBODY, NO_RECORDINGS = httpx.Response(200, json={"items": []}), ok("empty_page")


class Server:
    """Answers from a script: for each call a list, of which the last is said again for ever. Remembers all."""

    def __init__(self) -> None:
        self.script: dict[str, list[Reply]] = {
            TOKEN: [ok("token")],
            f"GET {ROOMS}": [ok("empty_page")],
            f"POST {ROOMS}": [httpx.Response(201, json=wire("room_created"))],
            f"GET {ROOM}": [ok("room")],
            f"GET {ROOM}/status": [IDLE],
            f"GET {ROOM}/participants": [NOBODY],
            f"GET {ROOM}/recordings": [NO_RECORDINGS],
            f"POST {ROOM}/destroy": [httpx.Response(204)],
            f"POST {ROOM}/lock": [DONE],
            f"POST {ROOM}/unlock": [DONE],
            "GET users": [page()],
        }
        self.asked: list[httpx.Request] = []
        self.bearers: list[str] = []

    def says(self, call: str, *replies: Reply) -> None:
        self.script[call] = list(replies)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if bearer := request.headers.get("authorization"):
            self.bearers.append(bearer.removeprefix("Bearer "))
        replies = self.script.get(named(request)) or [NOT_FOUND]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, content=reply.content)

    def calls(self) -> list[str]:
        """What was asked, apart from the login."""
        return [named(request) for request in self.asked if named(request) != TOKEN]

    def writes(self) -> list[str]:
        """What was asked that changes something."""
        return [call for call in self.calls() if call.startswith("POST")]

    def sent(self, call: str) -> list[httpx.Request]:
        return [request for request in self.asked if named(request) == call]

    def body(self, call: str) -> Any:
        return json.loads(self.sent(call)[-1].read())

    def grants(self) -> list[dict[str, str]]:
        """What was offered for a token, each time."""
        return [dict(parse_qsl(request.read().decode())) for request in self.sent(TOKEN)]


def named(request: httpx.Request) -> str:
    path = request.url.raw_path.decode().partition("?")[0]
    return f"{request.method} {unquote(path.removeprefix('/api/'))}"
