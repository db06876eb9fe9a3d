"""An emulated server of each kind with people in it, as the tester is to find it: what is there, and what may go."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
from starlette.applications import Starlette

from playground.backends.history import History
from playground.backends.portsip import PortSIPConfig
from playground.backends.portsip import create_app as create_portsip
from playground.backends.portsip.config import CLIENT_ID, PLENUM
from playground.backends.sourceloop import SourceLoopConfig, bearer
from playground.backends.sourceloop import create_app as create_sourceloop
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf import create_app as create_trueconf
from playground.backends.vonage import VonageConfig
from playground.backends.vonage import create_app as create_vonage
from playground.running import running
from tests.conftest import FrozenClock
from tests.playground.backends.vonage.signing import keys, token

Known = dict[str, Sequence[str]]

SPARE = 40
"""So many of what a call takes away: more than the tester gets to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A served emulator. `known` are values by parameter, such as `path.room_id`."""

    address: str
    headers: dict[str, str]
    history: History
    known: Known = field(default_factory=dict)


class Visitor:
    """Makes what a target holds, over HTTP as everybody does; each call must be accepted."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def post(self, path: str, **wish: Any) -> Any:
        return self._read(await self._http.post(path, json=wish))

    async def read(self, path: str) -> Any:
        return self._read(await self._http.get(path))

    def _read(self, answer: httpx.Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json() if answer.headers.get("content-type", "").startswith("application/json") else answer.text


@asynccontextmanager
async def _visited(app: Starlette, headers: dict[str, str]) -> AsyncIterator[tuple[str, Visitor]]:
    async with (
        running(app) as address,
        httpx.AsyncClient(base_url=address, headers=headers, trust_env=False) as http,
    ):
        yield address, Visitor(http)


@asynccontextmanager
async def vonage(clock: FrozenClock) -> AsyncIterator[Target]:
    """A theme in use, and recordings that are ready or not yet."""
    private_key, public_key = keys()
    config = VonageConfig(public_key=public_key, no_themes_as="list", ui_settings_change=True, upload_takes=None)
    app, now = create_vonage(config, clock), int(clock().timestamp())
    claims = {"application_id": config.application_id, "iat": now, "jti": str(uuid4()), "exp": now + 900}
    headers = {"Authorization": f"Bearer {token(private_key, claims)}"}
    async with _visited(app, headers) as (address, visitor):
        known = await _vonage_rooms(visitor)
        yield Target(address=address, headers=headers, history=app.state.history, known=known)


async def _vonage_rooms(visitor: Visitor) -> Known:
    root, rooms, sessions, recordings = "/v1/meetings", [], [], []
    brand = {"main_color": "#abc", "brand_text": "Brand"}
    themes = [(await visitor.post(f"{root}/themes", **brand))["theme_id"] for _ in range(SPARE)]
    wish = {"type": "long_term", "expires_at": "2027-01-01T00:00:00Z", "theme_id": themes[0]}
    for place in range(3):
        room = (await visitor.post(f"{root}/rooms", display_name="Demo", **wish))["id"]
        rooms.append(room)
        sessions.append((await visitor.post("/control/join", room=room, name="Ana", host=True))["session_id"])
        recordings.append((await visitor.post("/control/record", room=room, action="start"))["recording_id"])
        await visitor.post("/control/leave", room=room)
        if place:
            await visitor.post("/control/upload", room=room)
    soon = ["2026-12-01T00:00:00Z"]
    return {
        "path.theme_id": themes[1:],
        "path.room_id": rooms,
        "path.session_id": sessions,
        "path.recording_id": recordings,
        "body.expires_at": soon,
        "body.update_details.expires_at": soon,
        "body.update_details.default_theme_id": themes[:1],
        "body.brand_text": ["Brand"],
        "body.update_details.brand_text": ["Brand"],
        "body.theme_name": ["Theme 1"],
        "body.update_details.theme_name": ["Theme 2"],
    }


@asynccontextmanager
async def portsip(clock: FrozenClock) -> AsyncIterator[Target]:
    """A room that many are in and that was recorded, and rooms that nobody needs."""
    app = create_portsip(PortSIPConfig(max_rooms=10_000), clock)
    form = {"username": PLENUM.name, "password": PLENUM.password, "domain": PortSIPConfig().domain}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://pbx.test") as http:
        more = {"grant_type": "password", "scope": "all", "client_id": CLIENT_ID}
        answer = await http.post("/api/login/oauth/token", data=form | more)
    headers = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    async with _visited(app, headers) as (address, visitor):
        known = await _portsip_rooms(visitor)
        yield Target(address=address, headers=headers, history=app.state.history, known=known)


async def _portsip_rooms(visitor: Visitor) -> Known:
    rooms = [await _portsip_room(visitor, 7000 + place) for place in range(SPARE + 1)]
    for _ in range(SPARE + 1):
        await visitor.post("/control/join", number="7000", extension="101")
        await visitor.post("/control/record", number="7000", action="start")
        await visitor.post("/control/record", number="7000", action="stop")
    listed = await visitor.read(f"/api/conference_rooms/{rooms[0]}/participants")
    recorded = await visitor.read(f"/api/conference_rooms/{rooms[0]}/recordings")
    people, recordings = [[one["id"] for one in page["items"]] for page in (listed, recorded)]
    return {
        "path.room_id": rooms[:1],
        "path.spare_room_id": rooms[1:],
        "path.participant_id": people[:1],
        "path.spare_participant_id": people[1:],
        "path.recording_id": recordings[:1],
        "path.spare_recording_id": recordings[1:],
        "path.number": ["7000", "101", "8000"],
        "body.number": ["102", "103"],
    }


async def _portsip_room(visitor: Visitor, number: int) -> str:
    wish = {"extension_number": str(number), "mode": "VIDEO", "subject": "Demo", "capacity": 200}
    return str((await visitor.post("/api/conference_rooms", **wish))["id"])


@asynccontextmanager
async def trueconf(clock: FrozenClock) -> AsyncIterator[Target]:
    """A conference that runs with guests in it and was recorded, one that does not, and some that nobody needs."""
    app = create_trueconf(TrueConfConfig(secret_key="the operator's own", max_conferences=10_000), clock)
    headers = {"Authorization": "Bearer the operator's own"}
    async with _visited(app, headers) as (address, visitor):
        known = await _trueconf_conferences(visitor, clock)
        yield Target(address=address, headers=headers, history=app.state.history, known=known)


async def _trueconf_conferences(visitor: Visitor, clock: FrozenClock) -> Known:
    root = "/api/v3.10"
    made = [await _trueconf_conference(visitor) for _ in range(SPARE + 2)]
    running_id, quiet_id, *spare = made
    await visitor.post(f"{root}/conferences/{running_id}/run")
    while (await visitor.read(f"{root}/conferences/{running_id}"))["conference"]["state"] != "running":
        clock.advance(seconds=1)
    for place in range(SPARE):
        await visitor.post("/control/join", conference_id=running_id, name=f"Guest {place}")
    await visitor.post("/control/record", conference_id=running_id, action="start")
    clock.advance(seconds=30)
    await visitor.post("/control/record", conference_id=running_id, action="stop")
    clock.advance(minutes=5)
    session_id = (await visitor.read(f"{root}/conferences/{running_id}"))["conference"]["stream_id"]
    inside = (await visitor.read(f"{root}/conferences/{running_id}/participants"))["participants"]
    records = (await visitor.read(f"{root}/conferences/{running_id}/records"))["records"]
    return {
        "path.conference_id": [running_id],
        "path.quiet_conference_id": [quiet_id],
        "path.spare_conference_id": spare,
        "path.session_id": [session_id],
        "path.participant_id": [one["id"] for one in inside[:1]],
        "path.spare_participant_id": [one["id"] for one in inside[1:]],
        "path.invitation_id": ["ana"],
        "path.spare_invitation_id": [f"guest{place}" for place in range(SPARE)],
        "path.record_id": [one["name"] for one in records],
        "body.participant_id": ["ben", "cleo"],
    }


async def _trueconf_conference(visitor: Visitor) -> str:
    people = [{"id": "ana"}, *({"id": f"guest{place}"} for place in range(SPARE))]
    wish = {"type": 0, "topic": "Demo", "owner": "ana", "schedule": {"type": -1}, "invitations": people}
    made = await visitor.post("/api/v3.10/conferences", allow_guests=True, **wish)
    return str(made["conference"]["id"])


@asynccontextmanager
async def sourceloop(clock: FrozenClock) -> AsyncIterator[Target]:
    """An open session with people and archives, and sessions that nobody needs."""
    config = SourceLoopConfig()
    app, headers = create_sourceloop(config, clock), {"Authorization": f"Bearer {bearer(config)}"}
    async with _visited(app, headers) as (address, visitor):
        known = await _sourceloop_sessions(visitor)
        yield Target(address=address, headers=headers, history=app.state.history, known=known)


async def _sourceloop_sessions(visitor: Visitor) -> Known:
    sessions = [(await visitor.post("/session"))["code"] for _ in range(SPARE + 1)]
    archives = []
    for session in sessions[:20]:
        await visitor.post("/control/join", session=session, name="Ana")
        archive_id = (await visitor.post("/control/archive", session=session, action="start"))["archive_id"]
        await visitor.post("/control/archive", action="attach", archive_id=archive_id)
        archives.append(archive_id)
    return {
        "path.id": sessions[:1],
        "path.spare_id": sessions[1:],
        "path.archive_id": archives[:1],
        "path.spare_archive_id": archives[1:],
        "body.event": ["connectionCreated", "connectionDestroyed", "streamCreated", "streamDestroyed"],
        "body.role": ["publisher", "subscriber", "moderator"],
        "body.scheduleTime": ["2026-12-01T00:00:00.000Z"],
    }
