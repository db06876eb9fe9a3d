"""The page as people use it: talking, being two people, time, faults, a phone."""

import re

import pytest
from playwright.async_api import expect

from tests.playground.page.conftest import PHONE, Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_first_visit_says_what_to_type_and_puts_it_into_the_message_field(stage: Stage) -> None:
    page = await stage.be("ana", guide=True)

    await page.get_by_role("button", name="Put it into the message field").click()

    await expect(page.get_by_role("combobox", name="Message #team")).to_have_value("/conf start Weekly sync @ben")


async def test_the_guide_is_not_shown_again_once_it_was_closed(stage: Stage) -> None:
    page = await stage.be("ana", guide=True)

    await page.get_by_label("Close the guide").click()
    await page.reload()
    await page.wait_for_selector("html[data-ready]")

    await expect(page.get_by_label("What to try first")).to_have_count(0)


async def test_what_somebody_writes_is_seen_at_once_in_another_window(stage: Stage) -> None:
    ana, ben = await stage.be("ana"), await stage.be("ben")

    await ana.get_by_role("combobox", name="Message #team").fill("Shall we, @ben?")
    await ana.keyboard.press("Enter")

    line = ben.get_by_role("article", name=re.compile("Ana Ortega"))
    await expect(line).to_contain_text("Shall we, @ben?")
    await expect(line.locator(".mention-me")).to_have_text("@ben")


async def test_times_are_those_of_whoever_looks(stage: Stage) -> None:
    stage.post("Live since <!date^1795435200^{time}|12:00 UTC>")
    ana, ben = await stage.be("ana"), await stage.be("ben")

    await expect(ana.locator(".message .date")).to_have_text("13:00")
    await expect(ben.locator(".message .date")).to_have_text("07:00")
    await expect(ben.locator(".message .at")).to_have_text("07:00")


async def test_what_was_written_elsewhere_is_counted_until_it_is_read(stage: Stage) -> None:
    page = await stage.be("ben")
    stage.slack.board.write(stage.place("general"), stage.person("ana"), "Lunch?")
    place = page.get_by_role("navigation").get_by_role("link", name=re.compile("general"))

    await expect(place.get_by_label("1 unread")).to_be_visible()
    await place.click()

    await expect(page.get_by_text("Lunch?")).to_be_visible()
    await expect(place.get_by_label("1 unread")).to_have_count(0)


async def test_a_slash_shows_the_commands_with_what_they_take(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("combobox", name="Message #team").press_sequentially("/c")
    option = page.get_by_role("option", name=re.compile("conf"))

    await expect(option).to_contain_text("start [topic] @people")
    await expect(option).to_contain_text("Start and run conferences")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("combobox", name="Message #team")).to_have_value("/conf ")


async def test_people_are_completed_while_one_types(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("combobox", name="Message #team").press_sequentially("/conf start x @oka")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("combobox", name="Message #team")).to_have_value("/conf start x @ben ")


async def test_a_command_reaches_the_app_with_its_words(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("combobox", name="Message #team").fill("/conf start Weekly sync")
    await page.keyboard.press("Enter")

    heard = await stage.told("slash_command")
    assert (heard["command"], heard["text"]) == ("/conf", "start Weekly sync")


async def test_a_command_that_the_app_does_not_answer_fails_visibly_and_is_kept(stage: Stage) -> None:
    page = await stage.be("ana")
    stage.app.down = True

    await page.get_by_role("combobox", name="Message #team").fill("/conf list")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text('/conf failed with the error "dispatch_failed"')
    await expect(page.get_by_role("combobox", name="Message #team")).to_have_value("/conf list")


async def test_a_private_answer_is_marked_and_seen_by_one_person_alone(stage: Stage) -> None:
    stage.app.answers["command"] = {"text": "Nothing is live."}
    ana, ben = await stage.be("ana"), await stage.be("ben")

    await ana.get_by_role("combobox", name="Message #team").fill("/conf list")
    await ana.keyboard.press("Enter")
    await expect(ana.locator(".ephemeral")).to_contain_text("Only visible to you")
    stage.post("For everybody")

    await expect(ben.get_by_text("For everybody")).to_be_visible()
    await expect(ben.get_by_text("Nothing is live.")).to_have_count(0)


async def test_an_answer_in_a_thread_stands_beside_its_message(stage: Stage) -> None:
    stage.post("Weekly sync")
    page = await stage.be("ana")
    message = page.get_by_role("article", name=re.compile("Plenum"))

    await message.hover()
    await message.get_by_label("Reply in thread").click()
    await page.get_by_role("combobox", name="Reply…").fill("I am late")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("complementary").get_by_text("I am late")).to_be_visible()
    await expect(message.first.get_by_text("1 reply")).to_be_visible()


async def test_a_command_in_a_thread_is_refused_as_slack_does(stage: Stage) -> None:
    stage.post("Weekly sync")
    page = await stage.be("ana")

    await page.get_by_label("Reply in thread").click()
    await page.get_by_role("combobox", name="Reply…").fill("/conf list")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("/conf is not supported in threads. Sorry!")


async def test_a_message_offers_the_shortcuts_of_the_app(stage: Stage) -> None:
    said = stage.slack.board.write(stage.place("team"), stage.person("ben"), "This needs a talk")
    page = await stage.be("ana")

    await page.get_by_text("This needs a talk").hover()
    await page.get_by_label("More message actions").click()
    await page.get_by_role("menuitem", name="Meet about this").click()

    heard = await stage.told("message_action")
    assert (heard["callback_id"], heard["message"]["ts"]) == ("meet_about_this", said.ts)


