"""Block Kit in messages: what is drawn, and what the app hears of a press."""

from typing import Any

import pytest
from playwright.async_api import expect

from tests.playground.page.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Block = dict[str, Any]


def words(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def options(*texts: str) -> list[Block]:
    return [{"text": words(text), "value": text.lower()} for text in texts]


def actions(*elements: Block) -> Block:
    return {"type": "actions", "block_id": "row", "elements": list(elements)}


def button(**more: Any) -> Block:
    return {"type": "button", "action_id": "press", "text": words("End it"), "value": "K7F3"} | more


async def test_a_press_reaches_the_app_with_its_value(stage: Stage) -> None:
    stage.post("card", [actions(button())])
    page = await stage.be("ana")

    await page.get_by_role("button", name="End it").click()

    [action] = (await stage.told("block_actions"))["actions"]
    assert (action["action_id"], action["value"]) == ("press", "K7F3")


async def test_a_link_button_opens_its_address_and_tells_the_app(stage: Stage) -> None:
    stage.post("card", [actions(button(text=words("Join"), url=f"{stage.address}/page/plenum.svg"))])
    page = await stage.be("ana")

    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name="Join").click()

    assert (await opened.value).url == f"{stage.address}/page/plenum.svg"
    [action] = (await stage.told("block_actions"))["actions"]
    assert action["action_id"] == "press"


async def test_a_dangerous_press_is_asked_about_first(stage: Stage) -> None:
    sure = {"title": words("End it?"), "text": words("Everybody leaves."), "confirm": words("Yes"), "deny": words("No")}
    stage.post("card", [actions(button(confirm=sure))])
    page = await stage.be("ana")

    await page.get_by_role("button", name="End it").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Everybody leaves.")
    await page.get_by_role("button", name="No").click()
    assert stage.slack.history.of("told", "block_actions") == []

    await page.get_by_role("button", name="End it").click()
    await page.get_by_role("button", name="Yes").click()
    assert (await stage.told("block_actions"))["actions"]


async def test_a_press_that_the_app_refuses_is_said(stage: Stage) -> None:
    stage.app.down = True
    stage.post("card", [actions(button())])
    page = await stage.be("ana")

    await page.get_by_role("button", name="End it").click()

    await expect(page.get_by_role("status")).to_contain_text('Plenum failed with the error "dispatch_failed"')


async def test_an_overflow_menu_sends_what_was_chosen(stage: Stage) -> None:
    menu = {"type": "overflow", "action_id": "more", "options": options("People", "Host")}
    stage.post("card", [actions(menu)])
    page = await stage.be("ana")

    await page.get_by_role("button", name="More actions", exact=True).click()
    await page.get_by_role("menuitem", name="Host").click()

    [action] = (await stage.told("block_actions"))["actions"]
    assert action["selected_option"]["value"] == "host"


async def test_a_select_is_searched_and_chosen_from_with_the_keyboard_alone(stage: Stage) -> None:
    select = {
        "type": "static_select",
        "action_id": "lead",
        "placeholder": words("Remind me"),
        "options": options("5 min", "10 min"),
    }
    stage.post("card", [{"type": "section", "block_id": "s", "text": words("When?"), "accessory": select}])
    page = await stage.be("ana")

    await page.get_by_role("button", name="Remind me").focus()
    for key in ("Enter", "1", "0", "Enter"):
        await page.keyboard.press(key)

    [action] = (await stage.told("block_actions"))["actions"]
    assert action["selected_option"]["value"] == "10 min"
    await expect(page.get_by_role("button", name="Remind me: 10 min")).to_be_focused()


async def test_several_people_are_chosen_one_after_the_other(stage: Stage) -> None:
    people = {"type": "multi_users_select", "action_id": "who", "placeholder": words("Who")}
    stage.post("card", [actions(people)])
    page = await stage.be("ana")

    await page.get_by_role("button", name="Who").click()
    await page.get_by_role("option", name="Ben Okafor").click()
    await page.get_by_role("option", name="Cleo Rao").click()

    await stage.slack.history.until(lambda entry: (entry.kind, entry.name) == ("told", "block_actions"), times=2)
    [action] = (await stage.told("block_actions"))["actions"]
    assert action["selected_users"] == [stage.person("ben"), stage.person("cleo")]


