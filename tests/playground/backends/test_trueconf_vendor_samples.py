"""An independent check: the emulated server driven with plain httpx in the way the vendor's own samples are written.

The ways are those of the public samples of TrueConf (Server API examples for v3.2, read here at v3.3; the Telegram bot,
v3.3; the one-click web conference, Node) as the vendor published them up to 2025-12; nothing is copied from them.
"""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

APP = {"client_id": "all", "client_secret": "all-secret", "grant_type": "client_credentials"}


@pytest.fixture
async def http(hq: Any) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(hq.app), base_url="https://hq.acme.example") as client:
        yield client


async def test_listing_stopped_conferences_by_tag_page_by_page(hq: Any, http: httpx.AsyncClient) -> None:
    for number in range(5):
        await hq.conference(id=f"room{number}", tags=["archive"])
    token = (await http.post("/oauth2/v1/token", json=APP)).json()["access_token"]

    found: list[str] = []
    page, total = 1, 1
    while len(found) < total:
        query: dict[str, str | int] = {
            "access_token": token,
            "state": "stopped",
            "tag": "archive",
            "page_id": page,
            "page_size": 2,
        }
        answer = (await http.get("/api/v3.3/conferences", params=query)).json()
        found += [one["id"] for one in answer["conferences"]]
        page, total = page + 1, answer["cnt"]

    assert found == [f"room{number}" for number in range(5)]


async def test_computing_the_end_of_a_planned_conference(hq: Any, http: httpx.AsyncClient) -> None:
    await hq.conference(id="plan", schedule={"type": 1, "start_time": 1795440000, "duration": 600})
    token = (await http.post("/oauth2/v1/token", json=APP)).json()["access_token"]

    schedule = (await http.get("/api/v3.3/conferences/plan", params={"access_token": token})).json()["conference"][
        "schedule"
    ]
    hq.clock.advance(seconds=schedule["start_time"] + schedule["duration"] - 1795435200)

    token = (await http.post("/oauth2/v1/token", json=APP)).json()["access_token"]
    ended = (await http.get("/api/v3.3/conferences/plan", params={"access_token": token})).json()
    assert ended["conference"]["state"] == "stopped"
    assert hq.app.state.server.conferences["plan"].finished(hq.clock())


async def test_walking_through_groups_and_users_to_the_last_page(http: httpx.AsyncClient) -> None:
    token = (await http.post("/oauth2/v1/token", data=APP)).json()["access_token"]

    walked = {}
    for kind, size in (("groups", 1), ("users", 3)):
        page, rows = 1, []
        while page != -1:
            query: dict[str, str | int] = {"access_token": token, "page_id": page, "page_size": size}
            answer = (await http.get(f"/api/v3.3/{kind}", params=query)).json()
            rows += [one["id"] for one in answer[kind]]
            page = answer["next_page_id"]
        walked[kind] = rows

    assert walked == {"groups": ["staff", "@no_group"], "users": ["ana", "ben", "cleo", "plenum"]}


async def test_an_expired_token_is_noticed_by_its_reason_and_replaced(hq: Any, http: httpx.AsyncClient) -> None:
    token = (await http.post("/oauth2/v1/token", data=APP)).json()["access_token"]
    hq.clock.advance(hours=2)

    answer = await http.get("/api/v3.3/users", params={"access_token": token})
    if answer.status_code == 403 and answer.json()["error"]["errors"][0]["reason"] == "accessTokenInvalid":
        token = (await http.post("/oauth2/v1/token", data=APP)).json()["access_token"]
        answer = await http.get("/api/v3.3/users", params={"access_token": token})

    assert answer.status_code == 200


async def test_what_runs_and_who_is_host_is_read_from_the_call_log(hq: Any, http: httpx.AsyncClient) -> None:
    await hq.running(id="over")
    await hq.control("end", conference_id="over")
    await hq.running(id="live")
    await hq.control("join", conference_id="live", login="ben")
    await hq.control("join", conference_id="live", login="ana")
    token = (await http.post("/oauth2/v1/token", data=APP)).json()["access_token"]

    query: dict[str, str | int] = {"access_token": token, "sort_field": "end_time", "sort_order": 1}
    calls = (await http.get("/api/v3.3/logs/calls", params=query)).json()["list"]
    live = [call for call in calls if call["end_time"] is None and call["class"] > 1]
    session = live[0]["conference_id"].replace("@", "%40").replace("#", "%23")
    path = f"/api/v3.3/conference-sessions/{session}/participants"
    inside = (await http.get(path, params={"access_token": token})).json()["participants"]

    assert [call["named_conf_id"] for call in live] == ["live"]
    assert [one["display_name"] for one in inside if one["role"] == 2] == ["Ana Lima"]
    assert isinstance(live[0]["duration"], int)


async def test_one_click_makes_runs_and_hands_out_a_personal_frame(hq: Any, http: httpx.AsyncClient) -> None:
    token = (await http.post("/oauth2/v1/token", data=APP)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    body = {
        "type": 0,
        "topic": "One click",
        "owner": "plenum",
        "max_podiums": 4,
        "max_participants": 4,
        "schedule": {"type": -1},
        "invitations": [{"id": "plenum"}],
        "allow_guests": True,
        "auto_invite": 1,
        "state": "running",
        "tags": ["one-click"],
    }

    made = (await http.post("/api/v3.10/conferences", json=body, headers=headers)).json()["conference"]
    ran = (await http.post(f"/api/v3.10/conferences/{made['id']}/run", headers=headers)).json()
    apps = await http.get(
        "/api/v3.10/software/clients",
        params={"call_id": made["id"], "user": "2$visitor7*Alex Doe", "case": "join_conference_button"},
        headers=headers,
    )
    frame = next(one for one in apps.json()["clients"] if one["platform"] == "webrtc")
    token_of_alex = frame["web_url"].partition("&token=")[2].partition("&")[0]
    joined = await http.post("/control/join", json={"conference_id": made["id"], "token": token_of_alex})

    assert ran["state"] == "starting"
    assert made["url"] == f"https://hq.acme.example/c/{made['id']}"
    assert frame["web_url"].startswith(f"https://hq.acme.example/webrtc/{made['id']}#login=%23guest2%3Avisitor7&")
    assert frame["iframe"].startswith(f'<iframe src="{frame["web_url"]}"')
    assert joined.json()["name"] == "Alex Doe"
    assert joined.json()["participant_id"] == "#guest2:visitor7@hq.acme.example"


async def test_an_error_may_be_text_or_an_object(hq: Any, http: httpx.AsyncClient) -> None:
    wrong = APP | {"client_secret": "wrong"}

    answer = (await http.post("/oauth2/v1/token", json=wrong)).json()

    error = answer["error"]
    reason = error if isinstance(error, str) else error["errors"][0]["reason"]
    assert reason == "invalidCredentials"
