"""Guests on the list of an emulated TrueConf Server: of a room that waits, of one that runs, through its changes."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest

from bot.errors import Denied, Gone, Refusal, Refused, Unsupported
from bot.model import Feature, Room
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf.config import ANA, PLENUM
from tests.bot.providers.trueconf.world import WISH, World, Worlds
from tests.conftest import NOON

EVE, MAX = "eve@else.example", "max@else.example"
AHEAD = replace(WISH, guests=(), opens_at=NOON + timedelta(days=1))
PUTS = pytest.mark.parametrize("put", ["merge", "replace"])


def listed(there: World, room: Room) -> list[str]:
    return [one for one in there.rooms[room.id].invitations if one != ANA.login]


@PUTS
async def test_those_who_are_asked_are_on_the_list_and_those_taken_back_are_not(
    put: Literal["merge", "replace"], world: Worlds
) -> None:
    there = world(TrueConfConfig(put=put), guests="true")
    room = await there.hq.create(AHEAD)

    both = await there.hq.invite_guests(room.id, asked=(EVE, MAX))
    one = await there.hq.invite_guests(room.id, asked=(EVE,), withdrawn=(MAX,))

    assert both == {EVE: EVE, MAX: MAX}
    assert one == {EVE: EVE}
    assert listed(there, room) == [EVE]


async def test_asked_twice_nothing_is_written_twice(world: Worlds) -> None:
    there = world(guests="true")
    room = await there.hq.create(AHEAD)
    await there.hq.invite_guests(room.id, asked=(EVE,))
    before = len(there.app.state.history.requests)

    again = await there.hq.invite_guests(room.id, asked=("Eve@Else.example",), withdrawn=(MAX,))

    assert again == {"Eve@Else.example": EVE}
    assert [one.method for one in list(there.app.state.history.requests)[before:]] == ["GET"]


async def test_a_change_of_the_room_keeps_them_and_brings_nobody_back(world: Worlds) -> None:
    there = world(guests="true")
    room = await there.hq.create(AHEAD)
    await there.hq.invite_guests(room.id, asked=(EVE, MAX))
    later = replace(AHEAD, opens_at=NOON + timedelta(days=2), outsiders=(EVE, "new@else.example"))

    await there.hq.update(room, later)

    assert listed(there, room) == [EVE]


async def test_while_it_runs_one_can_be_added_and_not_taken_away(world: Worlds) -> None:
    there = world(guests="true")
    room = await there.hq.create(replace(WISH, guests=()))
    await there.hq.invite_guests(room.id, asked=(EVE,))

    known = await there.hq.invite_guests(room.id, asked=(MAX,), withdrawn=(EVE,))

    assert known == {EVE: EVE, MAX: MAX}
    assert listed(there, room) == [EVE, MAX]


async def test_whom_the_server_does_not_take_is_not_on_the_list(world: Worlds) -> None:
    there = world(TrueConfConfig(max_participants=2), guests="true")
    room = await there.hq.create(AHEAD)

    known = await there.hq.invite_guests(room.id, asked=(EVE, MAX, f"{'x' * 60}@else.example"))

    assert known == {}


async def test_while_it_runs_one_that_is_refused_does_not_keep_the_others_out(world: Worlds) -> None:
    there = world(TrueConfConfig(max_participants=2), guests="true")
    room = await there.hq.create(replace(WISH, guests=()))

    known = await there.hq.invite_guests(room.id, asked=(f"{'x' * 60}@else.example", EVE, MAX))

    assert known == {EVE: EVE}


async def test_a_server_that_begins_it_meanwhile_is_asked_again_later(world: Worlds) -> None:
    there = world(guests="true")
    room = await there.hq.create(AHEAD)
    whole = await there.hq.rooms.whole(room.id)  # type: ignore[attr-defined]
    await there.hq.open(room, AHEAD)

    with pytest.raises(Refused) as caught:
        await there.hq.rooms.relisted(room.id, whole, [], pin=None)  # type: ignore[attr-defined]

    assert caught.value.why is Refusal.RUNNING


async def test_a_room_that_is_gone_is_said_to_be_gone(world: Worlds) -> None:
    there = world(guests="true")

    with pytest.raises(Gone):
        await there.hq.invite_guests("nowhere", asked=(EVE,))


async def test_a_private_server_takes_nobody_from_outside(world: Worlds) -> None:
    there = world()

    assert Feature.INVITE_GUESTS not in there.hq.features
    with pytest.raises(Unsupported):
        await there.hq.invite_guests("any", asked=(EVE,))


async def test_without_the_right_a_running_one_takes_nobody_and_the_doctor_says_so(world: Worlds) -> None:
    app = replace(PLENUM, scopes=PLENUM.scopes - {"conferences.invitations"})
    there = world(TrueConfConfig(apps=(app,)), guests="true")
    room = await there.hq.create(WISH)

    with pytest.raises(Denied, match=r"needs conferences\.invitations:write"):
        await there.hq.invite_guests(room.id, asked=(EVE,))

    assert "conferences.invitations:write nobody from outside can be invited" in await there.hq.check()
