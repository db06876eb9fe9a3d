"""The emulated PortSIP PBX's conference rooms: limits, numbers, updates, blanks, and how they go."""

from typing import Any

import pytest

WRONG: list[tuple[str, Any]] = [
    ("extension_number", "12"),
    ("extension_number", "1" * 65),
    ("extension_number", "70a1"),
    ("extension_number", 7001),
    ("mode", "video"),
    ("subject", ""),
    ("subject", "x" * 65),
    ("capacity", 0),
    ("capacity", 201),
    ("capacity", "9"),
    ("capacity", True),
    ("control", "OPEN"),
    ("height", 143),
    ("height", 1921),
    ("width", 143),
    ("width", 1921),
    ("bitrate", 127),
    ("bitrate", 10241),
    ("framerate", 4),
    ("framerate", 31),
    ("layout", "LAYOUT5"),
    ("language", "english please"),
    ("admin_pin", "12"),
    ("admin_pin", "1234567"),
    ("room_pin", "12a4"),
    ("room_pin", ""),
    ("enable_recording", "yes"),
    ("enable_prompt", 1),
    ("timezone", "Berlin"),
    ("timezone", ["Europe/Berlin"]),
    ("scheduled_start_at", "2026-11-24"),
    ("scheduled_start_at", "9999-12-31T23:59:59-01:00"),
    ("scheduled_start_at", "2026-11-24T10:00:00"),
    ("scheduled_end_at", 1795500000),
    ("scheduled_end_at", "2026-13-24T10:00:00Z"),
    ("numbers", "x" * 129),
    ("internal_invitees", "ana"),
    ("internal_invitees", ["nobody"]),
    ("external_invitees", "a@b.example, c@d.example"),
    ("external_invitees", ["a@b.example"]),
    ("custom_options", {}),
    ("outbound_caller_ids", [{"provider_id": "1"}]),
    ("outbound_caller_ids", [{"provider_id": "1", "caller_id": "1", "colour": "red"}]),
    ("room_pin", None),
    ("id", "mine"),
    ("colour", "red"),
]
"""Values that are outside the documented limits, unknown fields, and null."""


@pytest.mark.parametrize(("field", "value"), WRONG)
async def test_a_field_outside_its_limits_is_named_and_nothing_is_made(pbx: Any, field: str, value: Any) -> None:
    refused = await pbx.refused("POST", "conference_rooms", pbx.standup(**{field: value}))

    assert refused == (400, "VALIDATE_FAILED", field)
    assert (await pbx.ok("GET", "conference_rooms"))["count"] == 0


@pytest.mark.parametrize("field", ["extension_number", "mode", "subject", "capacity"])
async def test_required_fields_are_required(pbx: Any, field: str) -> None:
    body = {name: value for name, value in pbx.standup().items() if name != field}

    assert await pbx.refused("POST", "conference_rooms", body) == (400, "VALIDATE_FAILED", field)


@pytest.mark.parametrize("fields", [{"capacity": 1, "subject": "x"}, {"capacity": 200, "subject": "x" * 64}])
async def test_the_limits_themselves_are_taken(pbx: Any, fields: dict[str, Any]) -> None:
    room = await pbx.read(await pbx.room(extension_number="7" * 64, room_pin="123", admin_pin="123456", **fields))

    assert room.items() >= fields.items()


async def test_instants_with_an_offset_are_told_in_utc(pbx: Any) -> None:
    room = await pbx.read(await pbx.room(scheduled_start_at="2026-11-24T19:20:37.250+08:00"))

    assert room["scheduled_start_at"] == "2026-11-24T11:20:37Z"


async def test_a_lax_pbx_overlooks_what_it_does_not_know(build: Any) -> None:
    async with build(strict=False) as pbx:
        room = await pbx.read(await pbx.room(colour="red", room_pin=None))

        assert room["room_pin"] is None
        assert "colour" not in room


@pytest.mark.parametrize("number", ["101", "8000", "7001"])
@pytest.mark.parametrize(
    ("status", "refusal"),
    [(400, (400, "VALIDATE_FAILED", "extension_number")), (409, (409, "RESOURCE_IN_USE", None))],
)
async def test_a_number_is_given_once_over_people_rooms_and_all_else(
    build: Any, number: str, status: int, refusal: tuple[Any, ...]
) -> None:
    async with build(number_taken_status=status) as pbx:
        await pbx.room()

        refused = await pbx.refused("POST", "conference_rooms", pbx.standup(extension_number=number))

        assert refused == refusal


