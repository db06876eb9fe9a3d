"""An emulated Jitsi Meet, and somebody who writes tokens for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from playground.backends.jitsi import JitsiConfig, create_app
from playground.backends.jitsi.service import Service
from playground.backends.tokens import HEADER, signed

HOST = "meet.example.org"
APP = {"app_id": "plenum", "app_secret": "hush"}


@dataclass
class Deployment:
    """The server as browsers see it, and its back door."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Any

    @property
    def service(self) -> Service:
        held: Service = self.app.state.service
        return held

    def token(self, room: str = "weekly", *, secret: str = "hush", header: dict[str, Any] = HEADER, **said: Any) -> str:
        """A good one, but for what a test changes; None leaves a claim out."""
        now = int(self.clock.now.timestamp())
        claims = {"iss": "plenum", "aud": "jitsi", "sub": HOST, "room": room, "exp": now + 3600} | said
        return signed(secret, {name: value for name, value in claims.items() if value is not None}, header)

    async def page(self, path: str, status: int = 200, **query: str) -> str:
        answer = await self.http.get(path, params=query or None)
        assert answer.status_code == status, answer.text
        assert answer.headers["referrer-policy"] == "no-referrer"
        return str(answer.text)

    async def come_in(self, path: str, name: str = "", **fields: str) -> str:
        """Join on the page; the seat's path."""
        answer = await self.http.post(path, data={"name": name, **fields})
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def press(self, seat: str, deed: str, **fields: str) -> None:
        assert (await self.http.post(f"{seat}/{deed}", data=fields)).status_code in (204, 303)

    async def control(self, deed: str, **wish: Any) -> Any:
        answer = await self.http.post(f"/control/{deed}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def not_done(self, deed: str, **wish: Any) -> tuple[int, str, str]:
        """Status, code and words with which the back door refuses."""
        answer = await self.http.post(f"/control/{deed}", json=wish)
        return answer.status_code, answer.json()["error"], answer.json()["message"]

    async def rooms(self) -> list[dict[str, Any]]:
        told: list[dict[str, Any]] = (await self.http.get("/control/state")).json()["rooms"]
        return told

    async def inside(self) -> dict[str, list[str]]:
        return {one["room"]: one["inside"] for one in await self.rooms()}


Build = Callable[..., Any]


@pytest.fixture
def build(clock: Any) -> Build:
    """A deployment of another kind: `async with build(empty_token=True) as meet`."""

    @asynccontextmanager
    async def built(**settings: Any) -> AsyncIterator[Deployment]:
        app = create_app(JitsiConfig(**settings), clock)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}") as http:
            yield Deployment(app=app, http=http, clock=clock)

    return built


@pytest.fixture
async def meet(build: Build) -> AsyncIterator[Deployment]:
    """Open to everybody."""
    async with build() as deployment:
        yield deployment


@pytest.fixture
async def guarded(build: Build) -> AsyncIterator[Deployment]:
    """Nobody comes in without a token."""
    async with build(**APP) as deployment:
        yield deployment
