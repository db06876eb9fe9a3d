"""The house keeps its shape: imports point one way, libraries stay in their rooms, only the clocks ask for the time."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
OURS = ("bot", "handlers", "playground", "benchmarks")

VALUES = ("bot.model", "bot.owing", "bot.live", "bot.choices", "bot.leads", "bot.errors", "bot.clock")
SEAM = (
    "bot.providers.base",
    "bot.providers.chores",
    "bot.providers.http",
    "bot.providers.errand",
    "bot.providers.gate",
    "bot.providers.circuit",
    "bot.providers.auth",
)
STORE_AND_OUT = ("bot.store", "bot.alarms", "bot.messenger", "bot.slack")

MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "bot": (),
    "bot.live": (),
    "bot.walls": (),
    "bot.leads": ("bot.walls",),
    "bot.choices": ("bot.leads",),
    "bot.abilities": (),
    "bot.owing": ("bot.live",),
    "bot.model": ("bot.live", "bot.abilities", "bot.owing"),
    "bot.options": ("bot.model",),
    "bot.errors": (),
    "bot.clock": (),
    "bot.faults": (),
    "bot.logs": (),
    "bot.scopes": (),
    "bot.when": ("bot.errors", "bot.leads"),
    "bot.calendars": (),
    "bot.recurring": ("bot.errors", "bot.when", "bot.walls"),
    "bot.alarms": ("bot.clock",),
    "bot.blocks": ("bot.model", "bot.owing", "bot.live", "bot.choices", "bot.leads", "bot.errors", "bot.recurring"),
    "bot.proxies": (),
    "bot.slack": (*VALUES, "bot.proxies"),
    "bot.messenger": (*VALUES, "bot.slack"),
    "bot.store": (*VALUES, "bot.options"),
    "bot.providers": (*VALUES, *SEAM),
    "bot.settings": ("bot.errors", "bot.providers"),
    "bot.services": (
        *VALUES,
        *STORE_AND_OUT,
        "bot.blocks",
        "bot.calendars",
        "bot.faults",
        "bot.recurring",
        "bot.providers.base",
        "bot.providers.gate",
    ),
    "bot.web": (*VALUES, "bot.proxies", "bot.blocks", "bot.scopes", "bot.services", "bot.store"),
    "handlers": (*VALUES, "bot.options", "bot.services", "bot.blocks", "bot.when", "bot.recurring"),
    "bot.timings": (),
    "bot.house": ("bot", "handlers"),
    "bot.app": ("bot", "handlers"),
    "bot.verbs": ("bot",),
    "bot.__main__": ("bot.errors", "bot.verbs"),
    "playground": (),
    "benchmarks": ("bot", "handlers", "playground"),
}
"""What of ours each part may import beside itself; the longest name that fits a module counts."""

ONLY_IN: dict[str, tuple[str, ...]] = {
    "slack_bolt": ("handlers", "bot.web", "bot.app"),
    "slack_sdk": ("handlers", "bot.web", "bot.house", "bot.slack", "bot.messenger"),
    "httpx": ("bot.providers", "bot.app"),
    "apscheduler": ("bot.alarms",),
    "icalendar": ("bot.calendars",),
    "sqlalchemy": ("bot.store",),
    "psycopg": ("bot.store.neighbours",),
    "alembic": ("bot.store",),
    "dateutil": ("bot.recurring", "bot.calendars"),
    "cryptography": ("bot.store.vault", "bot.providers.vonage"),
    "prometheus_client": ("bot.web", "bot.app"),
    "starlette": ("bot.web", "bot.app"),
    "uvicorn": ("bot.web", "bot.app"),
}
"""Where in the product a library may be used; the playground and the benchmarks are no part of it."""

REGISTRY = "bot.providers"
"""Names every back end: that is its job."""

ELSEWHERE = ("tests.independent.python",)
"""Run by the Python of an environment of its own, which tests/independent/requirements.in declares."""

STARTERS = ("bot.app", "bot.house", "bot.verbs.serve", "bot.verbs.worker", "benchmarks", "tests")

CLOCKS = ("bot.clock", "playground.clock")
ASKS_THE_TIME = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}

NOT_A_NOUN = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "shared"}
NOT_A_NAME = ("Manager", "Helper", "Impl", "Util", "Utils", "Base")


def modules(*packages: str) -> list[str]:
    files = (file for package in packages for file in (ROOT / package).rglob("*.py"))
    return sorted(".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for file in files)


@cache
def source(module: str) -> str:
    path = ROOT.joinpath(*module.split("."))
    return (path / "__init__.py" if path.is_dir() else path.with_suffix(".py")).read_text("utf-8")


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(source(module))


def imported(module: str) -> Iterator[str]:
    """Everything a module imports, wherever in it, with the names taken: `bot.model.Plan`."""
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name: str, parts: tuple[str, ...]) -> bool:
    return any(f"{name}.".startswith(f"{part}.") for part in parts)


def part_of(module: str) -> str:
    """The longest line of MAY_IMPORT that a module belongs to; `bot` itself is no room, so only exactly."""
    fitting = [part for part in MAY_IMPORT if within(module, (part,)) and (part != "bot" or module == "bot")]
    assert fitting, f"{module} belongs to no part: give it a line in MAY_IMPORT"
    return max(fitting, key=len)


def itself(module: str) -> str:
    """What a module may always import: its part; of the back ends only itself, since they must not know each other."""
    if module.startswith("bot.providers."):
        return module if within(module, SEAM) else ".".join(module.split(".")[:3])
    return part_of(module)


def test_imports_point_one_way() -> None:
    wrong = {}
    for module in modules(*OURS):
        allowed = (*MAY_IMPORT[part_of(module)], itself(module), *(("bot.providers",) if module == REGISTRY else ()))
        if strangers := {name for name in imported(module) if within(name, OURS) and not within(name, allowed)}:
            wrong[module] = strangers

    assert not wrong


def test_nobody_imports_the_composition_root_but_those_who_start_it() -> None:
    others = [module for module in modules(*OURS) if not within(module, STARTERS)]

    wrong = [module for module in others if any(within(name, ("bot.app", "bot.house")) for name in imported(module))]

    assert not wrong


def test_libraries_stay_in_their_rooms() -> None:
    used = {module: {name.partition(".")[0] for name in imported(module)} for module in modules("bot", "handlers")}

    wrong = {
        (module, library)
        for module, libraries in used.items()
        for library in libraries & ONLY_IN.keys()
        if not within(module, ONLY_IN[library])
    }

    assert not wrong


def required(line: str) -> str:
    """The distribution that a line of requirements names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=;~! ]", line)[0]).lower()


