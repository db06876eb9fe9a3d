"""What can be made to go wrong on the emulated Vonage Meetings, in process and over a real connection."""

import asyncio
import json
from typing import Any

import httpx
import pytest

from playground.running import running
from tests.playground.backends.vonage.conftest import HOOKS


@pytest.fixture
async def online(vonage: Any) -> Any:
    """The same service behind a real connection."""
    async with running(vonage.app) as address, httpx.AsyncClient(base_url=address) as http:
        vonage.http, before = http, vonage.http
        yield vonage
        vonage.http = before


@pytest.mark.parametrize(
    ("closed", "body"),
    [
        ("410", {"title": "Gone"}),
        ("404", {"title": "Not Found"}),
        ("401", {"title": "Unauthorized", "detail": "You did not provide correct credentials"}),
    ],
)
async def test_a_closed_service_answers_everything_alike(vonage: Any, closed: str, body: dict[str, str]) -> None:
    await vonage.http.post("/control/faults", json={"closed": closed})

    answers = [
        await vonage.call("GET", "dial-in-numbers"),
        await vonage.call("POST", "rooms", {"display_name": "Stand-up"}),
    ]

    assert {answer.status_code for answer in answers} == {int(closed)}
    assert all(body.items() <= answer.json().items() for answer in answers)
    assert not vonage.app.state.service.rooms


async def test_a_closed_service_may_refuse_connections(vonage: Any) -> None:
    vonage.app.state.faults.change({"closed": "refused"})

    with pytest.raises(httpx.ConnectError):
        await vonage.call("GET", "rooms")


async def test_over_a_real_connection_that_is_closed_at_once(online: Any) -> None:
    online.app.state.faults.change({"closed": "refused"})

    with pytest.raises(httpx.TransportError):
        await online.call("GET", "rooms")


async def test_there_are_no_other_ways_to_be_closed(vonage: Any) -> None:
    assert await vonage.not_done("faults", closed="418") == (400, "bad_request")
    assert await vonage.not_done("faults", asleep=True) == (400, "bad_request")


async def test_switches_are_read_and_cleared(vonage: Any) -> None:
    await vonage.control("faults", closed="410", times=3)
    before = (await vonage.http.get("/control/faults")).json()

    after = (await vonage.http.delete("/control/faults")).json()

    assert (before["closed"], before["times"]) == ("410", 3)
    assert (after["closed"], after["times"]) == ("", None)


async def test_a_service_that_is_down_hangs_up(online: Any) -> None:
    online.app.state.faults.down = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("GET", "rooms")


async def test_an_answer_can_be_lost_after_the_deed(online: Any) -> None:
    online.app.state.faults.drop_after = True

    with pytest.raises(httpx.RemoteProtocolError):
        await online.call("POST", "rooms", {"display_name": "Stand-up", "metadata": "ours"})

    online.app.state.faults.clear()
    page = await online.ok("GET", "rooms")
    assert [one["metadata"] for one in page["_embedded"]] == ["ours"]


async def test_clearing_the_faults_lets_go_of_what_is_held(online: Any) -> None:
    online.app.state.faults.delay_before = 600
    waiting = asyncio.create_task(online.call("GET", "rooms"))
    await online.app.state.history.until("GET", "/rooms")

    await online.http.delete("/control/faults")

    assert (await waiting).status_code == 200


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_service_says_so_and_does_nothing(vonage: Any, status: int) -> None:
    vonage.app.state.faults.change({"busy_status": status, "retry_after": 7})

    answer = await vonage.call("POST", "rooms", {"display_name": "Stand-up"})

    assert (answer.status_code, answer.headers["retry-after"]) == (status, "7")
    assert answer.json()["title"]
    assert not vonage.app.state.service.rooms


async def test_all_tokens_may_be_refused(vonage: Any) -> None:
    vonage.app.state.faults.tokens_refused = True

    answer = await vonage.call("GET", "rooms")

    assert answer.status_code == 401


async def test_a_fault_may_be_aimed_and_counted(vonage: Any) -> None:
    vonage.app.state.faults.change({"busy_status": 503, "match": "POST .*/rooms$", "times": 1})

    read = await vonage.call("GET", "rooms")
    first = await vonage.call("POST", "rooms", {"display_name": "Stand-up"})
    second = await vonage.call("POST", "rooms", {"display_name": "Stand-up"})

    assert (read.status_code, first.status_code, second.status_code) == (200, 503, 201)


async def test_an_answer_may_lack_a_field_or_be_a_page(vonage: Any) -> None:
    vonage.app.state.faults.without = "guest_url"
    made = await vonage.ok("POST", "rooms", {"display_name": "Stand-up"})
    vonage.app.state.faults.change({"without": "", "garble": "html"})
    page = await vonage.call("GET", "rooms")

    assert made["_links"].keys() == {"host_url"}
    assert page.headers["content-type"].startswith("text/html")


async def test_a_list_may_lag_behind(vonage: Any) -> None:
    await vonage.room()
    vonage.app.state.faults.list_delay = 30

    young = await vonage.ok("GET", "rooms")
    vonage.clock.advance(seconds=30)
    old = await vonage.ok("GET", "rooms")

    assert (len(young["_embedded"]), len(old["_embedded"])) == (0, 1)


async def test_the_history_says_what_was_asked_and_hides_what_is_secret(vonage: Any) -> None:
    room = await vonage.lasting()
    changed = {"update_details": {"callback_urls": {"rooms_callback_url": "https://me:pw@bot.example?key"}}}
    await vonage.ok("PATCH", f"rooms/{room['id']}", changed)
    await vonage.call("GET", "rooms/nowhere", start="x")

    told = (await vonage.http.get("/control/history")).json()["requests"]

    assert [(one["method"], one["status"], one["acted"]) for one in told] == [
        ("POST", 201, True),
        ("PATCH", 200, True),
        ("GET", 404, False),
    ]
    assert told[0]["body"]["callback_urls"] == dict.fromkeys(HOOKS, "https://bot.example/***")
    assert told[1]["body"]["update_details"]["callback_urls"] == {"rooms_callback_url": "https://bot.example/***"}
    assert (told[2]["path"], told[2]["query"], told[2]["token"]) == (
        "/v1/meetings/rooms/nowhere",
        {"start": "x"},
        "bearer",
    )
    assert told[2]["reason"].startswith("NotFoundError")
    assert "eyJ" not in json.dumps(told)


async def test_the_history_can_be_cleared(vonage: Any) -> None:
    await vonage.room()

    cleared = (await vonage.http.delete("/control/history")).json()

    assert cleared == {"requests": []}
    assert not vonage.app.state.history.requests


async def test_a_strange_callback_address_is_refused_and_does_not_break_the_history(vonage: Any) -> None:
    status, _, _ = await vonage.refused("POST", "rooms", {"display_name": "x", "callback_urls": 7})

    assert status == 400
    assert vonage.app.state.history.requests[-1].body["callback_urls"] == 7
