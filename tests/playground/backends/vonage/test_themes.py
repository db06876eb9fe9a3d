"""Themes of the emulated Vonage Meetings API, their logos, and the theme an application has by default."""

import re
from typing import Any

import pytest

UNKNOWN = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"
BRAND = {"main_color": "#12f64e", "brand_text": "Brand"}


async def theme(vonage: Any, **fields: Any) -> dict[str, Any]:
    made: dict[str, Any] = await vonage.ok("POST", "themes", BRAND | fields)
    return made


async def test_without_themes_the_list_is_an_empty_object_as_captured_or_a_list(build: Any) -> None:
    async with build() as captured, build(no_themes_as="list") as documented:
        assert await captured.ok("GET", "themes") == {}
        assert await documented.ok("GET", "themes") == []


async def test_a_theme_without_a_name_gets_one(vonage: Any) -> None:
    made = await theme(vonage)

    assert re.fullmatch("[0-9a-f-]{36}", made["theme_name"])
    assert await vonage.ok("GET", "themes") == [made]
    assert await vonage.ok("GET", f"themes/{made['theme_id']}") == made


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("main_color", "12f64e"),
        ("main_color", "#12f64"),
        ("main_color", None),
        ("brand_text", ""),
        ("brand_text", "x" * 201),
        ("theme_name", "x" * 201),
        ("short_company_url", "1234"),
        ("short_company_url", "a b"),
        ("short_company_url", "x" * 129),
        ("logo", "x"),
    ],
)
async def test_a_theme_that_is_wrong_is_refused(vonage: Any, field: str, value: object) -> None:
    status, name, message = await vonage.refused("POST", "themes", BRAND | {field: value})

    assert (status, name) == (400, "InputValidationError")
    assert message.startswith(f'"{field}" ')


@pytest.mark.parametrize("missing", ["main_color", "brand_text"])
async def test_a_theme_needs_a_colour_and_a_text(vonage: Any, missing: str) -> None:
    wish = {name: value for name, value in BRAND.items() if name != missing}

    assert await vonage.refused("POST", "themes", wish) == (400, "InputValidationError", f'"{missing}" is required')


async def test_names_are_the_applications_and_addresses_everybodys(build: Any) -> None:
    async with build(taken_company_urls=frozenset({"acme"})) as vonage:
        made = await theme(vonage, theme_name="Theme1", short_company_url="short-url")
        other = await theme(vonage, theme_name="Theme2")

        same_name = await vonage.refused("POST", "themes", BRAND | {"theme_name": "Theme1"})
        taken = await vonage.refused("POST", "themes", BRAND | {"short_company_url": "acme"})
        change = {"update_details": {"short_company_url": "short-url"}}
        changed = await vonage.refused("PATCH", f"themes/{other['theme_id']}", change)
        itself = await vonage.call("PATCH", f"themes/{made['theme_id']}", change)

    assert same_name == (409, "ConflictError", "theme_name already exists in application")
    assert taken[:2] == changed[:2] == (409, "ConflictError")
    assert itself.status_code == 200


async def test_a_theme_can_be_changed(vonage: Any) -> None:
    made = await theme(vonage)

    changed = await vonage.ok("PATCH", f"themes/{made['theme_id']}", {"update_details": {"main_color": "#abc"}})
    empty = await vonage.refused("PATCH", f"themes/{made['theme_id']}", {"update_details": {}})

    assert changed == made | {"main_color": "#abc"}
    assert empty == (400, "InputValidationError", '"update_details" must have at least 1 key')


async def test_there_are_only_so_many_themes(build: Any) -> None:
    async with build(max_themes=1) as vonage:
        await theme(vonage)

        assert (await vonage.call("POST", "themes", BRAND)).status_code == 403


async def test_the_company_stands_in_the_links_of_its_rooms(vonage: Any) -> None:
    made = await theme(vonage, short_company_url="my-company")

    room = await vonage.room(theme_id=made["theme_id"])

    links, code = room["_links"], room["meeting_code"]
    assert links["guest_url"]["href"] == f"https://meetings.vonage.com/my-company/{code}"
    assert links["host_url"]["href"].startswith(f"https://meetings.vonage.com/my-company/?room_token={code}&")


