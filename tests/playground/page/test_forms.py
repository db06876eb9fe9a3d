"""Forms: opened by the app, filled in, sent, refused field by field, changed under one's hands, stacked."""

from typing import Any

import pytest
from playwright.async_api import expect

from playground.slack.views import View
from tests.playground.page.conftest import Stage

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

Block = dict[str, Any]


def words(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def field(name: str, element: Block, **more: Any) -> Block:
    return {
        "type": "input",
        "block_id": name,
        "label": words(name.title()),
        "element": element | {"action_id": name},
    } | more


TOPIC = field("topic", {"type": "plain_text_input"})
LENGTH = field(
    "length",
    {
        "type": "static_select",
        "options": [{"text": words("30 min"), "value": "30"}, {"text": words("1 h"), "value": "60"}],
    },
    optional=True,
)


def form(*blocks: Block, title: str = "Start") -> Block:
    return {
        "type": "modal",
        "title": words(title),
        "submit": words("Go"),
        "close": words("Back"),
        "blocks": list(blocks),
    }


def open_form(stage: Stage, *blocks: Block) -> View:
    view = stage.slack.views.open(stage.person("ana"), form(*blocks))
    stage.slack.show("view_opened", view)
    return view


async def test_a_form_sends_what_was_entered_and_closes(stage: Stage) -> None:
    page = await stage.be("ana")
    open_form(stage, TOPIC, LENGTH)

    await page.get_by_label("Topic").fill("Weekly sync")
    await page.get_by_role("button", name="Length").click()
    await page.get_by_role("option", name="1 h").click()
    await page.get_by_role("button", name="Go").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)
    values = (await stage.told("view_submission"))["view"]["state"]["values"]
    assert values["topic"]["topic"]["value"] == "Weekly sync"
    assert values["length"]["length"]["selected_option"]["value"] == "60"


async def test_a_required_field_left_empty_is_named_before_the_app_hears_of_it(stage: Stage) -> None:
    page = await stage.be("ana")
    open_form(stage, TOPIC)

    await page.get_by_role("button", name="Go").click()

    await expect(page.get_by_role("alert")).to_have_text("Please complete this required field.")
    await expect(page.get_by_label("Topic")).to_be_focused()
    assert stage.slack.history.of("told", "view_submission") == []


async def test_what_the_app_refuses_stands_beside_its_field_and_the_words_stay(stage: Stage) -> None:
    stage.app.answers["view_submission"] = {"response_action": "errors", "errors": {"topic": "Name it better."}}
    page = await stage.be("ana")
    open_form(stage, TOPIC)

    await page.get_by_label("Topic").fill("x")
    await page.get_by_role("button", name="Go").click()

    await expect(page.locator("[data-block=topic]").get_by_role("alert")).to_have_text("Name it better.")
    await expect(page.get_by_label("Topic")).to_have_value("x")


async def test_a_form_that_the_app_changes_keeps_what_was_typed(stage: Stage) -> None:
    page = await stage.be("ana")
    view = open_form(stage, TOPIC)
    await page.get_by_label("Topic").fill("Weekly")

    stage.slack.show("view_updated", stage.slack.views.update(view, form(TOPIC, LENGTH)))

    await expect(page.get_by_role("button", name="Length")).to_be_visible()
    await expect(page.get_by_label("Topic")).to_have_value("Weekly")
    await expect(page.get_by_label("Topic")).to_be_focused()


async def test_a_press_in_a_form_carries_what_the_fields_hold(stage: Stage) -> None:
    row = {
        "type": "actions",
        "block_id": "row",
        "elements": [{"type": "button", "action_id": "more", "text": words("More")}],
    }
    page = await stage.be("ana")
    open_form(stage, TOPIC, row)

    await page.get_by_label("Topic").fill("Weekly")
    await page.get_by_role("button", name="More", exact=True).click()

    values = (await stage.told("block_actions"))["view"]["state"]["values"]
    assert values["topic"]["topic"]["value"] == "Weekly"


async def test_forms_lie_on_one_another_and_closing_leads_back(stage: Stage) -> None:
    page = await stage.be("ana")
    open_form(stage, TOPIC)
    await page.get_by_label("Topic").fill("Weekly")
    pushed = stage.slack.views.push(stage.person("ana"), form(LENGTH, title="Options"))
    stage.slack.show("view_opened", pushed)

    await page.get_by_role("dialog", name="Options").get_by_role("button", name="Back").click()

    await expect(page.get_by_role("dialog")).to_have_count(1)
    await expect(page.get_by_label("Topic")).to_have_value("Weekly")


async def test_the_cross_closes_the_whole_stack(stage: Stage) -> None:
    page = await stage.be("ana")
    open_form(stage, TOPIC)
    stage.slack.show("view_opened", stage.slack.views.push(stage.person("ana"), form(LENGTH, title="Options")))

    await page.get_by_role("dialog", name="Options").get_by_role("button", name="Close").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)
    await stage.slack.history.until(lambda entry: entry.name == "view_closed", times=2)
    assert stage.slack.views.stack(stage.person("ana")) == []


async def test_a_form_is_still_there_when_the_page_is_loaded_again(stage: Stage) -> None:
    page = await stage.be("ana")
    open_form(stage, TOPIC)
    await expect(page.get_by_role("dialog", name="Start")).to_be_visible()

    await page.reload()

    await expect(page.get_by_role("dialog", name="Start")).to_be_visible()


async def test_an_app_that_fails_leaves_the_form_open_and_says_so(stage: Stage) -> None:
    stage.app.down = True
    page = await stage.be("ana")
    open_form(stage, TOPIC)

    await page.get_by_label("Topic").fill("x")
    await page.get_by_role("button", name="Go").click()

    await expect(page.locator(".toasts")).to_contain_text("We had some trouble connecting. Try again?")
    await expect(page.get_by_role("dialog", name="Start")).to_be_visible()


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("email_text_input", "zoe@example.org"), ("url_text_input", "https://example.org"), ("number_input", "45")],
)
async def test_fields_of_each_kind_send_their_text(stage: Stage, kind: str, typed: str) -> None:
    more = {"is_decimal_allowed": False} if kind == "number_input" else {}
    page = await stage.be("ana")
    open_form(stage, field("matter", {"type": kind, **more}))

    await page.get_by_label("Matter").fill(typed)
    await page.get_by_role("button", name="Go").click()

    values = (await stage.told("view_submission"))["view"]["state"]["values"]
    assert values["matter"]["matter"]["value"] == typed
