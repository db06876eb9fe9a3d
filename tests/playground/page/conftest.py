"""A stage for the page: the emulated Slack, an app that a test directs, and browser windows to be people in."""

import json
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    ViewportSize,
    async_playwright,
)
from playwright.async_api import Request as BrowserRequest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.clock import PlayClock
from playground.front import Neighbour, fronted
from playground.running import running
from playground.slack import Command, Manifest, Shortcut, Slack, SlackConfig, create_app
from playground.slack.messages import Message
from playground.slack.record import Entry
from playground.slack.stamps import Clock
from tests.conftest import FrozenClock

PATIENCE_MS = 10_000
WIDE: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
GUIDE_SEEN = "plenum-playground-guide-seen"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MANIFEST = Manifest(
    commands=(Command(command="/conf", description="Start and run conferences", usage_hint="start [topic] @people"),),
    shortcuts=(Shortcut(callback_id="meet_about_this", name="Meet about this", type="message"),),
    scopes=frozenset({"chat:write", "commands", "calls:write"}),
    home=True,
)

NEIGHBOURS = (
    Neighbour(name="hq", title="TrueConf Server", url="http://127.0.0.1:9/hq"),
    Neighbour(name="pbx", title="PortSIP PBX", url="http://127.0.0.1:9/pbx"),
)


class StandIn:
    """An app that takes whatever it is told. `answers`: what it says, by the type of what it is told."""

    def __init__(self) -> None:
        self.answers: dict[str, dict[str, Any]] = {}
        self.down = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await _live(receive, send)
            return
        response = self._answer(await Request(scope, receive).body())
        await response(scope, receive, send)

    def _answer(self, body: bytes) -> Response:
        if self.down:
            return Response(status_code=500)
        form = dict(parse_qsl(body.decode()))
        told = json.loads(form["payload"])["type"] if "payload" in form else "command"
        answer = self.answers.get(told)
        return Response() if answer is None else JSONResponse(answer)


async def _live(receive: Receive, send: Send) -> None:
    for stage in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{stage}.complete"})


class Stage:
    """Where a test plays: `be` opens a window, `post` is the app speaking, `told` is what the app heard."""

    def __init__(self, slack: Slack, app: StandIn, address: str, browser: Browser) -> None:
        self.slack = slack
        self.app = app
        self.address = address
        self.faults: list[str] = []
        self._browser = browser
        self._contexts = AsyncExitStack()

    async def be(self, name: str, *, guide: bool = False, size: ViewportSize = WIDE, **options: Any) -> Page:
        """A window of its own in which one is somebody; the guide is closed already unless wanted."""
        seen: StorageState = {
            "origins": [{"origin": self.address, "localStorage": [{"name": GUIDE_SEEN, "value": "yes"}]}]
        }
        context = await self._browser.new_context(
            viewport=size, reduced_motion="reduce", storage_state=None if guide else seen, **options
        )
        context.set_default_timeout(PATIENCE_MS)
        self._contexts.push_async_callback(context.close)
        self._watch(context)
        page = await context.new_page()
        await page.goto(f"{self.address}/?as={name}")
        await page.wait_for_selector("html[data-ready]")
        return page

    def post(self, text: str = "", blocks: list[dict[str, Any]] | None = None, **more: Any) -> Message:
        """The app writes in #team."""
        return self.slack.board.write(self.place("team"), self.slack.app.id, text, blocks, **more)

    def place(self, name: str) -> Any:
        return next(one for one in self.slack.workspace.conversations.values() if one.name == name)

    def person(self, name: str) -> str:
        found = self.slack.workspace.named(name)
        assert found is not None
        return found.id

    async def told(self, name: str) -> dict[str, Any]:
        """What the app is told next under this name, or was told already."""
        entries = await self.slack.history.until(lambda entry: _is_told(entry, name))
        return entries[-1].args

    async def close(self) -> None:
        await self._contexts.aclose()

    def _watch(self, context: BrowserContext) -> None:
        """Nothing may break, and nothing may be fetched from elsewhere."""
        context.on("weberror", lambda error: self.faults.append(str(error.error)))
        context.on("console", self._check_console)
        context.on("request", self._check_request)

    def _check_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _check_request(self, request: BrowserRequest) -> None:
        if not request.url.startswith((self.address, "http://127.0.0.1", "data:")):
            self.faults.append(f"asked for {request.url}")


def _is_told(entry: Entry, name: str) -> bool:
    return (entry.kind, entry.name) == ("told", name)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield launched
        await launched.close()


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser, clock: FrozenClock) -> AsyncIterator[Stage]:
    """It is Monday noon in London, 13:00 for Ana in Berlin and 7:00 for Ben in New York."""
    async with _set_up(browser, clock) as set_up:
        yield set_up


@pytest_asyncio.fixture(loop_scope="module")
async def stage_in_time(browser: Browser) -> AsyncIterator[Stage]:
    """The same with time that goes on and can be moved."""
    async with _set_up(browser, PlayClock()) as set_up:
        yield set_up


@asynccontextmanager
async def _set_up(browser: Browser, clock: Clock) -> AsyncIterator[Stage]:
    app = StandIn()
    async with running(app) as app_address:
        emulated = create_app(SlackConfig(manifest=MANIFEST, request_url=app_address), clock)
        async with fronted(emulated, NEIGHBOURS) as address:
            stage = Stage(emulated.state.slack, app, address, browser)
            yield stage
            await stage.close()
    assert not stage.faults
