"""What doctor found: one line each, and never a traceback, whatever a check does."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

PATIENCE = timedelta(seconds=20)
"""How long one check may take."""


class Mark(StrEnum):
    """How it stands: `NOTE` is worth knowing, `WRONG` must be mended."""

    OK = "ok"
    NOTE = "note"
    WRONG = "WRONG"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of the table."""

    mark: Mark
    about: str
    words: str


async def examined(
    about: str, check: Callable[[], Awaitable[Sequence[Finding]]], *, patience: timedelta = PATIENCE
) -> tuple[Finding, ...]:
    """What `check` finds; that it failed or hung is a finding too."""
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return tuple(await check())
    except TimeoutError:
        return (wrong(about, f"no answer within {patience.total_seconds():g} s"),)
    except Exception as error:  # doctor looks at what is broken, so anything may be raised
        return (wrong(about, f"the check itself failed: {type(error).__name__}: {_first_line(error)}"),)


def ok(about: str, words: str) -> Finding:
    return Finding(mark=Mark.OK, about=about, words=words)


def note(about: str, words: str) -> Finding:
    return Finding(mark=Mark.NOTE, about=about, words=words)


def wrong(about: str, words: str) -> Finding:
    return Finding(mark=Mark.WRONG, about=about, words=words)


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
