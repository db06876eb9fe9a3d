"""The emulated PortSIP PBX's pages in a real browser: what their script does."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright, expect
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.running import running

pytestmark = pytest.mark.browser


class Watched:
    """The app, and a sign that somebody's closed window was heard of."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.away = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        if scope.get("path", "").endswith("/away"):
            self.away.set()


@pytest.fixture
def watched(pbx: Any) -> Watched:
    return Watched(pbx.app)


@pytest.fixture
async def window(watched: Watched) -> AsyncIterator[Any]:
    """Opens a window on a path of the served app; nothing may break in any of them."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("there is no Chromium")
    broken: list[str] = []
    async with running(watched) as address, async_playwright() as playwright:
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


async def dial_in(page: Page, extension: str) -> None:
    await page.get_by_role("combobox", name="Extension").select_option(extension)
    await page.get_by_role("button", name="Dial in").click()
    await page.wait_for_url("**/seat/**")


@pytest.mark.parametrize("place", ["", "/webrtc"])
async def test_the_documented_link_leads_in_and_leaves_no_trace(pbx: Any, window: Any, place: str) -> None:
    room_id = await pbx.room(room_pin="4821")
    room = await pbx.read(room_id)

    zoe = await window(f"{place}/#/link-meeting?domain={room['domain']}&token={room['token']}&number=7001")
    await zoe.get_by_label("Your name").fill("Zoe")
    await zoe.get_by_label("PIN").fill("4821")
    await zoe.get_by_role("button", name="Join").click()

    await expect(zoe.get_by_role("listitem").filter(has_text="Zoe")).to_be_visible()
    assert room["token"] not in zoe.url
    assert [one["display_name"] for one in await pbx.inside(room_id)] == ["Zoe"]


async def test_a_page_keeps_itself_up_to_date_and_the_administrator_ends(pbx: Any, window: Any) -> None:
    await pbx.room(admin_pin="9999")
    ben, ana = await window("/rooms/7001"), await window("/rooms/7001")
    await dial_in(ben, "102")
    await dial_in(ana, "101")
    await expect(ben.get_by_role("listitem").filter(has_text="Ana Lima")).to_be_visible()

    await ana.get_by_text("Press *8").click()
    await ana.get_by_label("Administrator PIN").fill("9999")
    await ana.get_by_role("button", name="Press").click()
    ana.once("dialog", lambda dialog: dialog.accept())
    await ana.get_by_role("button", name="End for everyone").click()

    await expect(ben.get_by_text("The administrator ended this call")).to_be_visible()
    await expect(ben.get_by_role("listitem")).to_have_count(0)
    await expect(ben.get_by_text("Press *8")).to_have_count(0)


async def test_what_somebody_is_typing_stays_while_the_page_renews_itself(pbx: Any, window: Any) -> None:
    await pbx.room(admin_pin="9999")
    ana = await window("/rooms/7001")
    await dial_in(ana, "101")
    await ana.get_by_text("Press *8").click()
    await ana.get_by_label("Administrator PIN").fill("99")

    await pbx.control("join", number="7001", extension="103")
    await expect(ana.get_by_role("listitem").filter(has_text="Cleo Rao")).to_be_visible()

    await expect(ana.get_by_label("Administrator PIN")).to_have_value("99")


async def test_a_window_that_is_closed_hangs_up_and_one_that_is_reloaded_stays(
    pbx: Any, watched: Watched, window: Any
) -> None:
    room_id = await pbx.room()
    ana, ben = await window("/rooms/7001"), await window("/rooms/7001")
    await dial_in(ana, "101")
    await dial_in(ben, "102")
    inside = pbx.app.state.pbx.rooms[room_id].session.participants

    await ana.reload()
    watched.away.clear()
    await ben.close(run_before_unload=True)
    await watched.away.wait()

    assert [(one.name, one.lost_at is None) for one in inside] == [("Ana Lima", True), ("Ben Okafor", False)]
