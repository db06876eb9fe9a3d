"""A TrueConf server on which all goes well but for one answer; and everything that can be asked of it."""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx

from bot.model import Room
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.trueconf import TrueConf
from bot.settings.backends import ProviderEntry
from tests.bot.providers.conftest import Waits
from tests.bot.providers.trueconf.script import (
    ACCOUNT,
    ANA_AT,
    NOTHING_RECORDED,
    RECORDS,
    REFERENCE,
    ROOM,
    SEATS,
    WISH,
    Server,
    conference,
    named,
    ok,
    stopped,
    users,
    wire,
)
from tests.conftest import FrozenClock

SETTINGS = TrueConf.Settings.model_validate(
    {"base_url": "https://conf.test", "client_id": "bot", "client_secret": "s3cr3t", "owner": "meetings"}
)
LOGGED = "00000073@server.name#vcs"
THEN = datetime(2018, 1, 1, tzinfo=UTC)
USED = (
    "id", "url", "state", "topic", "owner", "created_at", "stream_id", "stream_recording_state",
    "participants_lock_enabled", "pin",
)  # fmt: skip
CHORES = {chore.words: chore for chore in TrueConf.chores}


def said(reply: httpx.Response) -> Any:
    return json.loads(reply.content)


def slim(reply: httpx.Response) -> Any:
    """A conference without what nobody reads, so that what is read is what goes wrong."""
    return {"conference": {name: value for name, value in said(reply)["conference"].items() if name in USED}}


OURS = Room(id=REFERENCE, join_url="https://server.name", host_account="user1")
RUNNING = slim(conference(stream_recording_state=1, participants_lock_enabled=False))


