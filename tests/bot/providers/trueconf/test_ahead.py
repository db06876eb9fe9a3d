"""Rooms made ahead: what is asked for while they wait, how they are changed, what the clock may not do to them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.errors import Gone, Refusal, Refused, Unanswered
from bot.model import Room, RoomState, RoomWish
from bot.providers.trueconf import TrueConf
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf.config import BEN
from tests.bot.providers.trueconf.script import (
    NOT_FOUND,
    REFERENCE,
    ROOM,
    Server,
    conference,
    ok,
    reason,
    refusal,
    starts,
    stopped,
    users,
    wire,
)
from tests.bot.providers.trueconf.script import WISH as SCRIPTED
from tests.bot.providers.trueconf.world import WISH, World, Worlds
from tests.conftest import NOON, FrozenClock

TOMORROW = NOON + timedelta(days=1)
ONCE = {"type": 1, "start_time": int(TOMORROW.timestamp()), "duration": 17_100}
"""Forty-five minutes, and the four hours after which nobody minds."""
ROOM_THERE = Room(id=REFERENCE, join_url=f"https://server.name/c/{REFERENCE}")
VERSIONS = [f"v3.{minor}" for minor in range(3, 11)]


def ahead(wish: RoomWish, **changes: Any) -> RoomWish:
    plan = replace(wish.plan, starts_at=TOMORROW, duration=timedelta(minutes=45))
    return replace(wish, plan=plan, opens_at=TOMORROW, **changes)


def waits(**changes: object) -> httpx.Response:
    """The documented conference with our id, once at its time."""
    schedule = ONCE | {"time_offset": 60}
    invited = {"owner": "meetings@server.name", "invitations": [{"id": "meetings", "display_name": "Plenum"}]}
    state = {"state": "stopped", "stream_id": None, "schedule": schedule, "topic": "Weekly sync"}
    return conference(**(state | invited | changes))


class TestOnTheWire:
    async def test_is_asked_for_once_at_its_time_and_is_not_run(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", waits())

        room = await hq.create(ahead(SCRIPTED))

        assert server.body("POST conferences")["schedule"] == ONCE
        assert server.calls() == ["GET users", "POST conferences"]
        assert room.join_url == ROOM_THERE.join_url

    async def test_lasts_an_hour_where_nobody_said_how_long(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", waits())

        await hq.create(replace(SCRIPTED, opens_at=TOMORROW))

        assert server.body("POST conferences")["schedule"] == ONCE | {"duration": 5 * 3600}

    async def test_is_opened_without_its_schedule(self, server: Server, hq: TrueConf) -> None:
        starts(server)
        server.says(f"GET {ROOM}", waits(), waits(), conference())
        server.says(f"PUT {ROOM}", stopped())

        await hq.open(ROOM_THERE, ahead(SCRIPTED))

        assert server.body(f"PUT {ROOM}")["schedule"] == {"type": -1}
        assert server.calls() == [f"GET {ROOM}", f"GET {ROOM}", f"PUT {ROOM}", f"POST {ROOM}/run", f"GET {ROOM}"]

    async def test_is_left_alone_where_the_server_opened_it(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(schedule=ONCE))

        await hq.open(ROOM_THERE, ahead(SCRIPTED))

        assert server.calls() == [f"GET {ROOM}", f"GET {ROOM}"]

    async def test_is_fine_where_the_server_opens_it_in_the_same_moment(self, server: Server, hq: TrueConf) -> None:
        starts(server)
        server.says(f"GET {ROOM}", waits(), waits(), conference(schedule=ONCE))
        server.says(f"PUT {ROOM}", refusal("error_conference_field_unavailable_for_change"))

        room = await hq.open(ROOM_THERE, ahead(SCRIPTED))

        assert room.id == REFERENCE

    async def test_one_that_may_not_run_stays_because_people_have_its_link(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits(schedule={"type": -1}))
        server.says(f"POST {ROOM}/run", refusal("error_ongoing_conferences_limit"))

        with pytest.raises(Refused) as caught:
            await hq.open(ROOM_THERE, ahead(SCRIPTED))

        assert caught.value.why is Refusal.RUNNING_LIMIT
        assert server.calls() == [f"GET {ROOM}", f"POST {ROOM}/run"]

    async def test_an_answer_that_is_lost_on_the_way_to_its_opening_may_have_opened_it(
        self, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", waits(schedule={"type": -1}))
        server.says(f"POST {ROOM}/run", httpx.ReadTimeout("slow"))

        with pytest.raises(Unanswered):
            await hq.open(ROOM_THERE, ahead(SCRIPTED))

    async def test_a_change_writes_back_everything_that_may_be_written(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits(pin="1234"))
        server.says(f"PUT {ROOM}", waits())
        wish = ahead(SCRIPTED)

        await hq.update(ROOM_THERE, replace(wish, plan=replace(wish.plan, topic="Monthly sync")))

        body, documented = server.body(f"PUT {ROOM}"), wire("response_conference")["conference"]
        assert (body["topic"], body["schedule"]) == ("Monthly sync", ONCE)
        assert body["rights"] == documented["rights"]
        assert not body.keys() & {"id", "pin", "url", "state", "stream_id", "created_at"}

    async def test_nothing_is_written_where_it_is_as_wished(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits())

        await hq.update(ROOM_THERE, ahead(SCRIPTED))

        assert f"PUT {ROOM}" not in server.calls()

    async def test_who_is_invited_is_who_is_wished_and_keeps_their_name(self, server: Server, hq: TrueConf) -> None:
        there = [{"id": "meetings", "display_name": "Plenum"}, {"id": "eve", "display_name": "Eve"}]
        server.says(f"GET {ROOM}", waits(invitations=there))
        server.says(f"PUT {ROOM}", waits())
        server.says("GET users", users(("ben", BEN.email)))

        await hq.update(ROOM_THERE, ahead(SCRIPTED, guests=WISH.guests[:1]))

        assert server.body(f"PUT {ROOM}")["invitations"] == [there[0], {"id": "ben"}]

    @pytest.mark.parametrize("enabled", [True, False])
    async def test_ways_in_that_are_not_in_force_are_left_out(
        self, server: Server, hq: TrueConf, *, enabled: bool
    ) -> None:
        server.says(f"GET {ROOM}", waits(topic="Old", join_options=["webrtc"], join_options_enabled=enabled))
        server.says(f"PUT {ROOM}", waits())

        await hq.update(ROOM_THERE, ahead(SCRIPTED))

        assert ("join_options" in server.body(f"PUT {ROOM}")) is enabled

    @pytest.mark.parametrize(
        "refused",
        [refusal("error_conference_field_unavailable_for_change"), reason("conferenceUnavailableForChange")],
        ids=["field", "conference"],
    )
    async def test_one_that_runs_cannot_be_changed(self, refused: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"PUT {ROOM}", refused)

        with pytest.raises(Refused) as caught:
            await hq.update(ROOM_THERE, ahead(SCRIPTED))

        assert caught.value.why is Refusal.RUNNING

    async def test_one_that_is_gone_is_said_to_be(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", NOT_FOUND)

        with pytest.raises(Gone):
            await hq.update(ROOM_THERE, ahead(SCRIPTED))

    async def test_one_that_waits_is_removed_without_being_stopped(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits())
        server.says(f"GET {ROOM}/records", httpx.Response(200, json={"records": []}))
        server.says(f"DELETE {ROOM}", ok("delete_conference_response"))

        await hq.remove(REFERENCE)

        assert server.calls() == [f"GET {ROOM}", f"GET {ROOM}/records", f"DELETE {ROOM}"]


class TestOnAServer:
    @staticmethod
    def settings(there: World) -> dict[str, Any]:
        settings: dict[str, Any] = there.rooms[REFERENCE].settings
        return settings

    @pytest.mark.parametrize("version", VERSIONS)
    @pytest.mark.parametrize("put", ["merge", "replace"])
    async def test_a_change_keeps_what_it_does_not_speak_of(self, put: Any, version: str, world: Worlds) -> None:
        there = world(TrueConfConfig(put=put), api_version=version)
        room = await there.hq.create(ahead(WISH, record=True))
        self.settings(there)["description"] = "Bring your figures"
        wish = ahead(WISH, guests=())

        await there.hq.update(room, replace(wish, plan=replace(wish.plan, topic="Monthly sync")))

        changed = self.settings(there)
        assert (changed["topic"], changed["description"], changed["recording"]) == (
            "Monthly sync",
            "Bring your figures",
            1,
        )
        assert set(there.rooms[REFERENCE].invitations) == {"ana"}

    @pytest.mark.parametrize("auto_start", [True, False])
    async def test_it_is_open_from_its_time_on_whoever_opens_it(
        self, auto_start: bool, world: Worlds, clock: FrozenClock
    ) -> None:
        there = world(TrueConfConfig(auto_start=auto_start))
        room = await there.hq.create(ahead(WISH))
        clock.now = TOMORROW - timedelta(seconds=1)
        before = (await there.hq.status(REFERENCE)).state
        clock.now = TOMORROW

        await there.hq.open(room, ahead(WISH))

        assert (before, (await there.hq.status(REFERENCE)).state) == (RoomState.IDLE, RoomState.LIVE)

    @pytest.mark.parametrize("auto_start", [True, False])
    async def test_people_who_stay_longer_than_planned_are_not_sent_out(
        self, auto_start: bool, world: Worlds, clock: FrozenClock
    ) -> None:
        there = world(TrueConfConfig(auto_start=auto_start))
        room = await there.hq.create(ahead(WISH))
        clock.now = TOMORROW + timedelta(seconds=1)
        await there.hq.open(room, ahead(WISH))
        await there.control("join", conference_id=REFERENCE, login="ben")

        clock.advance(hours=4)

        assert len((await there.hq.participants(REFERENCE)).inside) == 1

    async def test_one_that_is_over_by_the_clock_opens_again(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        room = await there.hq.create(ahead(WISH))
        clock.now = TOMORROW + timedelta(days=3)

        await there.hq.open(room, ahead(WISH))

        assert (await there.hq.status(REFERENCE)).state is RoomState.LIVE
