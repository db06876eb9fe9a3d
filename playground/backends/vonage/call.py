"""One call of the API, let in and ready to be acted on; and the table row that says how."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from playground.backends.vonage.faults import VonageFaults
from playground.backends.vonage.fields import Reading
from playground.backends.vonage.refusal import invalid, no_such
from playground.backends.vonage.room import Room
from playground.backends.vonage.service import Service

BETA = "beta/meetings"
PREFIXES = ("v1/meetings", BETA, "meetings")
_WHOLE = re.compile(r"[0-9]{1,300}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """What is asked. `prefix` is the one that was called, `origin` is scheme, host and where the app is mounted."""

    service: Service
    faults: VonageFaults
    prefix: str
    origin: str
    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: Any

    def room(self) -> Room:
        """The one the path names. Raises ApiError."""
        found = self.service.rooms.get(self.ids[0])
        if found is None:
            raise no_such(self.ids[0])
        return found

    def number(self, name: str) -> int | None:
        """A parameter that is a whole number. Raises ApiError."""
        text = self.query.get(name)
        if text is None:
            return None
        if not _WHOLE.fullmatch(text):
            raise invalid(name, "must be a number")
        return int(text)


Answer = dict[str, Any] | list[Any] | Response
Act = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A row of the table: `{}` in `path` stands for a variable segment; a fixed one goes before it.

    `body` reads what was sent, None: there is none, and whatever is sent is not looked at. `open`: without a token.
    """

    method: str
    path: str
    act: Act
    body: Callable[[Service], Reading] | None = None
    open: bool = False

    def matches(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The variable segments, if the path is this endpoint's."""
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        pairs = list(zip(pattern, segments, strict=True))
        if any(part not in ("{}", segment) for part, segment in pairs):
            return None
        return tuple(segment for part, segment in pairs if part == "{}")


def always(reading: Reading) -> Callable[[Service], Reading]:
    """The body is read so, whatever the configuration."""
    return lambda service: reading