def chore(words: str, *arguments: str) -> Callable[[TrueConf], Awaitable[object]]:
    return lambda hq: CHORES[words].run(hq, arguments)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that is asked: which call is answered strangely, and what the answer should have been."""

    call: str
    answer: Any
    ask: Callable[[TrueConf], Awaitable[object]]
    room: httpx.Response = field(default_factory=conference)


ASKED = {
    "token": Asked(call="POST token", answer=wire("token"), ask=lambda hq: hq.find(REFERENCE)),
    "check": Asked(call="GET conferences", answer={"cnt": 1, "conferences": [{}]}, ask=lambda hq: hq.check()),
    "made": Asked(call="POST conferences", answer=RUNNING, ask=lambda hq: hq.create(WISH)),
    "run": Asked(call=f"POST {ROOM}/run", answer=wire("run_response"), ask=lambda hq: hq.create(WISH)),
    "found": Asked(call=f"GET {ROOM}", answer=RUNNING, ask=lambda hq: hq.find(REFERENCE)),
    "status": Asked(call=f"GET {ROOM}", answer=RUNNING, ask=lambda hq: hq.status(REFERENCE)),
    "end": Asked(
        call=f"POST {ROOM}/stop", answer=wire("stop_response"), ask=lambda hq: hq.end(REFERENCE), room=stopped()
    ),
    "remove": Asked(
        call=f"DELETE {ROOM}", answer={"id": REFERENCE}, ask=lambda hq: hq.remove(REFERENCE), room=stopped()
    ),
    "recorded": Asked(
        call=RECORDS, answer=wire("response_record_list"), ask=lambda hq: hq.remove(REFERENCE), room=stopped()
    ),
    "account": Asked(
        call="GET users", answer=said(users(("ana", ANA_AT), ("ben", "b@b.test"))), ask=lambda hq: hq.account(ANA_AT)
    ),
    "participants": Asked(
        call=f"GET {ROOM}/participants",
        answer=wire("response_participant_list"),
        ask=lambda hq: hq.participants(REFERENCE),
    ),
    "ring": Asked(
        call=f"POST {ROOM}/participants",
        answer=wire("response_participant"),
        ask=lambda hq: hq.ring(REFERENCE, ACCOUNT),
    ),
    "host": Asked(
        call="GET software/clients",
        answer=wire("response_software_clients"),
        ask=lambda hq: hq.host_access(
            Room(id=REFERENCE, join_url="https://server.name", host_account="user1"), ACCOUNT
        ),
    ),
    "recording": Asked(call=f"GET {ROOM}", answer=RUNNING, ask=lambda hq: hq.record(REFERENCE, on=True)),
    "seats": Asked(
        call=f"GET {SEATS}",
        answer=wire("response_session_participants"),
        ask=lambda hq: hq.kick(REFERENCE, "user@server.name"),
    ),
    "kicked": Asked(
        call=f"DELETE {SEATS}/user@server.name",
        answer=wire("kick_participant_response"),
        ask=lambda hq: hq.kick(REFERENCE, "user@server.name"),
    ),
    "calls": Asked(
        call="GET logs/calls", answer=wire("response_call_list"), ask=lambda hq: hq.attendance("1228671295", since=THEN)
    ),
    "attendance": Asked(
        call=f"GET logs/calls/{LOGGED}/participants",
        answer=wire("response_call_participant_list"),
        ask=lambda hq: hq.attendance("1228671295", since=THEN),
    ),
    "rooms": Asked(
        call="GET conferences", answer={"cnt": 1, "conferences": [RUNNING["conference"]]}, ask=chore("rooms")
    ),
    "templates": Asked(
        call="GET templates/conferences", answer=wire("response_template_list"), ask=chore("templates list")
    ),
    "template": Asked(
        call="GET templates/conferences/8b566f97",
        answer=wire("response_template"),
        ask=chore("templates show", "8b566f97"),
    ),
    "copied": Asked(call=f"GET {ROOM}", answer=RUNNING, ask=chore("templates add", "Big days", REFERENCE)),
    "added": Asked(
        call="POST templates/conferences",
        answer=wire("response_template"),
        ask=chore("templates add", "Big days", REFERENCE),
    ),
    "removed": Asked(
        call="DELETE templates/conferences/8b566f97",
        answer={"id": "8b566f97"},
        ask=chore("templates remove", "8b566f97"),
    ),
}


WELL = {
    "GET users": users(("meetings", "m@m.test")),
    "GET conferences": ok("response_conference_list"),
    "POST conferences": stopped(),
    f"POST {ROOM}/run": ok("run_response"),
    f"POST {ROOM}/stop": ok("stop_response"),
    f"POST {ROOM}/start-record": httpx.Response(202),
    RECORDS: NOTHING_RECORDED,
    f"DELETE {ROOM}": ok("delete_conference_response"),
    f"GET {SEATS}": ok("response_session_participants"),
    f"DELETE {SEATS}/user@server.name": ok("kick_participant_response"),
    "GET logs/calls": ok("response_call_list"),
    f"GET logs/calls/{LOGGED}/participants": ok("response_call_participant_list"),
    "POST templates/conferences": ok("response_template"),
}
"""What a server says on which all goes well."""
LOOKED_INTO = {"POST token", "POST conferences"}
"""Calls whose refusal does not settle it: a new token is asked for, a room may be there already."""
ELSEWHERE = httpx.Response(404, json=wire("observed_error_conference_not_found"))


class Strange(Server):
    """On which all goes well, but for one answer. Remembers what it said."""

    def __init__(self, asked: Asked, content: bytes, status: int = 200) -> None:
        super().__init__()
        self.given: list[bytes] = []
        self.script |= {call: [reply] for call, reply in WELL.items()}
        self.says(f"GET {ROOM}", asked.room)
        self.says(asked.call, httpx.Response(status, content=content))

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.script.setdefault(named(request), [ELSEWHERE])  # led there by a strange name
        reply = super().__call__(request)
        self.given.append(reply.content)
        return reply

    def answered(self) -> list[Any]:
        """All that stood anywhere in its answers, and what was asked."""
        return list(leaves([*map(json.loads, filter(None, self.given)), REFERENCE, asdict(ACCOUNT)]))


def before(server: Server) -> TrueConf:
    """The adapter in front of it."""
    clock, entry = FrozenClock(), ProviderEntry(kind="trueconf", settings=SETTINGS)
    patience = Patience(sleep=Waits(), clock=clock)
    provider = make("hq", entry, clock=clock, transport=httpx.MockTransport(server), patience=patience)
    assert isinstance(provider, TrueConf)
    return provider


def leaves(value: Any) -> Iterator[Any]:
    """All that stands anywhere in a value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    else:
        yield value
