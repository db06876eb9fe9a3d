"""The emulated Jitsi Meet's pages in a real browser: what their script does."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.playground.backends.windows import Watched

pytestmark = pytest.mark.browser


@pytest.fixture
def watched(meet: Any) -> Watched:
    return Watched(meet.app)


async def join_as(page: Page, name: str) -> None:
    await page.get_by_label("Your name").fill(name)
    await page.get_by_role("button", name="Join").click()
    await page.wait_for_url("**/seat/**")


async def test_a_room_is_named_joined_and_ended_for_everybody(meet: Any, window: Any) -> None:
    ana, zoe = await window("/"), await window("/retro")
    await ana.get_by_label("Room").fill("Retro")
    await ana.get_by_role("button", name="Start meeting").click()
    await join_as(ana, "Ana")
    await join_as(zoe, "Zoe")
    await expect(ana.get_by_role("listitem").filter(has_text="Zoe")).to_be_visible()

    ana.once("dialog", lambda dialog: dialog.accept())
    await ana.get_by_role("button", name="End for everyone").click()

    await expect(zoe.get_by_text("A moderator ended this meeting for everyone.")).to_be_visible()
    await expect(zoe.get_by_role("button")).to_have_count(0)
