"""The emulated Vonage Meetings API takes the example requests and answers, refuses and tells as the examples do."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from playground.backends.vonage.room import Status

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "wire/examples.json").read_text("utf-8"))
ANSWERS, REQUESTS, REFUSALS = EXAMPLES["responses"], EXAMPLES["requests"], EXAMPLES["errors"]
VARIANTS = EXAMPLES["webhook_variants_to_accept"]
THEME_ID = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"
MADE_UP = {"id", "meeting_code", "_links", "created_at", "expires_at"}
"""What the service makes up for each room."""


def differences(example: Any, answer: Any, where: str = "") -> list[str]:
    """Where an answer has not the names and types of an example; null in either says nothing of the type."""
    if example is None or answer is None:
        return []
    if type(example) is not type(answer):
        return [f"{where}: {type(example).__name__} in the example, {type(answer).__name__} here"]
    if isinstance(example, dict):
        odd = [f"{where}.{name} is in one only" for name in example.keys() ^ answer.keys()]
        shared = sorted(example.keys() & answer.keys())
        inside = [differences(example[name], answer[name], f"{where}.{name}") for name in shared]
        return odd + [one for some in inside for one in some]
    if isinstance(example, list) and example:
        return [one for row in answer for one in differences(example[0], row, f"{where}[]")]
    return []


def without_what_is_made_up(room: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in room.items() if name not in MADE_UP}


@pytest.fixture
async def sample(vonage: Any) -> AsyncIterator[Any]:
    """An account with the examples' theme, at the time of the examples."""
    vonage.clock.now = datetime(2023, 6, 6, 6, 45, 7, 135_000, tzinfo=UTC)
    made = await vonage.ok("POST", "themes", REQUESTS["create theme"]["body"])
    themes = vonage.app.state.service.themes
    themes[THEME_ID] = themes.pop(made["theme_id"])
    themes[THEME_ID].id = THEME_ID
    return vonage


async def send(vonage: Any, example: dict[str, Any], **changes: Any) -> Any:
    """An example's request, as it stands there."""
    request = example | changes
    where = urlsplit(request["path"])
    assert where.path.startswith("/v1/meetings/")
    vonage.prefix = "/v1/meetings"
    return await vonage.call(
        request["method"], where.path.removeprefix("/v1/meetings/"), request.get("body"), **dict(parse_qsl(where.query))
    )


async def test_an_instant_room_made_from_the_example_reads_as_the_capture(sample: Any) -> None:
    answer = await send(sample, REQUESTS["create instant (minimal)"])

    example, made = ANSWERS["201 room, instant (as captured: created, 10 minutes to live)"], answer.json()
    assert answer.status_code == 201
    assert differences(example, made) == []
    assert without_what_is_made_up(made) == without_what_is_made_up(example)
    assert list(made) == list(example)
    assert made["created_at"] == example["created_at"]


@pytest.mark.parametrize("name", ["201 room, long_term", "200 room, long_term with theme (company slug in both links)"])
async def test_a_long_term_room_reads_as_the_capture(sample: Any, name: str) -> None:
    example = ANSWERS[name]
    theme = {"theme_id": THEME_ID} if example["theme_id"] else {}
    wish = {"type": "long_term", "expires_at": "2023-06-10T00:00:00.000Z", **theme}
    body = {"display_name": example["display_name"], **wish}

    made = await sample.ok("POST", "rooms", body)

    assert differences(example, made) == []
    assert without_what_is_made_up(made) == without_what_is_made_up(example)


async def test_the_example_with_all_fields_is_taken_and_kept(sample: Any) -> None:
    wish = REQUESTS["create long term (all fields)"]["body"] | {"expires_at": "2023-06-10T18:45:50.901Z"}

    made = (await send(sample, REQUESTS["create long term (all fields)"], body=wish)).json()

    assert {name: made[name] for name in wish} == wish
    assert differences(ANSWERS["200 room, instant with callback_urls (guide)"], made) == []


