"""An emulated Slack on a loopback port, an independent client for it, and an app that writes down what it is told."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from playground.running import running
from playground.slack import Command, Manifest, Shortcut, Slack, SlackConfig, create_app
from tests.conftest import FrozenClock

SCOPES = frozenset(
    {
        "app_mentions:read",
        "calls:read",
        "calls:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "mpim:history",
        "mpim:read",
        "mpim:write",
        "team:read",
        "usergroups:read",
        "users:read",
        "users:read.email",
    }
)

MANIFEST = Manifest(
    commands=(Command(command="/conf", description="Conferences", usage_hint="start [topic]", should_escape=True),),
    shortcuts=(
        Shortcut(callback_id="meet_about_this", name="Meet about this", type="message"),
        Shortcut(callback_id="start_now", name="Start now", type="global"),
    ),
    scopes=SCOPES,
    events=frozenset(
        {"app_home_opened", "app_mention", "app_uninstalled", "channel_archive", "channel_deleted"}
        | {"channel_left", "group_archive", "group_deleted", "group_left", "member_joined_channel"}
        | {"message.channels", "tokens_revoked", "user_change"}
    ),
    home=True,
)

BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}, "value": "42"}
BUTTONS = [{"type": "actions", "block_id": "row", "elements": [BUTTON]}]
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Form"},
    "submit": {"type": "plain_text", "text": "Send"},
    "notify_on_close": True,
    "blocks": [
        {
            "type": "input",
            "block_id": "topic",
            "label": {"type": "plain_text", "text": "Topic"},
            "element": {"type": "plain_text_input", "action_id": "typed"},
        },
        {
            "type": "section",
            "block_id": "who",
            "text": {"type": "mrkdwn", "text": "Who"},
            "accessory": {"type": "multi_users_select", "action_id": "chosen"},
        },
    ],
}


@dataclass
class Told:
    """One request that the app got."""

    headers: dict[str, str]
    body: bytes
    payload: dict[str, Any]


Answering = Callable[[Told], Awaitable[Response]]


async def _nothing(told: Told) -> Response:
    return Response(status_code=200)


@dataclass
class Counterpart:
    """An app over HTTP. `answer` is what it does; `told` what it heard."""

    answer: Answering = _nothing
    told: list[Told] = field(default_factory=list)

    async def hear(self, request: Request) -> Response:
        body = await request.body()
        told = Told(headers=dict(request.headers), body=body, payload=_payload(request, body))
        self.told.append(told)
        return await self.answer(told)

    def of(self, kind: str) -> list[dict[str, Any]]:
        """The payloads of one type; events by the type of the event."""
        return [one.payload for one in self.told if kind in (_type(one.payload), one.payload.get("type"))]

    def answers(self, body: dict[str, Any] | str, status: int = 200) -> None:
        """From now on it answers this."""

        async def answer(told: Told) -> Response:
            return JSONResponse(body, status) if isinstance(body, dict) else Response(body, status)

        self.answer = answer


def _payload(request: Request, body: bytes) -> dict[str, Any]:
    if request.headers["content-type"] == "application/json":
        told: dict[str, Any] = json.loads(body)
        return told
    form = {key: values[0] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return json.loads(form["payload"]) if "payload" in form else form


def _type(payload: dict[str, Any]) -> str:
    if "event" in payload:
        return str(payload["event"]["type"])
    return str(payload.get("type", "slash_command"))


@dataclass
class Workplace:
    """A running emulated Slack with the means to use it."""

    url: str
    slack: Slack
    web: AsyncWebClient
    http: httpx.AsyncClient
    app: Counterpart

    async def does(self, deed: str, **given: Any) -> dict[str, Any]:
        """Something that a person does; `as_` is who."""
        body = {("as" if key == "as_" else key): value for key, value in given.items()}
        answer: dict[str, Any] = (await self.http.post(f"/client/{deed}", json=body)).json()
        return answer

    async def sees(self, what: str, **given: Any) -> dict[str, Any]:
        query = {("as" if key == "as_" else key): value for key, value in given.items()}
        answer: dict[str, Any] = (await self.http.get(f"/client/{what}", params=query)).json()
        return answer

    async def texts(self, person: str, channel: str, **more: Any) -> list[str]:
        """What somebody reads in a conversation."""
        seen = await self.sees("messages", as_=person, channel=channel, **more)
        return [one["text"] for one in seen["messages"]]


@pytest.fixture
def manifest() -> Manifest:
    return MANIFEST


@pytest.fixture
def config(manifest: Manifest) -> SlackConfig:
    return SlackConfig(manifest=manifest, ack_timeout_s=0.3)


@pytest.fixture
async def place(config: SlackConfig, clock: FrozenClock) -> AsyncIterator[Workplace]:
    """The app is told over HTTP, and acknowledges."""
    emulator = create_app(config, clock)
    app = Counterpart()
    async with running(emulator) as url, running(_served(app)) as app_url, _browser(url) as http:
        slack: Slack = emulator.state.slack
        slack.delivery.request_url = f"{app_url}/slack/events"
        yield Workplace(url=url, slack=slack, web=client(url, config.bot_token), http=http, app=app)


def _browser(url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=url, trust_env=False, verify=False)


def client(url: str, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(token=token, base_url=f"{url}/api/", retry_handlers=[])


def _served(app: Counterpart) -> Starlette:
    return Starlette(routes=[Route("/slack/events", app.hear, methods=["POST"])])