@pytest.mark.parametrize(
    ("element", "typed", "sent"),
    [
        ({"type": "datepicker"}, "2026-12-01", {"selected_date": "2026-12-01"}),
        ({"type": "timepicker", "timezone": "Europe/Berlin"}, "15:30", {"selected_time": "15:30"}),
        ({"type": "datetimepicker"}, "2026-12-01T15:30", {"selected_date_time": 1796135400}),
    ],
    ids=["date", "time", "moment in Berlin"],
)
async def test_dates_and_times_are_sent_as_slack_does(stage: Stage, element: Block, typed: str, sent: Block) -> None:
    stage.post("card", [actions(element | {"action_id": "when"})])
    page = await stage.be("ana")

    await page.locator("input.field-date").fill(typed)
    await page.locator("input.field-date").dispatch_event("change")

    [action] = (await stage.told("block_actions"))["actions"]
    assert sent.items() <= action.items()


async def test_checkboxes_and_radio_buttons_send_their_options(stage: Stage) -> None:
    boxes = {"type": "checkboxes", "action_id": "how", "options": options("Record", "Mute")}
    radio = {"type": "radio_buttons", "action_id": "which", "options": options("This", "All")}
    stage.post("card", [actions(boxes, radio)])
    page = await stage.be("ana")

    await page.get_by_role("checkbox", name="Mute").check()
    await page.get_by_role("radio", name="All").check()

    await stage.slack.history.until(lambda entry: (entry.kind, entry.name) == ("told", "block_actions"), times=2)
    sent = [entry.args["actions"][0] for entry in stage.slack.history.of("told", "block_actions")]
    assert [sent[0]["selected_options"][0]["value"], sent[1]["selected_option"]["value"]] == ["mute", "all"]


async def test_a_card_that_changes_keeps_the_focus_on_its_button(stage: Stage) -> None:
    message = stage.post("card", [actions(button())])
    page = await stage.be("ana")
    await page.get_by_role("button", name="End it").focus()

    stage.slack.board.edit(message, text="card", blocks=[{"type": "divider"}, actions(button())])

    await expect(page.locator(".message hr")).to_be_visible()
    await expect(page.get_by_role("button", name="End it")).to_be_focused()


async def test_a_call_shows_who_is_in_it_and_the_way_in(stage: Stage) -> None:
    page = await stage.be("ana")
    call = add_call(stage)

    stage.post("card", [{"type": "call", "block_id": "c", "call_id": call}])

    card = page.locator(".call")
    await expect(card).to_contain_text("Weekly sync")
    await expect(card).to_contain_text("Ben Okafor, Zoe")
    await expect(card.get_by_role("link", name="Join call")).to_have_attribute("href", "http://127.0.0.1:9/c/1")


def add_call(stage: Stage) -> str:
    from playground.slack.calls import Call

    users = [{"slack_id": stage.person("ben")}, {"external_id": "z", "display_name": "Zoe"}]
    call = Call(
        id="R1", external_unique_id="1", join_url="http://127.0.0.1:9/c/1", date_start=1795435200,
        created_by=stage.person("ana"), title="Weekly sync", users=users,
    )  # fmt: skip
    stage.slack.workspace.calls[call.id] = call
    return call.id


async def test_text_is_never_read_as_html(stage: Stage) -> None:
    evil = "<img src=x onerror=alert(1)> &lt;b&gt; <javascript:alert(1)|press me>"
    header = {"type": "header", "text": words("<script>alert(1)</script>")}
    stage.post(evil, [header, {"type": "section", "text": {"type": "mrkdwn", "text": evil}}])
    stage.post(evil)

    page = await stage.be("ana")

    content = page.locator(".message .content")
    await expect(content.first).to_contain_text("<script>alert(1)</script>")
    await expect(content.last).to_contain_text("<b> press me")
    await expect(content.locator("img, script, b, a")).to_have_count(0)


async def test_a_block_that_is_not_drawn_is_named(stage: Stage) -> None:
    stage.post("card", [{"type": "hologram", "block_id": "h"}])

    page = await stage.be("ana")

    await expect(page.get_by_role("article")).to_contain_text("This page does not draw “hologram” blocks.")