async def test_the_example_of_a_change_is_taken(sample: Any) -> None:
    room = await sample.lasting()
    details = REQUESTS["update room"]["body"]["update_details"] | {"expires_at": "2023-11-11T16:00:00.000Z"}

    answer = await send(
        sample, REQUESTS["update room"], path=f"/v1/meetings/rooms/{room['id']}", body={"update_details": details}
    )

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in details} == details


async def test_a_closed_room_reads_as_its_example(sample: Any) -> None:
    room = await sample.lasting(callback_urls={"rooms_callback_url": "https://example.com/rooms"})
    sample.clock.advance(days=1)

    shown = await sample.read(room)

    shown.pop("callback_urls")
    assert differences(ANSWERS["200 room, expired"], shown) == []
    assert not shown["is_available"]


@pytest.mark.parametrize(
    ("name", "prefix", "style"),
    [
        ("200 room page (v1: _embedded is a list; link targets have no scheme and omit /v1)", "/v1/meetings", "bare"),
        ("200 room page (v1, absolute links as in the OpenAPI file)", "/v1/meetings", "absolute"),
        ("200 room page (beta docs: _embedded.rooms; no total_items)", "/beta/meetings", "absolute"),
    ],
)
async def test_a_page_of_rooms_reads_as_its_example(sample: Any, name: str, prefix: str, style: str) -> None:
    await sample.ok("POST", "rooms", {"display_name": "My custom room"})
    await sample.control("config", link_style=style)
    sample.prefix = prefix

    page = await sample.ok("GET", "rooms")

    assert differences(ANSWERS[name], page) == []
    example = ANSWERS[name]["_links"]["self"]["href"]
    assert page["_links"]["self"]["href"].startswith("https://") is example.startswith("https://")


async def test_the_listing_example_is_taken(sample: Any) -> None:
    assert (await send(sample, REQUESTS["list rooms"])).status_code == 200


async def test_recordings_read_as_their_examples(sample: Any) -> None:
    room = await sample.lasting()
    joined = await sample.join(room, host=True)
    made = await sample.control("record", room=room["id"], action="start")
    running = await sample.ok("GET", f"recordings/{made['recording_id']}")
    sample.clock.advance(seconds=9)
    await sample.leave(room)
    await sample.control("upload")

    done = await sample.ok("GET", f"recordings/{made['recording_id']}")
    listed = await sample.ok("GET", f"sessions/{joined['session_id']}/recordings")

    assert differences(ANSWERS["200 recording, in progress"], running) == []
    assert differences(ANSWERS["200 recording"], done) == []
    assert differences(ANSWERS["200 session recordings"], listed) == []
    link, example = (urlsplit(one["_links"]["url"]["href"]) for one in (done, ANSWERS["200 recording"]))
    assert (link.netloc, dict(parse_qsl(link.query)).keys()) == (example.netloc, dict(parse_qsl(example.query)).keys())


async def test_the_example_of_a_sessions_recordings_is_taken_whatever_its_id_holds(sample: Any) -> None:
    answer = await send(sample, REQUESTS["session recordings"])

    assert (answer.status_code, answer.json()["name"]) == (404, "NotFoundError")


async def test_numbers_themes_and_the_application_read_as_their_examples(sample: Any) -> None:
    themes = await sample.ok("GET", "themes")

    assert await sample.ok("GET", "dial-in-numbers") == ANSWERS["200 dial-in numbers"]
    assert themes == ANSWERS["200 themes"]
    assert themes[0] == ANSWERS["201 theme"]
    assert (await send(sample, REQUESTS["set default theme"])).json() == ANSWERS["200 application"]
    places = await sample.ok("GET", "themes/logos-upload-urls")
    assert differences(ANSWERS["200 logo upload urls"], places) == []
    assert places[0]["url"] != ""


UNKNOWN = "9f6fe8ae-3458-4a72-b532-8276d5533e97"


