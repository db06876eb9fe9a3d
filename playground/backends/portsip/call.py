"""One call of the API, checked and ready to be acted on; and the table row that says how."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from starlette.responses import JSONResponse, Response

from playground.backends.portsip.config import ADMIN, SYSTEM, User
from playground.backends.portsip.faults import PortSIPFaults
from playground.backends.portsip.fields import Fields
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.refusal import missing, unauthorized, unknown
from playground.backends.portsip.room import Room
from playground.backends.portsip.session import Participant
from playground.backends.portsip.tokens import Tokens


class Right(Enum):
    """Who may call an endpoint; the value holds the roles, None: even without a token."""

    ANYBODY = None
    SIGNED_IN = frozenset({ADMIN, SYSTEM, "StandardUser"})
    TENANT = frozenset({ADMIN})
    SERVERS = frozenset({ADMIN, SYSTEM})

    def allows(self, role: str) -> bool:
        return self.value is None or role in self.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """Who asks what. `ids` are the path's variable segments, decoded once; `user` is None without a good token."""

    pbx: PBX
    tokens: Tokens
    faults: PortSIPFaults
    user: User | None
    token: str | None = field(repr=False)
    ids: tuple[str, ...]
    query: Mapping[str, str]
    body: dict[str, Any]

    def room(self) -> Room:
        """The one the path names. Raises ApiError."""
        found = self.pbx.rooms.get(self.ids[0])
        if found is None:
            raise missing()
        return found

    def participant(self) -> tuple[Room, Participant]:
        """The one the path names, if inside. Raises ApiError."""
        room = self.room()
        inside = room.session.inside if room.session else []
        found = next((one for one in inside if one.id == self.ids[1]), None)
        if found is None:
            raise unknown(self.pbx.config.absent_status)
        return room, found

    def must_be_known(self) -> None:
        """Raises ApiError."""
        if self.user is None:
            raise unauthorized()


Answer = dict[str, Any] | Response
Act = Callable[[Call], Answer]


def nothing(status: int = 200) -> Response:
    """An answer without a body."""
    return Response(status_code=status)


def made(thing_id: str, status: int = 201) -> Response:
    return JSONResponse({"id": thing_id}, status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A row of the table: `{}` in `path` stands for a variable segment; a fixed one goes before it.

    `fields` are what the body may hold, None: there is none, and whatever is sent is not looked at.
    `write`: C for making, U for changing. `form`: the body comes as a form and is read by the endpoint.
    """

    method: str
    path: str
    act: Act
    right: Right = Right.TENANT
    query: frozenset[str] = frozenset()
    fields: Fields | None = None
    write: str = "C"
    form: bool = False

    def matches(self, segments: tuple[str, ...]) -> tuple[str, ...] | None:
        """The variable segments, if the path is this endpoint's."""
        pattern = self.path.split("/")
        if len(pattern) != len(segments):
            return None
        pairs = list(zip(pattern, segments, strict=True))
        if any(part not in ("{}", segment) for part, segment in pairs):
            return None
        return tuple(segment for part, segment in pairs if part == "{}")
