"""What the emulated Jitsi Meet serves beside rooms, its back door, and what can be made to go wrong."""

import json
from typing import Any

import httpx
import pytest

from playground.running import running
from tests.playground.backends.jitsi.conftest import APP, HOST

GONE = (httpx.RemoteProtocolError, httpx.ReadError)


@pytest.fixture
async def online(meet: Any) -> Any:
    """The same server behind a real connection."""
    async with running(meet.app) as address, httpx.AsyncClient(base_url=address) as http:
        meet.http, before = http, meet.http
        yield meet
        meet.http = before


async def settings(meet: Any) -> Any:
    answer = await meet.http.get("/config.js")
    assert answer.headers["content-type"].startswith("application/javascript")
    return json.loads(answer.text.removeprefix("var config = ").rstrip().removesuffix(";"))


async def test_the_clients_settings_are_a_script(meet: Any) -> None:
    assert (await settings(meet))["hosts"] == {"domain": HOST, "muc": f"conference.{HOST}"}


async def test_the_clients_settings_name_the_domain_of_the_chat_server(build: Any) -> None:
    async with build(**APP, domain="meet.jitsi") as meet:
        assert (await settings(meet))["hosts"]["domain"] == "meet.jitsi"


async def test_some_do_not_serve_the_clients_settings(build: Any) -> None:
    async with build(config_js=False) as meet:
        assert (await meet.http.get("/config.js")).status_code == 404


async def test_everything_else_is_a_room_and_nothing_is_an_api(meet: Any) -> None:
    asked = await meet.http.get("/rooms", headers={"Accept": "application/json"})
    made = await meet.http.put("/rooms", json={"name": "weekly"})

    assert asked.headers["content-type"].startswith("text/html")
    assert made.status_code == 405


# The back door


async def test_somebody_joins_by_a_whole_link(guarded: Any) -> None:
    link = f"https://{HOST}/Weekly?jwt={guarded.token()}"

    joined = await guarded.control("join", link=link, name="Zoe")

    assert joined["name"] == "Zoe"
    assert await guarded.inside() == {"weekly": ["Zoe"]}


async def test_the_state_tells_since_when_people_meet(meet: Any) -> None:
    await meet.control("join", room="Weekly Sync", name="Ana")

    room = (await meet.rooms())[0]

    assert (room["room"], room["started_at"]) == ("weekly sync", meet.clock.now.isoformat())


async def test_somebody_can_leave_by_name_by_seat_or_with_all(meet: Any) -> None:
    joined = {name: await meet.control("join", room="weekly", name=name) for name in ("Ana", "Ben", "Cleo", "Dora")}

    gone = [
        await meet.control("leave", room="Weekly", name="Ana"),
        await meet.control("leave", link="https://meet.example.org/weekly", seat=joined["Ben"]["seat"]),
        await meet.control("leave", room="weekly"),
    ]

    assert [one["left"] for one in gone] == [["Ana"], ["Ben"], ["Cleo", "Dora"]]


async def test_a_meeting_can_be_ended(meet: Any) -> None:
    for name in ("Ana", "Ben"):
        await meet.control("join", room="weekly", name=name)

    assert await meet.control("end", room="weekly") == {"left": ["Ana", "Ben"]}
    assert await meet.rooms() == []


@pytest.mark.parametrize(
    ("deed", "wish", "refused"),
    [
        ("join", {"name": "Ana"}, (400, "bad_request")),
        ("join", {"room": "weekly"}, (409, "no_name")),
        ("join", {"link": f"https://{HOST}/", "name": "Ana"}, (404, "unknown")),
        ("leave", {"room": "weekly"}, (409, "idle")),
        ("end", {"room": "weekly"}, (409, "idle")),
        ("leave", {"room": "busy", "name": "Ben"}, (404, "unknown")),
        ("config", {"app_secret": "x"}, (400, "bad_request")),
        ("config", {"app_id": "x"}, (400, "bad_request")),
        ("config", {"name": []}, (400, "bad_request")),
        ("faults", {"volume": 11}, (400, "bad_request")),
    ],
)
async def test_what_cannot_be_done_says_why(
    meet: Any, deed: str, wish: dict[str, Any], refused: tuple[int, str]
) -> None:
    await meet.control("join", room="busy", name="Ana")

    assert (await meet.not_done(deed, **wish))[:2] == refused


async def test_switches_of_the_configuration_can_be_set_while_it_runs(guarded: Any) -> None:
    await guarded.control("config", audiences="elsewhere")

    assert (await guarded.not_done("join", room="weekly", jwt=guarded.token()))[:2] == (409, "refused")


async def test_the_history_tells_what_was_asked_but_not_what_pages_ask_by_themselves(meet: Any) -> None:
    await meet.page("/Weekly%20Sync")
    await meet.page("/weekly?refresh=")
    await meet.http.get("/a/b/c")

    asked = (await meet.http.get("/control/history")).json()["requests"]

    assert [(one["method"], one["path"], one["status"], one["acted"]) for one in asked] == [
        ("GET", "/Weekly%20Sync", 200, True),
        ("GET", "/a/b/c", 404, False),
    ]


# Faults


async def test_a_server_that_is_down_closes_the_connection(online: Any) -> None:
    online.app.state.faults.change({"down": True})

    with pytest.raises(GONE):
        await online.http.get("/config.js")


async def test_an_answer_can_be_lost_after_acting(online: Any) -> None:
    online.app.state.faults.change({"drop_after": True})

    with pytest.raises(GONE):
        await online.http.post("/weekly", data={"name": "Ana"})

    assert online.service.conferences


@pytest.mark.parametrize(
    ("switches", "status"), [({"failing": 500}, 500), ({"failing": 404}, 404), ({"busy_status": 503}, 503)]
)
async def test_the_web_server_can_answer_for_itself(meet: Any, switches: dict[str, Any], status: int) -> None:
    await meet.control("faults", **switches)

    answers = [await meet.http.get(path) for path in ("/", "/config.js", "/weekly")]

    assert {answer.status_code for answer in answers} == {status}
    assert "Retry-After" in answers[0].headers or status != 503


async def test_a_busy_server_need_not_say_until_when(meet: Any) -> None:
    await meet.control("faults", busy_status=429, retry_after=None)

    assert "retry-after" not in (await meet.http.get("/")).headers


@pytest.mark.parametrize("garble", ["html", "redirect", "huge", "truncated"])
async def test_what_is_served_can_be_garbled(meet: Any, garble: str) -> None:
    good = (await meet.http.get("/config.js")).text
    await meet.control("faults", garble=garble)

    assert (await meet.http.get("/config.js")).text != good


async def test_seats_and_the_back_door_are_never_touched(meet: Any) -> None:
    seat = await meet.come_in("/weekly", "Ana")
    await meet.control("faults", failing=500)

    assert (await meet.http.get(seat)).status_code == 200
    assert (await meet.http.get("/weekly?refresh=")).status_code == 200
    assert (await meet.http.delete("/control/faults")).status_code == 200
    assert (await meet.http.get("/")).status_code == 200


@pytest.mark.parametrize("path", ["/a%0A", "/a%0Ab", "/%ED%A0%80", "/x%00", "/%25", "/%2F"])
async def test_a_strange_path_is_a_room(online: Any, path: str) -> None:
    answers = [await online.http.request(method, path) for method in ("GET", "HEAD", "POST", "DELETE")]

    assert [answer.status_code for answer in answers] == [200, 200, 422, 405]
