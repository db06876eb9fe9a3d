"""Writes the pages that say what the code says: `commands.md` and `provider-matrix.md` (`make docs`)."""

from collections.abc import Iterator
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.__main__ import VERBS
from bot.model import Feature
from bot.providers import PROVIDERS
from bot.providers.base import ConferenceProvider
from bot.settings.problems import example_of, holds
from bot.verbs.providers import ABILITIES, titled
from docs.operations import Operation, reference
from handlers.commands import COMMAND, entries

FOLDER = Path(__file__).parent
WRITTEN = "<!-- Written by `make docs` from the code; changes belong there. -->"


def commands_page() -> str:
    """Every command, as help has it."""
    lines = ["# Commands", "", WRITTEN, "", f"Everything begins with `{COMMAND}`; `{COMMAND}` alone shows a menu.", ""]
    for entry in entries():
        examples = ", ".join(f"`{COMMAND} {example}`" for example in entry.examples)
        lines += [f"## `{COMMAND} {entry.usage}`", "", entry.summary, "", f"Examples: {examples}", ""]
    return "\n".join(lines)


def matrix_page() -> str:
    """Every kind of back end: what it can do, which settings it takes, and what is done with all that it offers."""
    titles = [f"{titled(kind.title, kind.sunset)} (`{name}`)" for name, kind in PROVIDERS.items()]
    lines = [
        "# Back ends",
        "",
        WRITTEN,
        "",
        "## What each can do",
        "",
        *_table(["", *titles], map(_ability, Feature)),
        "",
        *_orphans(),
    ]
    for name, kind in PROVIDERS.items():
        lines += [f"## Settings of `{name}`", "", "Each is written `PROVIDERS__<NAME>__<SETTING>`.", ""]
        lines += [*_table(["Setting", "Needed", "Example", "Default"], _settings(kind)), "", *_operations(name)]
    return "\n".join(lines)


PAGES = {"commands.md": commands_page, "provider-matrix.md": matrix_page}


def _ability(feature: Feature) -> list[str]:
    return [ABILITIES[feature], *("yes" if feature in kind.features else "–" for kind in PROVIDERS.values())]


def _orphans() -> Iterator[str]:
    yield from ("## When the answer to a start is lost", "")
    yield "How far Plenum finds the room that may have been made, and leaves none behind:"
    yield ""
    for name, kind in PROVIDERS.items():
        if written := reference(name):
            yield f"- **{kind.title}**: {written.orphans}"
    yield ""


def _operations(name: str) -> Iterator[str]:
    if written := reference(name):
        yield from (f"## Operations of `{name}`", "")
        yield from _table(["Call", "Used by", "Or why not"], map(_operation, written.operation))
        yield ""


def _operation(one: Operation) -> list[str]:
    note = f" ({one.note})" if one.note else ""
    why = f"with {one.later}" if one.later else one.unused or ""
    used = ", ".join(map(_user, one.users))
    return [f"`{one.call}`", f"{used}{note}" if used else "", "" if used else f"{why}{note}"]


def _user(said: str) -> str:
    """What can be typed looks so."""
    return f"`{said}`" if said.startswith((COMMAND, "admin ")) or said in VERBS else said


def _settings(kind: type[ConferenceProvider]) -> Iterator[list[str]]:
    for name, field in sorted(kind.Settings.model_fields.items(), key=lambda item: not item[1].is_required()):
        secret = " or the same with `_FILE`" if holds(field.annotation, SecretStr) else ""
        needed = "yes" if field.is_required() else ""
        yield [f"`{name.upper()}`{secret}", needed, f"`{example_of(field)}`", _default(field)]


def _default(field: FieldInfo) -> str:
    return "–" if field.is_required() or field.default is None else f"`{str(field.default).lower()}`"


def _table(head: list[str], rows: Iterator[list[str]]) -> list[str]:
    return [_row(head), _row(["---"] * len(head)), *map(_row, rows)]


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    for name, page in PAGES.items():
        (FOLDER / name).write_text(page(), encoding="utf-8")
