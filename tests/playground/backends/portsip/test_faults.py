"""What can be made to go wrong on the emulated PortSIP PBX, in process and over a real connection."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from playground.running import running


@pytest.fixture
async def online(pbx: Any) -> AsyncIterator[Any]:
    """The same PBX behind a real connection."""
    async with running(pbx.app) as address, httpx.AsyncClient(base_url=address) as http:
        pbx.http, before = http, pbx.http
        yield pbx
        pbx.http = before


async def test_a_pbx_that_is_down_hangs_up(online: Any) -> None:
    online.app.state.faults.down = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("GET", "conference_rooms")


async def test_in_process_a_pbx_that_is_down_raises_what_a_client_would(pbx: Any) -> None:
    pbx.app.state.faults.down = True

    with pytest.raises(httpx.RemoteProtocolError):
        await pbx.grant()


async def test_an_answer_can_be_lost_after_the_deed(online: Any) -> None:
    online.app.state.faults.drop_after = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("POST", "conference_rooms", online.standup())

    online.app.state.faults.clear()
    found = await online.ok("GET", "conference_rooms", filter="extension_number eq '7001'")
    assert found["count"] == 1


@pytest.mark.parametrize(("switch", "acted"), [("delay_before", False), ("delay_after", True)])
async def test_a_pbx_can_stall_before_or_after_the_deed(online: Any, switch: str, acted: bool) -> None:
    online.app.state.faults.change({switch: 600})
    online.http.timeout = 0.2

    with pytest.raises(httpx.ReadTimeout):
        await online.room()

    assert bool(online.app.state.pbx.rooms) is acted
    online.app.state.faults.clear()


async def test_clearing_the_faults_lets_go_of_what_is_held(online: Any) -> None:
    online.app.state.faults.delay_before = 600
    waiting = asyncio.create_task(online.call("GET", "conference_rooms"))
    await online.app.state.history.until("GET", "/conference_rooms")

    await online.http.delete("/control/faults")

    assert (await waiting).status_code == 200


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("after", [7, None])
async def test_a_busy_pbx_says_when_to_come_again_and_does_nothing(pbx: Any, status: int, after: int | None) -> None:
    pbx.app.state.faults.change({"busy_status": status, "retry_after": after})

    refused = await pbx.call("POST", "conference_rooms", pbx.standup())

    assert refused.status_code == status
    assert refused.headers.get("retry-after") == (str(after) if after else None)
    assert refused.json()["errors"][0]["code"] == "UNKNOWN"
    assert not pbx.app.state.pbx.rooms


async def test_no_token_may_be_known(pbx: Any) -> None:
    pbx.app.state.faults.tokens_refused = True

    assert await pbx.refused("GET", "conference_rooms") == (401, "UNAUTHORIZED", None)
    assert (await pbx.grant()).status_code == 200


async def test_a_refusal_may_come_without_a_body(pbx: Any) -> None:
    pbx.app.state.faults.no_error_body = True

    answer = await pbx.call("GET", "conference_rooms/x")

    assert (answer.status_code, answer.content) == (404, b"")


@pytest.mark.parametrize(
    ("garble", "look"),
    [
        ("html", lambda answer: answer.headers["content-type"].startswith("text/html")),
        ("redirect", lambda answer: answer.headers["location"] == "https://portal.acme.example/login"),
        ("huge", lambda answer: len(answer.content) > 10_000_000),
        ("truncated", lambda answer: answer.text == '{"id":"' + answer.text[7:] and "}" not in answer.text),
    ],
)
async def test_what_was_done_may_be_answered_with_nonsense(pbx: Any, garble: str, look: Any) -> None:
    pbx.app.state.faults.garble = garble

    answer = await pbx.call("POST", "conference_rooms", pbx.standup())

    assert look(answer)
    assert pbx.app.state.pbx.room("7001")


async def test_an_answer_may_lack_a_field(pbx: Any) -> None:
    room_id = await pbx.room()
    pbx.app.state.faults.without = "token"

    room = await pbx.read(room_id)
    removed = await pbx.call("POST", f"conference_rooms/{room_id}/destroy")

    assert "token" not in room
    assert room["id"] == room_id
    assert (removed.status_code, removed.content) == (204, b"")


async def test_a_refusal_and_a_file_are_not_garbled(pbx: Any) -> None:
    await pbx.on_call(enable_recording=True)
    await pbx.control("leave", number="7001")
    digest = next(iter(pbx.app.state.pbx.files))
    pbx.app.state.faults.garble = "html"

    file = await pbx.http.get(f"/api/blobs/{digest}")

    assert (await pbx.refused("GET", "conference_rooms/x"))[0] == 404
    assert file.headers["content-type"] == "video/mp4"


async def test_a_list_may_lag_behind(pbx: Any) -> None:
    pbx.app.state.faults.list_delay = 10
    room_id = await pbx.room()

    at_once = await pbx.ok("GET", "conference_rooms")
    single = await pbx.read(room_id)
    pbx.clock.advance(seconds=10)
    later = await pbx.ok("GET", "conference_rooms")

    assert (at_once["count"], single["id"], later["count"]) == (0, room_id, 1)


async def test_a_fault_can_be_aimed_and_counted(pbx: Any) -> None:
    pbx.app.state.faults.change({"busy_status": 503, "match": "^POST /api/conference_rooms$", "times": 2})

    reads = await pbx.call("GET", "conference_rooms")
    writes = [await pbx.call("POST", "conference_rooms", pbx.standup()) for _ in range(3)]

    assert reads.status_code == 200
    assert [one.status_code for one in writes] == [503, 503, 201]


async def test_faults_are_switched_over_http(pbx: Any) -> None:
    switched = await pbx.control("faults", busy_status=503)
    unknown = await pbx.http.post("/control/faults", json={"sleepy": True})
    page = await pbx.http.get("/")
    cleared = (await pbx.http.delete("/control/faults")).json()

    assert switched == (await pbx.http.get("/control/faults")).json() | {"busy_status": 503}
    assert (unknown.status_code, page.status_code, cleared["busy_status"]) == (400, 200, None)


async def test_the_history_tells_what_was_asked_and_keeps_no_secret(pbx: Any) -> None:
    await pbx.http.delete("/control/history")
    tokens = (await pbx.grant()).json()
    await pbx.grant(grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    await pbx.call("POST", "conference_rooms", pbx.standup(room_pin="482913", admin_pin="771204"))
    await pbx.call("GET", "conference_rooms/a%23b")
    pbx.app.state.faults.change({"busy_status": 429})
    await pbx.call("GET", "users", search="ana")

    answer = await pbx.http.get("/control/history")

    told = [
        (one["method"], one["path"], one["token"], one["status"], one["reason"], one["acted"], one["faults"])
        for one in answer.json()["requests"]
    ]
    assert told == [
        ("POST", "/api/login/oauth/token", None, 200, None, True, []),
        ("POST", "/api/login/oauth/token", None, 200, None, True, []),
        ("POST", "/api/conference_rooms", "bearer", 201, None, True, []),
        ("GET", "/api/conference_rooms/a%23b", "bearer", 404, "UNKNOWN", False, []),
        ("GET", "/api/users", "bearer", 429, None, False, ["busy_status"]),
    ]
    secrets = ("plenum-secret", tokens["refresh_token"], tokens["access_token"], pbx.token, "482913", "771204")
    assert not [secret for secret in secrets if secret in answer.text]
    assert answer.json()["requests"][2]["body"]["subject"] == "Stand-up"
