"""Whatever comes back, there is a value that was in it, or one of our errors: nothing breaks, nothing is made up."""

import json

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ProviderError
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.sourceloop import SourceLoop
from bot.settings.backends import ProviderEntry
from tests.bot.providers.conftest import Waits
from tests.bot.providers.mangling import UNHURRIED, mangled
from tests.bot.providers.sourceloop.script import ANA, ID, ROOM, TOKEN, WISH, Server, wire
from tests.conftest import FrozenClock

SETTINGS = SourceLoop.Settings.model_validate(
    {"base_url": "https://loop.test/api", "token": TOKEN, "join_url": "https://meet.test/{id}?t={token}"}
)


def against(status: int, content: bytes) -> SourceLoop:
    """The adapter before a service that answers this to everything."""
    server = Server()
    for call in server.script:
        server.says(call, httpx.Response(status, content=content))
    transport, entry = httpx.MockTransport(server), ProviderEntry(kind="sourceloop", settings=SETTINGS)
    provider = make("loop", entry, clock=FrozenClock(), transport=transport, patience=Patience(sleep=Waits()))
    assert isinstance(provider, SourceLoop)
    return provider


@UNHURRIED
@given(mangled(wire("created_object")["body"]) | st.binary() | st.text(max_size=20).map(str.encode))
async def test_an_id_is_one_that_was_told(content: bytes) -> None:
    try:
        room = await against(200, content).create(WISH)
    except ProviderError:
        return

    assert room.id.encode() in content


@UNHURRIED
@given(mangled(wire("attendees_after_rejoin")["body"]))
async def test_participants_are_those_that_were_told(content: bytes) -> None:
    try:
        there = await against(200, content).participants(ID)
    except ProviderError:
        return

    told = {row["attendee"] for row in json.loads(content)}
    assert {one.name for one in there.inside} <= told
    assert not there.complete


@UNHURRIED
@given(mangled(wire("token_given")["body"]))
async def test_a_link_carries_the_token_that_was_told(content: bytes) -> None:
    try:
        link = await against(200, content).personal_link(ROOM, ANA, host=True)
    except ProviderError:
        return

    assert httpx.URL(link).params["t"] == json.loads(content)["token"]


@UNHURRIED
@given(mangled(wire("archives_one")["body"]))
async def test_a_check_breaks_on_nothing(content: bytes) -> None:
    try:
        said = await against(200, content).check()
    except ProviderError:
        return

    assert f"{len(json.loads(content)['items'])} recordings" in said


@UNHURRIED
@given(
    st.sampled_from([400, 401, 403, 404, 409, 415, 422, 429, 500, 503]),
    mangled(wire("error_bad_token")["body"]) | mangled(wire("error_validation")["body"]) | st.binary(),
)
async def test_a_refusal_in_any_form_is_one_of_our_errors(status: int, content: bytes) -> None:
    refusing = against(status, content)

    for call in (refusing.create(WISH), refusing.participants(ID), refusing.personal_link(ROOM, ANA, host=True)):
        with pytest.raises(ProviderError) as caught:
            await call

        assert TOKEN not in str(caught.value)
