"""A room that is there: how it is read, found, looked at."""

import json
from typing import Any

import httpx
import pytest

from bot.errors import Garbled
from bot.model import RoomState
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import (
    DONE,
    ID,
    IDLE,
    NOT_FOUND,
    ON_CALL,
    REFERENCE,
    ROOM,
    ROOMS,
    Connect,
    Server,
    listed,
    ok,
    ours,
    page,
    wire,
)

STATUS = f"GET {ROOM}/status"
GARBLED: list[dict[str, object]] = [
    {"id": None},
    {"id": 7},
    {"id": ""},
    {"extension_number": None},
    {"extension_number": ""},
    {"extension_number": "7000;ext=1"},
    {"room_pin": "12"},
    {"room_pin": 123456},
    {"admin_pin": "<@U1>"},
    {"sbc_host": "meet.test/phish?"},
    {"sbc_port": 70000},
    {"token": {}},
]


async def found(server: Server, pbx: PortSip, **changes: object) -> Any:
    """Our room, as it is read when the server answers with these changes."""
    server.says(f"GET {ROOMS}", page(ours()))
    server.says(f"GET {ROOM}", ok("room", **changes))
    return await pbx.find(REFERENCE)


class TestRoom:
    @pytest.mark.parametrize("name", ["room", "room_22_6"])
    async def test_is_read_as_documented(self, name: str, server: Server, pbx: PortSip) -> None:
        room = await found(server, pbx, **wire(name))

        assert room.join_url == wire("join_link")["documented_example"]
        assert (room.dial_number, room.guest_pin, room.host_pin) == ("110200800", "1234", "4321")

    @pytest.mark.parametrize("blank", [None, ""])
    @pytest.mark.parametrize("field", ["sbc_host", "sbc_port", "token", "domain"])
    async def test_without_a_part_of_the_link_can_only_be_dialled(
        self, blank: str | None, field: str, server: Server, pbx: PortSip
    ) -> None:
        room = await found(server, pbx, **{field: blank})

        assert room.join_url is None
        assert room.dial_number == "110200800"

    async def test_without_pins_has_none(self, server: Server, pbx: PortSip) -> None:
        room = await found(server, pbx, room_pin="", admin_pin=None)

        assert (room.guest_pin, room.host_pin) == (None, None)

    async def test_leads_to_the_address_that_is_set(self, server: Server, connect: Connect) -> None:
        room = await found(server, connect(join_base_url="https://meet.example.org/webrtc/"))

        assert room.join_url.startswith("https://meet.example.org/webrtc/#/link-meeting?domain=test.io&token=c69b79e9")

    async def test_quotes_what_stands_in_its_link(self, server: Server, pbx: PortSip) -> None:
        room = await found(server, pbx, sbc_host="2001:db8::1", domain="a b", token="x&y=#/")

        assert room.join_url == (
            "https://[2001:db8::1]:10443/#/link-meeting?domain=a%20b&token=x%26y%3D%23%2F&number=110200800"
        )

    @pytest.mark.parametrize("changes", GARBLED, ids=str)
    async def test_makes_nothing_up(self, changes: dict[str, object], server: Server, pbx: PortSip) -> None:
        with pytest.raises(Garbled):
            await found(server, pbx, **changes)


class TestFind:
    @pytest.mark.parametrize("options", [json.dumps({"a": 1, "plenum": REFERENCE}), {"plenum": REFERENCE}], ids=str)
    async def test_knows_our_mark(self, options: object, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(listed(), ours(custom_options=options)))

        assert await pbx.find(REFERENCE)

    @pytest.mark.parametrize(
        "options",
        [None, "", "{", "[" * 100_000, REFERENCE, f'"{REFERENCE}"', "[]", 7, '{"plenum": "k7f3k7f3k7f4"}'],
        ids=lambda options: str(options)[:20],
    )
    async def test_leaves_the_rooms_of_others_alone(self, options: object, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(listed(custom_options=options)))

        assert await pbx.find(REFERENCE) is None

    async def test_is_none_where_it_went_away_meanwhile(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"GET {ROOM}", NOT_FOUND)

        assert await pbx.find(REFERENCE) is None

    @pytest.mark.parametrize("count", [101, None, 100, 1], ids=["counted", "uncounted", "page counted", "wrong"])
    async def test_looks_at_every_page(self, count: int | None, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(*[listed()] * 100, count=count), page(ours(), count=count))

        assert await pbx.find(REFERENCE)
        pages = [dict(request.url.params) for request in server.sent(f"GET {ROOMS}")]
        assert [(page["top"], page["skip"]) for page in pages] == [("100", "0"), ("100", "100")]
        assert pages[0]["orderby"] == "created_at desc"

    async def test_goes_on_where_pages_are_shorter_than_asked_for(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(*[listed()] * 50, count=51), page(ours(), count=51))

        assert await pbx.find(REFERENCE)

    async def test_stops_where_there_are_fewer_than_were_counted(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(listed(), count=5), page(count=5, items=None))

        assert await pbx.find(REFERENCE) is None

    async def test_does_not_say_that_there_is_none_when_it_did_not_see_all(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(*[listed()] * 100, count=10**6))

        with pytest.raises(Garbled):
            await pbx.find(REFERENCE)


class TestState:
    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (ON_CALL, RoomState.LIVE),
            (IDLE, RoomState.EMPTY),
            (ok("status_idle", status="OFFLINE", locked=None, muted="", recording=None), RoomState.EMPTY),
            (NOT_FOUND, RoomState.GONE),
        ],
    )
    async def test_is_what_the_server_says(
        self, answer: httpx.Response, state: RoomState, server: Server, pbx: PortSip
    ) -> None:
        server.says(STATUS, answer)

        assert (await pbx.status(ID)).state is state

    async def test_that_is_not_documented_is_not_guessed_at(self, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, ok("status_idle", status="PAUSED"))

        with pytest.raises(Garbled):
            await pbx.status(ID)


async def test_a_room_id_is_quoted(server: Server, pbx: PortSip) -> None:
    server.says("GET conference_rooms/a/../b?c/status", DONE, IDLE)

    with pytest.raises(Garbled):
        await pbx.status("a/../b?c")

    assert server.asked[-1].url.raw_path == b"/api/conference_rooms/a%2F..%2Fb%3Fc/status"
