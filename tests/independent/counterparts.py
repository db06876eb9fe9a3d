"""Where the counterparts are that others wrote, and what becomes of their tests where they are not."""

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NODE_CLIENT = HERE / "node" / "client.mjs"
CALENDAR_READER = HERE / "node" / "calendars.mjs"
PYTHON_CLIENT = HERE / "python" / "client.py"
PRISM = HERE / "node" / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
VENV = ROOT / ".venv-independent"

_BARE = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT")


def node() -> str:
    """Node.js, with its packages installed."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        _missing(
            "Node.js with npm (20 or newer) is not installed: Vonage's Node client, Prism and ical.js were not tried"
        )
    if not PRISM.exists():
        _missing("the packages for Node.js are not installed: run `make test-independent`")
    return found


def python() -> str:
    """The Python that has Vonage's client and schemathesis."""
    found = VENV / "bin" / "python"
    if not found.exists():
        _missing(f"{VENV.name} is not built: run `make test-independent`")
    return str(found)


def bare_environment(**more: str) -> dict[str, str]:
    """What such a program needs to start, and nothing that could lead it astray, such as a proxy."""
    return {name: os.environ[name] for name in _BARE if name in os.environ} | more


def _missing(why: str) -> NoReturn:
    """A machine that checks changes must have everything; another one may lack it."""
    if os.environ.get("CI"):
        pytest.fail(why)
    pytest.skip(why)
