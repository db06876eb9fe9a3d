"""Rooms of the emulated Vonage Meetings API: what may be asked for and changed, and in which words it says no."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.playground.backends.vonage.signing import APPLICATION

UNKNOWN = "9f6fe8ae-3458-4a72-b532-8276d5533e97"
ALL = {
    "display_name": "Weekly sync",
    "metadata": "slack:T1/C1/1700000000.000100",
    "recording_options": {"auto_record": True, "record_only_owner": False},
    "join_approval_level": "explicit_approval",
    "initial_join_options": {"microphone_state": "off"},
    "available_features": {"is_recording_available": False},
    "ui_settings": {"language": "de"},
}


async def test_an_instant_room_lives_ten_minutes_and_has_what_nobody_asked_for(vonage: Any) -> None:
    made = await vonage.ok("POST", "rooms", {"display_name": "Stand-up"})

    assert (made["type"], made["metadata"], made["theme_id"]) == ("instant", None, None)
    assert (made["created_at"], made["expires_at"]) == ("2026-11-23T12:00:00.000Z", "2026-11-23T12:10:00.000Z")
    assert made["is_available"]
    assert re.fullmatch("[1-9][0-9]{8}", made["meeting_code"])
    assert "callback_urls" not in made


async def test_everything_that_was_asked_for_is_shown(vonage: Any) -> None:
    wish = ALL | {"type": "long_term", "expires_at": "2026-12-01T18:45:50.901+01:00", "expire_after_use": True}

    made = await vonage.room(**wish)

    features = made.pop("available_features")
    shown = {name: made[name] for name in ALL.keys() - {"available_features"}}
    assert shown == {name: value for name, value in ALL.items() if name != "available_features"}
    assert made["expires_at"] == "2026-12-01T17:45:50.901Z"
    assert made["expire_after_use"]
    assert not features["is_recording_available"]
    assert features["is_chat_available"]


async def test_the_guest_link_holds_the_code_and_the_host_link_a_token_nobody_can_guess(vonage: Any) -> None:
    made = await vonage.room()

    links = made["_links"]
    host = parse_qs(urlsplit(links["host_url"]["href"]).query)
    assert links["guest_url"]["href"] == f"https://meetings.vonage.com/{made['meeting_code']}"
    assert links["host_url"]["href"].startswith("https://meetings.vonage.com/?room_token=")
    assert host["room_token"] == [made["meeting_code"]]
    assert len(host["participant_token"][0].split(".")) == 3
    assert (await vonage.read(made))["_links"] == links


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("display_name", "", "is not allowed to be empty"),
        ("display_name", "x" * 201, "length must be less than or equal to 200 characters long"),
        ("display_name", 7, "must be a string"),
        ("metadata", "x" * 501, "length must be less than or equal to 500 characters long"),
        ("metadata", None, "must be a string"),
        ("type", "permanent", "must be one of [instant, long_term]"),
        ("join_approval_level", "host", "must be one of [none, after_owner_only, explicit_approval]"),
        ("theme_id", "not-a-theme", "must be a valid GUID"),
        ("theme_id", UNKNOWN.replace("-", ""), "must be a valid GUID"),
        ("expire_after_use", True, "is not allowed"),
        ("expires_at", "2026-11-24T12:00:00Z", "is not allowed"),
        ("topic", "Stand-up", "is not allowed"),
        ("recording_options", [], "must be of type object"),
        ("recording_options.auto_record", "yes", "must be a boolean"),
        ("recording_options.recordOnlyOwner", True, "is not allowed"),
        ("initial_join_options.microphone_state", "muted", "must be one of [on, off, default]"),
        ("available_features.is_poll_available", True, "is not allowed"),
        ("ui_settings.language", "xx", "must be one of"),
        ("callback_urls.rooms_callback_url", "ftp://bot.example", "fails to match the required pattern"),
    ],
)
async def test_a_body_that_is_wrong_is_told_where(vonage: Any, field: str, value: object, said: str) -> None:
    group, _, inner = field.partition(".")
    wish = {group: {inner: value} if inner else value}

    status, name, message = await vonage.refused("POST", "rooms", {"display_name": "Stand-up"} | wish)

    assert (status, name) == (400, "InputValidationError")
    assert message.startswith(f'"{field}" ')
    assert said in message


async def test_a_room_needs_a_name(vonage: Any) -> None:
    refused = await vonage.refused("POST", "rooms", {})

    assert refused == (400, "InputValidationError", '"display_name" is required')


async def test_limits_are_reached_but_not_passed(vonage: Any) -> None:
    made = await vonage.room(display_name="x" * 200, metadata="y" * 500)

    assert (len(made["display_name"]), len(made["metadata"])) == (200, 500)


@pytest.mark.parametrize(
    ("expires_at", "said"),
    [
        (None, "is required"),
        ("tomorrow", "must be in ISO 8601 date format"),
        ("2026-11-24", "must be in ISO 8601 date format"),
        ("2026-11-24T12:00:00", "must be in ISO 8601 date format"),
        (1795500000, "must be a string"),
        ("2026-11-23T12:10:00.000Z", "must be more than 10 minutes from now"),
        ("2027-11-23T12:00:00.001Z", "must be at most 365 days from now"),
    ],
)
async def test_a_long_term_room_says_when_it_ends(vonage: Any, expires_at: object, said: str) -> None:
    wish = {"display_name": "Weekly sync", "type": "long_term"}

    refused = await vonage.refused("POST", "rooms", wish if expires_at is None else wish | {"expires_at": expires_at})

    assert refused == (400, "InputValidationError", f'"expires_at" {said}')


@pytest.mark.parametrize("expires_at", ["2026-11-23T12:10:00.001Z", "2027-11-23T12:00:00.000Z"])
async def test_it_may_end_from_ten_minutes_to_a_year_ahead(vonage: Any, expires_at: str) -> None:
    assert (await vonage.lasting(expires_at=expires_at))["expires_at"] == expires_at


async def test_a_theme_that_is_not_there_is_refused(vonage: Any) -> None:
    status, name, message = await vonage.refused("POST", "rooms", {"display_name": "Stand-up", "theme_id": UNKNOWN})

    assert (status, name) == (400, "BadRequestError")
    assert UNKNOWN in message


async def test_only_so_many_rooms_are_open_at_a_time(build: Any) -> None:
    async with build(max_rooms=1) as vonage:
        await vonage.room()

        full = await vonage.call("POST", "rooms", {"display_name": "One more"})
        vonage.clock.advance(minutes=10)
        later = await vonage.call("POST", "rooms", {"display_name": "One more"})

    assert (full.status_code, full.content, later.status_code) == (403, b"", 201)


async def test_a_long_term_room_can_be_changed(vonage: Any) -> None:
    room = await vonage.lasting()
    callbacks = {"rooms_callback_url": "https://bot.example/other"}
    wish = {"expires_at": vonage.ahead(days=2), "expire_after_use": True, "callback_urls": callbacks}

    changed = await vonage.ok("PATCH", f"rooms/{room['id']}", {"update_details": wish})

    assert changed == await vonage.read(room)
    assert (changed["expires_at"], changed["expire_after_use"]) == (wish["expires_at"], True)
    assert changed["callback_urls"] == room["callback_urls"] | callbacks


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"update_details": {}}, '"update_details" must have at least 1 key'),
        ({}, '"update_details" is required'),
        ({"update_options": {"expire_after_use": True}}, '"update_details" is required'),
        ({"expire_after_use": True, "update_details": {}}, '"expire_after_use" is not allowed'),
        ([], '"value" must be of type object'),
        ({"update_details": {"expires_at": "soon"}}, '"update_details.expires_at" must be in ISO 8601 date format'),
        (
            {"update_details": {"expires_at": "2026-11-23T12:10:00Z"}},
            '"update_details.expires_at" must be more than 10 minutes from now',
        ),
        *(
            ({"update_details": {name: "x"}}, f'"update_details.{name}" is not allowed')
            for name in ("display_name", "metadata", "type", "recording_options", "ui_settings")
        ),
    ],
)
async def test_a_change_that_cannot_be_is_refused(vonage: Any, body: Any, said: str) -> None:
    room = await vonage.lasting()

    refused = await vonage.refused("PATCH", f"rooms/{room['id']}", body)

    assert refused == (400, "InputValidationError", said)
    assert await vonage.read(room) == room


async def test_one_sdk_changes_the_ui_settings_and_the_service_may_let_it(build: Any) -> None:
    async with build(ui_settings_change=True) as vonage:
        room = await vonage.lasting()

        changed = await vonage.ok(
            "PATCH", f"rooms/{room['id']}", {"update_details": {"ui_settings": {"language": "fr"}}}
        )

    assert changed["ui_settings"] == {"language": "fr"}


async def test_an_instant_room_cannot_be_changed(vonage: Any) -> None:
    room = await vonage.room()

    refused = await vonage.refused("PATCH", f"rooms/{room['id']}", {"update_details": {"expire_after_use": True}})

    said = f"The room with id: {room['id']} could not be updated because of its type: temporary"
    assert refused == (400, "BadRequestError", said)


async def test_a_closed_room_is_shown_and_cannot_be_changed(vonage: Any) -> None:
    room = await vonage.lasting()
    vonage.clock.advance(days=1)

    shown = await vonage.read(room)
    refused = await vonage.refused("PATCH", f"rooms/{room['id']}", {"update_details": {"expire_after_use": True}})

    assert shown == room | {"is_available": False}
    assert refused == (404, "NotFoundError", f"Failed to fetch resource with id {room['id']}")


@pytest.mark.parametrize("room_id", [UNKNOWN, "not-a-room"])
@pytest.mark.parametrize("method", ["GET", "PATCH"])
async def test_a_room_that_is_not_there_is_not_found(vonage: Any, method: str, room_id: str) -> None:
    body = {"update_details": {"expire_after_use": True}} if method == "PATCH" else None

    refused = await vonage.refused(method, f"rooms/{room_id}", body)

    assert refused == (404, "NotFoundError", f"Failed to fetch resource with id {room_id}")


@pytest.mark.parametrize("prefix", ["/v1/meetings", "/beta/meetings", "/meetings"])
async def test_a_room_cannot_be_deleted_and_all_prefixes_lead_to_it(vonage: Any, prefix: str) -> None:
    room = await vonage.room()
    vonage.prefix = prefix

    answer = await vonage.call("DELETE", f"rooms/{room['id']}")

    assert (answer.status_code, answer.content, answer.headers["allow"]) == (405, b"", "GET, PATCH")
    assert await vonage.read(room) == room


async def test_other_paths_lead_nowhere(vonage: Any) -> None:
    answers = [await vonage.call("GET", path) for path in ("sessions", "rooms/a/b", "rooms/", "participants")]

    assert {answer.status_code for answer in answers} == {404}


async def test_a_line_break_in_a_path_is_nothing_special(vonage: Any) -> None:
    refused = await vonage.refused("GET", "rooms/a%0Ab")

    assert refused == (404, "NotFoundError", "Failed to fetch resource with id a\nb")


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("text/plain", b'{"display_name":"x"}'),
        ("application/json", b"{"),
        ("application/json", b'{"display_name":NaN}'),
        ("application/json", b'{"display_name":"\\ud800"}'),
        pytest.param("application/json", b"[" * 100_000, id="nested too deeply"),
    ],
)
async def test_a_body_that_is_no_json_is_refused(vonage: Any, kind: str, body: bytes) -> None:
    headers = vonage.bearer() | {"Content-Type": kind}

    answer = await vonage.http.post("/v1/meetings/rooms", content=body, headers=headers)

    assert (answer.status_code, answer.json()["name"]) == (400, "BadRequestError")


async def test_each_account_is_a_world_of_its_own(build: Any) -> None:
    async with build() as one, build() as other:
        room = await one.room()

        answer = await other.call("GET", f"rooms/{room['id']}")

    assert answer.status_code == 404
    assert one.app.state.service.config.application_id == APPLICATION
    assert datetime.fromisoformat(room["created_at"]) == one.clock.now
