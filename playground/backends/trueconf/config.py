"""What an emulated TrueConf Server is like: its name, people, licence, limits and habits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

Clock = Callable[[], datetime]
"""Called, gives the present instant; a `PlayClock` or a test's own."""

BOT_SCOPES = frozenset(
    {
        "conferences",
        "conferences.invitations",
        "conferences.participants",
        "conferences.records",
        "conferences.sessions:read",
        "conferences.sessions.participants:read",
        "users:read",
        "logs.calls:read",
        "logs.calls.participants:read",
        "logs.recordings:read",
        "templates.conferences:read",
        "templates.conferences:write",
    }
)
"""What an administrator ticks for a meeting bot, and no more."""

SAMPLE_SCOPES = frozenset(
    {
        "conferences",
        "conferences.invitations",
        "conferences.participants",
        "conferences.participants:read",
        "conferences.participants:write",
        "conferences.records",
        "conferences.records:read",
        "conferences.sessions.participants:read",
        "conferences.sessions.podiums.participants:read",
        "conferences.sessions.podiums.participants:write",
        "conferences.sessions:read",
        "conferences:read",
        "conferences:write",
        "groups",
        "groups:read",
        "groups:write",
        "logs.calls.invites:read",
        "logs.calls.participants:read",
        "logs.calls:read",
        "templates.conferences:read",
        "templates.conferences:write",
        "users",
        "users.addressbook",
        "users.addressbook:read",
        "users.addressbook:write",
        "users.avatar:read",
        "users.avatar:write",
        "users:read",
        "users:write",
    }
)
"""The scopes of the token sample in the vendor's document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """An application that may ask for tokens. Without a secret it is a public one, for the `password` grant."""

    client_id: str
    client_secret: str | None = field(repr=False)
    scopes: frozenset[str] = BOT_SCOPES


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """An account of the server. `online` says whether it can be rung."""

    login: str
    display_name: str
    email: str
    password: str = field(default="playground", repr=False)
    first_name: str = ""
    last_name: str = ""
    company: str = ""
    phone: str = ""
    group_ids: tuple[str, ...] = ()
    is_active: bool = True
    online: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group of accounts with what its members may do."""

    id: str
    display_name: str
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A conference to copy from: `fields` as they are written on creation."""

    id: str
    name: str
    fields: dict[str, Any]
    created_at: int = 1767258000
    updated_at: int = 1767258000
    creator_id: str | None = None


PLENUM = OAuthApp(client_id="plenum", client_secret="plenum-secret")
SERVER_USERS = OAuthApp(client_id="trueconf_server_users", client_secret=None, scopes=SAMPLE_SCOPES)
"""The built-in public client of the `password` grant."""

STAFF = Group(
    id="staff",
    display_name="Staff",
    rights=("make_calls", "collaboration_tools", "create_group_conference", "address_book_editing", "operator_rights"),
)
ANA = User(
    login="ana",
    display_name="Ana Lima",
    first_name="Ana",
    last_name="Lima",
    company="Acme",
    email="ana@acme.example",
    group_ids=("staff",),
)
BEN = User(
    login="ben",
    display_name="Ben Okafor",
    first_name="Ben",
    last_name="Okafor",
    company="Acme",
    email="ben@acme.example",
    group_ids=("staff",),
)
CLEO = User(
    login="cleo",
    display_name="Cleo Martin",
    first_name="Cleo",
    last_name="Martin",
    company="Acme",
    email="cleo@acme.example",
    group_ids=("staff",),
)
OWNER = User(login="plenum", display_name="Plenum", email="plenum@acme.example")
"""The account that owns conferences whose caller has none here. It stands in no group."""

TEAM_CALL = Template(
    id="8b566f97",
    name="Team call",
    fields={
        "type": 0,
        "topic": "Team call",
        "owner": "plenum",
        "schedule": {"type": -1},
        "invitations": [{"id": "plenum", "display_name": "Plenum"}],
        "tags": ["team"],
    },
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueConfConfig:
    """How one emulated server behaves; what may change while it runs is in `TrueConfFaults`.

    Links in answers (`url` and its like) start with the address a request came to, as `url_type=dynamic` (the
    default) says; with `url_type=fixed` they start with `web_url`, the address "set in the control panel" (the
    request's, if None). Calls need a token of an app's `client_credentials` (server-wide), a user's own, or
    `secret_key`, which never expires and has every scope.

    `strict` refuses unknown body fields and query parameters, and bodies that are not said to be JSON.
    `polls_to_settle`: after run or stop, so many reads still show the old state (0: the answer has the new one);
    `settle_after` of waiting does it too. `empty_after`: how long a conference lives once its last participant left.
    `records_after`: how long after its end a recording is listed. `auto_start`: scheduled conferences begin by
    themselves. What the vendor's document leaves open is a choice here: `put`, `invite_starts`, `user_filter`,
    `accept_bearer`, `token_error_form`, `paused_reads_as` (the `stream_recording_state` of a paused recording),
    `stopped_has_participants` (an empty list, rather than a refusal, where a conference is stopped).
    """

    server_name: str = "hq.acme.example"
    web_url: str | None = None
    addresses: tuple[str, ...] = ("10.110.14.123", "[fd00:110::15:a692]")
    timezone: str = "Europe/Berlin"

    apps: tuple[OAuthApp, ...] = (PLENUM, SERVER_USERS)
    secret_key: str | None = field(default=None, repr=False)
    users: tuple[User, ...] = (ANA, BEN, CLEO, OWNER)
    groups: tuple[Group, ...] = (STAFF,)
    templates: tuple[Template, ...] = (TEAM_CALL,)

    token_lifetime: timedelta = timedelta(hours=1)
    refresh_lifetime: timedelta = timedelta(weeks=1)
    personal_link_lifetime: timedelta = timedelta(days=1)
    token_error_form: Literal["api", "oauth", "reason"] = "api"
    accept_bearer: bool = True

    max_conferences: int = 1000
    max_running: int = 50
    max_participants: int = 250
    max_guests: int = 100
    join_options_licensed: bool = True

    strict: bool = True
    put: Literal["merge", "replace"] = "merge"
    invite_starts: bool = True
    user_filter: Literal["partial", "exact"] = "partial"
    paused_reads_as: Literal[0, 1] = 1
    stopped_has_participants: bool = True

    polls_to_settle: int = 1
    settle_after: timedelta = timedelta(seconds=2)
    empty_after: timedelta = timedelta(seconds=30)
    ring_for: timedelta = timedelta(seconds=45)
    records_after: timedelta = timedelta(seconds=20)
    auto_start: bool = True
