"""Pages of rooms: the cursor, the links in their styles, and what is on them."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest


async def fill(vonage: Any, count: int) -> list[str]:
    return [(await vonage.room(display_name=f"Room {number}"))["id"] for number in range(count)]


def cursor(page: dict[str, Any], link: str, name: str) -> int:
    return int(parse_qs(urlsplit(page["_links"][link]["href"]).query)[name][0])


def ids(page: dict[str, Any]) -> list[str]:
    return [one["id"] for one in page["_embedded"]]


async def test_the_oldest_come_first_twenty_at_a_time(vonage: Any) -> None:
    made = await fill(vonage, 21)

    page = await vonage.ok("GET", "rooms")

    assert (page["page_size"], page["total_items"]) == (20, 21)
    assert ids(page) == made[:20]


async def test_following_next_leads_through_all_of_them_once(vonage: Any) -> None:
    made, start = await fill(vonage, 5), 0
    seen: list[str] = []

    for _ in range(3):
        page = await vonage.ok("GET", "rooms", page_size=2, start_id=start)
        seen, start = seen + ids(page), cursor(page, "next", "start_id")

    assert seen == made


async def test_following_prev_leads_back(vonage: Any) -> None:
    made = await fill(vonage, 5)
    last = await vonage.ok("GET", "rooms", page_size=2, end_id=9_999_999)

    before = await vonage.ok("GET", "rooms", page_size=2, end_id=cursor(last, "prev", "end_id"))

    assert (ids(before), ids(last)) == (made[1:3], made[3:])


async def test_the_end_is_not_part_of_the_page(vonage: Any) -> None:
    made = await fill(vonage, 3)
    serials = [one["serial"] for one in await vonage.state()]

    page = await vonage.ok("GET", "rooms", start_id=serials[0], end_id=serials[2])

    assert ids(page) == made[:2]


async def test_by_default_next_stands_even_on_the_last_page(vonage: Any) -> None:
    await fill(vonage, 2)
    page = await vonage.ok("GET", "rooms")

    beyond = await vonage.ok("GET", "rooms", start_id=cursor(page, "next", "start_id"))

    assert beyond["_embedded"] == []
    assert cursor(beyond, "next", "start_id") == cursor(page, "next", "start_id")


async def test_next_may_be_missing_where_nothing_follows(build: Any) -> None:
    async with build(edge_links=False) as vonage:
        await fill(vonage, 3)

        first = await vonage.ok("GET", "rooms", page_size=2)
        last = await vonage.ok("GET", "rooms", page_size=2, start_id=cursor(first, "next", "start_id"))

    assert first["_links"].keys() == {"first", "self", "next"}
    assert last["_links"].keys() == {"first", "self", "prev"}


async def test_links_as_captured_have_neither_scheme_nor_version(vonage: Any) -> None:
    await fill(vonage, 1)

    page = await vonage.ok("GET", "rooms")

    assert page["_links"]["first"]["href"] == "api-eu.vonage.com/meetings/rooms?page_size=20"
    assert page["_links"]["self"]["href"].startswith("api-eu.vonage.com/meetings/rooms?page_size=20&start_id=")


async def test_links_may_be_absolute(build: Any) -> None:
    async with build(link_style="absolute") as vonage:
        await fill(vonage, 1)

        page = await vonage.ok("GET", "rooms", page_size=50)

    assert page["_links"]["first"]["href"] == "https://api-eu.vonage.com/v1/meetings/rooms?page_size=50"


async def test_the_beta_wraps_its_rooms_and_counts_nothing(vonage: Any) -> None:
    made = await fill(vonage, 1)
    vonage.prefix = "/beta/meetings"

    page = await vonage.ok("GET", "rooms")

    assert [one["id"] for one in page["_embedded"]["rooms"]] == made
    assert "total_items" not in page


@pytest.mark.parametrize(("shape", "kind"), [("list", list), ("object", dict)])
async def test_every_prefix_may_answer_one_shape(build: Any, shape: str, kind: type) -> None:
    async with build(rooms_as=shape) as vonage:
        v1 = await vonage.ok("GET", "rooms")
        vonage.prefix = "/beta/meetings"
        beta = await vonage.ok("GET", "rooms")

    assert isinstance(v1["_embedded"], kind)
    assert isinstance(beta["_embedded"], kind)


async def test_the_size_may_come_as_text(build: Any) -> None:
    async with build(page_size_as_text=True) as vonage:
        assert (await vonage.ok("GET", "rooms", page_size=1000))["page_size"] == "1000"


async def test_closed_rooms_may_be_left_out(build: Any) -> None:
    async with build(closed_rooms_listed=False) as vonage:
        await fill(vonage, 1)
        vonage.clock.advance(minutes=10)

        page = await vonage.ok("GET", "rooms")

    assert (page["_embedded"], page["total_items"]) == ([], 0)


@pytest.mark.parametrize(
    "query",
    [
        {"page_size": "0"},
        {"page_size": "all"},
        {"start_id": "9f6fe8ae"},
        {"end_id": "-1"},
        {"start_id": "１"},
        {"start_id": "9" * 5000},
    ],
)
async def test_a_cursor_that_is_no_number_is_refused(vonage: Any, query: dict[str, str]) -> None:
    status, name, message = await vonage.refused("GET", "rooms", **query)

    assert (status, name) == (400, "InputValidationError")
    assert message.startswith(f'"{next(iter(query))}" must be ')
