"""The lists of operations are whole and true: held to the emulated servers, to commands and chores, to the seam."""

import ast
import re
import sys
from functools import cache
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.model import Feature
from bot.providers import PROVIDERS
from bot.providers.base import OPTIONAL
from docs.operations import Operation, Reference, reference
from handlers.commands import COMMAND, SUBCOMMANDS
from tests.bot.providers.stand import Stand, stand_for
from tests.conftest import FrozenClock

ROOT = Path(__file__).parents[1]

BY_ITSELF = {"signing in", "looking for a lost room", "watching", "attendance", "clearing up", "doctor"}
"""What is done without a command of its own: `attendance` and `clearing up` come after the end."""
BUTTONS = {"Join", "Dial in", "Make host"}
"""What is pressed and cannot be typed."""
ONLY_WORDS = ("bot/providers", "bot/model.py", "bot/verbs/providers.py", "bot/blocks/problem.py")
"""Where a feature is declared or put in words, and not made use of."""

KINDS = pytest.mark.parametrize("kind", PROVIDERS)


def written(kind: str) -> Reference:
    found = reference(kind)
    assert found, f"docs/providers/{kind}.toml is missing"
    return found


def requests(kind: str) -> list[Operation]:
    """What a program may ask; the other operations are messages that the back end sends."""
    methods = ("GET ", "POST ", "PUT ", "PATCH ", "DELETE ")
    return [one for one in written(kind).operation if one.call.startswith(methods)]


def shape(call: str) -> str:
    """A call as an emulated server's table has it."""
    method, path = call.split(" ", 1)
    return f"{method} {re.sub(r'{[^}]*}', '{}', path).lstrip('/')}"


def emulated(stand: Stand) -> set[str]:
    """The tables of what stands behind the routes. What has none is the back door, or a page for people."""
    assert isinstance(stand.app, Starlette)
    behind = {type(route.endpoint).__module__ for route in stand.app.routes if isinstance(route, Route)}
    tables = (getattr(sys.modules[module], "ENDPOINTS", ()) for module in behind)
    return {f"{row.method} {row.path}" for table in tables for row in table} | set(map(shape, stand.beside))


@KINDS
def test_no_operation_is_there_twice(kind: str) -> None:
    calls = [one.call for one in written(kind).operation]

    assert sorted(set(calls)) == sorted(calls)


@KINDS
def test_the_list_and_the_emulated_server_know_the_same(kind: str, clock: FrozenClock) -> None:
    there = emulated(stand_for(kind, clock))

    assert {shape(one.call) for one in requests(kind) if one.emulated} == there
    assert not {shape(one.call) for one in requests(kind) if not one.emulated} & there


@KINDS
async def test_what_is_emulated_beside_the_tables_answers(kind: str, clock: FrozenClock) -> None:
    stand = stand_for(kind, clock)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(stand.app), base_url="https://server.test") as http:
        answers = {call: await http.request(*re.sub(r"[{}]", "", call).split(" ")) for call in stand.beside}

    assert not [call for call, answer in answers.items() if answer.status_code in (404, 405) or answer.is_server_error]


@KINDS
def test_what_is_named_as_a_use_is_there(kind: str) -> None:
    chores = {f"admin {chore.words}" for chore in PROVIDERS[kind].chores}

    said = {user for one in written(kind).operation for user in one.users}

    assert not {user for user in said - chores - BY_ITSELF - BUTTONS if not is_a_command(user)}
    assert not chores - said


def is_a_command(said: str) -> bool:
    """`/conf record start`: a sub-command, and words of its usage."""
    slash, _, rest = said.partition(" ")
    name, *words = rest.split()
    usages = [one.usage for one in SUBCOMMANDS if one.name == name]
    return slash == COMMAND and any(set(words) <= set(re.findall(r"[a-z]+", usage)) for usage in usages)


@pytest.mark.parametrize("button", sorted(BUTTONS))
def test_a_button_that_is_named_as_a_use_is_there(button: str) -> None:
    texts = (file.read_text("utf-8") for file in (ROOT / "bot" / "blocks").rglob("*.py"))

    assert any(f'"{button}"' in text for text in texts)


@cache
def seen_beyond_the_seam() -> tuple[tuple[ast.Attribute, ...], frozenset[ast.AST]]:
    """Every `owner.name` that is written where back ends are used, and everything that is called there."""
    files = (file for part in ("bot", "handlers") for file in sorted((ROOT / part).rglob("*.py")))
    users = (file for file in files if not file.relative_to(ROOT).as_posix().startswith(ONLY_WORDS))
    nodes = [node for file in users for node in ast.walk(ast.parse(file.read_text("utf-8")))]
    attributes = tuple(node for node in nodes if isinstance(node, ast.Attribute))
    return attributes, frozenset(node.func for node in nodes if isinstance(node, ast.Call))


def written_of(owners: tuple[str, ...], name: str) -> list[ast.Attribute]:
    attributes, _ = seen_beyond_the_seam()
    mine = [node for node in attributes if isinstance(node.value, ast.Name) and node.value.id in owners]
    return [node for node in mine if node.attr == name]


@pytest.mark.parametrize("feature", Feature)
def test_every_feature_is_some_kinds_and_is_made_use_of(feature: Feature) -> None:
    assert any(feature in kind.features for kind in PROVIDERS.values())
    assert written_of(("Feature",), feature.name)


@pytest.mark.parametrize("method", OPTIONAL.values())
def test_every_method_of_the_seam_is_called(method: str) -> None:
    _, called = seen_beyond_the_seam()

    assert called.intersection(written_of(("provider", "p"), method))
