"""Browser windows on the pages of an emulated back end."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, async_playwright
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.running import running


class Watched:
    """The app, and a sign that somebody's closed window was heard of."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.away = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        if scope.get("path", "").endswith("/away"):
            self.away.set()


@asynccontextmanager
async def opening(app: ASGIApp) -> AsyncIterator[Callable[[str], Awaitable[Page]]]:
    """Opens a window on a path of the served app; nothing may break in any of them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium")
    broken: list[str] = []
    async with running(app) as address, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = await browser.new_context()
        context.on("weberror", lambda error: broken.append(str(error.error)))

        async def open_window(path: str) -> Page:
            page = await context.new_page()
            await page.goto(address + path)
            return page

        yield open_window
        await browser.close()
    assert not broken
