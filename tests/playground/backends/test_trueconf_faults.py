"""What can be made to go wrong on the emulated TrueConf Server, in process and over a real connection."""

import asyncio
from typing import Any

import httpx
import pytest

from playground.running import running


@pytest.fixture
async def online(hq: Any) -> Any:
    """The same server behind a real connection."""
    async with running(hq.app) as address, httpx.AsyncClient(base_url=address) as http:
        hq.http, before = http, hq.http
        yield hq
        hq.http = before


async def test_a_server_that_is_down_hangs_up(online: Any) -> None:
    online.app.state.faults.down = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("GET", "conferences")


async def test_in_process_a_server_that_is_down_raises_what_a_client_would(hq: Any) -> None:
    hq.app.state.faults.down = True

    with pytest.raises(httpx.RemoteProtocolError):
        await hq.call("GET", "conferences")


async def test_an_answer_can_be_lost_after_the_deed(online: Any) -> None:
    online.app.state.faults.drop_after = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("POST", "conferences", online.standup(id="daily"))

    online.app.state.faults.clear()
    assert (await online.read("daily"))["topic"] == "Standup"


@pytest.mark.parametrize(("switch", "acted"), [("delay_before", False), ("delay_after", True)])
async def test_a_server_can_stall_before_or_after_the_deed(online: Any, switch: str, acted: bool) -> None:
    setattr(online.app.state.faults, switch, 600)

    with pytest.raises(httpx.ReadTimeout):
        await online.http.post(
            "/api/v3.10/conferences",
            json=online.standup(id="daily"),
            params={"access_token": online.token},
            timeout=0.2,
        )

    assert ("daily" in online.app.state.server.conferences) is acted
    online.app.state.faults.clear()


async def test_clearing_the_faults_lets_go_of_what_is_held(online: Any) -> None:
    online.app.state.faults.delay_before = 600
    waiting = asyncio.create_task(online.call("GET", "conferences"))
    await online.app.state.history.until("GET", "/conferences")

    await online.http.delete("/control/faults")

    assert (await waiting).status_code == 200


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("after", [7, None])
async def test_a_busy_server_says_when_to_come_again_and_does_nothing(hq: Any, status: int, after: int | None) -> None:
    hq.app.state.faults.change({"busy_status": status, "retry_after": after})

    answer = await hq.call("POST", "conferences", hq.standup())

    assert answer.status_code == status
    assert answer.headers.get("retry-after") == (str(after) if after else None)
    assert not hq.app.state.server.conferences


@pytest.mark.parametrize("status", [403, 401])
async def test_no_token_may_be_known(hq: Any, status: int) -> None:
    hq.app.state.faults.change({"tokens_refused": True, "token_status": status})

    answer = await hq.call("GET", "conferences")

    assert answer.status_code == status
    assert answer.json()["error"]["errors"][0]["reason"] == "accessTokenInvalid"


async def test_an_answer_may_be_a_page_of_html(hq: Any) -> None:
    hq.app.state.faults.garble = "html"

    answer = await hq.call("GET", "conferences")

    assert answer.headers["content-type"].startswith("text/html")


async def test_an_answer_may_be_cut_short(hq: Any) -> None:
    hq.app.state.faults.garble = "truncated"

    answer = await hq.call("GET", "conferences")

    with pytest.raises(ValueError, match="Unterminated"):
        answer.json()


async def test_an_answer_may_be_huge(hq: Any) -> None:
    hq.app.state.faults.garble = "huge"

    answer = await hq.call("GET", "conferences")

    assert len(answer.content) > 10_000_000


async def test_an_answer_may_lead_elsewhere(hq: Any) -> None:
    hq.app.state.faults.garble = "redirect"

    answer = await hq.call("GET", "conferences")

    assert (answer.status_code, answer.headers["location"]) == (302, "https://portal.acme.example/login")


async def test_an_answer_may_lack_its_links(hq: Any) -> None:
    await hq.conference(id="daily")
    hq.app.state.faults.without = "url"

    listed = await hq.ok("GET", "conferences")

    assert "url" not in listed["conferences"][0]
    assert "webclient_url" in listed["conferences"][0]


async def test_a_refusal_is_not_garbled(hq: Any) -> None:
    hq.app.state.faults.garble = "html"

    assert await hq.refused("GET", "conferences/none") == "conferenceNotFound"


async def test_a_list_may_lag_behind(hq: Any) -> None:
    hq.app.state.faults.list_delay = 10
    await hq.conference(id="daily")

    at_once = await hq.ok("GET", "conferences")
    single = await hq.read("daily")
    hq.clock.advance(seconds=10)
    later = await hq.ok("GET", "conferences")

    assert (at_once["cnt"], single["id"], later["cnt"]) == (0, "daily", 1)


async def test_a_fault_can_be_aimed_and_counted(hq: Any) -> None:
    hq.app.state.faults.change({"busy_status": 503, "match": "^POST /api/.*/conferences$", "times": 2})

    reads = await hq.call("GET", "conferences")
    writes = [await hq.call("POST", "conferences", hq.standup()) for _ in range(3)]

    assert reads.status_code == 200
    assert [one.status_code for one in writes] == [503, 503, 200]


async def test_faults_are_switched_over_http(hq: Any) -> None:
    switched = await hq.control("faults", busy_status=503)
    unknown = await hq.http.post("/control/faults", json={"sleepy": True})
    page = await hq.http.get("/")
    cleared = (await hq.http.delete("/control/faults")).json()

    assert switched == (await hq.http.get("/control/faults")).json() | {"busy_status": 503}
    assert unknown.status_code == 400
    assert page.status_code == 200
    assert cleared["busy_status"] is None


async def test_the_history_tells_what_was_asked_and_keeps_no_secret(hq: Any) -> None:
    await hq.http.delete("/control/history")
    await hq.sign_in(grant_type="client_credentials", client_id="plenum", client_secret="plenum-secret")
    await hq.call("POST", "conferences", hq.standup(id="daily"))
    await hq.http.get("/api/v3.10/conferences/a%23b", params={"access_token": hq.token})
    hq.app.state.faults.change({"busy_status": 429})
    await hq.call("GET", "users")

    asked = (await hq.http.get("/control/history")).json()["requests"]

    told = [
        (one["method"], one["path"], one["token"], one["status"], one["reason"], one["acted"], one["faults"])
        for one in asked
    ]
    assert told == [
        ("POST", "/oauth2/v1/token", None, 200, None, True, []),
        ("POST", "/api/v3.10/conferences", "bearer", 200, None, True, []),
        ("GET", "/api/v3.10/conferences/a%23b", "query", 404, "conferenceNotFound", False, []),
        ("GET", "/api/v3.10/users", "bearer", 429, None, False, ["busy_status"]),
    ]
    assert asked[0]["body"]["client_secret"] == asked[2]["query"]["access_token"] == "***"
    assert asked[1]["body"]["id"] == "daily"
    assert asked[0]["at"] == "2026-11-23T12:00:00+00:00"