async def test_the_rooms_of_a_theme_are_paged_like_all(vonage: Any) -> None:
    made = await theme(vonage)
    await vonage.room()
    room = await vonage.room(theme_id=made["theme_id"])

    page = await vonage.ok("GET", f"themes/{made['theme_id']}/rooms", page_size=1)

    assert ([one["id"] for one in page["_embedded"]], page["total_items"]) == ([room["id"]], 1)
    assert f"/themes/{made['theme_id']}/rooms?page_size=1" in page["_links"]["first"]["href"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("DELETE", "", None),
        ("PATCH", "", {"update_details": {"brand_text": "x"}}),
        ("GET", "/rooms", None),
        ("PUT", "/finalizeLogos", {"keys": []}),
    ],
)
async def test_a_theme_that_is_not_there_is_not_found(vonage: Any, method: str, path: str, body: Any) -> None:
    status, name, _ = await vonage.refused(method, f"themes/{UNKNOWN}{path}", body)

    assert (status, name) == (404, "NotFoundError")


async def test_a_theme_in_use_is_deleted_only_by_force(vonage: Any) -> None:
    made = await theme(vonage)
    room = await vonage.room(theme_id=made["theme_id"])
    await vonage.ok("PATCH", "applications", {"update_details": {"default_theme_id": made["theme_id"]}})

    refused = await vonage.call("DELETE", f"themes/{made['theme_id']}", force="False")
    forced = await vonage.call("DELETE", f"themes/{made['theme_id']}", force="True")

    assert (refused.status_code, forced.status_code) == (400, 204)
    assert len(refused.json()["errors"]) == 2
    assert (await vonage.read(room))["theme_id"] is None
    assert vonage.app.state.service.default_theme_id is None


@pytest.mark.parametrize("used", [True, False])
async def test_force_is_true_or_false(vonage: Any, *, used: bool) -> None:
    made = await theme(vonage)
    if used:
        await vonage.room(theme_id=made["theme_id"])

    refused = await vonage.refused("DELETE", f"themes/{made['theme_id']}", force="yes")

    assert refused == (400, "InputValidationError", '"force" must be a boolean')


async def test_an_unused_theme_is_deleted(vonage: Any) -> None:
    made = await theme(vonage)

    assert (await vonage.call("DELETE", f"themes/{made['theme_id']}")).status_code == 204
    assert await vonage.ok("GET", "themes") == {}


async def test_logos_are_sent_to_the_store_and_then_kept(own_links: Any) -> None:
    made = await theme(own_links)
    places = await own_links.ok("GET", "themes/logos-upload-urls")
    keys = [place["fields"]["key"] for place in places]

    before = await own_links.call("PUT", f"themes/{made['theme_id']}/finalizeLogos", {"keys": keys[:1]})
    for place in places:
        sent = await own_links.http.post(
            place["url"], data=place["fields"], files={"file": ("logo.png", b"\x89PNG\r\n")}
        )
        assert sent.status_code == 204
    after = await own_links.call("PUT", f"themes/{made['theme_id']}/finalizeLogos", {"keys": keys})

    shown = await own_links.ok("GET", f"themes/{made['theme_id']}")
    assert before.json()["errors"] == [{"logoKey": keys[0], "code": "key_not_found"}]
    assert (after.status_code, after.content, after.headers["content-type"]) == (200, b"", "application/json")
    assert [shown[name] for name in ("brand_image_white", "brand_image_colored", "branded_favicon")] == keys
    assert shown["brand_image_white_url"].endswith(keys[0])


@pytest.mark.parametrize("fields", [{}, {"key": "elsewhere/logo.png"}])
async def test_the_store_takes_no_logo_without_a_place_for_it(own_links: Any, fields: dict[str, str]) -> None:
    answer = await own_links.http.post("/storage/logos", data=fields, files={"file": ("logo.png", b"x")})

    assert answer.status_code == 400
