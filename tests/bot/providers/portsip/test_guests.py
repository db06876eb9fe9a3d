"""Guests on the list of an emulated PBX, whatever an update does to what it leaves out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Gone
from bot.model import Room
from playground.backends.portsip import PortSIPConfig
from tests.bot.providers.portsip.world import WISH, World, Worlds
from tests.conftest import NOON, FrozenClock

EVE, MAX = "eve@else.example", "max@else.example"
AHEAD = replace(WISH, opens_at=NOON + timedelta(days=1))
HABITS = pytest.mark.parametrize(
    "config",
    [
        *(PortSIPConfig(update_replaces=replaces) for replaces in (True, False)),
        *(PortSIPConfig(blanks=how) for how in ("null", "empty", "absent")),
    ],
    ids=str,
)


async def listed(there: World, room: Room) -> list[str]:
    names: list[str] = await there.seen(room, "invited")
    return names


@HABITS
async def test_those_who_are_asked_get_one_mail_and_those_taken_back_are_gone(
    config: PortSIPConfig, world: Worlds
) -> None:
    there = world(config)
    room = await there.pbx.create(AHEAD)
    before = there.settings_of(room) | {"external_invitees": ""}

    both = await there.pbx.invite_guests(room.id, asked=(EVE, MAX))
    again = await there.pbx.invite_guests(room.id, asked=(EVE, MAX))
    one = await there.pbx.invite_guests(room.id, asked=(MAX,), withdrawn=(EVE,))
    none = await there.pbx.invite_guests(room.id, asked=(), withdrawn=(EVE, MAX))

    assert (both, again, one, none) == ({EVE: EVE, MAX: MAX}, both, {MAX: MAX}, {})
    assert await there.seen(room, "mails") == [EVE, MAX]
    assert there.settings_of(room) == before


async def test_what_stands_already_is_not_written_again(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(AHEAD)
    await there.pbx.invite_guests(room.id, asked=(EVE,))
    asked = len(there.app.state.history.requests)

    known = await there.pbx.invite_guests(room.id, asked=("Eve@Else.Example",), withdrawn=(MAX,))

    assert known == {"Eve@Else.Example": EVE}
    assert [one.method for one in list(there.app.state.history.requests)[asked:]] == ["GET"]


async def test_a_change_of_the_room_keeps_them(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(AHEAD)
    await there.pbx.invite_guests(room.id, asked=(EVE,))

    await there.pbx.update(room, replace(AHEAD, opens_at=NOON + timedelta(days=2), outsiders=(EVE,)))

    assert await listed(there, room) == [EVE]


async def test_of_one_that_began_the_past_start_is_not_sent_again(world: Worlds, clock: FrozenClock) -> None:
    there = world(PortSIPConfig(update_replaces=False))
    room = await there.pbx.create(AHEAD)
    clock.now = NOON + timedelta(days=1)

    assert await there.pbx.invite_guests(room.id, asked=(EVE,)) == {EVE: EVE}
    assert "scheduled" not in str(there.app.state.history.requests[-2].body)


async def test_an_address_that_the_pbx_does_not_take_is_not_on_the_list(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(AHEAD)

    assert await there.pbx.invite_guests(room.id, asked=("eve@nowhere",)) == {}


async def test_a_room_that_is_gone_is_said_to_be_gone(world: Worlds) -> None:
    with pytest.raises(Gone):
        await world().pbx.invite_guests("nowhere", asked=(EVE,))
