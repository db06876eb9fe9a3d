"""The emulated PortSIP PBX's pages in a real browser: what their script does."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.backends.windows import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(pbx: Any) -> Watched:
    return Watched(pbx.app)


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
