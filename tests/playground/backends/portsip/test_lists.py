"""The emulated PortSIP PBX's lists: filter, search, order, pages; numbers, people and conference servers."""

from typing import Any

import pytest

from playground.backends.portsip import User

ROOMS: list[dict[str, Any]] = [
    {"extension_number": "7001", "subject": "Alpha", "scheduled_start_at": "2026-11-24T10:00:00Z", "capacity": 5},
    {"extension_number": "7002", "subject": "Beta", "mode": "AUDIO"},
    {"extension_number": "7003", "subject": "Ben's room", "scheduled_start_at": "2026-11-25T10:00:00Z"},
]


@pytest.fixture
async def full(pbx: Any) -> Any:
    """Three rooms, made a second apart."""
    for fields in ROOMS:
        await pbx.room(**fields)
        pbx.clock.advance(seconds=1)
    return pbx


async def numbers(pbx: Any, **query: Any) -> list[str]:
    return [one["extension_number"] for one in (await pbx.ok("GET", "conference_rooms", **query))["items"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("extension_number eq '7002'", ["7002"]),
        ("extension_number ne '7002'", ["7001", "7003"]),
        ("subject eq 'Ben''s room'", ["7003"]),
        ("subject eq 'alpha'", []),
        ("capacity lt 9", ["7001"]),
        ("capacity ge 9 and mode eq 'VIDEO'", ["7003"]),
        ("capacity gt 9 or capacity le 5", ["7001"]),
        ("mode eq 'AUDIO' or subject eq 'Alpha' and capacity eq 9", ["7002"]),
        ("(mode eq 'AUDIO' or subject eq 'Alpha') and capacity eq 5", ["7001"]),
        ("not mode eq 'AUDIO'", ["7001", "7003"]),
        ("startswith(subject,'Be')", ["7002", "7003"]),
        ("endswith(subject, 'a')", ["7001", "7002"]),
        ("contains(extension_number,'003')", ["7003"]),
        ("scheduled_start_at eq null", ["7002"]),
        ("scheduled_start_at gt 2026-11-24T12:00:00Z", ["7003"]),
        ("enable_prompt eq true", ["7001", "7002", "7003"]),
        ("capacity gt 'x'", []),
        ("room_pin gt null", []),
        ("", ["7001", "7002", "7003"]),
    ],
)
async def test_a_filter_leaves_what_fits(full: Any, text: str, found: list[str]) -> None:
    assert await numbers(full, filter=text) == found


@pytest.mark.parametrize(
    "text",
    [
        "number eq '7001'",
        "extension_number = '7001'",
        "extension_number eq",
        'extension_number eq "7001"',
        "extension_number eq '7001' and",
        "extension_number eq '7001' capacity",
        "(extension_number eq '7001'",
        "contains(subject)",
        "startswith(subject,7)",
        "like(subject,'A')",
        "extension_number eq 'it's'",
        "capacity is 5",
        "created_at gt 2026-11-99T00:00:00Z",
        "subject eq nothing",
    ],
)
async def test_a_filter_that_is_not_understood_is_refused(full: Any, text: str) -> None:
    assert await full.refused("GET", "conference_rooms", filter=text) == (400, "VALIDATE_FAILED", "filter")


@pytest.mark.parametrize(
    ("order", "found"),
    [
        ("created_at desc", ["7003", "7002", "7001"]),
        ("subject", ["7001", "7003", "7002"]),
        ("capacity asc, extension_number desc", ["7001", "7003", "7002"]),
        ("scheduled_start_at", ["7002", "7001", "7003"]),
    ],
)
async def test_an_order_is_kept(full: Any, order: str, found: list[str]) -> None:
    assert await numbers(full, orderby=order) == found


async def test_a_search_looks_at_names_and_numbers(full: Any) -> None:
    assert await numbers(full, search="BE") == ["7002", "7003"]


async def test_pages_follow_each_other_and_count_everything(full: Any) -> None:
    pages = [await full.ok("GET", "conference_rooms", top=2, skip=skip) for skip in (0, 2, 4)]

    assert [[one["extension_number"] for one in page["items"]] for page in pages] == [["7001", "7002"], ["7003"], []]
    assert {page["count"] for page in pages} == {3}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("top", "0"),
        ("top", "101"),
        ("top", "many"),
        ("skip", "-1"),
        ("skip", "9" * 5000),
        ("orderby", "colour"),
        ("orderby", "subject down"),
        ("$filter", "capacity eq 9"),
        ("count", "true"),
    ],
)
async def test_a_parameter_that_is_not_allowed_is_named(full: Any, name: str, value: str) -> None:
    assert await full.refused("GET", "conference_rooms", **{name: value}) == (400, "VALIDATE_FAILED", name)


async def test_a_lax_pbx_overlooks_strange_parameters(build: Any) -> None:
    async with build(strict=False) as pbx:
        await pbx.room()

        assert await numbers(pbx, **{"$filter": "capacity eq 1"}) == ["7001"]


