"""Vonage's own client for Python (3.18.0, the last that knows meetings) against the emulated service, over TLS."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.bot.providers.certificates import certified
from tests.independent.counterparts import PYTHON_CLIENT, python
from tests.independent.remote import Remote, started
from tests.independent.tls import fronted
from tests.independent.world import World, served

pytestmark = pytest.mark.independent

Both = tuple[World, Remote]

ROOMS, THEMES = "/v1/meetings/rooms", "/v1/meetings/themes"
UNKNOWN = "9f6fe8ae-3458-4a72-b532-8276d5533e97"

DRIVEN = {
    "list_rooms", "create_room", "get_room", "update_room", "add_theme_to_room", "get_recording", "delete_recording",
    "get_session_recordings", "list_dial_in_numbers", "list_themes", "create_theme", "get_theme", "delete_theme",
    "update_theme", "list_rooms_with_theme_id", "update_application_theme", "upload_logo_to_theme",
}  # fmt: skip
"""The calls that are tried here."""


@asynccontextmanager
async def meeting(folder: Path, application: str | None = None, **habits: Any) -> AsyncIterator[Both]:
    """The client and what it speaks to; it signs in as the application that is there unless told another."""
    command = (python(), "-W", "ignore::DeprecationWarning", str(PYTHON_CLIENT))
    context, bundle = certified(folder)
    async with served(**habits) as world, fronted(int(world.address.rpartition(":")[2]), context) as port:
        known = {"address": f"localhost:{port}/v1/meetings", "key": world.private_key}
        told = known | {"application": application or world.application}
        async with started(*command, settings=told, REQUESTS_CA_BUNDLE=bundle) as client:
            yield world, client


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Both]:
    async with meeting(tmp_path) as pair:
        yield pair


async def test_every_call_that_it_has_is_tried(both: Both) -> None:
    _, client = both

    assert set(await client.ok("its calls")) == DRIVEN


async def test_makes_reads_and_changes_rooms(both: Both) -> None:
    world, client = both
    wish = {
        "display_name": "Demo",
        "metadata": "ours",
        "type": "long_term",
        "expires_at": world.ahead(days=1),
        "recording_options": {"auto_record": True, "record_only_owner": True},
        "callback_urls": {"rooms_callback_url": f"{world.address}/nowhere"},
        "available_features": {"is_chat_available": False},
        "ui_settings": {"language": "de"},
    }

    made = await client.ok("create_room", wish)
    later = {"expires_at": world.ahead(days=2), "expire_after_use": True}
    changed = await client.ok("update_room", made["id"], {"update_details": later})

    assert {name: made[name] for name in wish} == wish | {
        "available_features": made["available_features"] | {"is_chat_available": False}
    }
    assert changed == made | later
    assert await client.ok("get_room", made["id"]) == changed


async def test_lists_a_page_of_rooms_whatever_its_links_look_like(both: Both) -> None:
    world, client = both
    made = [await client.ok("create_room", {"display_name": f"Room {place}"}) for place in range(3)]

    usual = await client.ok("list_rooms")
    part = await client.ok("list_rooms", 2)

    assert [one["id"] for one in usual["_embedded"]] == [one["id"] for one in made]
    assert (usual["page_size"], usual["total_items"]) == (20, 3)
    assert part["_embedded"] == usual["_embedded"][:2]
    assert world.asked()[-2:] == [("GET", ROOMS, {"page_size": "20"}, None), ("GET", ROOMS, {"page_size": "2"}, None)]


async def test_finds_and_deletes_a_recording(both: Both) -> None:
    world, client = both
    room = await client.ok("create_room", {"display_name": "Demo"})
    session_id, recording_id = await world.recorded(room["id"])
    await world.control("upload")

    ready = await client.ok("get_recording", recording_id)
    listed = await client.ok("get_session_recordings", session_id)
    await client.ok("delete_recording", recording_id)

    assert (ready["status"], ready["session_id"]) == ("uploaded", session_id)
    assert [one["id"] for one in listed["_embedded"]["recordings"]] == [recording_id]
    assert (await client.ok("get_session_recordings", session_id))["_embedded"]["recordings"] == []


async def test_lists_telephone_numbers(both: Both) -> None:
    world, client = both

    listed = await client.ok("list_dial_in_numbers")

    assert [one["number"] for one in listed] == [one.number for one in world.app.state.service.config.dial_in_numbers]


async def test_themes_live_from_their_making_to_their_end(both: Both) -> None:
    _, client = both
    wish = {"theme_name": "Theme1", "main_color": "#12f64e", "brand_text": "Brand", "short_company_url": "short-url"}

    none = await client.ok("list_themes")
    made = await client.ok("create_theme", wish)
    changed = await client.ok("update_theme", made["theme_id"], {"update_details": {"brand_text": "Other"}})
    listed, read = await client.ok("list_themes"), await client.ok("get_theme", made["theme_id"])
    await client.ok("delete_theme", made["theme_id"])

    assert {name: made[name] for name in wish} == wish
    assert none == {}  # as captured
    assert listed == [read] == [changed] == [made | {"brand_text": "Other"}]
    assert (await client.mistake("get_theme", made["theme_id"]))["message"].startswith("Status Code 404")


async def test_a_theme_in_use_is_deleted_only_by_force(both: Both) -> None:
    world, client = both
    theme_id = (await client.ok("create_theme", {"main_color": "#abc", "brand_text": "Brand"}))["theme_id"]
    lasting = {"display_name": "Demo", "type": "long_term", "expires_at": world.ahead(days=1)}

    room = await client.ok("create_room", lasting)
    themed = await client.ok("add_theme_to_room", room["id"], theme_id)
    default = await client.ok("update_application_theme", theme_id)
    page = await client.ok("list_rooms_with_theme_id", theme_id)
    refused = await client.mistake("delete_theme", theme_id)
    await client.ok("delete_theme", theme_id, True)

    assert (themed["theme_id"], default["default_theme_id"]) == (theme_id, theme_id)
    assert page["_embedded"] == [themed]
    assert refused["message"].startswith("Status Code 400: BadRequestError")
    forced = [query["force"] for method, path, query, _ in world.asked() if method == "DELETE"]
    assert forced == ["False", "True"]


async def test_a_logo_is_sent_and_kept(both: Both, tmp_path: Path) -> None:
    world, client = both
    theme_id = (await client.ok("create_theme", {"main_color": "#abc", "brand_text": "Brand"}))["theme_id"]
    (tmp_path / "logo.png").write_bytes(b"\x89PNG\r\n\x1a\n")

    await client.ok("upload_logo_to_theme", theme_id, str(tmp_path / "logo.png"), "white")

    shown = await client.ok("get_theme", theme_id)
    assert world.asked()[-2] == (
        "PUT", f"{THEMES}/{theme_id}/finalizeLogos", {}, {"keys": [shown["brand_image_white"]]}
    )  # fmt: skip
    assert shown["brand_image_white_url"].startswith(f"{world.address}/storage/logos/")


@pytest.mark.parametrize(
    ("call", "args", "said"),
    [
        ("get_room", [UNKNOWN], "Status Code 404: NotFoundError: Failed to fetch resource with id"),
        ("update_room", [UNKNOWN, {"update_options": {}}], "Status Code 400: InputValidationError"),
        ("create_room", [{"display_name": ""}], "Status Code 400: InputValidationError"),
        ("delete_recording", [UNKNOWN], "Status Code 404: NotFoundError: Could not find recording"),
    ],
)
async def test_what_is_wrong_is_told(both: Both, call: str, args: list[object], said: str) -> None:
    _, client = both

    wrong = await client.mistake(call, *args)

    assert wrong["name"] == "ClientError"
    assert wrong["message"].startswith(said)


async def test_a_recording_cannot_be_deleted_while_it_is_processed(both: Both) -> None:
    world, client = both
    room = await client.ok("create_room", {"display_name": "Demo"})
    _, recording_id = await world.recorded(room["id"])

    wrong = await client.mistake("delete_recording", recording_id)

    assert (wrong["name"], wrong["message"][:3]) == ("ServerError", "500")


async def test_another_application_is_not_let_in(tmp_path: Path) -> None:
    async with meeting(tmp_path, application=UNKNOWN) as (_, client):
        assert (await client.mistake("list_rooms"))["name"] == "AuthenticationError"
