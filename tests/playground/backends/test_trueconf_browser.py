"""The emulated TrueConf Server's pages in a real browser: what their script does."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.backends.windows import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(hq: Any) -> Watched:
    return Watched(hq.app)


async def join_as(page: Page, name: str) -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name="Join").click()
    await page.wait_for_url("**/seat/**")


async def test_a_page_keeps_itself_up_to_date_and_the_host_ends(hq: Any, window: Any) -> None:
    await hq.running(id="daily", allow_guests=True)
    zoe = await window("/c/daily")
    await join_as(zoe, "Zoe")

    ana = await window("/c/daily")
    await ana.get_by_label("somebody with an account").check()
    await ana.get_by_role("combobox", name="Account").select_option("ana")
    await ana.get_by_role("button", name="Join").click()
    await expect(zoe.get_by_role("listitem").filter(has_text="Ana Lima")).to_be_visible()
    ana.once("dialog", lambda dialog: dialog.accept())
    await ana.get_by_role("button", name="End for everyone").click()

    await expect(zoe.get_by_text("This conference was ended by its host.")).to_be_visible()


async def test_a_personal_link_is_taken_from_the_address_and_leaves_no_trace_there(hq: Any, window: Any) -> None:
    await hq.running(id="daily")
    apps = await hq.ok("GET", "software/clients", call_id="daily", user="ben")
    link = apps["clients"][-1]["web_url"]

    ben = await window(link.removeprefix("http://hq.internal:8443"))

    await expect(ben.get_by_text("You come in as Ben Okafor.")).to_be_visible()
    assert "token" not in ben.url


async def test_a_window_that_is_closed_leaves_and_one_that_is_reloaded_stays(
    hq: Any, watched: Watched, window: Any
) -> None:
    await hq.running(id="daily", allow_guests=True)
    zoe, max_ = await window("/c/daily"), await window("/c/daily")
    await join_as(zoe, "Zoe")
    await join_as(max_, "Max")
    seats = hq.app.state.server.conferences["daily"].session.seats

    await zoe.reload()
    watched.away.clear()
    await max_.close(run_before_unload=True)
    await watched.away.wait()

    assert [(seat.name, seat.lost_at is None) for seat in seats] == [("Zoe", True), ("Max", False)]
