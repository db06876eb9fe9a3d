"""The lock file pins everything that is installed, by hash, and says nothing of where it was made."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
PINNED = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(\[[^\]]*\])?==(?P<version>\S+)", re.MULTILINE)


def requirements() -> list[str]:
    """Each requirement with its continuation lines, comments left out."""
    lines = [line for line in LOCK.splitlines() if not line.lstrip().startswith("#")]
    return [block for block in re.split(r"\n(?=\S)", "\n".join(lines)) if block.strip()]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_requirement_is_pinned_by_hash() -> None:
    loose = [block for block in requirements() if not PINNED.match(block) or "--hash=sha256:" not in block]

    assert len(requirements()) > 30
    assert not loose


@pytest.mark.parametrize("extra", [None, "dev"])
def test_everything_that_the_project_declares_is_in_it(extra: str | None) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = project["optional-dependencies"][extra] if extra else project["dependencies"]

    names = {normal(re.split(r"[\[<>=;~! ]", line)[0]) for line in declared}

    assert not names - {normal(found["name"]) for found in PINNED.finditer(LOCK)}


def test_it_holds_no_address() -> None:
    assert "://" not in LOCK
    assert not [
        line for line in LOCK.splitlines() if line.startswith(("-i", "--index", "--extra-index", "--find-links"))
    ]


def test_it_holds_no_path_of_a_machine() -> None:
    assert not re.findall(r"(?:^|[\s(@])(?:/|[A-Z]:\\|\./|~/)\S+", LOCK, re.MULTILINE)