async def test_ids_are_opaque_and_no_two_are_alike(pbx: Any) -> None:
    ids = [await pbx.room(extension_number=str(number)) for number in range(7000, 7005)]
    tokens = [(await pbx.read(room_id))["token"] for room_id in ids]

    assert len({*ids, *tokens}) == 10
    assert not any(one.isdecimal() for one in ids)


async def test_only_the_single_room_has_the_parts_of_its_link(pbx: Any) -> None:
    room_id = await pbx.room()

    detail, summary = await pbx.read(room_id), (await pbx.ok("GET", "conference_rooms"))["items"][0]

    assert detail.keys() - summary.keys() == {"domain", "sbc_host", "sbc_port", "token", "outbound_caller_ids"}


async def test_an_update_has_no_body_and_puts_what_it_leaves_out_back(pbx: Any) -> None:
    room_id = await pbx.room(
        capacity=20, room_pin="4821", numbers="+44 1", layout="LAYOUT4", enable_recording=True, timezone="Asia/Kolkata"
    )

    answer = await pbx.call("POST", f"conference_rooms/{room_id}", {"subject": "New"})

    room = await pbx.read(room_id)
    assert (answer.status_code, answer.content) == (200, b"")
    assert (room["subject"], room["extension_number"], room["mode"]) == ("New", "7001", "VIDEO")
    assert (room["capacity"], room["room_pin"], room["numbers"], room["layout"]) == (9, None, "", "LAYOUT0")
    assert (room["enable_recording"], room["timezone"]) == (True, "Europe/Berlin")


async def test_an_update_without_a_subject_keeps_the_old_one(pbx: Any) -> None:
    room_id = await pbx.room()

    await pbx.ok("POST", f"conference_rooms/{room_id}", {"capacity": 3})

    assert (await pbx.read(room_id))["subject"] == "Stand-up"


async def test_an_update_may_change_only_what_it_names(build: Any) -> None:
    async with build(update_replaces=False) as pbx:
        room_id = await pbx.room(capacity=20, room_pin="4821")

        await pbx.ok("POST", f"conference_rooms/{room_id}", {"subject": "New"})

        room = await pbx.read(room_id)
        assert (room["subject"], room["capacity"], room["room_pin"]) == ("New", 20, "4821")


@pytest.mark.parametrize("field", ["extension_number", "mode", "enable_recording"])
async def test_some_fields_are_set_for_good(pbx: Any, field: str) -> None:
    room_id = await pbx.room()

    refused = await pbx.refused("POST", f"conference_rooms/{room_id}", {field: (await pbx.read(room_id))[field]})

    assert refused == (400, "VALIDATE_FAILED", field)


async def test_a_room_can_be_sent_back_as_it_was_read(pbx: Any) -> None:
    ana = (await pbx.ok("GET", "users", filter="name eq 'ana'"))["items"][0]["id"]
    room_id = await pbx.room(
        room_pin="4821",
        admin_pin="9999",
        internal_invitees=[ana],
        external_invitees="a@b.example;c@d.example",
        scheduled_start_at="2026-11-24T10:00:00Z",
    )
    before = await pbx.read(room_id)
    fixed = {
        "id",
        "created_at",
        "extension_number",
        "mode",
        "enable_recording",
        "domain",
        "sbc_host",
        "sbc_port",
        "token",
    }

    await pbx.ok(
        "POST",
        f"conference_rooms/{room_id}",
        {name: value for name, value in before.items() if name not in fixed and value is not None},
    )

    assert await pbx.read(room_id) == before


@pytest.mark.parametrize(
    ("blanks", "pin", "numbers"),
    [("mixed", None, ""), ("null", None, None), ("empty", "", ""), ("absent", "-", "-")],
)
async def test_nothing_is_written_in_one_of_several_ways(build: Any, blanks: str, pin: Any, numbers: Any) -> None:
    async with build(blanks=blanks) as pbx:
        room = await pbx.read(await pbx.room())

        assert (room.get("room_pin", "-"), room.get("numbers", "-")) == (pin, numbers)
        assert room.get("scheduled_start_at", "-") == pin


