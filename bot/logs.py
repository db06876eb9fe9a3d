"""Logging, set up once: to stderr, as lines for a person or as JSON, with every known secret blotted out."""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal, TextIO

BLOT = "[secret]"
SHORTEST_SECRET = 4
"""What is shorter is no secret, and would blot out ordinary words."""

QUIET = {
    "slack_bolt": logging.WARNING,  # at INFO it logs whole bodies
    "slack_sdk": logging.WARNING,  # at DEBUG it logs headers
    "httpx": logging.WARNING,  # at INFO it logs an address for every request
    "httpcore": logging.WARNING,
    "aiohttp": logging.WARNING,
    "asyncio": logging.WARNING,
    "apscheduler": logging.WARNING,
    "sqlalchemy": logging.WARNING,  # at INFO it logs values
    "aiosqlite": logging.WARNING,
    "alembic": logging.WARNING,
    "uvicorn.access": logging.CRITICAL,  # it would log signed addresses
    "uvicorn.error": logging.WARNING,
}
"""What other people's loggers may say at most, however much we were asked to log."""

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}
_SLACK_TOKEN = re.compile(r"\b(?:xox[a-z]|xapp)[-.][\w.-]{4,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def set_up_logs(
    *, level: str, form: Literal["console", "json"], secrets: Iterable[str], stream: TextIO | None = None
) -> None:
    """Send every logger's records to `stream` (stderr) from now on; a second call replaces the first."""
    handler = logging.StreamHandler(stream or sys.stderr)
    blotter = Blotter(secrets)
    handler.setFormatter(JsonLines(blotter) if form == "json" else ConsoleLines(blotter))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for name, quiet in QUIET.items():
        logging.getLogger(name).setLevel(max(quiet, logging.getLogger().level))
    sys.excepthook = _log_uncaught


class Blotter:
    """Blots secrets out of a text, also where `repr` wrote them with escapes.

    Anything that looks like a Slack token is one, whether it was made known or not.
    """

    def __init__(self, secrets: Iterable[str]) -> None:
        known = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        # Longest first: one secret may be the beginning of another.
        self._written = sorted(known | {repr(secret)[1:-1] for secret in known}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        for secret in self._written:
            text = text.replace(secret, BLOT)
        return _SLACK_TOKEN.sub(BLOT, text)


class ConsoleLines(logging.Formatter):
    """A record for a person: time, level, words, then the extra fields; a traceback indented below."""

    def __init__(self, blotter: Blotter) -> None:
        super().__init__()
        self._blot = blotter

    def format(self, record: logging.LogRecord) -> str:
        fields = "".join(f" {name}={value}" for name, value in _fields(record).items())
        said = _one_line(self._blot(record.getMessage() + fields))
        trace = (f"\n  {_one_line(part)}" for part in self._blot(_trace(record)).splitlines())
        return f"{_moment(record)} {record.levelname:<7} {record.name}: {said}{''.join(trace)}"


class JsonLines(logging.Formatter):
    """A record for a machine: one line of JSON in ASCII, whatever is in it."""

    def __init__(self, blotter: Blotter) -> None:
        super().__init__()
        self._blot = blotter

    def format(self, record: logging.LogRecord) -> str:
        event = {
            "at": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._blot(record.getMessage()),
            **{name: self._plain(value) for name, value in _fields(record).items()},
        }
        if trace := _trace(record):
            event["traceback"] = self._blot(trace)
        return json.dumps(event)

    def _plain(self, value: object) -> object:
        return value if isinstance(value, int | float | None) else self._blot(str(value))


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    return {name: value for name, value in vars(record).items() if name not in _OWN}


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(record: logging.LogRecord) -> str:
    return "".join(traceback.format_exception(record.exc_info[1])) if record.exc_info and record.exc_info[1] else ""


def _one_line(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What Python would print by itself, through the log, so that it is blotted too."""
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
    else:
        logging.getLogger(__name__).critical("stopped by an error nobody expected", exc_info=(kind, error, trace))
