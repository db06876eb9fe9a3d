"""An emulated TrueConf Server for a test, with a client that knows its token; browser windows on any back end."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from playground.backends.trueconf import OAuthApp, TrueConfConfig, create_app
from tests.playground.backends.windows import Watched, opening

SECRET_KEY = "operators-own"
EVERYTHING = OAuthApp(
    client_id="all",
    client_secret="all-secret",
    scopes=frozenset(
        {
            "conferences", "conferences.invitations", "conferences.participants", "conferences.records",
            "conferences.sessions:read", "conferences.sessions.participants:read", "users", "groups", "groups.users",
            "templates.conferences:read", "logs.calls:read", "logs.calls.participants:read", "logs.recordings:read",
        }
    ),
)  # fmt: skip


SERVER_WIDE = {"grant_type": "client_credentials", "client_id": "all", "client_secret": "all-secret"}


@dataclass
class Hq:
    """The server, spoken to over HTTP. `token` is a server-wide one unless a test takes another."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Any
    version: str = "v3.10"
    token: str = ""

    @staticmethod
    def standup(**fields: Any) -> dict[str, Any]:
        """The smallest body the vendor's own samples send."""
        return {
            "type": 0,
            "topic": "Standup",
            "owner": "ana",
            "schedule": {"type": -1},
            "invitations": [{"id": "ana"}, {"id": "ben"}],
            **fields,
        }

    async def sign_in(self, **wish: str) -> "Hq":
        """The same server with another token."""
        answer = await self.http.post("/oauth2/v1/token", json=wish)
        assert answer.status_code == 200, answer.text
        return replace(self, token=answer.json()["access_token"])

    @property
    def operator(self) -> "Hq":
        """The same server with the secret key, which outlives every jump in time."""
        return replace(self, token=SECRET_KEY)

    async def as_user(self, login: str) -> "Hq":
        wish = {"client_id": "trueconf_server_users", "username": login, "password": "playground"}
        return await self.sign_in(grant_type="password", **wish)

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        return await self.http.request(
            method,
            f"/api/{self.version}/{path}",
            json=body,
            params=query,
            headers={"Authorization": f"Bearer {self.token}"},
        )

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's JSON; the call must be accepted."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code in (200, 202), answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> str:
        """The first reason of a refusal."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code >= 400, answer.text
        reason: str = answer.json()["error"]["errors"][0]["reason"]
        return reason

    async def conference(self, **fields: Any) -> str:
        """Make one, an open room of Ana's unless said otherwise; its id."""
        made = await self.ok("POST", "conferences", self.standup(**fields))
        conference_id: str = made["conference"]["id"]
        return conference_id

    async def running(self, **fields: Any) -> str:
        """Make one and wait until it runs."""
        conference_id = await self.conference(**fields)
        await self.ok("POST", f"conferences/{conference_id}/run")
        while (await self.read(conference_id))["state"] != "running":
            pass
        return conference_id

    async def read(self, conference_id: str, **query: str) -> dict[str, Any]:
        answer: dict[str, Any] = (await self.ok("GET", f"conferences/{conference_id}", **query))["conference"]
        return answer

    async def control(self, deed: str, **wish: Any) -> Any:
        answer = await self.http.post(f"/control/{deed}", json=wish)
        return answer.json()


Build = Callable[..., Any]


@pytest.fixture
def build(clock: Any) -> Build:
    """A server of another kind: `async with build(max_running=1) as hq`."""

    @asynccontextmanager
    async def server(**settings: Any) -> AsyncIterator[Hq]:
        apps = (EVERYTHING, *TrueConfConfig().apps)
        config = TrueConfConfig(**{"apps": apps, "secret_key": SECRET_KEY, **settings})
        app = create_app(config, clock)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://hq.internal:8443") as http:
            bare = Hq(app=app, http=http, clock=clock)
            yield await bare.sign_in(**SERVER_WIDE) if EVERYTHING in config.apps else bare.operator

    return server


@pytest.fixture
async def hq(build: Build) -> AsyncIterator[Hq]:
    async with build() as server:
        yield server


@pytest.fixture
async def window(watched: Watched) -> AsyncIterator[Any]:
    """Opens a window on a path of the app that the tests of a back end have `watched`."""
    async with opening(watched) as open_window:
        yield open_window
