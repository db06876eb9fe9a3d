"""One call of the API, checked and ready to be acted on; and the table row that says how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from starlette.responses import Response

from playground.backends.trueconf import wire
from playground.backends.trueconf.checks import Fields
from playground.backends.trueconf.conference import Conference
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.tokens import Caller, Tokens

MAX_PAGE = 1000

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks what of which server. `ids` are the path's variable segments, decoded once."""

    server: Server
    tokens: Tokens
    faults: TrueConfFaults
    caller: Caller
    version: int
    host: str
    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: dict[str, Any]

    @property
    def base(self) -> str:
        """What links start with: the address that was called, or the one set in the control panel."""
        fixed = self.query.get("url_type") == "fixed"
        return (self.server.config.web_url or self.host) if fixed else self.host

    def conference(self, *, own: bool = False) -> Conference:
        """The one the path names; a user's token must be invited, or for writing (`own`) its owner. Raises ApiError."""
        found = self.server.conferences.get(self.ids[0])
        if found is None:
            raise ApiError("conferenceNotFound", self.ids[0], path="conference_id")
        login = self.caller.login
        if login and not (found.owner == login if own else found.concerns(login)):
            raise ApiError("forbidden")
        return found

    def shown(self, conference: Conference) -> dict[str, Any]:
        return wire.conference(self.server, conference, base=self.base, version=self.version, reader=self.caller.login)

    def number(self, name: str, default: int, low: int = 1, high: int | None = None) -> int:
        """A query parameter that is a whole number. Raises ApiError."""
        text = self.query.get(name)
        if text is None:
            return default
        try:
            value = int(text)
        except ValueError:
            raise ApiError("invalidValue", name, parameter=name) from None
        if value < low or (high is not None and value > high):
            raise ApiError("invalidValue", name, parameter=name)
        return value

    def page(self, rows: list[Row], size: int = 200) -> tuple[list[Row], bool]:
        """The rows of the page asked for, counted from 1, and whether more follow."""
        size = self.number("page_size", size, high=MAX_PAGE)
        start = (self.number("page_id", 1) - 1) * size
        return rows[start : start + size], start + size < len(rows)


Answer = dict[str, Any] | Response
Act = Callable[[Call], Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A row of the table: `{}` in `path` stands for a variable segment. One of `scopes` is enough.

    `query` names the parameters it takes, `gated` those of them that only some versions have.
    `write` says which fields the body may hold: those tagged C for creation or U for change.
    """

    method: str
    path: str
    scopes: frozenset[str]
    act: Act
    since: int = 3
    query: frozenset[str] = frozenset()
    gated: Mapping[str, range] = field(default_factory=dict)
    fields: Fields = field(default_factory=dict)
    write: str = "C"

    def matches(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The variable segments, if the path is this endpoint's."""
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        pairs = list(zip(pattern, segments, strict=True))
        if any(part not in ("{}", segment) for part, segment in pairs):
            return None
        return tuple(segment for part, segment in pairs if part == "{}")

    def takes(self, parameter: str, version: int) -> bool:
        return parameter in self.query and version in self.gated.get(parameter, range(99))


def scopes(*names: str) -> frozenset[str]:
    return frozenset(names)
