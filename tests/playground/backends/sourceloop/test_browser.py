"""The emulated SourceLoop's pages in a real browser: what their script does."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.backends.windows import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(loop: Any) -> Watched:
    return Watched(loop.app)


async def join_as(page: Page, name: str) -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name="Join").click()
    await page.wait_for_url("**/seat/**")


async def test_pages_keep_themselves_up_to_date_and_say_that_the_meeting_was_closed(loop: Any, window: Any) -> None:
    link = await loop.session()
    zoe, ana = await window(f"/meet/{link}"), await window(f"/meet/{link}")
    await join_as(zoe, "Zoe")
    await join_as(ana, "Ana")

    await expect(zoe.get_by_role("listitem").filter(has_text="Ana")).to_be_visible()
    await loop.ok("PATCH", f"/session/{link}/end")
    await expect(zoe.get_by_text("You stay in until you leave")).to_be_visible()
    await zoe.get_by_role("button", name="Leave").click()

    await expect(zoe.get_by_text("You have left.")).to_be_visible()
    assert (await loop.state())[0]["inside"] == ["Ana"]


async def test_a_window_that_is_closed_leaves_and_one_that_is_reloaded_stays(
    loop: Any, watched: Watched, window: Any
) -> None:
    link = await loop.session()
    zoe, ben = await window(f"/meet/{link}"), await window(f"/meet/{link}")
    await join_as(zoe, "Zoe")
    await join_as(ben, "Ben")

    await zoe.reload()
    watched.away.clear()
    await ben.close(run_before_unload=True)
    await watched.away.wait()

    assert [(one.name, one.lost_at is None) for one in loop.service.seats.values()] == [("Zoe", True), ("Ben", False)]
