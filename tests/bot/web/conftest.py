"""A small bot behind the real front: what its listeners heard, and requests signed by Slack's own SDK."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import aiohttp
import httpx
import pytest
from cryptography.fernet import Fernet
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.types import ASGIApp

from bot.model import Workspace
from bot.store.database import Database
from bot.store.vault import Vault
from bot.store.workspaces import Workspaces
from bot.web.aside import Aside
from bot.web.bolt import make_bolt, make_client
from bot.web.door import Door
from bot.web.meters import Meters
from bot.web.signature import Signatures
from bot.web.site import make_web
from tests.conftest import FrozenClock

SECRET = "s3cret-of-slack"
OLDER_SECRET = "s3cret-of-last-year"
FORM = "application/x-www-form-urlencoded"
TEAM = Workspace(
    id="T1", name="Team", bot_user_id="UBOT", bot_id="BBOT", scopes=frozenset({"commands"}), token="xoxb-of-the-team"
)


@dataclass
class Heard:
    """What reached the listeners, and what they do next."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    contexts: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Mapping[str, Sequence[str]]] = field(default_factory=list)
    then: Callable[[], Awaitable[object]] | None = None

    async def note(
        self,
        ack: Callable[..., Awaitable[object]],
        body: dict[str, Any],
        context: dict[str, Any],
        req: AsyncBoltRequest,
    ) -> None:
        self.bodies.append(body)
        self.headers.append(req.headers)
        self.contexts.append(dict(context))
        if self.then:
            await self.then()
        await ack()


@dataclass(kw_only=True)
class WayIn:
    """The way in of a small bot, from the front to its listeners."""

    web: ASGIApp
    door: Door
    bolt: AsyncApp
    heard: Heard
    workspaces: Workspaces
    meters: Meters
    signatures: Signatures
    told: list[tuple[str, dict[str, Any]]]
    told_one: asyncio.Event
    http: httpx.AsyncClient
    clock: FrozenClock

    async def post(self, body: bytes, **headers: str) -> httpx.Response:
        """Post as Slack does: signed now, unless `headers` (with underscores) say otherwise."""
        sent = signed(body, at=self.clock()) | {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.post("/slack/events", content=body, headers=sent)

    async def command(self, text: str, **fields: str) -> httpx.Response:
        return await self.post(command(text, **fields))

    async def event(self, **fields: Any) -> httpx.Response:
        return await self.post(event(**fields), content_type="application/json")

    async def interact(self, payload: dict[str, Any]) -> httpx.Response:
        return await self.post(urlencode({"payload": json.dumps(payload)}).encode())


def signed(body: bytes, *, at: datetime, secret: str = SECRET) -> dict[str, str]:
    """The headers of a request, signed by the SDK's own code, which signs text only; bytes that are none, by hand."""
    timestamp = str(int(at.timestamp()))
    try:
        signature = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body) or ""
    except UnicodeDecodeError:
        signed = b"v0:" + timestamp.encode() + b":" + body
        signature = "v0=" + hmac.new(secret.encode(), signed, "sha256").hexdigest()
    return {"content-type": FORM, "x-slack-request-timestamp": timestamp, "x-slack-signature": signature}


def command(text: str, **fields: str) -> bytes:
    told = {
        "token": "legacy",
        "team_id": "T1",
        "team_domain": "team",
        "channel_id": "C1",
        "channel_name": "general",
        "user_id": "U1",
        "user_name": "ana",
        "command": "/conf",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": "https://hooks.slack.com/commands/T1/1/x",
        "trigger_id": "1.2.x",
    }
    return urlencode(told | fields).encode()


def event(**fields: Any) -> bytes:
    told = {
        "type": "event_callback",
        "team_id": "T1",
        "api_app_id": "A1",
        "event_id": "Ev1",
        "event": {"type": "app_mention", "user": "U1", "text": "<@UBOT> start", "ts": "1.2", "channel": "C1"},
        "authorizations": [{"team_id": "T1", "enterprise_id": None, "user_id": "UBOT", "is_enterprise_install": False}],
    }
    return json.dumps(told | fields).encode()


PRESS: dict[str, Any] = {
    "type": "block_actions",
    "team": {"id": "T1", "domain": "team"},
    "user": {"id": "U1", "team_id": "T1"},
    "channel": {"id": "C1"},
    "trigger_id": "1.2.x",
    "response_url": "https://hooks.slack.com/actions/T1/1/x",
    "actions": [{"type": "button", "action_id": "conference.join", "block_id": "b", "value": "1"}],
}

FORM_SENT: dict[str, Any] = {
    "type": "view_submission",
    "team": {"id": "T1", "domain": "team"},
    "user": {"id": "U1", "team_id": "T1"},
    "view": {
        "id": "V1",
        "type": "modal",
        "callback_id": "invite",
        "blocks": [
            {"type": "section", "text": {"type": "mrkdwn", "text": "x"}},
            {"type": "input", "block_id": "who", "element": {"type": "multi_users_select", "action_id": "who"}},
        ],
        "state": {"values": {}},
    },
}


@pytest.fixture
async def database(sqlite_url: str) -> AsyncIterator[Database]:
    database = await Database.open(sqlite_url)
    yield database
    await database.close()


@pytest.fixture
async def workspaces(database: Database, clock: FrozenClock) -> Workspaces:
    workspaces = Workspaces(database, Vault([Fernet.generate_key().decode()]))
    await workspaces.save(TEAM, clock())
    return workspaces


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def way_in(workspaces: Workspaces, clock: FrozenClock, session: aiohttp.ClientSession) -> AsyncIterator[WayIn]:
    heard, meters = Heard(), Meters()
    told: list[tuple[str, dict[str, Any]]] = []
    told_one = asyncio.Event()

    async def tell(response_url: str, words: dict[str, Any]) -> None:
        told.append((response_url, words))
        told_one.set()

    bolt = make_bolt(workspaces, client=make_client("http://127.0.0.1:9/api/", session))
    bolt.command("/conf")(heard.note)
    bolt.event("app_mention")(heard.note)
    bolt.event("message")(heard.note)
    bolt.event("app_uninstalled")(heard.note)
    bolt.action("conference.join")(heard.note)
    bolt.view("invite")(heard.note)
    aside = Aside(tell)
    door = Door(bolt, meters=meters, aside=aside)
    signatures = Signatures((SECRET, OLDER_SECRET), clock)
    web = make_web(door=door, meters=meters, signatures=signatures, checks={})
    async with httpx.AsyncClient(transport=httpx.ASGITransport(web), base_url="http://plenum") as http:
        yield WayIn(
            web=web,
            door=door,
            bolt=bolt,
            heard=heard,
            workspaces=workspaces,
            meters=meters,
            signatures=signatures,
            told=told,
            told_one=told_one,
            http=http,
            clock=clock,
        )
    await aside.close()
