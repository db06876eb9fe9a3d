"""What is wrong with a setting, in one line: its name, what is wrong, an example."""

from collections.abc import Iterator
from typing import get_args

from pydantic import BaseModel, HttpUrl, SecretStr, ValidationError
from pydantic.fields import FieldInfo

Problems = dict[str, str]
"""One line for each name; of several things wrong with one name, the first found is said."""

SECRET_LENGTH = 4
"""What is shorter is no secret, and would blot out the words around it."""


def line(name: str, what: str, example: str) -> str:
    """A problem as an administrator reads it."""
    return f"{name}: {what}; example: {name}={example}"


def note_problems(problems: Problems, error: ValidationError, model: type[BaseModel], prefix: str = "") -> None:
    """Add a line for each error, naming the setting as it is written in the environment; never with its value."""
    for found in error.errors(include_url=False, include_context=False, include_input=False):
        setting = str(found["loc"][0]) if found["loc"] else ""
        name = (prefix + setting.upper()).rstrip("_")
        problems.setdefault(
            name, f"{name}: {_words(found['type'], found['msg'], model)}{_example(model, setting, prefix)}"
        )


def example_of(field: FieldInfo) -> str:
    """What a setting could look like: its own example, else one that fits its type, else its default."""
    if field.examples:
        return str(field.examples[0])
    if holds(field.annotation, SecretStr):
        return "…"
    if holds(field.annotation, HttpUrl):
        return "https://meet.example.org"
    return "…" if field.is_required() or field.default is None else str(field.default).lower()


def holds(annotation: object, wanted: type) -> bool:
    """Whether a type has `wanted` in it: as itself, an alternative, an item."""
    return annotation is wanted or any(holds(part, wanted) for part in get_args(annotation))


def hidden(lines: Problems, secrets: Iterator[str]) -> tuple[str, ...]:
    """The lines, with whatever they quote of a secret blotted out: a back end's own check may have quoted one."""
    texts = tuple(lines.values())
    for secret in secrets:
        texts = tuple(text.replace(secret, "…") for text in texts) if len(secret) >= SECRET_LENGTH else texts
    return texts


def _words(kind: str, message: str, model: type[BaseModel]) -> str:
    if kind == "missing":
        return "is missing"
    if kind == "extra_forbidden":
        return f"is not a setting of this kind of back end, which takes {', '.join(model.model_fields).upper()}"
    if kind == "value_error":
        return message.removeprefix("Value error, ")
    words = message.removeprefix("Input ")
    return words[:1].lower() + words[1:]


def _example(model: type[BaseModel], setting: str, prefix: str) -> str:
    """An example of this setting; of the model's first if there is none with this name."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    shown = setting if setting in fields else next(iter(fields))
    return f"; example: {prefix}{shown.upper()}={example_of(fields[shown])}"
