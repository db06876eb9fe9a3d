"""Answers and messages as nobody documented them: a right value or one of our errors, and nothing made up."""

import json
from collections.abc import Awaitable, Callable, Iterator
from copy import deepcopy
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import Garbled, ProviderError
from bot.live import EventKind, RoomState
from bot.model import Room
from bot.providers.chores import Report
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import ID, REFERENCE, ROOM, WISH, Server, do, ours, page, wire
from tests.conftest import FrozenClock

THEME = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"
OUR_WORDS = {"", "open", "closed", "have it"}
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
TEMPTING: st.SearchStrategy[object] = st.sampled_from(
    [
        "",
        "0",
        0,
        -1,
        1,
        10**30,
        1686035713,
        0.5,
        True,
        False,
        None,
        "true",
        "https://a.test",
        "2023-06-06",
        [],
        {},
        [{}],
    ]
)
ANYTHING = st.recursive(
    st.one_of(TEMPTING, TEXTS, st.integers(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=6,
)
FEW = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=20
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that is asked of the service: which request the strange answer is for, what it should have been."""

    call: str
    answer: Any
    ask: Callable[[Vonage], Awaitable[object]]


ASKED = {
    "create": Asked(call="POST rooms", answer=wire("room_long_term"), ask=lambda old: old.create(WISH)),
    "find": Asked(call="GET rooms", answer=page(ours()).json(), ask=lambda old: old.find(REFERENCE)),
    "status": Asked(call=f"GET {ROOM}", answer=wire("room_long_term"), ask=lambda old: old.status(ID)),
    "host": Asked(
        call=f"GET {ROOM}",
        answer=wire("room_with_theme"),
        ask=lambda old: old.host_access(Room(id=ID, join_url="https://a.test"), None),
    ),
    "numbers": Asked(call="GET dial-in-numbers", answer=wire("dial_in_numbers"), ask=lambda old: old.dial_in()),
    "check": Asked(call="GET rooms", answer=page(ours()).json(), ask=lambda old: old.check()),
    "themes": Asked(call="GET themes", answer=wire("themes"), ask=lambda old: do(old, "themes list")),
    "theme": Asked(call=f"GET themes/{THEME}", answer=wire("theme"), ask=lambda old: do(old, "themes show", THEME)),
    "theme's rooms": Asked(
        call=f"GET themes/{THEME}/rooms", answer=page(ours()).json(), ask=lambda old: do(old, "themes show", THEME)
    ),
    "new theme": Asked(
        call="POST themes", answer=wire("theme"), ask=lambda old: do(old, "themes add", "#fff", "Brand")
    ),
    "default": Asked(
        call="PATCH applications", answer=wire("application"), ask=lambda old: do(old, "themes default", THEME)
    ),
    "rooms": Asked(call="GET rooms", answer=page(ours()).json(), ask=lambda old: do(old, "rooms", "all")),
}
EVENTS = (
    "room_expired",
    "session_started",
    "session_ended",
    "session_participant_joined",
    "session_participant_left",
    "recording_started",
    "recording_ended",
    "recording_uploaded",
    "recording_ready",
)


def places(document: Any) -> Iterator[tuple[Any, Any]]:
    """Each container in a document with each key or index that it has."""
    keys = list(document) if isinstance(document, dict) else range(len(document)) if isinstance(document, list) else ()
    for key in keys:
        yield document, key
        yield from places(document[key])


@st.composite
def changed(draw: st.DrawFn, document: Any) -> Any:
    """The document with a few things taken out, made something else, or added."""
    kept = [deepcopy(document)]
    for _ in range(draw(st.integers(1, 3))):
        holder, key = draw(st.sampled_from(list(places(kept))))
        deed = draw(st.sampled_from(("take out", "make something else", "add")))
        if deed == "take out" and holder is not kept:
            del holder[key]
        elif deed == "add" and isinstance(holder, dict):
            holder[draw(TEXTS)] = deepcopy(draw(ANYTHING))
        else:
            holder[key] = deepcopy(draw(ANYTHING))
    return kept[0]


def leaves(value: Any) -> Iterator[str]:
    """All that is written anywhere in a value."""
    if isinstance(value, dict):
        for one in value.values():
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif isinstance(value, str):
        yield value


def told(outcome: object) -> Any:
    """What the vendor's answer became, without the words that are ours."""
    if isinstance(outcome, Report):
        return outcome.rows
    if isinstance(outcome, tuple):
        return [{"number": one.number.removeprefix("+"), "place": one.place} for one in outcome]
    return asdict(outcome) if is_dataclass(outcome) and not isinstance(outcome, type) else None


def invented(outcome: object, *sent: object) -> set[str]:
    """What is in an outcome and was in nothing that was sent."""
    known = set(leaves(list(sent))) | OUR_WORDS | set(RoomState)
    return {text for text in leaves(told(outcome)) if text not in known and not text.endswith(" UTC")}


@pytest.mark.parametrize("name", ASKED)
@FEW
@given(draw=st.data())
async def test_a_strange_answer_is_a_right_value_or_an_error_of_ours(
    name: str, server: Server, old: Vonage, clock: FrozenClock, draw: st.DataObject
) -> None:
    asked = ASKED[name]
    clock.advance(hours=1)
    server.says(f"GET themes/{THEME}", httpx.Response(200, json=wire("theme")))
    server.says(f"GET themes/{THEME}/rooms", page())
    strange = draw.draw(changed(asked.answer))
    server.says(asked.call, httpx.Response(200, content=json.dumps(strange).encode()))

    try:
        outcome = await asked.ask(old)
    except ProviderError:
        return

    assert not invented(outcome, strange, wire("theme"), wire("room_long_term"))


@pytest.mark.parametrize("name", ASKED)
async def test_an_answer_that_was_cut_short_is_an_error_of_ours(name: str, server: Server, old: Vonage) -> None:
    asked = ASKED[name]
    server.says(f"GET themes/{THEME}", httpx.Response(200, json=wire("theme")))
    content = json.dumps(asked.answer).encode()

    for length in range(0, len(content), 31):
        server.says(asked.call, httpx.Response(200, content=content[:length]))
        with pytest.raises(ProviderError):
            await asked.ask(old)


@FEW
@given(strange=changed(wire("room_long_term")))
async def test_a_room_is_not_called_live_without_being_said_to_be_held_open(
    server: Server, old: Vonage, strange: Any
) -> None:
    server.says(f"GET {ROOM}", httpx.Response(200, content=json.dumps(strange).encode()))

    try:
        status = await old.status(ID)
    except ProviderError:
        return

    assert status.state is (RoomState.LIVE if strange["is_available"] in (True, "true") else RoomState.GONE)


@pytest.mark.parametrize("name", EVENTS)
@settings(parent=FEW, max_examples=60)
@given(draw=st.data(), twice=st.booleans())
def test_a_strange_message_is_a_right_event_or_garbled(
    name: str, old: Vonage, draw: st.DataObject, *, twice: bool
) -> None:
    strange = draw.draw(changed(wire(f"event_{name}")))
    text = json.dumps(strange)

    try:
        (event,) = old.events((json.dumps(text) if twice else text).encode(), {})
    except Garbled:
        return

    ids = (event.room_id, event.session_id, event.recording_id)
    assert event.said == strange["event"]
    if event.kind is not EventKind.UNKNOWN:
        assert ids == tuple(strange.get(field) for field in ("room_id", "session_id", "recording_id"))
    if event.participant:
        assert (event.participant.id, event.participant.name) == (strange["participant_id"], strange["name"])
        assert event.participant.host == (strange["is_host"] in (True, "true"))
    if event.at:
        assert event.at in [
            datetime.fromisoformat(strange[field]) for field in ("started_at", "ended_at") if field in strange
        ]


@settings(parent=FEW, max_examples=60)
@given(body=st.binary(max_size=60), headers=st.dictionaries(TEXTS, TEXTS, max_size=2))
def test_bytes_that_nobody_wrote_are_garbled(old: Vonage, body: bytes, headers: dict[str, str]) -> None:
    with pytest.raises(Garbled):
        old.events(body, headers)