async def test_a_destroyed_room_is_gone_with_its_number_and_whoever_is_in(pbx: Any) -> None:
    room_id = await pbx.on_call()

    answer = await pbx.call("POST", f"conference_rooms/{room_id}/destroy")

    assert (answer.status_code, answer.content) == (204, b"")
    assert await pbx.refused("GET", f"conference_rooms/{room_id}") == (404, "UNKNOWN", None)
    assert (await pbx.refused("POST", f"conference_rooms/{room_id}/destroy"))[0] == 404
    assert (await pbx.refused("GET", "extension_numbers/7001"))[0] == 404


async def test_so_many_rooms_may_be_at_a_time(build: Any) -> None:
    async with build(max_rooms=1) as pbx:
        first = await pbx.room()

        refused = await pbx.refused("POST", "conference_rooms", pbx.standup(extension_number="7002"))
        await pbx.ok("POST", f"conference_rooms/{first}/destroy")
        second = await pbx.call("POST", "conference_rooms", pbx.standup(extension_number="7002"))

        assert (refused[:2], second.status_code) == ((400, "UNKNOWN"), 201)


async def test_a_room_that_nobody_comes_to_is_closed_after_half_an_hour(pbx: Any) -> None:
    unused, used = await pbx.room(), await pbx.on_call(extension_number="7002")
    await pbx.control("leave", number="7002")

    pbx.clock.advance(minutes=29)
    before = (await pbx.call("GET", f"conference_rooms/{unused}")).status_code
    pbx = await _later(pbx, minutes=1)

    assert before == 200
    assert (await pbx.call("GET", f"conference_rooms/{unused}")).status_code == 404
    assert (await pbx.call("GET", f"conference_rooms/{used}")).status_code == 200


@pytest.mark.parametrize(("spare", "status"), [(True, 200), (False, 404)])
async def test_a_planned_room_may_be_spared_until_its_time_has_passed(build: Any, spare: bool, status: int) -> None:
    async with build(spare_scheduled=spare) as pbx:
        room_id = await pbx.room(scheduled_start_at="2026-11-23T14:00:00Z")

        pbx = await _later(pbx, hours=2)
        at_its_start = (await pbx.call("GET", f"conference_rooms/{room_id}")).status_code
        pbx = await _later(pbx, minutes=30)

        assert at_its_start == status
        assert (await pbx.call("GET", f"conference_rooms/{room_id}")).status_code == 404


async def test_a_closed_room_may_stay_and_let_nobody_in(build: Any) -> None:
    async with build(closed_rooms="offline") as pbx:
        room_id = await pbx.room()

        pbx = await _later(pbx, minutes=30)

        assert (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["status"] == "OFFLINE"
        assert (await pbx.control("join", number="7001", extension="101"))["error"] == "closed"


async def test_rooms_may_stay_for_ever(build: Any) -> None:
    async with build(close_unused_after=None) as pbx:
        room_id = await pbx.room()

        pbx = await _later(pbx, days=30)

        assert (await pbx.call("GET", f"conference_rooms/{room_id}")).status_code == 200


async def _later(pbx: Any, **span: float) -> Any:
    """Time has passed, and the token is a fresh one."""
    pbx.clock.advance(**span)
    return await pbx.signed_in()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "conference_rooms/x/y/z", 404),
        ("GET", "user/meetings", 404),
        ("GET", "tokens", 404),
        ("PUT", "conference_rooms", 405),
        ("DELETE", "conference_rooms/x", 405),
        ("POST", "conference_rooms/x/destroy", 404),
    ],
)
async def test_what_is_not_there_is_refused_with_the_envelope(pbx: Any, method: str, path: str, status: int) -> None:
    assert await pbx.refused(method, path) == (status, "UNKNOWN", None)


@pytest.mark.parametrize(
    "sent",
    [
        {"content": b"{", "headers": {"Content-Type": "application/json"}},
        {"content": b'{"subject":"\\ud800"}', "headers": {"Content-Type": "application/json"}},
        {"json": []},
        {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
    ],
)
async def test_a_body_that_is_no_json_object_is_refused(pbx: Any, sent: dict[str, Any]) -> None:
    sent["headers"] = {"Authorization": f"Bearer {pbx.token}", **sent.get("headers", {})}

    answer = await pbx.http.post("/api/conference_rooms", **sent)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (400, "UNKNOWN")


async def test_an_id_is_taken_as_it_was_quoted(pbx: Any) -> None:
    assert (await pbx.refused("GET", "conference_rooms/a%2Fstatus"))[0] == 404
