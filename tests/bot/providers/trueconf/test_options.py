"""What a room is wished to be like: PIN, waiting room, how many people, template."""

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.errors import Refusal, Refused
from bot.model import Feature, Limits, Options, Room, RoomWish, Template
from bot.providers.trueconf import TrueConf
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf.config import TEAM_CALL
from tests.bot.providers.trueconf.script import REFERENCE, ROOM, Connect, Server, starts, wire
from tests.bot.providers.trueconf.script import WISH as SCRIPTED
from tests.bot.providers.trueconf.test_ahead import ROOM_THERE, ahead, waits
from tests.bot.providers.trueconf.world import WISH, World, Worlds

ALL = Options(pin="0482", waiting_room=True, capacity=25, template="8b566f97")


def wished(wish: RoomWish, **options: Any) -> RoomWish:
    return replace(wish, plan=replace(wish.plan, options=Options(**options)))


@pytest.fixture(params=["merge", "replace"])
def there(request: pytest.FixtureRequest, world: Worlds) -> World:
    """Whatever a change leaves out, it may keep or lose."""
    return world(TrueConfConfig(put=request.param))


@pytest.fixture
def public(world: Worlds) -> World:
    """Where people without an account may come, and a change loses what it leaves out."""
    return world(TrueConfConfig(put="replace"), guests="true")


def settings(there: World) -> dict[str, Any]:
    found: dict[str, Any] = there.rooms[REFERENCE].settings
    return found


