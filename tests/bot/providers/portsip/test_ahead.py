"""Rooms made ahead: what stands on the PBX while they wait, how they are changed, which PBX takes them away."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.errors import Gone, Refusal, Refused, Unanswered
from bot.model import Feature, Plan, Room, RoomWish
from bot.providers.portsip import PortSip
from playground.backends.portsip import PortSIPConfig
from tests.bot.providers.portsip.script import (
    DONE,
    ID,
    NOT_FOUND,
    NUMBER,
    REFERENCE,
    ROOM,
    ROOMS,
    WISH,
    Connect,
    Server,
    listed,
    ok,
    page,
    refusal,
    wire,
)
from tests.bot.providers.portsip.world import WISH as WORLDLY
from tests.bot.providers.portsip.world import Worlds
from tests.conftest import NOON, FrozenClock

TOMORROW = NOON + timedelta(days=1)
CHANGE = f"POST {ROOM}"
THERE = Room(id=ID, dial_number=NUMBER)
AHEAD = {"ahead": "true"}
TIMES = {"scheduled_start_at": "2026-11-24T12:00:00Z", "scheduled_end_at": "2026-11-24T12:45:00Z"}


def ahead(wish: RoomWish = WISH, *, topic: str = "Weekly sync") -> RoomWish:
    plan = Plan(topic=topic, starts_at=TOMORROW, duration=timedelta(minutes=45), zone="Europe/Berlin")
    return replace(wish, plan=plan, opens_at=TOMORROW)


class TestOnTheWire:
    async def test_says_when_it_is(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(ahead())

        assert server.body(f"POST {ROOMS}").items() >= TIMES.items()

    async def test_is_an_hour_where_nobody_said_how_long(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(replace(WISH, opens_at=TOMORROW))

        assert server.body(f"POST {ROOMS}")["scheduled_end_at"] == "2026-11-24T13:00:00Z"

    async def test_a_change_writes_back_everything_that_may_be_written(self, server: Server, pbx: PortSip) -> None:
        server.says(CHANGE, DONE)

        await pbx.update(THERE, ahead(topic="Monthly sync"))

        documented = wire("room")
        kept = documented.keys() - {
            "id", "extension_number", "mode", "enable_recording", "created_at", "custom_options",
            "domain", "sbc_host", "sbc_port", "token",
        }  # fmt: skip
        changes = {"subject": "Monthly sync", "timezone": "Europe/Berlin", **TIMES}
        assert server.body(CHANGE) == {name: documented[name] for name in kept} | changes

    async def test_nothing_is_written_where_it_is_as_wished(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}", ok("room", subject="Weekly sync", timezone="Europe/Berlin", **TIMES))

        await pbx.update(THERE, ahead())

        assert server.writes() == []

    async def test_a_time_that_is_past_is_not_said(self, server: Server, pbx: PortSip, clock: FrozenClock) -> None:
        server.says(CHANGE, DONE)
        clock.now = TOMORROW

        await pbx.update(THERE, ahead())

        assert not server.body(CHANGE).keys() & TIMES.keys()

    async def test_one_that_is_gone_is_said_to_be(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}", NOT_FOUND)

        with pytest.raises(Gone):
            await pbx.update(THERE, ahead())

    async def test_a_refusal_is_one(self, server: Server, pbx: PortSip) -> None:
        server.says(CHANGE, refusal("validation"))

        with pytest.raises(Refused) as caught:
            await pbx.update(THERE, ahead())

        assert caught.value.why is Refusal.INVALID

    async def test_a_change_whose_answer_is_lost_may_have_been_made(self, server: Server, pbx: PortSip) -> None:
        server.says(CHANGE, httpx.ReadTimeout("slow"))

        with pytest.raises(Unanswered):
            await pbx.update(THERE, ahead())

    async def test_is_opened_without_going_through_the_list(self, server: Server, pbx: PortSip) -> None:
        room = await pbx.open(THERE, ahead())

        assert room.id == ID
        assert server.calls() == [f"GET {ROOM}/status", f"GET {ROOM}"]

    async def test_is_opened_where_it_was_locked(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}/status", ok("status_idle", locked=True))

        await pbx.open(THERE, ahead())

        assert server.writes() == [f"POST {ROOM}/unlock"]

    async def test_another_is_made_where_it_is_gone(self, server: Server, pbx: PortSip) -> None:
        mark = json.dumps({"plenum": "another"})
        server.says(f"GET {ROOMS}", page(listed(custom_options=mark)))
        server.says(f"GET {ROOM}/status", NOT_FOUND)

        room = await pbx.open(THERE, ahead())

        assert room.id == ID
        assert json.loads(server.body(f"POST {ROOMS}")["custom_options"]) == {"plenum": REFERENCE}


class TestOnAPbx:
    @pytest.mark.parametrize("blanks", ["mixed", "null", "empty", "absent"])
    @pytest.mark.parametrize("replaces", [True, False])
    async def test_a_change_keeps_what_it_does_not_speak_of(
        self, blanks: Any, world: Worlds, *, replaces: bool
    ) -> None:
        there = world(PortSIPConfig(blanks=blanks, update_replaces=replaces), **AHEAD)
        room = await there.pbx.create(ahead(replace(WORLDLY, record=True)))
        there.settings_of(room)["numbers"] = "+44 1494 523 500 (UK)"
        before = dict(there.settings_of(room))

        changed = await there.pbx.update(room, ahead(WORLDLY, topic="Monthly sync"))

        assert there.settings_of(room) == before | {"subject": "Monthly sync"}
        assert changed == room

    async def test_who_dials_before_its_time_is_in(self, world: Worlds) -> None:
        there = world(**AHEAD)
        room = await there.pbx.create(ahead(WORLDLY))

        await there.join(room)

        assert await there.inside(room)

    async def test_a_pbx_that_takes_it_away_gives_another_at_its_time(self, world: Worlds, clock: FrozenClock) -> None:
        there = world(PortSIPConfig(spare_scheduled=False), **AHEAD)
        room = await there.pbx.create(ahead(WORLDLY))
        clock.now = TOMORROW

        opened = await there.pbx.open(room, ahead(WORLDLY))

        assert opened.id != room.id
        assert set(there.rooms) == {opened.id}


class TestWhoCannot:
    async def test_is_for_the_administrator_to_say(self, connect: Connect) -> None:
        assert not connect().features & {Feature.AHEAD, Feature.KEEP}
        assert connect(**AHEAD).features >= {Feature.AHEAD, Feature.KEEP, Feature.UPDATE}
