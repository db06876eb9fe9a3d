"""Answers cut short, of other types, with more in them than documented: a right value or an error, and nothing made up.

Each thing that is asked of the PBX is asked again with one of its answers spoiled in a way that hypothesis thinks of.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, singledispatch
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import ProviderError
from bot.live import Participant, Presence, RoomState, RoomStatus
from bot.model import Account, HostAccess, Room
from bot.providers import make
from bot.providers.chores import MisuseError, Report
from bot.providers.http import Patience
from bot.providers.portsip import PortSip
from bot.settings.backends import ProviderEntry
from tests.bot.providers.mangling import mangled
from tests.bot.providers.portsip.blanks import blanks
from tests.bot.providers.portsip.script import (
    DONE,
    ID,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    ROOMS,
    TOKEN,
    WISH,
    Server,
    ok,
    ours,
    page,
    wire,
)
from tests.conftest import FrozenClock

KELLY, SERVER_ID = "ODg0NzU3NTcwMzcwMTQ2MzA0", "ODc2NzQxNjcwNDkyNzA0NzY4"
SERVER = f"conference_servers/{SERVER_ID}"
CHORES = {chore.words: chore for chore in PortSip.chores}
WORDS = {
    "yes",
    "no",
    "–",
    "empty",
    "offline",
    "on call",
    "recording",
    "locked",
    "muted",
    "not told",
    "not by Plenum",
    REFERENCE,
}
"""Ours for what the PBX says with flags and names of its own."""
WORDS |= {"internal", "external", "online", "id", "name", "kind", "address", "rooms at most", "participants at most"}
WORDS |= {"enabled", "state", "rooms now", "participants now", "processor", "memory"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to ask of the PBX, the calls whose answers are read for it, and what it must say for that to happen."""

    ask: Callable[[PortSip], Awaitable[Any]]
    reads: tuple[str, ...]
    where: dict[str, httpx.Response] = field(default_factory=dict)


def chore(words: str, *said: str) -> Callable[[PortSip], Awaitable[Report]]:
    return lambda pbx: CHORES[words].run(pbx, said)


INSIDE, STATUS, RECORDINGS = f"GET {ROOM}/participants", f"GET {ROOM}/status", f"GET {ROOM}/recordings"
KICK, MADE = f"POST {ROOM}/participants/{KELLY}/destroy", f"POST {ROOMS}"
EMPTY = {STATUS: ok("status_idle"), RECORDINGS: ok("empty_page")}
ERRANDS = {
    "create": Errand(
        ask=lambda pbx: pbx.create(WISH),
        reads=(TOKEN, f"GET {ROOMS}", MADE, f"GET {ROOM}"),
        where={f"GET {ROOMS}": ok("empty_page"), "GET extension_numbers/7000": NOT_FOUND},
    ),
    "create again": Errand(ask=lambda pbx: pbx.create(WISH), reads=(f"GET {ROOMS}", STATUS, f"GET {ROOM}")),
    "find": Errand(ask=lambda pbx: pbx.find(REFERENCE), reads=(f"GET {ROOMS}", f"GET {ROOM}")),
    "check": Errand(ask=lambda pbx: pbx.check(), reads=(f"GET {ROOMS}", "GET users", "GET extension_numbers/7000")),
    "remove": Errand(ask=lambda pbx: pbx.remove(ID), reads=(STATUS, RECORDINGS, f"POST {ROOM}/destroy"), where=EMPTY),
    "end": Errand(ask=lambda pbx: pbx.end(ID), reads=(STATUS, INSIDE, KICK, f"POST {ROOM}/lock")),
    "status": Errand(ask=lambda pbx: pbx.status(ID), reads=(STATUS,)),
    "participants": Errand(ask=lambda pbx: pbx.participants(ID), reads=(INSIDE, "GET users")),
    "account": Errand(ask=lambda pbx: pbx.account("kelly@test.io"), reads=("GET users",)),
    "host access": Errand(
        ask=lambda pbx: pbx.host_access(Room(id=ID, dial_number="7000"), None), reads=(f"GET {ROOM}",)
    ),
    "ring": Errand(
        ask=lambda pbx: pbx.ring(ID, Account(id="102", name="Kelly")), reads=(f"POST {ROOM}/participants/invite",)
    ),
    "call": Errand(ask=lambda pbx: pbx.call(ID, "102"), reads=("GET extension_numbers/102", STATUS)),
    "record": Errand(ask=lambda pbx: pbx.record(ID, on=True), reads=(STATUS, f"POST {ROOM}/start_recording")),
    "mute all": Errand(ask=lambda pbx: pbx.mute_all(ID, on=True), reads=(STATUS, f"POST {ROOM}/mute")),
    "mute": Errand(ask=lambda pbx: pbx.mute(ID, KELLY, on=True), reads=(f"POST {ROOM}/participants/{KELLY}/mute",)),
    "lock": Errand(ask=lambda pbx: pbx.lock(ID, on=True), reads=(STATUS, f"POST {ROOM}/lock")),
    "kick": Errand(ask=lambda pbx: pbx.kick(ID, KELLY), reads=(KICK,)),
    "hand over": Errand(
        ask=lambda pbx: pbx.hand_over(ID, KELLY), reads=(f"POST {ROOM}/participants/{KELLY}/chairman",)
    ),
    "rooms": Errand(ask=chore("rooms"), reads=(f"GET {ROOMS}", STATUS, RECORDINGS)),
    "rooms remove": Errand(ask=chore("rooms remove", "7000"), reads=(f"GET {ROOMS}", STATUS, RECORDINGS), where=EMPTY),
    "servers list": Errand(ask=chore("servers list"), reads=("GET conference_servers",)),
    "servers show": Errand(ask=chore("servers show", SERVER_ID), reads=(f"GET {SERVER}", f"GET {SERVER}/status")),
    "servers add": Errand(ask=chore("servers add", "s", "1", "2", "192.0.2.7"), reads=("POST conference_servers",)),
    "servers change": Errand(
        ask=chore("servers change", SERVER_ID, "1", "2"), reads=(f"GET {SERVER}", f"POST {SERVER}")
    ),
    "servers remove": Errand(ask=chore("servers remove", SERVER_ID), reads=(f"POST {SERVER}/destroy",)),
}


