"""Holds blocks and views to Slack's rules: the schema, and the rules across blocks that it lacks."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

from playground.slack.refusals import Refused
from playground.slack.stamps import Stamps

Block = dict[str, Any]

MOST_IN_MESSAGE = 50
MOST_IN_VIEW = 100
MOST_MARKDOWN = 12_000
MOST_CHARACTERS = 13_200
"""All blocks of a message together; Slack names no figure, people met this one (bolt-js #2509)."""

_EVERYWHERE = {"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"}
_SURFACES = {
    "message": _EVERYWHERE
    | {"alert", "call", "card", "carousel", "container", "context_actions", "data_table", "data_visualization"}
    | {"markdown", "plan", "table", "task_card"},
    "modal": _EVERYWHERE,
    "home": _EVERYWHERE | {"container", "data_visualization"},
}
_TEXT_KEYS = {"text", "value", "url", "alt_text", "title", "description", "label", "hint"}


def check_message(blocks: Any, *, calls: Collection[str]) -> None:
    """Raise `invalid_blocks`, or `msg_blocks_too_long`, unless Slack would show these blocks in a message."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    faults = [*_too_many(blocks, MOST_IN_MESSAGE), *_each(blocks, "message"), *_across(blocks), *_calls(blocks, calls)]
    if faults:
        raise Refused("invalid_blocks", messages=faults, errors=faults)
    if sum(len(text) for text in _texts(blocks)) > MOST_CHARACTERS:
        raise Refused("msg_blocks_too_long")


def check_view(view: Any) -> None:
    """Raise `invalid_arguments`, as Slack does for views, unless it would show this one."""
    faults = list(_view_faults(view))
    if faults:
        raise Refused("invalid_arguments", messages=faults)


def with_ids(blocks: list[Block], stamps: Stamps) -> list[Block]:
    """A copy in which every block and every interactive element has the id that Slack would give it."""
    ours = deepcopy(blocks)
    for block in ours:
        block.setdefault("block_id", stamps.name("b"))
        for element in elements(block):
            if element["type"] != "image":
                element.setdefault("action_id", stamps.name("a"))
    return ours


def elements(block: Block) -> list[Block]:
    """The elements that a person can use in a block, and images beside them."""
    held = [*(block.get("elements") or ()), block.get("accessory"), block.get("element")]
    if block["type"] not in ("actions", "context_actions", "section", "input"):
        return []
    return [element for element in held if element]


def _view_faults(view: Any) -> Iterator[str]:
    if not isinstance(view, dict) or view.get("type") not in ("modal", "home"):
        yield "[ERROR] must be a view of type modal or home [json-pointer:/view]"
        return
    blocks = view.get("blocks")
    shell = {**view, "blocks": [{"type": "divider"}]} if isinstance(blocks, list) and blocks else view
    yield from _schema_faults(f"{view['type']}_view", shell, "/view")
    if not isinstance(blocks, list):
        return
    if "submit" not in view and any(isinstance(one, dict) and one.get("type") == "input" for one in blocks):
        yield "[ERROR] missing required field: submit [json-pointer:/view]"
    yield from _too_many(blocks, MOST_IN_VIEW)
    yield from _each(blocks, view["type"], root="/view/blocks")
    yield from _across(blocks)


def _too_many(blocks: list[Any], most: int) -> Iterator[str]:
    if len(blocks) > most:
        yield f"[ERROR] no more than {most} items allowed [json-pointer:/blocks]"


def _each(blocks: list[Any], surface: str, *, root: str = "/blocks") -> Iterator[str]:
    for place, block in enumerate(blocks):
        kind = block.get("type") if isinstance(block, dict) else None
        where = f"{root}/{place}"
        if not isinstance(kind, str) or kind not in _SURFACES[surface]:
            yield f"[ERROR] unsupported type: {kind} in a {surface} [json-pointer:{where}/type]"
        elif kind != "call":
            yield from _schema_faults(f"{kind}_block", block, where)
            yield from _files(block, surface, where)


def _files(block: Block, surface: str, where: str) -> Iterator[str]:
    if surface != "modal" and (block.get("element") or {}).get("type") == "file_input":
        yield f"[ERROR] file_input stands in modals only [json-pointer:{where}/element]"


def _across(blocks: list[Any]) -> Iterator[str]:
    sound = [block for block in blocks if isinstance(block, dict) and isinstance(block.get("type"), str)]
    for block_id in _doubled(block.get("block_id") for block in sound):
        yield f"[ERROR] duplicate block_id: {block_id} [json-pointer:/blocks]"
    for place, block in enumerate(sound):
        for action_id in _doubled(element.get("action_id") for element in elements(block)):
            yield f"[ERROR] duplicate action_id: {action_id} [json-pointer:/blocks/{place}]"
    if sum(_focused(block) for block in sound) > 1:
        yield "[ERROR] only one element may have focus_on_load [json-pointer:/blocks]"
    if sum(len(block.get("text", "")) for block in sound if block["type"] == "markdown") > MOST_MARKDOWN:
        yield f"[ERROR] markdown blocks hold more than {MOST_MARKDOWN} characters [json-pointer:/blocks]"
    if sum(block["type"] in ("table", "data_table") for block in sound) > 1:
        yield "[ERROR] only_one_table_allowed [json-pointer:/blocks]"


def _focused(block: Block) -> int:
    return sum(element.get("focus_on_load") is True for element in elements(block))


def _doubled(ids: Iterator[Any]) -> list[str]:
    return [str(one) for one, times in Counter(one for one in ids if one is not None).items() if times > 1]


def _calls(blocks: list[Any], known: Collection[str]) -> Iterator[str]:
    for place, block in enumerate(blocks):
        if not isinstance(block, dict) or block.get("type") != "call":
            continue
        if set(block) - {"type", "call_id", "block_id", "api_decoration_available"}:
            yield f"[ERROR] unknown field in a call block [json-pointer:/blocks/{place}]"
        if block.get("call_id") not in known:
            yield f"[ERROR] invalid call_id [json-pointer:/blocks/{place}/call_id]"


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, dict):
        for key, one in value.items():
            if isinstance(one, str) and key in _TEXT_KEYS:
                yield one
            elif not isinstance(one, str):
                yield from _texts(one)


def _schema_faults(name: str, value: Any, where: str) -> Iterator[str]:
    worst = best_match(_validator(name).iter_errors(value))
    if worst is not None:
        worst = _meant(worst)
        yield f"[ERROR] {_said(worst)} [json-pointer:{where}{''.join(f'/{part}' for part in worst.absolute_path)}]"


def _meant(error: ValidationError) -> ValidationError:
    """What is wrong within the alternative that the value's `type` names, rather than "none of them fits"."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    likely = [branch for branch in branches.values() if not any(one.path and one.path[-1] == "type" for one in branch)]
    return _meant(likely[0][0]) if len(likely) == 1 else error


def _said(error: ValidationError) -> str:
    return error.message if len(error.message) <= 200 else f"fails {error.validator} at {error.json_path}"


@cache
def _schema() -> dict[str, Any]:
    text = resources.files("playground.slack").joinpath("schemas/slack-block-kit.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": _schema()["$defs"]})
