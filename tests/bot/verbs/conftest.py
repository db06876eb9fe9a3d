"""A folder of its own with settings that are complete, for verbs that read them where they are started."""

import base64
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.logs import QUIET

KEY = base64.urlsafe_b64encode(b"k" * 32).decode()

COMPLETE = {
    "SLACK_BOT_TOKEN": "xoxb-MARKER",
    "SLACK_SIGNING_SECRET": "MARKER-signing",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "SECRET_KEYS": KEY,
    "PROVIDERS__HQ__KIND": "trueconf",
    "PROVIDERS__HQ__BASE_URL": "http://127.0.0.1:9",
    "PROVIDERS__HQ__CLIENT_ID": "plenum",
    "PROVIDERS__HQ__CLIENT_SECRET": "MARKER-secret",
}


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """Verbs set up the log of their process; afterwards it is the tests' again."""
    root, hook = logging.getLogger(), sys.excepthook
    level, handlers = root.level, root.handlers[:]
    levels = {name: logging.getLogger(name).level for name in QUIET}
    yield
    root.level, root.handlers[:], sys.excepthook = level, handlers, hook
    for name, quiet in levels.items():
        logging.getLogger(name).setLevel(quiet)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the verb is started; nothing is set outside it."""
    for name in [name for name in os.environ if name.startswith(("SLACK_", "PROVIDERS__", "PLENUM_"))]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def complete(folder: Path) -> Path:
    """A folder whose `.env` holds all that must be set."""
    say(folder)
    return folder


def say(folder: Path, **more: str) -> None:
    """Write the settings, some of them changed."""
    (folder / ".env").write_text("".join(f"{name}={value}\n" for name, value in {**COMPLETE, **more}.items()))
