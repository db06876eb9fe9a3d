"""A Vonage Meetings service that answers from a script, with the documented payloads."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import httpx
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.model import Person, Plan, RoomWish
from bot.providers.chores import Report
from bot.providers.vonage import Vonage
from tests.conftest import NOON

WIRE = Path(__file__).parents[1] / "wire" / "vonage"
REFERENCE = "k7f3k7f3k7f3"
APPLICATION = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"
ID = "33791484-231c-421b-8349-96e1a44e27d2"
ROOM = f"rooms/{ID}"
HOST_URL = "https://meetings.vonage.com/?room_token=613804614&participant_token=HOST-JWT-PLACEHOLDER"
WISH = RoomWish(
    reference=REFERENCE,
    plan=Plan(topic="Weekly sync", starts_at=NOON),
    host=Person(id="U1", name="Ana", email="ana@example.org"),
)
Reply = httpx.Response | Exception
Connect = Callable[..., Vonage]


@cache
def key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem(form: PrivateFormat = PrivateFormat.PKCS8) -> str:
    return key().private_bytes(Encoding.PEM, form, NoEncryption()).decode()


def wire(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


def room(name: str = "room_long_term", *, status: int = 200, **changes: object) -> httpx.Response:
    return httpx.Response(status, json=wire(name) | changes)


def refusal(name: str) -> httpx.Response:
    error = wire(f"error_{name}")
    return httpx.Response(error["status"], json=error["body"]) if error["body"] else httpx.Response(error["status"])


def page(*rooms: object, start: int | None = None, **changes: object) -> httpx.Response:
    """A page as captured: `start` is where the next begins, which the link says in a form that cannot be followed."""
    captured = wire("room_page")
    if start is not None:
        captured["_links"]["next"]["href"] = f"api-eu.vonage.com/meetings/rooms?page_size=500&start_id={start}"
    return httpx.Response(200, json=captured | {"page_size": 500, "_embedded": list(rooms)} | changes)


def others(count: int = 500) -> list[Any]:
    """Rooms that nobody asked us for."""
    return [wire("room_instant") | {"id": f"other-{number}"} for number in range(count)]


def ours(**changes: object) -> dict[str, Any]:
    """The room that was made for our reference."""
    captured: dict[str, Any] = wire("room_long_term")
    return captured | {"metadata": REFERENCE} | changes


NOT_FOUND = refusal("room_not_found")


class Server:
    """Answers from a script: for each call a list, of which the last is said again for ever. Remembers all."""

    def __init__(self) -> None:
        self.script: dict[str, list[Reply]] = {
            "GET rooms": [page()],
            "POST rooms": [room(status=201)],
            f"GET {ROOM}": [room()],
        }
        self.asked: list[httpx.Request] = []
        self.bearers: list[str] = []

    def says(self, call: str, *replies: Reply) -> None:
        self.script[call] = list(replies)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        self.bearers.append(request.headers["authorization"])
        replies = self.script.get(named(request)) or [NOT_FOUND]
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Exception):
            raise reply
        return httpx.Response(reply.status_code, content=reply.content)

    def calls(self) -> list[str]:
        return [named(request) for request in self.asked]

    def queries(self) -> list[dict[str, str]]:
        """What was asked of the list, each time."""
        return [dict(request.url.params) for request in self.asked if named(request) == "GET rooms"]

    def body(self) -> Any:
        """What was sent last."""
        return json.loads([request for request in self.asked if request.method in ("POST", "PATCH")][-1].read())


def named(request: httpx.Request) -> str:
    path = request.url.raw_path.decode().partition("?")[0]
    return f"{request.method} {unquote(path.partition('/meetings/')[2])}"


async def do(old: Vonage, words: str, *said: str) -> Report:
    """Do a chore, as an administrator calls it."""
    return await next(chore for chore in old.chores if chore.words == words).run(old, said)


def signed(bearer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of a token, once its signature was found to be good."""
    scheme, token = bearer.split(" ")
    assert scheme == "Bearer"
    said, _, signature = token.rpartition(".")
    key().public_key().verify(_decoded(signature), said.encode(), PKCS1v15(), SHA256())
    header, claims = (json.loads(_decoded(part)) for part in said.split("."))
    return header, claims


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