@pytest.mark.parametrize(
    ("number", "name", "kind"),
    [("102", "Ben Okafor", "EXTENSION"), ("8001", "Support", "RING_GROUP"), ("7002", "Beta", "CONFERENCE_ROOM")],
)
async def test_a_number_that_is_taken_says_by_whom(full: Any, number: str, name: str, kind: str) -> None:
    shown = await full.ok("GET", f"extension_numbers/{number}")

    assert (shown["extension_number"], shown["name"], shown["type"]) == (number, name, kind)


async def test_a_free_number_is_not_found(full: Any) -> None:
    assert await full.refused("GET", "extension_numbers/7777") == (404, "UNKNOWN", None)


@pytest.mark.parametrize(("email", "found"), [("ben@acme.example", ["102"]), ("zoe@acme.example", [])])
async def test_people_are_found_by_their_address(pbx: Any, email: str, found: list[str]) -> None:
    page = await pbx.ok("GET", "users", filter=f"email eq '{email}'")

    assert [one["extension_number"] for one in page["items"]] == found
    assert page["count"] == len(found)


async def test_two_people_may_have_one_address(build: Any) -> None:
    twins = tuple(
        User(name=name, display_name=name, email="office@acme.example", extension_number=number)
        for name, number in (("one", "201"), ("two", "202"))
    )
    async with build() as pbx:
        for twin in twins:
            await pbx.control("users", name=twin.name, email=twin.email, extension_number=twin.extension_number)

        assert (await pbx.ok("GET", "users", filter="email eq 'office@acme.example'"))["count"] == 2


SERVER = {"name": "second", "max_rooms": 1, "max_participants": 2, "ipv4": "10.0.0.2"}


async def test_a_conference_server_is_made_changed_and_removed(pbx: Any) -> None:
    made = await pbx.call("POST", "conference_servers", SERVER)
    one = f"conference_servers/{made.json()['id']}"
    changed = await pbx.call("POST", one, {"enabled": False, "max_rooms": 3, "max_participants": 30})
    shown, status = await pbx.ok("GET", one), await pbx.ok("GET", f"{one}/status")
    removed = await pbx.call("POST", f"{one}/destroy")

    assert [made.status_code, changed.status_code, removed.status_code] == [200, 200, 204]
    assert (shown["type"], shown["enabled"], shown["max_rooms"], status["status"]) == ("EXTERNAL", False, 3, "OFFLINE")
    assert (await pbx.refused("GET", one))[0] == 404


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"ipv4": ""}, "ipv4"),
        ({"ipv4": "fe80::1"}, "ipv4"),
        ({"ipv6": "10.0.0.1"}, "ipv6"),
        ({"name": ""}, "name"),
        ({"name": "x" * 65}, "name"),
        ({"max_rooms": "1"}, "max_rooms"),
        ({"max_participants": -1}, "max_participants"),
    ],
)
async def test_a_conference_servers_fields_are_checked(pbx: Any, fields: dict[str, Any], field: str) -> None:
    assert await pbx.refused("POST", "conference_servers", SERVER | fields) == (400, "VALIDATE_FAILED", field)


async def test_conference_servers_are_counted_unless_not_wished(pbx: Any) -> None:
    counted, plain = [await pbx.ok("GET", "conference_servers", count=wish) for wish in ("true", "false")]

    assert (counted["count"], plain.keys()) == (1, {"items"})
    assert (await pbx.refused("GET", "conference_servers", count="yes"))[2] == "count"


async def test_a_conference_server_with_a_call_stays(pbx: Any) -> None:
    await pbx.on_call()
    one = f"conference_servers/{(await pbx.ok('GET', 'conference_servers'))['items'][0]['id']}"

    status = await pbx.ok("GET", f"{one}/status")

    assert (status["rooms_count"], status["participants_count"]) == (1, 1)
    assert await pbx.refused("POST", f"{one}/destroy") == (409, "RESOURCE_IN_USE", None)


async def test_without_a_conference_server_rooms_are_offline(pbx: Any) -> None:
    room_id = await pbx.room()
    server = (await pbx.ok("GET", "conference_servers"))["items"][0]["id"]

    await pbx.ok("POST", f"conference_servers/{server}", {"enabled": False})

    assert (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["status"] == "OFFLINE"
    assert (await pbx.control("join", number="7001", extension="101"))["error"] == "busy"


async def test_a_call_goes_on_when_its_conference_server_is_switched_off(pbx: Any) -> None:
    room_id = await pbx.on_call()
    server = (await pbx.ok("GET", "conference_servers"))["items"][0]["id"]

    await pbx.ok("POST", f"conference_servers/{server}", {"enabled": False})

    assert (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["status"] == "ON_CALL"


async def test_conference_servers_may_be_the_operators_alone(build: Any) -> None:
    async with build(servers_for_tenants=False) as pbx:
        operator = await pbx.signed_in(username="operator", password="operator-secret", domain="")

        refused = await pbx.refused("GET", "conference_servers")

        assert refused[0] == 403
        assert (await operator.ok("GET", "conference_servers"))["count"] == 1
