"""What people can use in blocks: which value each kind of element holds, starts with, and sends when used."""

import re
from collections.abc import Iterator
from typing import Any

from playground.slack.blocks import Block, elements
from playground.slack.refusals import Refused

Values = dict[str, dict[str, dict[str, Any]]]

_HOLDS = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
}
_SENDS = {kind: holds for kind, (holds, _) in _HOLDS.items()} | {"overflow": "selected_option"}
_SHAPES = {
    "selected_date": re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"),
    "selected_time": re.compile(r"([01]\d|2[0-3]):[0-5]\d"),
}
_COPIED = ("placeholder", "style", "url", "timezone", "confirm")
_REQUIRED = "Please complete this required field."


def values(blocks: list[Block], held: Values) -> Values:
    """`state.values` of a form or message: what was entered, else what each element starts with."""
    said: Values = {}
    for block, element in _used(blocks):
        if element["type"] in _HOLDS:
            entered = held.get(block["block_id"], {}).get(element["action_id"])
            said.setdefault(block["block_id"], {})[element["action_id"]] = _standing(element, entered)
    return said


def _standing(element: Block, entered: dict[str, Any] | None) -> dict[str, Any]:
    """The element's value now; a choice that is not offered any more is forgotten."""
    try:
        return _value(element, entered)
    except Refused:
        return _value(element, None)


def _value(element: Block, entered: dict[str, Any] | None) -> dict[str, Any]:
    key, initial = _HOLDS[element["type"]]
    empty: Any = [] if key.endswith("s") else None
    value = entered[key] if entered and key in entered else element.get(initial, empty)
    said = {"type": element["type"], key: _chosen(element, key, value)}
    return said | ({"timezone": element["timezone"]} if "timezone" in element else {})


def find(blocks: list[Block], block_id: str, action_id: str) -> tuple[Block, Block]:
    """The block and the element that somebody used. Raises `no_such_element`, our own word."""
    for block, element in _used(blocks):
        if (block["block_id"], element["action_id"]) == (block_id, action_id):
            return block, element
    raise Refused("no_such_element")


def action(block: Block, element: Block, given: dict[str, Any], *, at: str) -> dict[str, Any]:
    """The entry in `actions` of an interaction. Raises `no_such_option` for a choice that is not offered."""
    said = {"type": element["type"], "action_id": element["action_id"], "block_id": block["block_id"], "action_ts": at}
    said |= {key: element[key] for key in _COPIED if key in element}
    if element["type"] == "button":
        return said | {key: element[key] for key in ("text", "value") if key in element}
    key = _SENDS.get(element["type"])
    if key is None:
        raise Refused("no_such_element")
    return said | {key: _chosen(element, key, given.get(key))}


def entry(element: Block, given: dict[str, Any]) -> dict[str, Any] | None:
    """What a form remembers after this element was used; None when such an element holds nothing."""
    return _value(element, given) if element["type"] in _HOLDS else None


def reports(block: Block) -> bool:
    """Using an element of this block tells the app at once; inputs do so only if they ask for it."""
    return block["type"] != "input" or block.get("dispatch_action") is True


def complaints(blocks: list[Block], said: Values) -> dict[str, str]:
    """What Slack's own client says about a form before the app hears of it, by block id."""
    found = {}
    for block, element in _used(blocks):
        if block["type"] == "input" and element["type"] in _HOLDS:
            complaint = _complaint(block, element, said[block["block_id"]][element["action_id"]])
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _complaint(block: Block, element: Block, said: dict[str, Any]) -> str | None:
    value = said[_HOLDS[element["type"]][0]]
    if value in (None, "", []):
        return None if block.get("optional") else _REQUIRED
    if isinstance(value, list) and len(value) > element.get("max_selected_items", len(value)):
        return f"Please select at most {element['max_selected_items']}."
    if isinstance(value, str) and len(value) > element.get("max_length", 3000):
        return f"Please enter at most {element.get('max_length', 3000)} characters."
    if isinstance(value, str) and len(value) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    return None


def _chosen(element: Block, key: str, value: Any) -> Any:
    """The offered options that were meant, whole, as Slack sends them. Raises `no_such_option` for what no client of
    Slack's can send."""
    if key == "selected_option" and value is not None:
        return _offered(element, value)
    if key == "selected_options":
        return [_offered(element, one) for one in value or ()]
    if value and key in _SHAPES and not _SHAPES[key].fullmatch(value):
        raise Refused("no_such_option")
    return value


def _offered(element: Block, chosen: dict[str, Any]) -> dict[str, Any]:
    if element["type"].endswith("external_select"):
        return chosen
    groups = element.get("option_groups", ())
    options = [*element.get("options", ()), *(option for group in groups for option in group["options"])]
    for option in options:
        if option["value"] == chosen.get("value"):
            return dict(option)
    raise Refused("no_such_option")


def _used(blocks: list[Block]) -> Iterator[tuple[Block, Block]]:
    return ((block, element) for block in blocks for element in elements(block) if "action_id" in element)