@cache
def answers() -> dict[str, httpx.Response]:
    """Everything as documented, on a PBX that has our room, with people in it unless it is to be removed."""
    rooms = page(ours(subject="Weekly sync"))
    done = ("lock", "unlock", "mute", "start_recording", "destroy", "participants/invite")
    to_one = (f"participants/{KELLY}/{action}" for action in ("mute", "chairman", "destroy"))
    return {
        TOKEN: ok("token"),
        f"GET {ROOMS}": rooms,
        MADE: httpx.Response(201, json=wire("room_created")),
        f"GET {ROOM}": ok("room"),
        STATUS: ok("status_in_call", locked=False, recording=False),
        INSIDE: ok("participants"),
        RECORDINGS: ok("recordings"),
        "GET users": ok("users"),
        "GET extension_numbers/102": ok("number_taken", type="EXTENSION"),
        "GET extension_numbers/7000": ok("number_taken"),
        "GET conference_servers": ok("conference_servers"),
        "POST conference_servers": httpx.Response(200, json={"id": SERVER_ID}),
        f"GET {SERVER}": httpx.Response(200, json=wire("conference_servers")["items"][0]),
        f"GET {SERVER}/status": ok("conference_server_status"),
        f"POST {SERVER}": DONE,
        f"POST {SERVER}/destroy": httpx.Response(204),
        **{f"POST {ROOM}/{action}": DONE for action in (*done, *to_one)},
    }


def connected(server: Server) -> PortSip:
    said = {"base_url": "https://pbx.test/api", "username": "bot", "password": "s3cr3t", "domain": "test.io"}
    entry = ProviderEntry(kind="portsip", settings=PortSip.Settings.model_validate(said | {"numbers": "7000-7000"}))
    patience = Patience(pauses=(), sleep=_at_once)
    pbx = make("pbx", entry, clock=FrozenClock(), transport=httpx.MockTransport(server), patience=patience)
    assert isinstance(pbx, PortSip)
    return pbx


async def _at_once(seconds: float) -> None:
    """Waiting that takes no time."""


@pytest.mark.parametrize("name", ERRANDS)
@given(data=st.data())
@settings(max_examples=30, deadline=None, derandomize=True)
async def test_a_spoiled_answer_is_read_right_or_refused(name: str, data: st.DataObject) -> None:
    call = data.draw(st.sampled_from(ERRANDS[name].reads))
    content = data.draw(mangled(read(documented(name)[call])))

    assert await wrongly_read(name, call, content) == []


@pytest.mark.parametrize("name", ERRANDS)
async def test_a_blank_or_missing_field_is_never_filled_in(name: str) -> None:
    blanked = [(call, content) for call in ERRANDS[name].reads for content in blanks(documented(name)[call])]

    assert [wrong for call, content in blanked for wrong in await wrongly_read(name, call, content)] == []


