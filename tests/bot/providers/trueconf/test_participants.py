"""Who is in a conference now: one call, and what each of its rows means."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled, Gone, Refused
from bot.live import Participant, Presence
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import (
    FORBIDDEN,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    Server,
    ok,
    reason,
    wire,
)

PARTICIPANTS = f"GET {ROOM}/participants"


def people(*rows: dict[str, Any]) -> httpx.Response:
    """Those of the document's account, changed."""
    ana = wire("response_participant_list")["participants"][1]
    return httpx.Response(200, json={"participants": [ana | row for row in rows]})


async def test_people_are_told_with_what_the_server_knows_of_them(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, ok("response_participant_list"))

    presence = await hq.participants(REFERENCE)

    assert presence == Presence(
        inside=(
            Participant(
                id="#guest:2cbb00f@server.name",
                name="guest123",
                joined_at=datetime(2017, 11, 7, 15, 18, 19, tzinfo=UTC),
            ),
            Participant(
                id="user1@serer.name",
                name="user1",
                account="user1",
                email="user1@server.name",
                host=True,
                joined_at=datetime(2017, 11, 7, 15, 18, 26, tzinfo=UTC),
            ),
        ),
        complete=True,
    )


async def test_one_look_is_one_call(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, ok("response_participant_list"))

    await hq.participants(REFERENCE)

    assert server.calls() == [PARTICIPANTS]


@pytest.mark.parametrize("join_time", [None, 0])
async def test_whoever_is_still_being_called_is_not_in(join_time: int | None, server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, people({"join_time": join_time, "invite_time": 1510067900}))

    assert await hq.participants(REFERENCE) == Presence()


async def test_somebody_with_two_devices_is_in_once(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, people({"join_time": 1510067906}, {"join_time": 1510067999}))

    (one,) = (await hq.participants(REFERENCE)).inside

    assert one.joined_at == datetime(2017, 11, 7, 15, 18, 26, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "name", "account", "email"),
    [
        ({"display_name": ""}, "user1", "user1", "user1@server.name"),
        ({"display_name": None, "id": "@"}, "@", "user1", "user1@server.name"),
        ({"email": ""}, "user1", "user1", None),
        ({"uid": "acme\\ana@server.name"}, "user1", "acme\\ana", "user1@server.name"),
        ({"uid": None}, "user1", None, None),
    ],
)
async def test_nothing_is_made_up_for_what_is_missing(
    changes: dict[str, Any], name: str, account: str | None, email: str | None, server: Server, hq: TrueConf
) -> None:
    server.says(PARTICIPANTS, people(changes))

    (one,) = (await hq.participants(REFERENCE)).inside

    assert (one.name, one.account, one.email) == (name, account, email)


@pytest.mark.parametrize(
    "answer",
    [
        people(),
        reason("conferenceIsNotRunning"),
        reason("conferenceSessionNotFound", 404),
        reason("participantNotFound", 404),
    ],
)
async def test_nobody_is_in_a_stopped_conference(answer: httpx.Response, server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, answer)

    assert await hq.participants(REFERENCE) == Presence()


async def test_a_room_that_is_not_there_is_gone(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, NOT_FOUND)

    with pytest.raises(Gone):
        await hq.participants(REFERENCE)


async def test_the_right_that_is_missing_is_named(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, FORBIDDEN)

    with pytest.raises(Denied, match=r"conferences\.participants:read"):
        await hq.participants(REFERENCE)


async def test_another_refusal_is_passed_on(server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, reason("unheardOf"))

    with pytest.raises(Refused):
        await hq.participants(REFERENCE)


@pytest.mark.parametrize(
    "changes",
    [{"id": ""}, {"id": 7}, {"join_time": True}, {"join_time": "soon"}, {"join_time": 10**15}, {"is_owner": "perhaps"}],
    ids=str,
)
async def test_a_row_that_cannot_be_meant_is_garbled(changes: dict[str, Any], server: Server, hq: TrueConf) -> None:
    server.says(PARTICIPANTS, people(changes))

    with pytest.raises(Garbled):
        await hq.participants(REFERENCE)
