"""An emulated Vonage Meetings account, with a client that signs its tokens, and somebody who hears webhooks."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.applications import Starlette

from playground.backends.vonage import VonageConfig, create_app
from tests.playground.backends.vonage.signing import APPLICATION, keys, token

HOOKS = {f"{kind}_callback_url": f"https://bot.example/hooks/{kind}" for kind in ("rooms", "sessions", "recordings")}


@dataclass
class Listener:
    """An ASGI app behind the webhook addresses: what it heard, and what it answers."""

    heard: list[tuple[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    status: int = 204

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        body = (await receive())["body"]
        self.raw.append(body)
        self.headers.append({name.decode(): value.decode() for name, value in scope["headers"]})
        self.heard.append((scope["path"], json.loads(body)))
        await send({"type": "http.response.start", "status": self.status, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    @property
    def events(self) -> list[str]:
        return [body["event"] for _, body in self.heard]


@dataclass
class Account:
    """The application's own view: every call carries a fresh token."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Any
    hooks: Listener
    prefix: str = "/v1/meetings"

    def claims(self, **changes: Any) -> dict[str, Any]:
        now = int(self.clock.now.timestamp())
        return {"application_id": APPLICATION, "iat": now, "jti": str(uuid4()), "exp": now + 900, **changes}

    def bearer(self, **changes: Any) -> dict[str, str]:
        return {"Authorization": f"Bearer {token(keys()[0], self.claims(**changes))}"}

    def ahead(self, **span: float) -> str:
        """An instant so far from now, as bodies hold it."""
        return (self.clock.now + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        sent = {} if body is None else {"json": body}
        return await self.http.request(
            method, f"{self.prefix}/{path}", params=query or None, headers=self.bearer(), **sent
        )

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's JSON; the call must be accepted."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str, str]:
        """Status, name and message of a refusal."""
        answer = await self.call(method, path, body, **query)
        said = answer.json()
        assert said["status"] == answer.status_code
        return answer.status_code, said["name"], said["message"]

    async def room(self, **fields: Any) -> dict[str, Any]:
        """Make one, instant and listened to unless said otherwise."""
        wish = {"display_name": "Stand-up", "callback_urls": HOOKS} | fields
        made: dict[str, Any] = await self.ok("POST", "rooms", wish)
        return made

    async def lasting(self, **fields: Any) -> dict[str, Any]:
        """A long-term room, of one day unless said otherwise."""
        return await self.room(**{"type": "long_term", "expires_at": self.ahead(days=1)} | fields)

    async def read(self, room: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = await self.ok("GET", f"rooms/{room['id']}")
        return shown

    async def control(self, deed: str, **wish: Any) -> Any:
        answer = await self.http.post(f"/control/{deed}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def not_done(self, deed: str, **wish: Any) -> tuple[int, str]:
        """Status and code with which the back door refuses."""
        answer = await self.http.post(f"/control/{deed}", json=wish)
        return answer.status_code, answer.json()["error"]

    async def state(self) -> list[dict[str, Any]]:
        rooms: list[dict[str, Any]] = (await self.http.get("/control/state")).json()["rooms"]
        return rooms

    async def join(self, room: dict[str, Any], name: str = "Ana", **wish: Any) -> Any:
        return await self.control("join", room=room["meeting_code"], name=name, **wish)

    async def leave(self, room: dict[str, Any], **whom: Any) -> Any:
        return await self.control("leave", room=room["meeting_code"], **whom)

    async def heard(self) -> list[str]:
        """The events that arrived, when all have."""
        await self.state()
        await self.app.state.service.post.idle()
        return self.hooks.events

    async def recorded(self, **fields: Any) -> tuple[dict[str, Any], Any]:
        """A room in which something was recorded and everybody left; the recording's id is the second."""
        room = await self.lasting(**fields)
        await self.join(room, host=True)
        made = await self.control("record", room=room["id"], action="start")
        self.clock.advance(seconds=38)
        await self.leave(room)
        return room, made["recording_id"]


Build = Callable[..., Any]


@pytest.fixture
def build(clock: Any) -> Build:
    """An account of another kind: `async with build(max_rooms=1) as vonage`."""

    @asynccontextmanager
    async def built(**settings: Any) -> AsyncIterator[Account]:
        hooks = Listener()
        config = VonageConfig(**{"application_id": APPLICATION, "public_key": keys()[1], **settings})
        app = create_app(config, clock, transport=httpx.ASGITransport(hooks))
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://api-eu.vonage.com") as http:
            yield Account(app=app, http=http, clock=clock, hooks=hooks)
        await app.state.service.post.idle()

    return built


@pytest.fixture
async def vonage(build: Build) -> AsyncIterator[Account]:
    async with build() as account:
        yield account


@pytest.fixture
async def own_links(build: Build) -> AsyncIterator[Account]:
    """An account whose links open at the emulator."""
    here = "https://api-eu.vonage.com"
    async with build(links_base=here, storage_base=f"{here}/storage") as account:
        yield account
