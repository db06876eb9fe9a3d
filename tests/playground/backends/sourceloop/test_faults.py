"""What can be made to go wrong on the emulated SourceLoop service, in process and over a real connection."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from playground.running import running

GONE = (httpx.RemoteProtocolError, httpx.ReadError)


@pytest.fixture
async def online(loop: Any) -> Any:
    """The same service behind a real connection."""
    async with running(loop.app) as address, httpx.AsyncClient(base_url=address) as http:
        loop.http, before = http, loop.http
        yield loop
        loop.http = before


async def test_a_lost_answer_leaves_a_session_that_nobody_can_find(online: Any) -> None:
    online.app.state.faults.change({"drop_after": True, "times": 1})

    with pytest.raises(GONE):
        await online.call("POST", "/session", {})

    assert len(online.service.meetings) == 1
    assert (await online.call("GET", "/session")).status_code == 404


async def test_a_service_that_is_down_does_nothing(online: Any) -> None:
    online.app.state.faults.change({"down": True})

    with pytest.raises(GONE):
        await online.call("POST", "/session", {})

    assert online.service.meetings == {}


@pytest.mark.parametrize(("switch", "made"), [("failing", 0), ("fails_after", 1)])
async def test_it_fails_without_a_cause_before_or_after_acting(loop: Any, switch: str, made: int) -> None:
    await loop.control("faults", **{switch: True})

    answer = await loop.call("POST", "/session", {})

    assert answer.json() == {"error": {"statusCode": 500, "message": "Internal Server Error"}}
    assert len(loop.service.meetings) == made


async def test_no_token_is_good_while_tokens_are_refused(loop: Any) -> None:
    await loop.control("faults", tokens_refused=True)

    assert await loop.refused("POST", "/session", {}) == (401, {"message": "TokenExpired"})


async def test_a_permission_can_be_taken_from_everybody(loop: Any) -> None:
    link = await loop.session()
    await loop.control("faults", forbids="StopMeeting, EditMeeting")

    assert await loop.refused("PATCH", f"/session/{link}/end") == (403, "NotAllowedAccess")
    assert (await loop.call("POST", f"/session/{link}/token")).status_code == 200


async def test_without_the_cloud_no_session_is_made_and_tokens_still_are(loop: Any) -> None:
    link = await loop.session()
    await loop.control("faults", cloud="down")

    assert await loop.refused("POST", "/session", {}) == (500, "Internal Server Error")
    assert await loop.refused("GET", "/archives") == (500, "Internal Server Error")
    assert (await loop.call("POST", f"/session/{link}/token")).status_code == 200


async def test_one_archive_is_never_answered_for_while_the_cloud_is_away(online: Any) -> None:
    _, archive_id = await online.archived()
    await online.control("archive", archive_id=archive_id, action="attach")
    await online.control("faults", cloud="down")

    waiting = asyncio.create_task(online.call("DELETE", f"/archives/{archive_id}"))
    asked = await online.app.state.history.until("DELETE", archive_id)
    online.app.state.faults.clear()

    with pytest.raises(GONE):
        await waiting
    assert (asked.status, asked.acted) == (None, False)
    assert archive_id in online.service.cloud.archives


async def test_a_fatal_cloud_takes_the_process_down_at_a_creation_and_it_comes_back(online: Any) -> None:
    await online.control("faults", cloud="fatal")

    with pytest.raises(GONE):
        await online.call("POST", "/session", {})
    back = await online.call("GET", "/session/x/attendees")

    assert back.status_code == 404
    assert online.service.meetings == {}


async def test_a_busy_service_says_so_in_its_own_words(loop: Any) -> None:
    await loop.control("faults", busy_status=503, retry_after=7)

    answer = await loop.call("POST", "/session", {})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    assert answer.json()["error"]["name"] == "ServiceUnavailableError"


@pytest.mark.parametrize("garble", ["html", "truncated", "redirect", "huge"])
@pytest.mark.parametrize("shape", ["text", "code"])
async def test_an_answer_can_be_garbled_in_either_shape(loop: Any, shape: str, garble: str) -> None:
    await loop.control("config", answer_shape=shape)
    await loop.control("faults", garble=garble)

    answer = await loop.call("POST", "/session", {})

    assert len(loop.service.meetings) == 1
    assert answer.text.strip('"') not in loop.service.meetings


async def test_a_list_can_be_huge_and_lack_a_field(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link)
    await loop.control("faults", garble="huge", without="attendee")

    rows = json.loads((await loop.call("GET", f"/session/{link}/attendees")).text)

    assert "attendee" not in rows[0]
    assert len(rows[1]) > 1_000_000


async def test_a_bare_id_has_no_fields_to_lack(loop: Any) -> None:
    await loop.control("config", answer_shape="text")
    await loop.control("faults", without="code")

    assert (await loop.call("POST", "/session", {})).text in loop.service.meetings


async def test_pages_and_the_back_door_are_never_touched(loop: Any) -> None:
    link = await loop.session()
    await loop.control("faults", failing=True, busy_status=503)

    assert (await loop.http.get(f"/meet/{link}")).status_code == 200
    assert (await loop.http.get("/control/state")).status_code == 200


async def test_faults_can_be_aimed_and_end_by_themselves(loop: Any) -> None:
    await loop.control("faults", failing=True, match="PATCH /session/.*/end", times=1)
    link = await loop.session()

    statuses = [(await loop.call("PATCH", f"/session/{link}/end")).status_code for _ in range(2)]

    assert statuses == [500, 204]


@pytest.mark.parametrize("switches", [{"cloud": "away"}, {"forbids": "Everything"}, {"volume": 11}])
async def test_a_fault_there_is_not_is_refused(loop: Any, switches: dict[str, Any]) -> None:
    assert await loop.not_done("faults", **switches) == (400, "bad_request")
