"""The emulated TrueConf Server's back door for tests: joining by the conference's rules, leaving, recording."""

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("fields", "who", "words"),
    [
        ({"allow_only_planned_participants": True}, {"login": "cleo"}, "Only those who were invited"),
        ({"join_options": ["terminal"], "join_options_enabled": True}, {"login": "ben"}, "cannot be entered"),
        ({"max_participants": 2, "allow_guests": True}, {"name": "Third"}, "is full"),
        ({"max_guests": 1, "allow_guests": True}, {"name": "Second"}, "No more guests"),
    ],
)
async def test_the_door_keeps_the_conferences_rules(
    hq: Any, fields: dict[str, Any], who: dict[str, str], words: str
) -> None:
    await hq.running(id="daily", **fields)
    await hq.control("join", conference_id="daily", login="ana")
    if "allow_guests" in fields:
        await hq.control("join", conference_id="daily", name="First")

    refused = await hq.control("join", conference_id="daily", **who)

    assert words in refused["message"]


async def test_a_room_is_not_begun_on_a_server_that_has_enough(build: Any) -> None:
    async with build(max_running=1) as server:
        await server.running(id="one")
        await server.conference(id="two")

        refused = await server.control("join", conference_id="two", login="ben")

        assert refused["error"] == "busy"


async def test_the_back_door_refuses_what_it_does_not_understand(hq: Any) -> None:
    await hq.conference(id="daily")

    answers = [
        await hq.http.post("/control/join", content=b"x"),
        await hq.http.post("/control/join", json={}),
        await hq.http.post("/control/join", json={"conference_id": "none"}),
        await hq.http.post("/control/join", json={"conference_id": "daily"}),
        await hq.http.post("/control/leave", json={"conference_id": "daily"}),
        await hq.http.post("/control/record", json={"conference_id": "daily", "action": "burn"}),
        await hq.http.post("/control/lock", json={"conference_id": "daily"}),
        await hq.http.post("/control/lock", json={"conference_id": "daily", "on": True}),
        await hq.http.post("/control/end", json={"conference_id": "daily"}),
        await hq.http.post("/control/users", json={"login": "zoe", "colour": "blue"}),
    ]

    assert [one.status_code for one in answers] == [400, 400, 404, 409, 409, 400, 400, 409, 409, 400]


async def test_nobody_else_comes_into_a_locked_conference(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")

    await hq.control("lock", conference_id="daily", on=True)
    refused = await hq.control("join", conference_id="daily", login="ben")
    told = [(await hq.read("daily"))["participants_lock_enabled"]]
    await hq.control("lock", conference_id="daily", on=False)
    told.append((await hq.read("daily"))["participants_lock_enabled"])

    assert (refused["error"], told) == ("locked", [True, False])
    assert (await hq.control("join", conference_id="daily", login="ben"))["name"] == "Ben Okafor"


async def test_leaving_by_the_back_door_names_whom_it_means(hq: Any) -> None:
    await hq.running(id="daily", allow_guests=True)
    first = await hq.control("join", conference_id="daily", name="Zoe")
    for who in ({"name": "Zoe"}, {"login": "ana"}, {"login": "ben"}):
        await hq.control("join", conference_id="daily", **who)

    gone = [
        await hq.control("leave", conference_id="daily", seat=first["seat"]),
        await hq.control("leave", conference_id="daily", name="Zoe"),
        await hq.control("leave", conference_id="daily"),
        await hq.control("leave", conference_id="daily"),
    ]

    assert gone[:3] == [{"left": ["Zoe"]}, {"left": ["Zoe"]}, {"left": ["Ana Lima", "Ben Okafor"]}]
    assert gone[3]["error"] == "unknown"


async def test_the_back_door_records(hq: Any) -> None:
    await hq.running(id="daily")

    answers = [await hq.control("record", conference_id="daily", action=deed) for deed in ("start", "pause", "stop")]

    assert [one["recording"] for one in answers] == [True, True, False]
