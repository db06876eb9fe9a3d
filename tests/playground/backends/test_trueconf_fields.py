"""What the emulated TrueConf Server takes in a body and a query, by version: tables of good and bad."""

from typing import Any

import pytest

RIGHTS = dict.fromkeys(
    (
        "chat_send", "chat_rcv", "slide_show_send", "slide_show_rcv", "white_board_send", "white_board_rcv",
        "file_transfer_send", "file_transfer_rcv", "desktop_sharing", "recording", "audio_send", "audio_rcv",
        "video_send", "video_rcv",
    ),
    True,
)  # fmt: skip
ONCE = {"type": 1, "start_time": 1795500000, "duration": 600}


@pytest.mark.parametrize("missing", ["topic", "type", "schedule", "owner"])
async def test_a_body_without_one_of_the_needed_fields_is_refused(hq: Any, missing: str) -> None:
    body = hq.standup()
    del body[missing]

    answer = await hq.call("POST", "conferences", body)

    assert answer.json()["error"]["errors"] == [
        {
            "reason": "missingRequiredField",
            "message": "Missing required field.",
            "locationType": "parameter",
            "location": missing,
        }
    ]


GOOD = [
    {"id": "a_1" * 40},
    {"topic": "x" * 240},
    {"topic": "<!channel> & “quotes”"},
    {"description": ""},
    {"type": 1},
    {"type": 3, "max_podiums": 4},
    {"schedule": ONCE},
    {"schedule": ONCE | {"start_time": -1}},
    {"schedule": {"type": 0, "days": ["sunday"], "time": "23:59", "duration": 3600}},
    {"allow_guests": True, "invitations": [{"id": "ana"}, {"id": "zoe@example.org", "display_name": "Zoe"}]},
    {"owner": "ana@hq.acme.example"},
    {"rights": {"guest": RIGHTS, "user": RIGHTS}},
    {"tags": ["slack-bot"]},
    {"recording": 1},
    {"pin": "4821"},
    {"pin": None},
    {"registration": {"enabled": True, "start_at": "1711910100", "end_at": None, "fields": {}}},
    {"reminders_enabled": True, "reminders": [{"before_start": 15}, {"before_start": 1440}]},
    {"translation_flat_volume": None},
    {"join_options": ["webrtc"], "join_options_enabled": True},
    {"transcoding": {"mixer_max_framerate": 15, "sip_video_quality": "QCIF"}},
    {"participant_restrictions": {"framerate_ds_limit": 1}},
    {"url": "https://elsewhere.example/c/1", "state": "running"},
]


@pytest.mark.parametrize("fields", GOOD, ids=lambda fields: "-".join(fields))
async def test_what_the_document_allows_is_taken(hq: Any, fields: dict[str, Any]) -> None:
    answer = await hq.call("POST", "conferences", hq.standup(**fields))

    assert answer.status_code == 200, answer.text


BAD = [
    ("id", ""),
    ("id", "has space"),
    ("id", "has-hyphen"),
    ("id", "x" * 129),
    ("id", 12345),
    ("topic", ""),
    ("topic", "x" * 241),
    ("topic", None),
    ("owner", "x" * 65),
    ("type", "0"),
    ("type", 2),
    ("type", True),
    ("schedule", {"type": 1, "start_time": 10**30, "duration": 600}),
    ("schedule", {"type": 1, "start_time": -1, "duration": 10**30}),
    ("invitations", ["ana"]),
    ("invitations", [{"id": "ana", "role": "host"}]),
    ("invitations", [{"display_name": "Ana"}]),
    ("invitations", [{"id": "ana", "display_name": "x" * 65}]),
    ("max_participants", "36"),
    ("max_participants", 251),
    ("schedule", {"type": 1, "start_time": 1795500000}),
    ("schedule", {"type": 1, "start_time": 1795500000.5, "duration": 600}),
    ("schedule", {"type": 1, "start_time": "1795500000", "duration": 600}),
    ("schedule", {"type": 0, "days": ["Monday"], "time": "10:00", "duration": 600}),
    ("schedule", {"type": 0, "days": [], "time": "10:00", "duration": 600}),
    ("schedule", {"type": 0, "days": ["monday"], "time": "24:00", "duration": 600}),
    ("schedule", {"type": -1, "duration": 600}),
    ("schedule", "none"),
    ("allow_guests", 1),
    ("auto_invite", 3),
    ("auto_invite", True),
    ("tags", "slack-bot"),
    ("recording", True),
    ("recording", 2),
    ("rights", {"guest": {"chat_send": True}}),
    ("pin", 4821),
    ("on_join_mute_mic", False),
    ("registration", {"enabled": True, "start_at": 1711910100}),
    ("registration", {"enabled": True, "start_at": "20", "end_at": "10"}),
    ("vad_selector", True),
    ("reminders", [{"before_start": 7}]),
    ("reminders", [{"before_start": 5}] * 5),
    ("waiting_room_scope", "some"),
    ("translation_flat_volume", 101),
    ("join_options", ["telephone"]),
    ("transcoding", {"mixer_max_framerate": 25}),
    ("participant_restrictions", {"video_quality": "4k"}),
]