class TestOnTheWire:
    async def test_each_is_said_in_the_servers_words_and_nothing_else(self, server: Server, hq: TrueConf) -> None:
        starts(server)
        await hq.create(SCRIPTED)
        plain = server.body("POST conferences")

        await hq.create(replace(SCRIPTED, plan=replace(SCRIPTED.plan, options=ALL)))

        body = server.body("POST conferences")
        said = {"pin": "0482", "waiting_room_enabled": True, "max_participants": 25, "template_id": "8b566f97"}
        assert {name: body[name] for name in body.keys() - plain.keys()} == said
        assert plain.keys() - body.keys() == {"type"}
        assert said.keys() - {"template_id"} <= wire("response_conference")["conference"].keys()

    async def test_a_pin_is_known_although_the_server_does_not_show_it(self, server: Server, hq: TrueConf) -> None:
        starts(server)

        room = await hq.create(wished(SCRIPTED, pin="0482"))

        assert room.guest_pin == "0482"

    async def test_the_plans_template_goes_before_that_of_the_settings(self, server: Server, connect: Connect) -> None:
        starts(server)

        await connect(owner="meetings", template="usual").create(wished(SCRIPTED, template="8b566f97"))

        assert server.body("POST conferences")["template_id"] == "8b566f97"

    async def test_a_change_says_the_pin_anew_because_it_cannot_be_read(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits())
        server.says(f"PUT {ROOM}", waits())

        room = await hq.update(ROOM_THERE, wished(ahead(SCRIPTED), pin="0482"))

        assert server.body(f"PUT {ROOM}")["pin"] == "0482"
        assert room.guest_pin == "0482"

    async def test_a_change_to_what_is_so_already_writes_nothing(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits(waiting_room_enabled=True, max_participants=25))

        await hq.update(ROOM_THERE, wished(ahead(SCRIPTED), waiting_room=True, capacity=25))

        assert f"PUT {ROOM}" not in server.calls()

    async def test_no_more_speak_and_no_more_guests_come_than_people_fit_in(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", waits(type=0, max_participants=250, max_podiums=250, max_guests=100))
        server.says(f"PUT {ROOM}", waits())

        await hq.update(ROOM_THERE, wished(ahead(SCRIPTED), capacity=25))

        body = server.body(f"PUT {ROOM}")
        assert (body["max_participants"], body["max_podiums"], body["max_guests"]) == (25, 25, 25)

    async def test_it_opens_with_its_pin(self, server: Server, hq: TrueConf) -> None:
        """Its schedule goes by a change, and that may lose what it leaves out."""
        starts(server)
        server.says(f"PUT {ROOM}", waits())
        server.says(f"GET {ROOM}", waits(), waits(), *server.script[f"GET {ROOM}"])

        await hq.open(ROOM_THERE, wished(ahead(SCRIPTED), pin="0482"))

        assert server.body(f"PUT {ROOM}")["pin"] == "0482"


@pytest.mark.parametrize(
    ("version", "lacks"),
    [("v3.3", {Feature.SET_PIN, Feature.WAITING_ROOM}), ("v3.6", {Feature.WAITING_ROOM}), ("v3.10", set())],
)
def test_what_a_version_does_not_know_it_does_not_declare(version: str, lacks: set[Feature], connect: Connect) -> None:
    features = connect(api_version=version).features

    assert {Feature.SET_PIN, Feature.WAITING_ROOM} - features == lacks
    assert {Feature.CAPACITY, Feature.TEMPLATES} <= features


def test_how_many_come_in_is_the_administrators_to_say(connect: Connect) -> None:
    assert connect().limits == Limits(pin=(4, 10))
    assert connect(capacity=25).limits == Limits(admits=25, most=25, pin=(4, 10))


class TestEmulated:
    async def test_the_room_is_as_wished(self, there: World) -> None:
        room = await there.hq.create(wished(WISH, pin="0482", waiting_room=True, capacity=25))

        kept = settings(there)
        assert (kept["pin"], kept["waiting_room_enabled"], kept["max_participants"]) == ("0482", True, 25)
        refused = await there.hq.http.post(
            "https://conf.test/control/join", json={"conference_id": room.id, "login": "ben"}
        )
        assert "PIN" in json.dumps(refused.json())
        await there.control("join", conference_id=room.id, login="ben", pin=room.guest_pin)

    async def test_its_options_outlive_a_move_and_its_opening(self, there: World) -> None:
        wish = wished(ahead(WISH), pin="0482", waiting_room=True, capacity=25)
        room = await there.hq.create(wish)

        moved = await there.hq.update(room, replace(wish, plan=replace(wish.plan, topic="Monthly sync")))
        await there.hq.open(moved, wish)

        kept = settings(there)
        assert (kept["pin"], kept["waiting_room_enabled"], kept["max_participants"]) == ("0482", True, 25)
        assert there.rooms[REFERENCE].settings["topic"] == "Monthly sync"

    async def test_each_is_changed_while_the_room_waits(self, there: World) -> None:
        room = await there.hq.create(wished(ahead(WISH), pin="0482", waiting_room=True, capacity=25))

        changed = await there.hq.update(room, wished(ahead(WISH), pin="5555", waiting_room=False, capacity=30))

        kept = settings(there)
        assert (kept["pin"], kept["waiting_room_enabled"], kept["max_participants"]) == ("5555", False, 30)
        assert changed.guest_pin == "5555"

    async def test_no_more_are_invited_than_fit_in(self, there: World) -> None:
        await there.hq.create(wished(WISH, capacity=1))

        assert len(there.rooms[REFERENCE].invitations) == 1

    async def test_its_pin_outlives_guests_that_are_invited(self, public: World) -> None:
        room = await public.hq.create(wished(ahead(WISH), pin="0482"))

        there = await public.hq.invite_guests(room.id, asked=("eve@else.example",), pin="0482")

        assert there
        assert settings(public)["pin"] == "0482"

    async def test_its_templates_are_there_to_choose_from(self, there: World) -> None:
        assert await there.hq.templates() == (Template(id=TEAM_CALL.id, name=TEAM_CALL.name),)

    async def test_it_is_made_like_its_template(self, there: World) -> None:
        await there.hq.create(wished(WISH, template=TEAM_CALL.id))

        kept = settings(there)
        fields = {name: value for name, value in TEAM_CALL.fields.items() if name in kept}
        mine = {"topic", "schedule", "tags", "allow_guests"}
        assert {name: kept[name] for name in fields.keys() - mine} == {
            name: value for name, value in fields.items() if name not in mine
        }

    async def test_a_template_that_is_gone_is_refused(self, there: World) -> None:
        with pytest.raises(Refused) as caught:
            await there.hq.create(wished(WISH, template="gone"))

        assert caught.value.why is Refusal.INVALID
        assert there.rooms == {}

    async def test_what_was_not_said_stays_as_the_server_has_it(self, there: World) -> None:
        room = await there.hq.create(ahead(WISH))

        assert isinstance(room, Room)
        assert (settings(there)["pin"], settings(there)["max_participants"], room.guest_pin) == (None, 250, None)
