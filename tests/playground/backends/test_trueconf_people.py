"""The emulated TrueConf Server's people: inside, put out, looked up, let in by a personal link."""

from typing import Any
from urllib.parse import parse_qs, quote

import pytest

from playground.backends.trueconf import User


async def test_a_session_shows_who_is_inside_and_who_is_host(hq: Any) -> None:
    await hq.running(id="daily", allow_guests=True)
    for who in ({"login": "ana"}, {"login": "ben"}, {"name": "Zoe"}):
        await hq.control("join", conference_id="daily", **who)
    session = quote((await hq.read("daily"))["stream_id"], safe="")

    listed = await hq.ok("GET", f"conference-sessions/{session}/participants")
    second = await hq.ok("GET", f"conference-sessions/{session}/participants", page_size=2, page_id=2)

    assert [(one["display_name"], one["role"]) for one in listed["participants"]] == [
        ("Ana Lima", 2),
        ("Ben Okafor", 0),
        ("Zoe", 0),
    ]
    assert (listed["count"], second["count"]) == (3, 1)
    ids = [one["participant_id"] for one in listed["participants"]]
    assert ids[0].startswith("ana@hq.acme.example/")
    assert ids[2].startswith("#guest:")
    assert listed["participants"][0]["join_time"] == {
        "date": "2026-11-23 13:00:00.000000",
        "timezone_type": 3,
        "timezone": "Europe/Berlin",
    }


@pytest.mark.parametrize("kind", ["participant_id", "call_id"])
async def test_somebody_is_put_out_by_the_id_escaped_once(hq: Any, kind: str) -> None:
    await hq.running(id="daily", allow_guests=True)
    await hq.control("join", conference_id="daily", login="ana")
    await hq.control("join", conference_id="daily", name="Zoe")
    session = f"conference-sessions/{quote((await hq.read('daily'))['stream_id'], safe='')}/participants"
    ids = [one[kind] for one in (await hq.ok("GET", session))["participants"]]

    answers = [await hq.ok("DELETE", f"{session}/{quote(one, safe='')}") for one in ids]

    assert answers == [{"participant_id": one} for one in ids]
    assert (await hq.ok("GET", session))["count"] == 0


async def test_an_id_escaped_twice_or_not_at_all_is_not_found(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")
    session = f"conference-sessions/{quote((await hq.read('daily'))['stream_id'], safe='')}/participants"
    inside = (await hq.ok("GET", session))["participants"][0]["participant_id"]

    twice = await hq.refused("DELETE", f"{session}/{quote(quote(inside, safe=''), safe='')}")
    bare = await hq.refused("DELETE", f"{session}/{inside}")

    assert (twice, bare) == ("participantNotFound", "notFound")


async def test_putting_out_came_with_v3_9(hq: Any) -> None:
    await hq.running(id="daily")
    session = quote((await hq.read("daily"))["stream_id"], safe="")
    hq.version = "v3.8"

    assert await hq.refused("DELETE", f"conference-sessions/{session}/participants/ana") == "notFound"


async def test_a_session_that_is_over_is_not_found(hq: Any) -> None:
    await hq.running(id="daily")
    session = quote((await hq.read("daily"))["stream_id"], safe="")
    await hq.control("end", conference_id="daily")

    assert await hq.refused("GET", f"conference-sessions/{session}") == "conferenceSessionNotFound"


async def test_a_single_participant_is_found_by_its_full_name(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")

    found = await hq.ok("GET", "conferences/daily/participants/ana%40hq.acme.example")

    assert (found["participant"]["is_owner"], found["participant"]["status"]) == (True, 5)
    assert await hq.refused("GET", "conferences/daily/participants/ben") == "participantNotFound"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["ana", "ben", "cleo", "plenum", "joana"]),
        ({"email": "ana@acme.example"}, ["ana", "joana"]),
        ({"email": "ANA@acme.example"}, ["ana", "joana"]),
        ({"login_name": "cle"}, ["cleo"]),
        ({"display_name": "okafor"}, ["ben"]),
        ({"first_name": "Ana", "last_name": "Lima"}, ["ana"]),
        ({"email": "zoe@acme.example"}, []),
        ({"page_size": 2, "page_id": 3}, ["joana"]),
    ],
)
async def test_people_are_found_by_a_part_of_what_is_asked(hq: Any, query: dict[str, Any], found: list[str]) -> None:
    await hq.control("users", login="joana", display_name="Joana Sá", email="joana@acme.example")

    answer = await hq.ok("GET", "users", **query)

    assert [one["id"] for one in answer["users"]] == found