@pytest.mark.parametrize(("field", "value"), BAD)
async def test_what_the_document_does_not_allow_is_refused(hq: Any, field: str, value: Any) -> None:
    answer = await hq.call("POST", "conferences", hq.standup(**{field: value}))

    fault = answer.json()["error"]["errors"][0]
    assert (answer.status_code, fault["reason"], fault["location"]) == (400, "invalidValue", field)


@pytest.mark.parametrize(
    "field",
    ["title", "created_at", "stream_id", "pin_enabled", "broadcast", "origin_type", "deeplinks", "participants"],
)
async def test_unknown_and_read_only_fields_are_refused(hq: Any, field: str) -> None:
    assert await hq.refused("POST", "conferences", hq.standup(**{field: "x"})) == "unknownField"


async def test_a_lenient_server_passes_over_what_it_does_not_know(build: Any) -> None:
    async with build(strict=False) as server:
        made = await server.ok("POST", "conferences", server.standup(title="x"), colour="blue")

    assert "title" not in made["conference"]


@pytest.mark.parametrize("path", ["conferences", "users", "logs/calls"])
async def test_unknown_query_parameters_are_refused(hq: Any, path: str) -> None:
    assert await hq.refused("GET", path, topic="Standup") == "unknownParameter"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"{}", "text/plain"),
        (b"a=b", "application/json"),
        (b'{"topic":1e999}', "application/json"),
        (b'{"topic":"\\ud800"}', "application/json"),
        pytest.param(b"[" * 100_000, "application/json", id="nested too deeply"),
    ],
)
async def test_a_body_that_is_not_json_is_refused(hq: Any, body: bytes, kind: str) -> None:
    headers = {"Authorization": f"Bearer {hq.token}", "Content-Type": kind}

    answer = await hq.http.post("/api/v3.10/conferences", content=body, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "invalidRequest"


async def test_run_takes_no_body(hq: Any) -> None:
    await hq.conference(id="daily")

    assert await hq.refused("POST", "conferences/daily/run", {"force": True}) == "unknownField"
    assert await hq.ok("POST", "conferences/daily/run", {})


FIELD_VERSIONS = [
    ("pin", "1", 4),
    ("registration", {"enabled": False}, 4),
    ("vad_selector", 1, 5),
    ("max_guests", 5, 6),
    ("waiting_room_enabled", True, 7),
    ("use_translation", True, 9),
    ("join_options", ["webrtc"], 9),
    ("mcu_mode", True, 10),
    ("transcoding", {}, 10),
]


@pytest.mark.parametrize(("field", "value", "since"), FIELD_VERSIONS)
async def test_a_field_is_known_from_its_version_on(hq: Any, field: str, value: Any, since: int) -> None:
    body = hq.standup(**{field: value})

    hq.version = f"v3.{since - 1}"
    before = await hq.call("POST", "conferences", body)
    hq.version = f"v3.{since}"
    then = await hq.call("POST", "conferences", body)

    assert before.json()["error"]["errors"][0]["reason"] == "unknownField"
    assert field in then.json()["conference"]
    hq.version = f"v3.{since - 1}"
    assert field not in await hq.read(then.json()["conference"]["id"])


@pytest.mark.parametrize(("field", "since"), [("pin_enabled", 4), ("participants_lock_enabled", 7), ("origin_type", 8)])
async def test_a_read_only_field_is_told_from_its_version_on(hq: Any, field: str, since: int) -> None:
    conference_id = await hq.conference()

    told = []
    for minor in (since - 1, since):
        hq.version = f"v3.{minor}"
        told.append(field in await hq.read(conference_id))

    assert told == [False, True]


@pytest.mark.parametrize("version", ["v3", "v3.1", "v3.2", "v3.11", "v4", "v3.x"])
async def test_other_versions_are_not_served(hq: Any, version: str) -> None:
    hq.version = version

    assert await hq.refused("GET", "conferences") == "notFound"


async def test_an_interpreter_may_be_named_from_v3_9_on(hq: Any) -> None:
    invitations = [{"id": "ana"}, {"id": "ben", "translator": {"languages": ["en", "de"]}}]

    hq.version = "v3.8"
    before = await hq.refused("POST", "conferences", hq.standup(invitations=invitations))
    hq.version = "v3.9"
    then = await hq.ok("POST", "conferences", hq.standup(invitations=invitations))

    assert before == "unknownField"
    assert then["conference"]["invitations"][1]["translator"] == {"languages": ["en", "de"]}
