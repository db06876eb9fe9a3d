"""The rules for blocks, in tables: what Slack shows and what it refuses."""

from typing import Any

import pytest

from playground.slack.blocks import check_message, check_view
from playground.slack.refusals import Refused

Block = dict[str, Any]


def plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}


def words(text: str) -> Block:
    return {"type": "mrkdwn", "text": text}


def button(**more: Any) -> Block:
    return {"type": "button", "text": plain("Go"), "action_id": "go"} | more


def row(*elements: Block, **more: Any) -> Block:
    return {"type": "actions", "elements": list(elements)} | more


DIVIDER = {"type": "divider"}
SECTION = {"type": "section", "text": words("Hello")}
INPUT = {"type": "input", "label": plain("Topic"), "element": {"type": "plain_text_input", "action_id": "typed"}}
FILES = {"type": "input", "label": plain("File"), "element": {"type": "file_input", "action_id": "files"}}
OPTION = {"text": plain("One"), "value": "1"}

GOOD: list[list[Block]] = [
    [SECTION],
    [SECTION | {"accessory": button()}],
    [{"type": "section", "fields": [words("a"), plain("b")]}],
    [{"type": "header", "text": plain("Weekly sync")}],
    [{"type": "context", "elements": [words("small"), plain("print")]}],
    [row(button(), button(action_id="other", url="https://example.org", style="primary"))],
    [row({"type": "overflow", "action_id": "more", "options": [OPTION]})],
    [row({"type": "static_select", "action_id": "pick", "options": [OPTION], "placeholder": plain("Pick")})],
    [{"type": "markdown", "text": "**bold**"}],
    [{"type": "call", "call_id": "R1"}],
    [DIVIDER] * 50,
]

WRONG: dict[str, list[Any]] = {
    "no blocks of 51": [DIVIDER] * 51,
    "an unknown kind": [{"type": "poster"}],
    "no kind": [{}],
    "not a block": ["hello"],
    "an empty section": [{"type": "section"}],
    "a long section": [{"type": "section", "text": words("x" * 3001)}],
    "eleven fields": [{"type": "section", "fields": [words("x")] * 11}],
    "a long header": [{"type": "header", "text": plain("x" * 151)}],
    "a header in mrkdwn": [{"type": "header", "text": words("x")}],
    "eleven elements of a context": [{"type": "context", "elements": [words("x")] * 11}],
    "twenty-six buttons": [row(*(button(action_id=f"{n}") for n in range(26)))],
    "a button in mrkdwn": [row(button(text=words("Go")))],
    "a long button": [row(button(text=plain("x" * 76)))],
    "a long value": [row(button(value="x" * 2001))],
    "a long action_id": [row(button(action_id="x" * 256))],
    "an unknown style": [row(button(style="loud"))],
    "an unknown key": [SECTION | {"colour": "red"}],
    "six options of an overflow": [row({"type": "overflow", "action_id": "more", "options": [OPTION] * 6})],
    "a long option": [
        row({"type": "static_select", "action_id": "p", "options": [{"text": plain("x"), "value": "x" * 151}]})
    ],
    "a datetimepicker beside a section": [SECTION | {"accessory": {"type": "datetimepicker", "action_id": "at"}}],
    "the same block_id twice": [DIVIDER | {"block_id": "one"}, SECTION | {"block_id": "one"}],
    "the same action_id twice": [row(button(), button())],
    "an unknown call": [{"type": "call", "call_id": "R2"}],
    "a call with more": [{"type": "call", "call_id": "R1", "title": "x"}],
    "a file input in a message": [FILES],
    "too much markdown": [{"type": "markdown", "text": "x" * 6001}] * 2,
    "two tables": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2,
}


@pytest.mark.parametrize("blocks", GOOD, ids=range(len(GOOD)))
def test_slack_shows_it(blocks: list[Block]) -> None:
    check_message(blocks, calls={"R1"})


@pytest.mark.parametrize("name", WRONG)
def test_slack_refuses(name: str) -> None:
    with pytest.raises(Refused) as refused:
        check_message(WRONG[name], calls={"R1"})

    assert refused.value.error == "invalid_blocks"
    assert all(fault.startswith("[ERROR] ") for fault in refused.value.messages)


def test_the_fault_is_named_with_its_place() -> None:
    with pytest.raises(Refused) as refused:
        check_message([DIVIDER, row(button(text=plain("x" * 76)))], calls=())

    assert refused.value.messages == [f"[ERROR] '{'x' * 76}' is too long [json-pointer:/blocks/1/elements/0/text/text]"]


def test_blocks_are_a_list() -> None:
    with pytest.raises(Refused, match="invalid_blocks_format"):
        check_message({"type": "divider"}, calls=())


def test_all_blocks_together_have_a_limit() -> None:
    with pytest.raises(Refused, match="msg_blocks_too_long"):
        check_message([{"type": "section", "text": words("x" * 2900)}] * 5, calls=())


def view(*blocks: Any, **more: Any) -> Block:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": list(blocks)} | more


@pytest.mark.parametrize(
    "good",
    [view(INPUT), view(FILES), view(SECTION, private_metadata="x" * 3000), {"type": "home", "blocks": [SECTION]}],
    ids=["form", "files", "metadata", "home"],
)
def test_slack_shows_this_view(good: Block) -> None:
    check_view(good)


@pytest.mark.parametrize(
    "wrong",
    [
        view(title=plain("x" * 25)),
        view(),
        view(INPUT, submit=plain("x" * 25)),
        view(INPUT, private_metadata="x" * 3001),
        view(INPUT, callback_id="x" * 256),
        view({"type": "markdown", "text": "x"}),
        view({"type": "call", "call_id": "R1"}),
        view(*[DIVIDER] * 101),
        view(INPUT, INPUT | {"block_id": "a"}, INPUT | {"block_id": "a"}),
        view(*[INPUT | {"element": INPUT["element"] | {"focus_on_load": True}}] * 2),  # type: ignore[operator]
        {"type": "home", "blocks": [FILES]},
        {"type": "modal", "title": plain("Form"), "blocks": [INPUT]},
        {"type": "home", "blocks": "none"},
        {"type": "shop", "blocks": []},
        None,
    ],
    ids=range(15),
)
def test_slack_refuses_this_view(wrong: Any) -> None:
    with pytest.raises(Refused) as refused:
        check_view(wrong)

    assert refused.value.error == "invalid_arguments"
