"""Whatever the server answers, there is a value that was in it, or one of our errors: nothing breaks or is made up."""

import json
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import HttpUrl, TypeAdapter

from bot.errors import ProviderError
from bot.live import RoomState
from bot.providers.chores import Report
from tests.bot.providers.mangling import UNHURRIED, mangled
from tests.bot.providers.trueconf.script import REFERENCE, wire
from tests.bot.providers.trueconf.strange import ASKED, LOOKED_INTO, RUNNING, Strange, before, leaves

FEW = settings(UNHURRIED, max_examples=25)
OUR_WORDS = {"", "–", "yes", "no", *RoomState, "plenum", ", recording", "everybody on the screen", "video lecture"}


def told(outcome: object) -> Any:
    """What was made of the answer: an adapter's values as data, of a report its table."""
    if isinstance(outcome, Report):
        return [row if outcome.head else row[1:] for row in outcome.rows]
    if isinstance(outcome, tuple):
        return [told(one) for one in outcome]
    return asdict(outcome) if is_dataclass(outcome) and not isinstance(outcome, type) else None


def known(text: str, answered: list[Any]) -> bool:
    """Whether that was said: as it stands, as a part of something longer, or as an address is written."""
    texts = [one for one in answered if isinstance(one, str)]
    if text in OUR_WORDS or any(text in one for one in texts):
        return True
    if text.endswith(" UTC") or text.removesuffix(", recording") in texts:
        return True
    numbers = {str(one) for one in answered if isinstance(one, int | float)}
    return text in numbers or text in set(map(written, texts))


def written(address: str) -> str:
    with suppress(ValueError):
        return str(TypeAdapter(HttpUrl).validate_python(address))
    return ""


def happened(at: datetime, answered: list[Any]) -> bool:
    """Whether that instant was said: in seconds, or as a clock in UTC or London shows it."""
    seconds = {str(int(at.timestamp()))} & {str(one).removesuffix(".0") for one in answered}
    shown = [one for one in answered if isinstance(one, str) and one.partition(" ")[0] == f"{at:%Y-%m-%d}"]
    return bool(seconds or shown)


@pytest.mark.parametrize("name", ASKED)
@FEW
@given(draw=st.data())
async def test_a_strange_answer_is_a_right_value_or_one_of_our_errors(name: str, draw: st.DataObject) -> None:
    asked = ASKED[name]
    server = Strange(asked, draw.draw(mangled(asked.answer)))

    outcome = None
    with suppress(ProviderError):
        outcome = await asked.ask(before(server))

    for one in leaves(told(outcome)):
        assert not isinstance(one, str) or known(one, server.answered()), one
        assert not isinstance(one, datetime) or happened(one, server.answered()), one


@FEW
@given(content=mangled(RUNNING))
async def test_a_room_is_live_recorded_and_locked_exactly_when_it_was_said(content: bytes) -> None:
    try:
        status = await before(Strange(ASKED["status"], content)).status(REFERENCE)
    except ProviderError:
        return

    row = json.loads(content)["conference"]
    assert (status.state is RoomState.LIVE) == (row["state"] == "running")
    recording, locked = row.get("stream_recording_state"), row.get("participants_lock_enabled")
    assert status.recording == (None if recording is None else int(recording) != 0)
    assert (status.locked is None) == (locked is None)


@FEW
@given(content=mangled(wire("response_participant_list")))
async def test_those_are_in_who_were_said_to_have_joined(content: bytes) -> None:
    try:
        presence = await before(Strange(ASKED["participants"], content)).participants(REFERENCE)
    except ProviderError:
        return

    joined = {row["id"]: row for row in json.loads(content)["participants"] if int(row.get("join_time") or 0)}
    assert {one.id for one in presence.inside} == joined.keys()
    assert all(joined[one.id].get("uid") for one in presence.inside if one.account or one.email)
    assert all(joined[one.id].get("is_owner") for one in presence.inside if one.host)


@pytest.mark.parametrize("call", sorted({asked.call for asked in ASKED.values()} - LOOKED_INTO))
@FEW
@given(
    status=st.sampled_from([302, 400, 401, 403, 404, 405, 409, 422, 429, 500, 502, 503]),
    content=mangled(wire("observed_error_forbidden")) | mangled(wire("observed_error_oauth_string_form")) | st.binary(),
)
async def test_a_refusal_in_any_form_is_one_of_our_errors(call: str, status: int, content: bytes) -> None:
    asked = next(one for one in ASKED.values() if one.call == call)

    with pytest.raises(ProviderError) as caught:
        await asked.ask(before(Strange(asked, content, status)))

    assert "s3cr3t" not in str(caught.value)