@pytest.mark.parametrize(
    ("name", "method", "path", "body"),
    [
        ("404 room", "GET", f"rooms/{UNKNOWN}", None),
        ("404 recording (get)", "GET", "recordings/not-a-real-recording-id", None),
        ("404 recording (delete)", "DELETE", "recordings/not-a-real-recording-id", None),
        ("404 session recordings", "GET", "sessions/not-a-real-session-id/recordings", None),
        ("409 theme name", "POST", "themes", REQUESTS["create theme"]["body"]),
        (
            "400 default theme unknown",
            "PATCH",
            "applications",
            {"update_details": {"default_theme_id": "not-a-real-theme-id"}},
        ),
        ("400 logo key", "PUT", f"themes/{THEME_ID}/finalizeLogos", {"keys": ["not-a-key"]}),
    ],
)
async def test_it_refuses_word_for_word_as_the_examples_do(
    sample: Any, name: str, method: str, path: str, body: Any
) -> None:
    answer = await sample.call(method, path, body)

    assert (answer.status_code, answer.json()) == (REFUSALS[name]["status"], REFUSALS[name]["body"])


async def test_it_refuses_changes_word_for_word(sample: Any) -> None:
    lasting, instant = await sample.lasting(), await sample.room()
    change = {"update_details": {"expire_after_use": True}}

    empty = await sample.call("PATCH", f"rooms/{lasting['id']}", {"update_details": {}})
    too_late = await sample.call("PATCH", f"rooms/{instant['id']}", change)

    assert empty.json() == REFUSALS["400 validation (empty update)"]["body"]
    expected = json.dumps(REFUSALS["400 instant room cannot be updated"]["body"]).replace(UNKNOWN, instant["id"])
    assert too_late.json() == json.loads(expected)


async def test_a_theme_in_use_is_refused_word_for_word(sample: Any) -> None:
    await sample.room(theme_id=THEME_ID)

    answer = await sample.call("DELETE", f"themes/{THEME_ID}")

    assert answer.json() == REFUSALS["400 theme in use"]["body"]


async def test_the_rooms_of_a_theme_that_is_not_there_are_refused_word_for_word(vonage: Any) -> None:
    answer = await vonage.call("GET", f"themes/{THEME_ID}/rooms")

    assert answer.json() == REFUSALS["404 rooms of theme"]["body"]


async def test_missing_and_wrong_tokens_are_refused_word_for_word(vonage: Any) -> None:
    missing = await vonage.http.get("/v1/meetings/rooms")
    wrong = await vonage.http.get("/v1/meetings/rooms", headers={"Authorization": "Bearer x"})

    assert missing.json() == REFUSALS["401 no Authorization header"]["body"]
    assert wrong.json() == REFUSALS["401 wrong credentials"]["body"]


async def meet(vonage: Any) -> dict[str, Any]:
    """What a whole meeting tells, by event, the last of each."""
    room = await vonage.room()
    await vonage.join(room, "John Smith", host=True)
    await vonage.control("record", room=room["id"], action="start")
    vonage.clock.advance(seconds=3598)
    await vonage.leave(room)
    await vonage.control("upload")
    vonage.clock.advance(minutes=10)
    await vonage.heard()
    heard = [json.loads(body) if isinstance(body, str) else body for _, body in vonage.hooks.heard]
    assert all(one.status is Status.UPLOADED for one in vonage.app.state.service.recordings.values())
    return {body["event"]: body for body in heard}


@pytest.mark.parametrize("event", EXAMPLES["webhooks"])
async def test_each_event_is_told_as_in_its_example(vonage: Any, event: str) -> None:
    told = await meet(vonage)

    assert differences(EXAMPLES["webhooks"][event], told[event]) == []
    assert list(told[event]) == list(EXAMPLES["webhooks"][event])


@pytest.mark.parametrize(
    ("name", "switches"),
    [
        (
            "recording:ready (older name of recording:uploaded)",
            {"uploaded_name": "recording:ready", "duration_as": "number"},
        ),
        ("recording:uploaded without room_id (2021 guide)", {"upload_tells_room": False, "duration_as": "number"}),
        ("participant:joined (name in the guide's table only)", {"participant_names": "participant:"}),
        ("session:participant:joined without type (captured 2022-10)", {"type_told": False}),
    ],
)
async def test_each_variant_can_be_switched_on(build: Any, name: str, switches: dict[str, Any]) -> None:
    async with build(**switches) as vonage:
        told = await meet(vonage)

    assert differences(VARIANTS[name], told[VARIANTS[name]["event"]]) == []
