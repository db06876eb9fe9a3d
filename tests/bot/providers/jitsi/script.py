"""A Jitsi Meet that answers with its page, and what its tokens say."""

import hmac
import json
from base64 import urlsafe_b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from bot.model import Person, Plan, RoomWish
from bot.providers.jitsi import Jitsi
from tests.conftest import NOON

WIRE = Path(__file__).parents[1] / "wire" / "jitsi"
SECRET = "s3cr3t-of-the-server"
TOKENS = {"app_id": "plenum", "app_secret": SECRET}
ANA = Person(id="U123", name="Ana Ödön", email="ana@example.org")
WISH = RoomWish(reference="k7f3k7f3k7f3", plan=Plan(topic="Weekly sync", starts_at=NOON), host=ANA)
PAGE = (WIRE / "page.html").read_text()
Connect = Callable[..., Jitsi]


def wire(name: str) -> Any:
    return json.loads((WIRE / f"{name}.json").read_text())


class Server:
    """Says the same to everybody, and remembers who asked."""

    def __init__(self) -> None:
        self.reply: httpx.Response | Exception = httpx.Response(200, text=PAGE)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        if isinstance(self.reply, Exception):
            raise self.reply
        return httpx.Response(self.reply.status_code, content=self.reply.content)


def signed(link: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims of the token in a link, once its signature was found to be good."""
    said, _, seal = httpx.URL(link).params["jwt"].rpartition(".")
    assert hmac.compare_digest(hmac.digest(SECRET.encode(), said.encode(), "sha256"), _decoded(seal))
    header, claims = (json.loads(_decoded(part)) for part in said.split("."))
    return header, claims


def _decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))
