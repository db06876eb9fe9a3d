"""An app written with Bolt works against the emulator as against Slack, over HTTP and over Socket Mode."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond, AsyncSay
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from playground.clock import PlayClock
from playground.running import running
from playground.slack import Slack, SlackConfig, create_app, forms, seed
from playground.slack.interactions import press_in_message, say
from tests.playground.slack.conftest import BUTTONS, FORM, MANIFEST, client

CONFIG = SlackConfig(manifest=MANIFEST)


def bolt_app(web: AsyncWebClient) -> AsyncApp:
    """It answers a command, opens a form, answers a press, takes a form and a mention."""
    app = AsyncApp(client=web, signing_secret=CONFIG.signing_secret)

    @app.command("/conf")
    async def conf(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack(text="Coming", blocks=BUTTONS)
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)

    @app.action("go")
    async def go(ack: AsyncAck, respond: AsyncRespond) -> None:
        await ack()
        await respond("Went", replace_original=True)

    @app.view("form")
    async def form(ack: AsyncAck, view: dict[str, Any]) -> None:
        typed = view["state"]["values"]["topic"]["typed"]["value"]
        await (ack() if typed == "Sync" else ack(response_action="errors", errors={"topic": "Not that"}))

    @app.event("app_mention")
    async def mentioned(say: AsyncSay, event: dict[str, Any]) -> None:
        await say("You called?", thread_ts=event["ts"])

    return app


@asynccontextmanager
async def over_http(slack: Slack, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    async with running(Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])) as url:
        slack.delivery.request_url = f"{url}/slack/events"
        yield


@asynccontextmanager
async def over_a_socket(slack: Slack, app: AsyncApp) -> AsyncIterator[None]:
    handler = AsyncSocketModeHandler(app, CONFIG.app_token)
    await handler.connect_async()
    await slack.sockets.until(1)
    yield
    await handler.close_async()


@pytest.fixture(params=[over_http, over_a_socket])
async def slack(request: pytest.FixtureRequest) -> AsyncIterator[Slack]:
    emulator = create_app(CONFIG, PlayClock())
    async with running(emulator) as url:
        state: Slack = emulator.state.slack
        state.seen_at = url
        async with request.param(state, bolt_app(client(url, CONFIG.bot_token))):
            yield state


def seen(slack: Slack, channel: str = seed.OPS) -> list[str]:
    return [one["text"] for one in slack.board.seen_by(seed.ANA, channel)]


async def test_a_command_is_answered_and_opens_a_form(slack: Slack) -> None:
    await say(slack, seed.ANA, seed.OPS, "/conf")
    await slack.history.until(lambda entry: entry.name == "view_opened")

    assert seen(slack) == ["Coming"]
    assert slack.views.stack(seed.ANA)[0].body["callback_id"] == "form"


async def test_a_press_is_answered_in_place(slack: Slack) -> None:
    await say(slack, seed.ANA, seed.OPS, "/conf")
    ephemeral = slack.board.seen_by(seed.ANA, seed.OPS)[0]

    await press_in_message(slack, seed.ANA, seed.OPS, ephemeral["ts"], "row", "go", {})
    await slack.history.until(lambda entry: entry.name == "message_changed")

    assert seen(slack) == ["Went"]


@pytest.mark.parametrize(("typed", "open_after"), [("Sync", 0), ("Something", 1)])
async def test_a_form_is_taken_or_refused(slack: Slack, typed: str, open_after: int) -> None:
    await say(slack, seed.ANA, seed.OPS, "/conf")
    await slack.history.until(lambda entry: entry.name == "view_opened")
    view = slack.views.stack(seed.ANA)[0]

    await forms.submit(slack, seed.ANA, view.id, {"topic": {"typed": {"value": typed}}})

    assert len(slack.views.stack(seed.ANA)) == open_after


async def test_a_mention_is_answered_in_its_thread(slack: Slack) -> None:
    said = await say(slack, seed.ANA, seed.OPS, "@Plenum hello")
    await slack.history.until(lambda entry: entry.name == "message", times=2)

    assert said is not None
    assert [one["text"] for one in slack.board.seen_by(seed.ANA, seed.OPS, said.ts)][1:] == ["You called?"]
