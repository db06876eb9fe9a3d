"""The options of a plan as plain JSON: in a row, in a button, in what a form asks for."""

from dataclasses import fields
from typing import Any

from bot.model import First, Options

_NAMES = tuple(field.name for field in fields(Options))


def options_json(options: Options) -> dict[str, Any] | None:
    """Those that were said; None where none was."""
    all_of_them = {name: getattr(options, name) for name in _NAMES}
    return {name: value for name, value in all_of_them.items() if value is not None} or None


def read_options(said: dict[str, Any] | None) -> Options:
    """What another release wrote, and this one does not know, is left out."""
    known = {name: value for name, value in (said or {}).items() if name in _NAMES}
    first = known.pop("first", None)
    return Options(**known, first=First(first) if first in set(First) else None)
