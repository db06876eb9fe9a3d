"""A TrueConf server that answers from a script, with the documented payloads."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx

from bot.model import Account, Person, Plan, RoomWish
from bot.providers.trueconf import TrueConf
from tests.conftest import NOON

WIRE = Path(__file__).parents[1] / "wire" / "trueconf"
REFERENCE = "k7f3k7f3k7f3"
ROOM = f"conferences/{REFERENCE}"
SESSION = "00@s#vcs"
SEATS = f"conference-sessions/{SESSION}/participants"
Reply = httpx.Response | Exception
ANA = Person(id="U1", name="Ana", email="Ana@Example.org")
BEN = Person(id="U2", name="Ben", email="ben@example.org")
WISH = RoomWish(reference=REFERENCE, plan=Plan(topic="Weekly sync", starts_at=NOON), host=ANA)


def wire(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


def ok(name: str) -> httpx.Response:
    return httpx.Response(200, json=wire(name))


def refusal(name: str) -> httpx.Response:
    body = wire(name)
    return httpx.Response(body["error"]["code"], json=body)


def reason(word: str, status: int = 400) -> httpx.Response:
    return httpx.Response(status, json={"error": {"code": status, "message": "…", "errors": [{"reason": word}]}})


def conference(**changes: object) -> httpx.Response:
    """The documented conference with our id, running."""
    documented = wire("response_conference")["conference"]
    ours = {"id": REFERENCE, "url": f"https://server.name/c/{REFERENCE}", "state": "running", "stream_id": SESSION}
    whole = documented | ours | {"schedule": {"type": -1}} | changes
    return httpx.Response(200, json={"conference": whole})


def stopped() -> httpx.Response:
    return conference(state="stopped", stream_id=None)


def users(*rows: tuple[str, str], **changes: object) -> httpx.Response:
    """Accounts by login and e-mail address."""
    observed = wire("observed_user_list_page")["users"][0]
    made = [observed | {"id": login, "login_name": login, "email": email} | changes for login, email in rows]
    return httpx.Response(200, json={"next_page_id": -1, "users": made})


NOT_FOUND = refusal("observed_error_conference_not_found")
FORBIDDEN = refusal("observed_error_forbidden")
RECORDS = f"GET {ROOM}/records"
NOTHING_RECORDED = httpx.Response(200, json={"records": []})


class Server:
    """Answers from a script: for each call a list, of which the last is said again for ever. Remembers all."""

    def __init__(self) -> None:
        self.script: dict[str, list[Reply]] = {"POST token": [ok("token")], "GET users": [users()]}
        self.asked: list[httpx.Request] = []

    def says(self, call: str, *replies: Reply) -> None:
        self.script[call] = list(replies)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        replies = self.script[named(request)]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, content=reply.content)

    def calls(self) -> list[str]:
        """What was asked, apart from the login."""
        return [named(request) for request in self.asked if named(request) != "POST token"]

    def last(self, call: str) -> httpx.Request:
        return [request for request in self.asked if named(request) == call][-1]

    def body(self, call: str) -> Any:
        return json.loads(self.last(call).read())


def named(request: httpx.Request) -> str:
    path = request.url.raw_path.decode().partition("?")[0]
    _version, _, what = path.partition("/api/")[2].partition("/")
    return f"{request.method} {unquote(what) or 'token'}"


def starts(server: Server) -> None:
    """A server on which everything goes well."""
    server.says("POST conferences", stopped())
    server.says(f"POST {ROOM}/run", ok("run_response"))
    server.says(f"GET {ROOM}", stopped(), conference(stream_id=None), conference())


ANA_AT = "ana@example.org"
ACCOUNT = Account(id="user1", name="Ana")
Connect = Callable[..., TrueConf]
