"""The documentation says what is true: settings, commands, verbs and links are held to the code and the files."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import VERBS
from bot.settings import Settings
from docs.generate import PAGES

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DEPENDENCIES = (ROOT / "docs" / "decisions" / "dependencies.md").read_text("utf-8")
WRITTEN_BY_HAND = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)|<img[^>]*\ssrc=\"([^\"]+)\"")


def section(text: str, title: str) -> str:
    """What stands under a heading, up to the next of the same rank."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def first_cells(text: str) -> set[str]:
    """Everything in code font in the first column of the tables."""
    return {name for row in re.findall(r"^\|([^|]*)\|", text, re.MULTILINE) for name in re.findall(r"`([^`]+)`", row)}


def relative_links(page: Path) -> Iterator[str]:
    for markdown, html in LINK.findall(page.read_text("utf-8")):
        target = markdown or html
        if not target.startswith(("http://", "https://", "mailto:", "#")):
            yield target.partition("#")[0]


@pytest.mark.parametrize("name", PAGES)
def test_derived_pages_are_what_the_code_says_now(name: str) -> None:
    written = (ROOT / "docs" / name).read_text("utf-8")

    assert written == PAGES[name](), "run: make docs"


def test_the_readme_names_every_setting_and_no_other() -> None:
    known = {field.alias or name.upper() for name, field in Settings.model_fields.items()} - {"PROVIDERS"}

    told = first_cells(section(README, "Settings"))

    assert told == known | {"PROVIDERS__<NAME>__KIND", "PROVIDERS__<NAME>__…"}


@pytest.mark.parametrize("name", ["slack_api_url", "database_url", "host", "port", "log_level"])
def test_the_readme_tells_the_true_default(name: str) -> None:
    row = next(row for row in section(README, "Settings").splitlines() if f"`{name.upper()}`" in row)

    assert f"`{Settings.model_fields[name].default}`" in row.split(" | ")[-1]


def test_the_readme_names_every_verb_and_no_other() -> None:
    assert first_cells(section(README, "The command line")) == set(VERBS)


@pytest.mark.parametrize("page", WRITTEN_BY_HAND, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    lost = [link for link in relative_links(page) if not (page.parent / link).exists()]

    assert not lost


@pytest.mark.parametrize(
    ("title", "required"), [("In production", "dependencies"), ("In development", "optional-dependencies")]
)
def test_every_dependency_has_its_reason(title: str, required: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project[required] if required == "dependencies" else project[required]["dev"]

    names = {re.split(r"[\[<>=;~! ]", line)[0].lower() for line in declared}

    assert first_cells(section(DEPENDENCIES, title)) == names
