"""What an emulated PortSIP PBX is like: its tenant, people, numbers, limits and habits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

Clock = Callable[[], datetime]
"""Called, gives the present instant; a `PlayClock` or a test's own."""

CLIENT_ID = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"
"""The one public client that may ask for tokens."""

ADMIN, STANDARD, SYSTEM = "Admin", "StandardUser", "SystemAdmin"
"""Roles: a tenant's administrator, somebody with an extension, the administrator of the whole PBX."""


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody of the tenant. `two_factor`: signing in asks for a code sent by e-mail. No `id`: one is made up."""

    name: str
    display_name: str
    email: str
    extension_number: str
    role: str = STANDARD
    password: str = field(default="playground", repr=False)
    two_factor: bool = False
    id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A number of the tenant that is neither a person's nor a conference room's."""

    extension_number: str
    name: str
    type: Literal["RING_GROUP", "CALL_QUEUE", "VIRTUAL_RECEPTIONIST"]


PLENUM = User(
    name="plenum",
    display_name="Plenum",
    email="plenum@acme.example",
    extension_number="100",
    role=ADMIN,
    password="plenum-secret",
)
"""The service account of a meeting bot."""

PEOPLE = (
    User(name="ana", display_name="Ana Lima", email="ana@acme.example", extension_number="101"),
    User(name="ben", display_name="Ben Okafor", email="ben@acme.example", extension_number="102"),
    User(name="cleo", display_name="Cleo Rao", email="cleo@acme.example", extension_number="103"),
)
OPERATOR = User(
    name="operator", display_name="Operator", email="", extension_number="", role=SYSTEM, password="operator-secret"
)
"""Of the whole PBX: signs in without a domain."""

OTHER_NUMBERS = (
    Extension(extension_number="8000", name="Reception", type="VIRTUAL_RECEPTIONIST"),
    Extension(extension_number="8001", name="Support", type="RING_GROUP"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PortSIPConfig:
    """One PBX with one tenant. Where the vendor's documents leave something open, a switch takes either side.

    The tenant: `domain`, `users`, `extensions` (other numbers), `outside_numbers` (routed to the receptionist, who
    asks for the room's number), `sbc_host` and `sbc_port` (where browsers come in; blank: they do not).
    Conference servers: with `servers_for_tenants` the tenant's administrator may look after them, else only the
    operator.
    Tokens: `tokens_live`; `login_refused_status` is 400, from 22.6 on also 401 or 403; `single_session`: signing in
    ends the same user's earlier tokens.
    Requests: `strict` refuses fields and parameters that are not in the documents, and null; `update_replaces`: what
    an update leaves out goes back to its default; `number_taken_status` is 400 or 409.
    Answers: `blanks` is how nothing is written: "mixed" is as the samples do.
    Rooms: `max_rooms` at a time; `close_unused_after` (None: never) counts from the room's making, or, with
    `spare_scheduled`, from its planned start if that is later; `closed_rooms` are "gone" or stay "offline";
    `idle_refuses`: actions on a room that nobody is in are refused; `idle_lists`: who is in it is answered with an
    empty list, else that is refused too; `absent_status` is what actions on somebody who has left are refused with,
    404 or another 4xx.
    Recordings: `private_recordings` need a token, those made before keep what they were; `sizes_told`: else the size
    reads 0; `recording_takes`: how long a file is not listed yet; `recording_retention`: when it goes;
    `keep_recordings`: files outlive their destroyed room.
    Joining: `link_carries_pin`: who comes by the link is not asked for the PIN; `ring_for`: how long a phone rings.
    Events: `cdr_url` is told of calls with `cdr_token` as bearer, of browsers only with `cdr_for_links`.
    """

    tenant_name: str = "Acme"
    domain: str = "acme.example"
    web_domain: str = "pbx.acme.example"
    timezone: str = "Europe/Berlin"
    users: tuple[User, ...] = (*PEOPLE, PLENUM)
    operator: User = OPERATOR
    extensions: tuple[Extension, ...] = OTHER_NUMBERS
    outside_numbers: tuple[str, ...] = ("+441494523500",)
    sbc_host: str = "127.0.0.1"
    sbc_port: int = 8883

    tokens_live: timedelta = timedelta(seconds=1800)
    login_refused_status: int = 400
    single_session: bool = False

    strict: bool = True
    update_replaces: bool = True
    number_taken_status: int = 400
    blanks: Literal["mixed", "null", "empty", "absent"] = "mixed"

    servers_for_tenants: bool = True

    max_rooms: int = 20
    close_unused_after: timedelta | None = timedelta(minutes=30)
    spare_scheduled: bool = True
    closed_rooms: Literal["gone", "offline"] = "gone"
    idle_refuses: bool = True
    idle_lists: bool = True
    absent_status: int = 404

    private_recordings: bool = False
    sizes_told: bool = True
    recording_takes: timedelta = timedelta()
    recording_retention: timedelta = timedelta(days=180)
    keep_recordings: bool = False

    link_carries_pin: bool = False
    ring_for: timedelta = timedelta(seconds=60)

    cdr_url: str | None = None
    cdr_token: str | None = field(default=None, repr=False)
    cdr_for_links: bool = False
