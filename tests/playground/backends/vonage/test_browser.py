"""The emulated Vonage Meetings pages in a real browser: what their script does."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.backends.windows import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(own_links: Any) -> Watched:
    return Watched(own_links.app)


async def join_as(page: Page, name: str) -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name="Join").click()
    await page.wait_for_url("**/seat/**")


def path(room: dict[str, Any], link: str) -> str:
    return str(room["_links"][link]["href"]).removeprefix("https://api-eu.vonage.com")


async def test_guests_wait_until_the_host_lets_them_in_and_pages_keep_themselves_up_to_date(
    own_links: Any, window: Any
) -> None:
    room = await own_links.lasting(join_approval_level="explicit_approval")
    zoe, ana = await window(path(room, "guest_url")), await window(path(room, "host_url"))
    await join_as(zoe, "Zoe")
    await expect(zoe.get_by_text("will let you in")).to_be_visible()
    await join_as(ana, "Ana")

    await ana.get_by_role("button", name="Let in: Zoe").click()
    await expect(zoe.get_by_role("listitem").filter(has_text="Ana")).to_be_visible()
    ana.once("dialog", lambda dialog: dialog.accept())
    await ana.get_by_role("button", name="End for everyone").click()

    await expect(zoe.get_by_text("The host ended this meeting for everyone.")).to_be_visible()
    await expect(zoe.get_by_role("button")).to_have_count(0)


async def test_a_host_who_thinks_again_ends_nothing(own_links: Any, window: Any) -> None:
    room = await own_links.room()
    ana = await window(path(room, "host_url"))
    await join_as(ana, "Ana")

    ana.once("dialog", lambda dialog: dialog.dismiss())
    await ana.get_by_role("button", name="End for everyone").click()

    await expect(ana.get_by_role("listitem").filter(has_text="Ana")).to_be_visible()
    assert (await own_links.state())[0]["inside"] == ["Ana"]


async def test_a_window_that_is_closed_leaves_and_one_that_is_reloaded_stays(
    own_links: Any, watched: Watched, window: Any
) -> None:
    room = await own_links.room()
    zoe, ben = await window(path(room, "guest_url")), await window(path(room, "guest_url"))
    await join_as(zoe, "Zoe")
    await join_as(ben, "Ben")
    seats = own_links.app.state.service.seats.values()

    await zoe.reload()
    watched.away.clear()
    await ben.close(run_before_unload=True)
    await watched.away.wait()

    assert [(one.name, one.lost_at is None) for one in seats] == [("Zoe", True), ("Ben", False)]