def documented(name: str) -> dict[str, httpx.Response]:
    return answers() | ERRANDS[name].where


async def wrongly_read(name: str, call: str, content: bytes) -> list[str]:
    """What comes of an errand that the answers do not say, when one of them has this content."""
    script = documented(name)
    script[call] = httpx.Response(script[call].status_code, content=content)
    server = Server()
    server.script = {one: [reply] for one, reply in script.items()}
    try:
        came = await ERRANDS[name].ask(connected(server))
    except (ProviderError, MisuseError):
        return []
    return wrong(came, {one: read(reply) for one, reply in script.items()})


def read(reply: httpx.Response) -> Any:
    try:
        return json.loads(reply.content)
    except ValueError:
        return None


@singledispatch
def wrong(came: object, said: dict[str, Any]) -> list[str]:
    """What of it the answers do not say; of things that have nothing in them, nothing is."""
    return [] if came is None else [repr(came)]


@wrong.register
def _(came: Room, said: dict[str, Any]) -> list[str]:
    room = said[f"GET {ROOM}"]
    held = {
        "id": came.id,
        "extension_number": came.dial_number,
        "room_pin": came.guest_pin,
        "admin_pin": came.host_pin,
    }
    parts = [str(room.get(name)) for name in ("sbc_host", "sbc_port")]
    wild = [name for name, value in held.items() if value != (room.get(name) or None)]
    linked = came.join_url is None or all(part in came.join_url for part in parts)
    return wild + ([] if linked else ["join_url"])


@wrong.register
def _(came: RoomStatus, said: dict[str, Any]) -> list[str]:
    status = said[STATUS]
    flags = [name for name in ("recording", "locked", "muted") if getattr(came, name) is not flag(status.get(name))]
    return flags + ([] if (status["status"] == "ON_CALL") is (came.state is RoomState.LIVE) else ["state"])


@wrong.register
def _(came: Presence, said: dict[str, Any]) -> list[str]:
    rows = {row["id"]: row for row in said[INSIDE]["items"] or ()}
    users = {row.get("extension_number"): row for row in (said["GET users"] or {}).get("items") or ()}
    return [name for one in came.inside for name in of_one(one, rows[one.id], users)]


def of_one(one: Participant, row: dict[str, Any], users: dict[str, Any]) -> Iterator[str]:
    user = users[one.account] if one.account else {}
    if not set(one.name) <= {*str(row.get("display_name")), *str(user), " "}:
        yield "name"
    if (one.host, one.muted) != (bool(flag(row.get("chairman"))), flag(row.get("muted"))):
        yield "host or muted"
    if one.email != (user.get("email") or None):
        yield "email"


@wrong.register
def _(came: Account, said: dict[str, Any]) -> list[str]:
    users = [row for row in said["GET users"]["items"] if row.get("extension_number") == came.id]
    return [] if any((came.email or "") == row["email"] for row in users) else ["account"]


@wrong.register
def _(came: HostAccess, said: dict[str, Any]) -> list[str]:
    return [] if came.pin == said[f"GET {ROOM}"]["admin_pin"] else ["pin"]


@wrong.register
def _(came: Report, said: dict[str, Any]) -> list[str]:
    """Every cell is the PBX's own word, or one of ours for what it said."""
    told = {text for answer in said.values() for leaf in leaves(answer) for text in spellings(leaf)}
    cells = [part for row in came.rows for cell in row for part in (cell, *cell.split(", "))]
    return [cell for cell in cells if not (cell in told or set(cell.split(", ")) <= told | WORDS)]


@wrong.register
def _(came: str, said: dict[str, Any]) -> list[str]:
    """What `check` says: how many rooms, if that is told."""
    count = (said[f"GET {ROOMS}"] or {}).get("count")
    return [] if count in (None, "") or f"{int(count)} rooms" in came else ["count"]


def leaves(value: Any) -> Iterator[Any]:
    """Every plain value in an answer, and how long each list is."""
    parts = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(parts, list):
        yield parts
        return
    yield len(parts)
    for part in parts:
        yield from leaves(part)


def spellings(leaf: Any) -> Iterator[str]:
    """How a value may be shown: a number is the same however it was sent."""
    yield str(leaf)
    with suppress(TypeError, ValueError, OverflowError):
        yield str(int(float(leaf)))


def flag(said: Any) -> bool | None:
    """How a flag is to be read, however it is written."""
    if said is None or said == "":
        return None
    return str(said).lower() in ("true", "t", "yes", "y", "on", "1", "1.0")
