"""What an administrator does with a back end that has no place in a channel: `python -m bot admin BACKEND …`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any


class MisuseError(ValueError):
    """An argument that cannot be meant; the text says which, and what would do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of it, as a table (`head` may be empty), and a closing line."""

    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """`words` is how it is called ("servers add"); `takes` names its arguments in order, those in brackets optional.

    `run` is given the back end and the arguments, as many as `takes` allows. It raises `MisuseError` and what every
    call of a back end may raise. A secret is never an argument: it comes from the settings.
    """

    words: str
    summary: str
    run: Callable[[Any, tuple[str, ...]], Awaitable[Report]]
    takes: tuple[str, ...] = ()
