"""Arguments of Web API methods: which there are, which must be there, and what form-encoded text stands for."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Literal

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from playground.slack.refusals import Refused

Args = dict[str, Any]
Form = Literal["text", "flag", "number", "json"]

_CHECKED_ELSEWHERE = {"blocks", "attachments", "view"}
_FLAGS = {"1": True, "true": True, "0": False, "false": False}
_FORMS: dict[Any, Form] = {"boolean": "flag", "number": "number", "array": "json", "object": "json"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments of one method by name, and those that must be there."""

    forms: dict[str, Form]
    required: frozenset[str] = field(default_factory=frozenset)

    def read(self, given: Args) -> Args:
        """The arguments decoded. Raises `invalid_arguments` for unknown, missing and unreadable ones.

        Slack itself passes over unknown ones; here they are mistakes, on purpose. All but `team_id`: Bolt's clients
        send it with every call.
        """
        given = {name: value for name, value in given.items() if name in self.forms or name != "team_id"}
        faults = [f"[ERROR] unknown argument: {name}" for name in given if name not in self.forms]
        faults += [f"[ERROR] missing required field: {name}" for name in sorted(self.required - set(given))]
        if faults:
            raise Refused("invalid_arguments", messages=faults)
        return {name: _decoded(name, self.forms[name], value) for name, value in given.items()}


def named(*, text: str = "", flags: str = "", numbers: str = "", json: str = "") -> Arguments:
    """Arguments written as words; those that must be there end in an exclamation mark."""
    spoken: dict[Form, str] = {"text": text, "flag": flags, "number": numbers, "json": json}
    words = [(word, form) for form, line in spoken.items() for word in line.split()]
    return Arguments(
        {word.rstrip("!"): form for word, form in words},
        frozenset(word.rstrip("!") for word, _ in words if word.endswith("!")),
    )


@cache
def published(method: str) -> Arguments | None:
    """The arguments as Slack's own SDK types them, or None for methods that are not among those."""
    if method not in _schema()["methods"]:
        return None
    shapes = list(_shapes(_schema()["methods"][method]))
    forms: dict[str, Form] = {}
    for shape in shapes:
        forms |= {name: _form(told) for name, told in shape.get("properties", {}).items() if name != "token"}
    required = frozenset.intersection(*(frozenset(shape.get("required", ())) for shape in shapes))
    return Arguments(forms, required)


def check_published(method: str, args: Args) -> None:
    """Raises `invalid_arguments` where the SDK's types refuse these arguments together. Blocks are not looked at."""
    validator = _validator(method)
    if validator is None:
        return
    stand_ins: Args = {"blocks": [], "attachments": [], "view": _VIEW}
    shown = {name: stand_ins[name] if name in _CHECKED_ELSEWHERE else value for name, value in args.items()}
    if shown.get("metadata") == {}:
        del shown["metadata"]  # takes metadata away; the types do not know of it
    if method.startswith("chat.post"):
        shown.setdefault("text", "-")  # its absence has an error of its own, `no_text`
    worst = best_match(validator.iter_errors(shown))
    if worst is not None:
        raise Refused("invalid_arguments", messages=[f"[ERROR] {worst.message[:200]}"])


_VIEW = {"type": "modal", "title": {"type": "plain_text", "text": "-"}, "blocks": []}


def _decoded(name: str, form: Form, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if form == "json":
            return json.loads(value)
        if form == "flag":
            return _FLAGS[value.lower()]
        if form == "number":
            return float(value) if "." in value else int(value)
    except (ValueError, KeyError) as unreadable:
        raise Refused("invalid_arguments", messages=[f"[ERROR] invalid value for {name}"]) from unreadable
    return value


def _form(told: dict[str, Any]) -> Form:
    if isinstance(told.get("type"), str):
        return _FORMS.get(told["type"], "text")
    return "json" if "$ref" in told or "anyOf" in told else "text"


def _shapes(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The alternatives that a method's arguments may have, references followed."""
    if "$ref" in schema:
        yield from _shapes(_schema()["$defs"][schema["$ref"].rsplit("/", 1)[1]])
    elif "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from _shapes(one)
    else:
        yield schema


@cache
def _schema() -> dict[str, Any]:
    text = resources.files("playground.slack").joinpath("schemas/slack-web-api-args.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator(method: str) -> Draft7Validator | None:
    told = _schema()["methods"].get(method)
    return Draft7Validator({**told, "$defs": _schema()["$defs"]}) if told else None
