"""The emulated Vonage Meetings, served on this machine at the machine's time, as clients of others meet it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from typing import Any

import httpx
from starlette.applications import Starlette

from playground.backends.vonage import VonageConfig, create_app, key_pair
from playground.clock import PlayClock
from playground.running import running

keys = cache(key_pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One emulated service. `private_key` signs for its application."""

    app: Starlette
    address: str
    clock: PlayClock
    private_key: str

    @property
    def application(self) -> str:
        return str(self.app.state.service.config.application_id)

    def asked(self) -> list[tuple[str, str, dict[str, str], Any]]:
        """What was asked of the API so far: method, path, query, body."""
        return [(one.method, one.path, one.query, one.body) for one in self.app.state.history.requests]

    def ahead(self, **span: float) -> str:
        """An instant so far from now, as bodies hold it."""
        return (self.clock() + timedelta(**span)).strftime("%Y-%m-%dT%H:%M:%S.000Z")

    async def control(self, deed: str, **wish: object) -> Any:
        """Do something as people in a meeting do."""
        async with httpx.AsyncClient(base_url=self.address, trust_env=False) as http:
            answer = await http.post(f"/control/{deed}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()

    async def recorded(self, room_id: str) -> tuple[str, str]:
        """Somebody comes, records and goes: the ids of the session and of the recording, which is being processed."""
        seat = await self.control("join", room=room_id, name="Ana", host=True)
        made = await self.control("record", room=room_id, action="start")
        await self.control("leave", room=room_id)
        return seat["session_id"], made["recording_id"]


@asynccontextmanager
async def served(**habits: Any) -> AsyncIterator[World]:
    """A service with these habits; its links and its storage open where it is served."""
    private_key, public_key = keys()
    clock = PlayClock()
    config = VonageConfig(public_key=public_key, upload_takes=None, **habits)
    app = create_app(config, clock)
    async with running(app) as address:
        app.state.service.config = replace(config, links_base=address, storage_base=f"{address}/storage")
        yield World(app=app, address=address, clock=clock, private_key=private_key)
