"""A room that is there: how it is found among many, read, looked at, hosted."""

from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled, Gone
from bot.live import RoomState
from bot.model import HostAccess, Room
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import (
    HOST_URL,
    ID,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    Connect,
    Server,
    others,
    ours,
    page,
    room,
    wire,
)

PLACEHOLDER = "HOST-JWT-PLACEHOLDER"


class TestFind:
    async def test_asks_for_long_pages(self, server: Server, old: Vonage) -> None:
        await old.find(REFERENCE)

        assert server.queries() == [{"page_size": "500"}]

    async def test_reads_the_room_that_carries_our_reference(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(*others(3), ours()))

        found = await old.find(REFERENCE)

        assert found
        assert found.host_url == HOST_URL

    @pytest.mark.parametrize("metadata", [None, "", REFERENCE.upper(), f"{REFERENCE}x", f"see {REFERENCE}"])
    async def test_takes_no_other_for_it(self, metadata: str | None, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(ours(metadata=metadata)))

        assert await old.find(REFERENCE) is None

    async def test_does_not_follow_the_next_page_that_the_last_one_names(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(*others(5), start=2006655, total_items=5))

        assert await old.find(REFERENCE) is None
        assert len(server.queries()) == 1

    async def test_turns_pages_by_the_number_in_a_link_that_cannot_be_followed(
        self, server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", page(*others(), start=2006655), page(*others(), start=2007200), page(ours()))

        found = await old.find(REFERENCE)

        assert found
        assert [query.get("start_id") for query in server.queries()] == [None, "2006655", "2007200"]
        assert {request.url.host for request in server.asked} == {"api-eu.vonage.com"}

    async def test_turns_pages_by_absolute_links_alike(self, server: Server, old: Vonage) -> None:
        links = wire("room_page_absolute_links")["_links"]
        server.says("GET rooms", page(*others(), _links=links), page(ours()))

        assert await old.find(REFERENCE)
        assert server.queries()[-1] == {"page_size": "500", "start_id": "2293906"}

    @pytest.mark.parametrize("size", [20, "20"])
    async def test_a_page_as_long_as_the_server_makes_them_is_not_the_last(
        self, size: object, server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", page(*others(20), start=21, page_size=size), page(ours(), page_size=size))

        assert await old.find(REFERENCE)

    async def test_does_not_believe_the_total(self, server: Server, old: Vonage) -> None:
        """It was seen on single pages only, where it might count these."""
        server.says("GET rooms", page(*others(), start=501, total_items=500), page(ours(), total_items=1))

        assert await old.find(REFERENCE)

    @pytest.mark.parametrize("following", [page(), page(*others(), _links={}), page(*others(), start=501)])
    async def test_stops_at_an_empty_page_at_one_without_a_next_and_in_circles(
        self, following: httpx.Response, server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", page(*others(), start=501), following)

        assert await old.find(REFERENCE) is None
        assert len(server.queries()) == 2

    @pytest.mark.parametrize("href", [None, "", "api-eu.vonage.com/meetings/rooms?page_size=500", "?start_id=x"])
    async def test_a_next_page_that_cannot_be_found_is_no_last_page(
        self, href: str | None, server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", page(*others(), _links={"next": {"href": href}}))

        with pytest.raises(Garbled):
            await old.find(REFERENCE)

    async def test_a_list_without_an_end_is_not_read_for_ever(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", *(page(*others(), start=number) for number in range(1, 40)))

        with pytest.raises(Garbled, match="more than 20 pages"):
            await old.find(REFERENCE)

    async def test_reads_the_older_shape_of_the_list(self, server: Server, old: Vonage) -> None:
        beta = wire("room_page_beta") | {"_embedded": {"rooms": [ours()]}}
        server.says("GET rooms", httpx.Response(200, json=beta))

        assert await old.find(REFERENCE)

    @pytest.mark.parametrize("name", ["room_page", "room_page_absolute_links", "room_page_beta"])
    async def test_reads_the_documented_pages(self, name: str, server: Server, old: Vonage) -> None:
        server.says("GET rooms", httpx.Response(200, json=wire(name)), page())

        assert await old.find(REFERENCE) is None

    @pytest.mark.parametrize("answer", [{}, {"_embedded": None}, {"_embedded": {}}, {"_embedded": [{"name": "x"}]}])
    async def test_does_not_take_anything_for_an_empty_list(
        self, answer: dict[str, Any], server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", httpx.Response(200, json=answer))

        with pytest.raises(Garbled):
            await old.find(REFERENCE)

    async def test_of_several_it_is_the_first_that_people_can_enter(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(ours(id="gone"), ours(id="expired"), ours(), ours(id="later")))
        server.says("GET rooms/expired", room("room_expired"))

        found = await old.find(REFERENCE)

        assert found
        assert found.id == ID
        assert "GET rooms/later" not in server.calls()


class TestRoom:
    @pytest.mark.parametrize(
        ("name", "join_url"),
        [
            ("room_instant", "https://meetings.vonage.com/280674154"),
            ("room_with_theme", "https://meetings.vonage.com/my-company/613804614"),
        ],
    )
    async def test_is_read_in_each_documented_form(self, name: str, join_url: str, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(ours()))
        server.says(f"GET {ROOM}", room(name))

        found = await old.find(REFERENCE)

        assert found
        assert found.join_url == join_url

    async def test_leads_to_the_address_that_is_set(self, server: Server, connect: Connect) -> None:
        server.says("GET rooms", page(ours()))

        found = await connect(join_base_url="https://meet.example.org/v").find(REFERENCE)

        assert found
        assert found.join_url == "https://meet.example.org/v/613804614"
        assert found.host_url == f"https://meet.example.org/v/?room_token=613804614&participant_token={PLACEHOLDER}"

    @pytest.mark.parametrize(
        "changes",
        [
            {"id": None},
            {"id": ""},
            {"is_available": None},
            {"meeting_code": 613804614},
            {"_links": None},
            {"_links": {"guest_url": {"href": "https://meetings.vonage.com/1"}}},
            {"_links": {"guest_url": {"href": None}, "host_url": {"href": HOST_URL}}},
            {"_links": {"guest_url": {"href": "meetings.vonage.com/1"}, "host_url": {"href": HOST_URL}}},
        ],
        ids=str,
    )
    async def test_makes_nothing_up_and_tells_no_secret(
        self, changes: dict[str, object], server: Server, old: Vonage
    ) -> None:
        server.says(f"GET {ROOM}", httpx.Response(200, json=wire("room_long_term") | changes))

        with pytest.raises(Garbled) as caught:
            await old.status(ID)

        assert PLACEHOLDER not in f"{caught.value!r}"

    async def test_quotes_what_it_asks_for(self, server: Server, old: Vonage) -> None:
        await old.status("../themes?x=1")

        assert server.asked[0].url.raw_path == b"/v1/meetings/rooms/..%2Fthemes%3Fx%3D1"


class TestState:
    @pytest.mark.parametrize(
        ("answer", "state"),
        [(room(), RoomState.LIVE), (room("room_expired"), RoomState.GONE), (NOT_FOUND, RoomState.GONE)],
        ids=["held open", "expired", "not there"],
    )
    async def test_is_whether_the_room_is_held_open(
        self, answer: httpx.Response, state: RoomState, server: Server, old: Vonage
    ) -> None:
        server.says(f"GET {ROOM}", answer)

        assert (await old.status(ID)).state is state

    async def test_a_missing_right_is_denied(self, server: Server, old: Vonage) -> None:
        server.says(f"GET {ROOM}", httpx.Response(403))

        with pytest.raises(Denied):
            await old.status(ID)


class TestHost:
    async def test_hosts_with_the_link_that_came_with_the_room(self, server: Server, old: Vonage) -> None:
        access = await old.host_access(Room(id=ID, join_url="https://a.test", host_url="https://a.test/host"), None)

        assert access == HostAccess(url="https://a.test/host")
        assert server.asked == []

    async def test_asks_for_the_link_where_it_is_not_known(self, old: Vonage) -> None:
        access = await old.host_access(Room(id=ID, join_url="https://a.test"), None)

        assert access == HostAccess(url=HOST_URL)
        assert PLACEHOLDER not in repr(access)

    async def test_a_room_that_has_expired_has_no_host(self, server: Server, old: Vonage) -> None:
        server.says(f"GET {ROOM}", room("room_expired"))

        with pytest.raises(Gone):
            await old.host_access(Room(id=ID, join_url="https://a.test"), None)