async def test_a_changed_message_changes_where_it_stands(stage: Stage) -> None:
    message = stage.post("Live since 13:00")
    page = await stage.be("ana")

    stage.slack.board.edit(message, text="Ended 13:41", blocks=None)

    await expect(page.get_by_role("article")).to_have_count(1)
    await expect(page.get_by_role("article")).to_contain_text("Ended 13:41 (edited)")


async def test_a_deleted_message_goes_away(stage: Stage) -> None:
    message = stage.post("Asked twice")
    page = await stage.be("ana")
    await expect(page.get_by_text("Asked twice")).to_be_visible()

    stage.slack.board.remove(message)

    await expect(page.get_by_text("Asked twice")).to_have_count(0)


async def test_one_can_be_somebody_else_and_the_address_says_who(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("button", name=re.compile("Be somebody else")).click()
    await page.get_by_role("link", name=re.compile("^Cleo Rao")).click()

    await expect(page.get_by_role("button", name="You are Cleo Rao. Be somebody else")).to_be_visible()
    assert f"as={stage.person('cleo')}" in page.url


async def test_the_app_home_shows_what_the_app_put_there(stage: Stage) -> None:
    page = await stage.be("ana")
    await page.get_by_role("navigation").get_by_role("link", name=re.compile("Plenum")).click()
    await expect(page.get_by_text("Plenum has put nothing here yet.")).to_be_visible()

    view = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "Upcoming"}}]}
    stage.slack.show("home", stage.slack.views.publish(stage.person("ana"), view))

    await expect(page.get_by_role("heading", name="Upcoming")).to_be_visible()


async def test_time_moves_forward_for_everybody(stage_in_time: Stage) -> None:
    page = await stage_in_time.be("ana")
    before = stage_in_time.slack.clock()

    await page.get_by_role("button", name="The playground's time").click()
    await page.get_by_role("button", name="+1 h").click()
    await page.get_by_role("button", name="To the next hour").click()

    face = stage_in_time.slack.clock
    await expect(page.locator(".clock-face")).to_have_text(re.compile(r":0\d$"))
    assert (face() - before).total_seconds() >= 3600


async def test_a_fault_can_be_switched_on_and_off(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("button", name="Faults").click()
    await page.get_by_role("switch", name=re.compile("Slow answers")).check()
    await page.get_by_label("Seconds").fill("2")
    await page.get_by_label("Seconds").press("Enter")
    await expect(page.get_by_label("Seconds")).to_have_value("2")

    assert stage.slack.faults.wire()["slow"] == {"method": "*", "times": None, "seconds": 2}
    await page.get_by_role("switch", name=re.compile("Slow answers")).uncheck()
    await expect(page.get_by_label("Seconds")).to_have_count(0)
    assert stage.slack.faults.wire()["slow"] is False


async def test_the_emulated_servers_have_pages_of_their_own_behind_one_button(stage: Stage) -> None:
    page = await stage.be("ana")

    await page.get_by_role("button", name="Conference servers").click()

    servers = page.get_by_role("dialog", name="Conference servers").get_by_role("link")
    await expect(servers).to_have_count(2)
    await expect(servers.nth(0)).to_be_focused()
    await expect(servers.nth(0)).to_have_attribute("href", "http://127.0.0.1:9/hq")
    await expect(servers.nth(0)).to_contain_text("used unless another is named")
    await expect(servers.nth(1)).to_contain_text("via pbx")


async def test_the_arrow_keys_walk_through_the_servers(stage: Stage) -> None:
    page = await stage.be("ana")
    await page.get_by_role("button", name="Conference servers").press("Enter")

    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("link", name=re.compile("PortSIP PBX"))).to_be_focused()
    await page.keyboard.press("Escape")

    await expect(page.get_by_role("button", name="Conference servers")).to_be_focused()


async def test_on_a_phone_the_conversations_are_in_a_drawer(stage: Stage) -> None:
    page = await stage.be("ana", size=PHONE)
    general = page.get_by_role("navigation").get_by_role("link", name=re.compile("general"))
    await expect(general).not_to_be_in_viewport()

    await page.get_by_role("button", name="Conversations").click()
    await general.click()

    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await expect(general).not_to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_is_wider_than_a_phone(stage: Stage, scheme: str) -> None:
    stage.post("A very long word: " + "x" * 200)

    page = await stage.be("ana", guide=True, size=PHONE, color_scheme=scheme)

    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_every_control_has_a_name(stage: Stage) -> None:
    stage.post("Weekly sync")
    page = await stage.be("ana", guide=True)

    nameless = await page.evaluate(
        "[...document.querySelectorAll('a, button, input, textarea')]"
        ".filter((one) => !(one.innerText?.trim() || one.ariaLabel || one.labels?.length)).map((one) => one.outerHTML)"
    )

    assert nameless == []


async def test_a_lost_connection_is_shown_and_what_was_missed_is_made_up(stage: Stage) -> None:
    page = await stage.be("ana")
    await page.context.set_offline(True)
    stage.slack.feed.close()
    await expect(page.locator(".shell.offline")).to_be_visible()

    stage.post("Said meanwhile")
    await page.context.set_offline(False)

    await expect(page.get_by_text("Said meanwhile")).to_be_visible()
    stage.faults.clear()  # the browser complains of the connection that we cut
