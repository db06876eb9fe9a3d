"""An emulated PortSIP PBX for a test, with a client that is signed in."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from playground.backends.portsip import PortSIPConfig, create_app
from playground.backends.portsip.config import CLIENT_ID, PLENUM


@dataclass
class Exchange:
    """The PBX, spoken to over HTTP. `token` is the service account's unless a test takes another."""

    app: Starlette
    http: httpx.AsyncClient
    clock: Any
    token: str = ""

    @staticmethod
    def standup(**fields: Any) -> dict[str, Any]:
        """The smallest body there is."""
        return {"extension_number": "7001", "mode": "VIDEO", "subject": "Stand-up", "capacity": 9, **fields}

    async def grant(self, **form: str) -> httpx.Response:
        """An OAuth request, as the service account unless said otherwise."""
        usual = {
            "grant_type": "password",
            "username": PLENUM.name,
            "password": PLENUM.password,
            "domain": "acme.example",
            "scope": "all",
            "client_id": CLIENT_ID,
        }
        return await self.http.post("/api/login/oauth/token", data=usual | form)

    async def signed_in(self, **form: str) -> "Exchange":
        """The same PBX with another token."""
        answer = await self.grant(**form)
        assert answer.status_code == 200, answer.text
        return replace(self, token=answer.json()["access_token"])

    async def call(self, method: str, path: str, body: Any = None, **query: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.http.request(method, f"/api/{path}", json=body, params=query, headers=headers)

    async def ok(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """The answer's JSON; the call must be accepted."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code in (200, 201, 204), answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None, **query: Any) -> tuple[int, str, str | None]:
        """Status, code and field of a refusal."""
        answer = await self.call(method, path, body, **query)
        assert answer.status_code >= 400, answer.text
        fault = answer.json()["errors"][0]
        assert fault["message"]
        return answer.status_code, fault["code"], fault.get("detail", {}).get("field")

    async def room(self, **fields: Any) -> str:
        """Make one; its id."""
        made: dict[str, str] = await self.ok("POST", "conference_rooms", self.standup(**fields))
        return made["id"]

    async def on_call(self, **fields: Any) -> str:
        """Make one in which Ana is; its id."""
        room_id = await self.room(**fields)
        pin = {"pin": fields["room_pin"]} if "room_pin" in fields else {}
        await self.control("join", number=fields.get("extension_number", "7001"), extension="101", **pin)
        return room_id

    async def read(self, room_id: str) -> dict[str, Any]:
        shown: dict[str, Any] = await self.ok("GET", f"conference_rooms/{room_id}")
        return shown

    async def inside(self, room_id: str) -> list[dict[str, Any]]:
        listed: list[dict[str, Any]] = (await self.ok("GET", f"conference_rooms/{room_id}/participants"))["items"]
        return listed

    async def control(self, deed: str, **wish: Any) -> Any:
        return (await self.http.post(f"/control/{deed}", json=wish)).json()

    async def control_state(self) -> Any:
        return (await self.http.get("/control/state")).json()


Build = Callable[..., Any]


@pytest.fixture
def build(clock: Any) -> Build:
    """A PBX of another kind: `async with build(max_rooms=1) as pbx`."""

    @asynccontextmanager
    async def built(*, signing_in: dict[str, str] | None = None, **settings: Any) -> AsyncIterator[Exchange]:
        app = create_app(PortSIPConfig(**settings), clock)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://pbx.internal:8887") as http:
            yield await Exchange(app=app, http=http, clock=clock).signed_in(**(signing_in or {}))

    return built


@pytest.fixture
async def pbx(build: Build) -> AsyncIterator[Exchange]:
    async with build() as exchange:
        yield exchange
