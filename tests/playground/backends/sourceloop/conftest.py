"""An emulated SourceLoop deployment, with a client that holds a token for it."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from playground.backends.sourceloop import SourceLoopConfig, bearer, create_app
from playground.backends.sourceloop.meeting import Meeting
from playground.backends.sourceloop.service import Service


@dataclass
class Deployment:
    """The caller's own view: every call carries a token with every permission, unless a test takes another."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Any
    config: SourceLoopConfig
    token: str

    @property
    def service(self) -> Service:
        held: Service = self.app.state.service
        return held

    def ahead(self, **span: float) -> str:
        """An instant so far from now, as `PATCH` takes it."""
        return (self.clock.now + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    def ahead_ms(self, **span: float) -> int:
        """The same as `POST` takes it."""
        return int((self.clock.now + timedelta(**span)).timestamp() * 1000)

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        sent = {} if body is None else {"json": body}
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.http.request(method, path, params=query or None, headers=headers, **sent)

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's JSON; the call must be accepted."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code in (200, 204), answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, Any]:
        """Status and message of a refusal."""
        answer = await self.call(method, path, body, **query)
        said = answer.json()["error"]
        assert said["statusCode"] == answer.status_code
        return answer.status_code, said["message"]

    async def session(self, **fields: Any) -> str:
        """Make one, instant unless said otherwise; its link id."""
        answer = await self.call("POST", "/session", fields)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["code"] if answer.text.startswith("{") else answer.text)

    async def scheduled(self, **span: float) -> str:
        return await self.session(isScheduled=True, scheduleTime=self.ahead_ms(**span))

    def row(self, link: str) -> Meeting:
        return self.service.meetings[link]

    async def attendees(self, link: str, **query: Any) -> list[Any]:
        """Who came, and whether they are gone."""
        rows = await self.ok("GET", f"/session/{link}/attendees", **query)
        return [(row["attendee"], row["isDeleted"]) for row in rows]

    async def control(self, deed: str, **wish: Any) -> Any:
        answer = await self.http.post(f"/control/{deed}", json=wish)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def not_done(self, deed: str, **wish: Any) -> tuple[int, str]:
        """Status and code with which the back door refuses."""
        answer = await self.http.post(f"/control/{deed}", json=wish)
        return answer.status_code, answer.json()["error"]

    async def state(self) -> list[dict[str, Any]]:
        sessions: list[dict[str, Any]] = (await self.http.get("/control/state")).json()["sessions"]
        return sessions

    async def join(self, link: str, name: str = "Ana", **wish: Any) -> Any:
        return await self.control("join", session=link, name=name, **wish)

    async def leave(self, link: str, **whom: Any) -> Any:
        return await self.control("leave", session=link, **whom)

    async def archived(self, **fields: Any) -> tuple[str, str]:
        """A session that was recorded for 38 seconds and that everybody left; the archive's id is the second."""
        link = await self.session(enableArchiving=True, **fields)
        await self.join(link)
        self.clock.advance(seconds=38)
        await self.leave(link)
        return link, next(one["id"] for one in (await self.state())[-1]["archives"])


Build = Callable[..., Any]


@pytest.fixture
def build(clock: Any) -> Build:
    """A deployment of another kind: `async with build(release="5.0.5") as loop`."""

    @asynccontextmanager
    async def built(**settings: Any) -> AsyncIterator[Deployment]:
        config = SourceLoopConfig(**settings)
        app = create_app(config, clock)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="https://meet.example.org") as http:
            yield Deployment(app=app, http=http, clock=clock, config=config, token=bearer(config))

    return built


@pytest.fixture
async def loop(build: Build) -> AsyncIterator[Deployment]:
    async with build() as deployment:
        yield deployment