async def test_an_exact_server_finds_whole_values_only(build: Any) -> None:
    async with build(user_filter="exact") as server:
        exact = await server.ok("GET", "users", email="ana@acme.example")
        other = await server.ok("GET", "users", email="ANA@acme.example")

    assert (len(exact["users"]), len(other["users"])) == (1, 0)


async def test_the_pages_of_users_and_groups_lead_to_the_next(hq: Any) -> None:
    users = [await hq.ok("GET", "users", page_size=3, page_id=page) for page in (1, 2)]
    first = await hq.ok("GET", "groups", page_size=1)
    second = await hq.ok("GET", "groups", page_size=1, page_id=first["next_page_id"])

    assert [one["next_page_id"] for one in users] == [2, -1]
    assert first["next_page_id"] > 1000
    assert ([one["id"] for one in second["groups"]], second["next_page_id"]) == (["@no_group"], -1)


async def test_a_group_has_members(hq: Any) -> None:
    staff = await hq.ok("GET", "groups/staff/users", login_name="ana")
    others = await hq.ok("GET", f"groups/{quote('@no_group', safe='')}/users")

    assert [one["id"] for one in staff["users"]] == ["ana"]
    assert [one["id"] for one in others["users"]] == ["plenum"]
    assert (await hq.ok("GET", "groups/staff"))["group"]["display_name"] == "Staff"
    assert await hq.refused("GET", "groups/nobody") == "groupNotFound"


async def test_a_status_says_who_can_be_reached(hq: Any) -> None:
    await hq.running(id="daily")
    for login in ("ana", "ben"):
        await hq.control("join", conference_id="daily", login=login)
    await hq.control("users", login="cleo", online=False)

    users = (await hq.ok("GET", "users"))["users"]

    assert {one["id"]: one["status"] for one in users} == {"ana": 5, "ben": 2, "cleo": 0, "plenum": 1}


@pytest.mark.parametrize(
    ("user", "login", "name"),
    [("ben", "ben", "Ben Okafor"), ("2$zoe-1*Zoe", "#guest2:zoe-1", "Zoe"), ("$Alex", None, "Alex")],
)
async def test_a_personal_link_lets_one_person_in(hq: Any, user: str, login: str | None, name: str) -> None:
    await hq.conference(id="daily", allow_guests=True)
    apps = await hq.ok("GET", "software/clients", call_id="daily", user=user, case="join_conference_button")
    fragment = parse_qs(apps["clients"][-1]["web_url"].partition("#")[2])

    joined = await hq.control("join", conference_id="daily", token=fragment["token"][0])

    assert joined["name"] == name
    assert joined["participant_id"].startswith(login or "#guest:")
    assert fragment["login"][0].startswith(login or "#guest:")


async def test_a_personal_link_is_for_one_conference_and_one_day(hq: Any) -> None:
    await hq.conference(id="daily")
    await hq.conference(id="other")
    apps = await hq.ok("GET", "software/clients", call_id="daily", user="ben")
    token = parse_qs(apps["clients"][-1]["web_url"].partition("#")[2])["token"][0]

    elsewhere = await hq.control("join", conference_id="other", token=token)
    hq.clock.advance(days=1)
    late = await hq.control("join", conference_id="daily", token=token)

    assert elsewhere["error"] == late["error"] == "token"


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ({"call_id": "unknown"}, "conferenceNotFound"),
        ({"call_id": "daily", "user": "nobody"}, "userNotFound"),
        ({"call_id": "daily", "user": "3$x*Y"}, "invalidValue"),
        ({"call_id": "daily", "user": "2$noname"}, "invalidValue"),
        ({"case": "print"}, "invalidValue"),
        ({"lang": "xx"}, "invalidValue"),
    ],
)
async def test_client_apps_are_asked_for_properly(hq: Any, query: dict[str, str], reason: str) -> None:
    await hq.conference(id="daily")

    assert await hq.refused("GET", "software/clients", **query) == reason


async def test_without_a_conference_the_apps_hold_no_deep_links(hq: Any) -> None:
    apps = await hq.ok("GET", "software/clients")

    assert apps.keys() == {"clients"}


async def test_the_same_account_in_a_second_window_takes_the_place_of_the_first(build: Any) -> None:
    ana = User(login="ana", display_name="Ana", email="ana@acme.example")
    async with build(users=(ana,)) as server:
        await server.conference(id="daily", invitations=[{"id": "ana"}])

        for _ in range(2):
            await server.control("join", conference_id="daily", login="ana")

        listed = await server.ok("GET", "conferences/daily/participants")
        assert len(listed["participants"]) == 1
