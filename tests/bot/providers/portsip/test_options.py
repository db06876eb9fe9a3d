"""What a room is wished to be like: its PIN, and how many people it lets in."""

from dataclasses import replace
from typing import Any

import pytest

from bot.model import Limits, Options, RoomWish
from bot.providers.portsip import PortSip
from playground.backends.portsip import PortSIPConfig
from tests.bot.providers.portsip.script import DONE, ROOM, ROOMS, WISH, Connect, Server, ok, wire
from tests.bot.providers.portsip.test_ahead import THERE, ahead
from tests.bot.providers.portsip.world import WISH as WORLDLY
from tests.bot.providers.portsip.world import Worlds


def wished(wish: RoomWish, **options: Any) -> RoomWish:
    return replace(wish, plan=replace(wish.plan, options=Options(**options)))


class TestOnTheWire:
    async def test_is_said_when_it_is_made(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(wished(WISH, pin="0482", capacity=25))

        body = server.body(f"POST {ROOMS}")
        assert (body["room_pin"], body["capacity"]) == ("0482", 25)
        assert body.keys() <= {*wire("room"), "enable_recording"}

    async def test_the_hosts_pin_is_another_one(self, server: Server, pbx: PortSip) -> None:
        for _ in range(50):
            await pbx.create(wished(WISH, pin="048215"))

            body = server.body(f"POST {ROOMS}")
            assert body["admin_pin"] != body["room_pin"]
            assert len(body["admin_pin"]) == 6

    async def test_a_change_writes_what_is_wished_now(self, server: Server, pbx: PortSip) -> None:
        server.says(f"POST {ROOM}", DONE)

        await pbx.update(THERE, wished(ahead(), pin="555", capacity=12))

        body = server.body(f"POST {ROOM}")
        assert (body["room_pin"], body["capacity"]) == ("555", 12)
        assert body["admin_pin"] == wire("room")["admin_pin"]

    async def test_a_guest_pin_that_is_the_hosts_makes_nobody_the_host(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}", ok("room", admin_pin="4321"))
        server.says(f"POST {ROOM}", DONE)

        await pbx.update(THERE, wished(ahead(), pin="4321"))

        body = server.body(f"POST {ROOM}")
        assert (body["room_pin"], body["admin_pin"] == "4321") == ("4321", False)


@pytest.mark.parametrize(("settings", "admits"), [({}, 50), ({"capacity": 12}, 12)])
def test_the_setting_holds_where_nobody_says_how_many(settings: dict[str, int], admits: int, connect: Connect) -> None:
    assert connect(**settings).limits == Limits(admits=admits, most=200, pin=(3, 6))


@pytest.mark.parametrize("replaces", [True, False])
async def test_the_room_is_as_wished_and_stays_so_when_it_moves(replaces: bool, world: Worlds) -> None:
    there = world(PortSIPConfig(update_replaces=replaces), ahead="true")
    wish = wished(ahead(WORLDLY), pin="048", capacity=200)

    room = await there.pbx.create(wish)
    moved = await there.pbx.update(room, replace(wish, plan=replace(wish.plan, topic="Monthly sync")))

    kept = there.settings_of(room)
    assert (kept["room_pin"], kept["capacity"], kept["subject"]) == ("048", 200, "Monthly sync")
    assert (moved.guest_pin, moved.host_pin) == ("048", room.host_pin)
    await there.join(moved)