def foreign(modules_of: Iterable[str]) -> set[str]:
    """The libraries of others that these modules import."""
    libraries = {name.partition(".")[0] for module in modules_of for name in imported(module)}
    return libraries - sys.stdlib_module_names - {*OURS, "tests", "docs"}


def undeclared(modules_of: Iterable[str], *groups: str) -> set[str]:
    """Of these libraries those that pyproject.toml does not name; what came along with another may leave again."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lines = {"dependencies": project["dependencies"], **project["optional-dependencies"]}
    declared = {required(line) for group in groups for line in lines[group]}
    installed = packages_distributions()
    return {library for library in foreign(modules_of) if not declared & set(map(required, installed.get(library, ())))}


def test_the_product_uses_only_what_it_declares() -> None:
    assert not undeclared(modules("bot", "handlers"), "dependencies")


def test_development_uses_only_what_is_declared() -> None:
    here = [name for name in modules("playground", "tests", "benchmarks", "docs") if not within(name, ELSEWHERE)]

    assert not undeclared(here, "dependencies", "dev")


def test_what_runs_elsewhere_uses_only_what_is_declared_there() -> None:
    lines = (ROOT / "tests" / "independent" / "requirements.in").read_text("utf-8").splitlines()
    declared = {required(line) for line in lines if line and not line.startswith("#")}

    used = foreign(module for module in modules("tests") if within(module, ELSEWHERE))

    assert used
    assert not used - declared  # nothing of it is installed here, so a library must be called as its distribution is


def test_nothing_but_the_clocks_asks_what_time_it_is() -> None:
    wrong = {}
    for module in modules("bot", "handlers", "playground"):
        named = {ast.unparse(node) for node in ast.walk(tree(module)) if isinstance(node, ast.Attribute)}
        asked = {name for name in {*named, *imported(module)} if ".".join(name.split(".")[-2:]) in ASKS_THE_TIME}
        if asked and module not in CLOCKS:
            wrong[module] = asked

    assert not wrong


def test_every_module_says_its_job_in_its_first_line() -> None:
    first_lines = {module: source(module).partition("\n")[0] for module in modules(*OURS, "tests")}

    wrong = [module for module, line in first_lines.items() if not line.startswith('"""') or not line.strip('" ')]

    assert not wrong


def test_modules_are_named_by_nouns() -> None:
    wrong = [module for module in modules(*OURS, "tests") if NOT_A_NOUN & set(module.split("."))]

    assert not wrong


def test_classes_are_named_by_what_they_are() -> None:
    wrong = [
        f"{module}.{node.name}"
        for module in modules(*OURS)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ClassDef) and node.name.endswith(NOT_A_NAME)
    ]

    assert not wrong
