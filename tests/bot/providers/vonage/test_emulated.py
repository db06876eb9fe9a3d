"""The adapter against the emulated service, in each habit that the vendor's sources leave open."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from bot.errors import Refusal, Refused, ServiceClosed
from bot.live import DialIn, RoomState
from bot.model import Room
from bot.providers.chores import MisuseError, Report
from tests.bot.providers.vonage.script import do
from tests.bot.providers.vonage.world import WISH, Worlds
from tests.conftest import FrozenClock

HABITS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "as captured": ({}, {}),
    "as documented": ({"link_style": "absolute"}, {}),
    "no next on the last page": ({"edge_links": False}, {}),
    "the page's size as a text": ({"page_size_as_text": True}, {}),
    "the list one level deeper": ({"rooms_as": "object"}, {}),
    "beta": ({}, {"prefix": "/beta/meetings"}),
    "no version": ({}, {"prefix": "/meetings"}),
}


@pytest.mark.parametrize(("habits", "settings"), HABITS.values(), ids=HABITS)
async def test_a_room_lives_from_its_making_until_everybody_has_left(
    habits: dict[str, Any], settings: dict[str, str], world: Worlds, clock: FrozenClock
) -> None:
    there = world(habits, **settings)

    room = await there.old.create(WISH)
    found = await there.old.find(WISH.reference)
    await there.control("join", room=room.id, name="Ben")
    clock.advance(hours=2)
    states = [(await there.old.status(room.id)).state]
    await there.control("leave", room=room.id)
    clock.advance(minutes=9)
    states.append((await there.old.status(room.id)).state)
    clock.advance(minutes=2)
    states.append((await there.old.status(room.id)).state)

    assert found == room
    assert states == [RoomState.LIVE, RoomState.LIVE, RoomState.GONE]
    assert await there.old.find(WISH.reference) is None


async def test_who_reads_the_card_an_hour_later_gets_in(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.old.create(WISH)
    clock.advance(hours=1)

    seat = await there.control("join", room=room.guest_pin, name="Ben")

    assert not seat["waiting"]


async def test_a_room_that_nobody_enters_closes_by_itself(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.old.create(replace(WISH, plan=replace(WISH.plan, duration=timedelta(minutes=30))))

    clock.advance(hours=12, minutes=29)
    before = (await there.old.status(room.id)).state
    clock.advance(minutes=2)

    assert (before, (await there.old.status(room.id)).state) == (RoomState.LIVE, RoomState.GONE)


async def test_a_room_that_is_closed_takes_nobody_new_a_quarter_of_an_hour_later(
    world: Worlds, clock: FrozenClock
) -> None:
    there = world()
    room = await there.old.create(WISH)

    await there.old.close(room.id)
    at_once = (await there.old.status(room.id)).state
    clock.advance(minutes=15)
    later = (await there.old.status(room.id)).state
    await there.old.close(room.id)

    assert (at_once, later) == (RoomState.LIVE, RoomState.GONE)


async def test_the_links_are_those_that_the_service_opens(world: Worlds) -> None:
    there = world({"links_base": "https://meet.acme.example"})
    room = await there.old.create(WISH)

    access = await there.old.host_access(Room(id=room.id, join_url=room.join_url), None)

    assert room.join_url == f"https://meet.acme.example/{room.guest_pin}"
    assert access.url
    assert access.url == room.host_url
    query = parse_qs(urlsplit(access.url).query)
    assert query["room_token"] == [room.guest_pin]
    assert query["participant_token"] == [there.app.state.service.rooms[room.id].host_token]


@pytest.mark.parametrize("habits", [{}, {"link_style": "absolute", "rooms_as": "object"}, {"edge_links": False}])
async def test_a_room_is_found_among_many(habits: dict[str, Any], world: Worlds) -> None:
    there = world({"max_rooms": 2000, **habits})
    first = await there.old.create(replace(WISH, reference="first0000000"))
    for _ in range(1000):
        there.app.state.service.open_room(there.app.state.service.rooms[first.id].settings | {"metadata": "other"})

    last = await there.old.create(WISH)

    assert await there.old.find(WISH.reference) == last
    assert await there.old.find("first0000000") == first


async def test_no_more_rooms_than_the_application_may_have(world: Worlds) -> None:
    there = world({"max_rooms": 1})
    await there.old.create(WISH)

    with pytest.raises(Refused) as caught:
        await there.old.create(replace(WISH, reference="b2b2b2b2b2b2"))

    assert caught.value.why is Refusal.ROOM_LIMIT


@pytest.mark.parametrize("closed", ["refused", "401", "404", "410"])
async def test_a_closed_service_is_closed_in_everything(closed: str, world: Worlds) -> None:
    there = world()
    room = await there.old.create(WISH)
    there.app.state.faults.change({"closed": closed})

    for asked in (there.old.check(), there.old.create(WISH), there.old.status(room.id), there.old.dial_in()):
        with pytest.raises(ServiceClosed):
            await asked
    for chore in there.old.chores:
        with pytest.raises(ServiceClosed):
            await chore.run(there.old, ANY_ARGUMENTS[chore.words])


async def test_another_applications_key_is_told_like_a_closed_service(world: Worlds) -> None:
    there = world(application_id="aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab")

    with pytest.raises(ServiceClosed, match="401"):
        await there.old.check()


async def test_a_room_that_is_wanted_recorded_is_recorded_once_somebody_is_in(world: Worlds) -> None:
    there = world()
    room = await there.old.create(replace(WISH, record=True))

    await there.control("join", room=room.id, name="Ben")

    assert [one["recording"] for one in (await there.old.http.get("https://api.test/control/state")).json()["rooms"]]


async def test_the_numbers_are_those_of_the_service(world: Worlds) -> None:
    assert await world().old.dial_in() == (
        DialIn(number="+541139862166", place="Argentina"),
        DialIn(number="+442381924626", place="United Kingdom"),
        DialIn(number="+17323338801", place="United States"),
    )


class TestThemes:
    async def test_there_are_none_at_first_in_either_form(self, world: Worlds) -> None:
        for habits in ({}, {"no_themes_as": "list"}):
            assert (await do(world(habits).old, "themes list")).rows == ()

    async def test_one_that_was_added_gives_new_rooms_their_link(self, world: Worlds) -> None:
        there = world({"links_base": "https://meet.acme.example"})
        added = await do(there.old, "themes add", "12f64e", "Acme", "Blue", "acme")
        there.old.settings = there.old.settings.model_copy(update={"theme": theme_id(added)})

        room = await there.old.create(WISH)

        assert room.join_url == f"https://meet.acme.example/acme/{room.guest_pin}"
        assert [row[0] for row in (await do(there.old, "themes show", added.rows[0][0])).rows] == [room.id]
        assert (await do(there.old, "themes list")).rows == ((*added.rows[0][:-1], "have it"),)
        assert (await there.old.check()).endswith(", theme Blue")

    async def test_one_can_be_changed_made_the_default_and_removed_with_force_alone(self, world: Worlds) -> None:
        there = world()
        added = (await do(there.old, "themes add", "#fff", "Acme")).rows[0][0]

        changed = await do(there.old, "themes change", added, "name", "Blue")
        await do(there.old, "themes default", added)
        with pytest.raises(MisuseError, match="force"):
            await do(there.old, "themes remove", added)
        await do(there.old, "themes remove", added, "force")

        assert changed.rows[0][1:3] == ("Blue", "#fff")
        assert (await do(there.old, "themes list")).rows == ()

    async def test_two_cannot_have_one_name(self, world: Worlds) -> None:
        there = world()
        await do(there.old, "themes add", "#fff", "Acme", "Blue")

        with pytest.raises(MisuseError, match="already"):
            await do(there.old, "themes add", "#000", "Acme", "Blue")

    @pytest.mark.parametrize(
        ("words", "more"),
        [("themes show", ()), ("themes change", ("text", "x")), ("themes remove", ()), ("themes default", ())],
    )
    async def test_one_that_is_not_there_is_said_not_to_be(
        self, words: str, more: tuple[str, ...], world: Worlds
    ) -> None:
        with pytest.raises(MisuseError, match="no theme has that id"):
            await do(world().old, words, THEME, *more)

    async def test_there_can_be_too_many(self, world: Worlds) -> None:
        with pytest.raises(Refused, match="as many themes as it may"):
            await do(world({"max_themes": 0}).old, "themes add", "#fff", "Acme")

    async def test_a_room_is_refused_where_the_setting_names_none(self, world: Worlds) -> None:
        there = world(theme=THEME)

        for asked in (there.old.create(WISH), there.old.check()):
            with pytest.raises(Refused) as caught:
                await asked
            assert caught.value.why is Refusal.INVALID


async def test_plenums_rooms_are_told_from_other_programs(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    first = await there.old.create(WISH)
    clock.advance(hours=13)
    second = await there.old.create(replace(WISH, reference="b2b2b2b2b2b2"))
    there.app.state.service.open_room(there.app.state.service.rooms[first.id].settings | {"metadata": "Welcome!"})

    usual, everything = await do(there.old, "rooms"), await do(there.old, "rooms", "all")

    assert usual.rows == ((second.id, "b2b2b2b2b2b2", "Weekly sync", "open", "2026-11-24 13:00 UTC"),)
    assert usual.said == "1 room of Plenum's; not shown: 1 closed, 1 of other programs."
    assert [row[3] for row in everything.rows] == ["closed", "open"]


THEME = "ef2b46f3-8ebb-437e-a671-272e4990fbc8"
ANY_ARGUMENTS = {
    "themes list": (),
    "themes add": ("#fff", "Acme"),
    "themes show": (THEME,),
    "themes change": (THEME, "text", "Acme"),
    "themes remove": (THEME,),
    "themes default": (THEME,),
    "rooms": (),
}


def theme_id(added: Report) -> UUID:
    return UUID(added.rows[0][0])
