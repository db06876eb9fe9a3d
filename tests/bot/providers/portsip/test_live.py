"""A live conference on the emulated PBX: who comes and goes, and what is done to them from Slack."""

from dataclasses import replace

import pytest

from bot.errors import Refusal, Refused
from bot.live import Participant, Presence, RoomState
from bot.model import Room
from playground.backends.portsip import PortSIPConfig
from tests.bot.providers.portsip.world import ANA, BEN, CLEO, WISH, World, Worlds
from tests.conftest import FrozenClock

IDLE_HABITS = [PortSIPConfig(), PortSIPConfig(idle_refuses=False), PortSIPConfig(idle_lists=False)]
LEFT_HABITS = [PortSIPConfig(), PortSIPConfig(absent_status=400)]


async def named(there: World, room: Room) -> dict[str, Participant]:
    return {one.name: one for one in (await there.pbx.participants(room.id)).inside}


async def refused(there: World, room: Room, method: str, *arguments: str, **options: bool) -> Refusal:
    with pytest.raises(Refused) as caught:
        await getattr(there.pbx, method)(room.id, *arguments, **options)
    return caught.value.why


async def test_who_comes_by_extension_telephone_or_link_is_told_apart(world: Worlds) -> None:
    there = world()
    room = await there.live()
    await there.telephone(room, "+47 900 00 000")
    await there.come_by_link(room, "Ana Lima")

    inside = [(one.name, one.account, one.email) for one in (await there.pbx.participants(room.id)).inside]

    assert inside == [
        (ANA.display_name, "101", ANA.email),
        (BEN.display_name, "102", BEN.email),
        ("+4790000000", None, None),
        ("Ana Lima", None, None),
    ]


async def test_a_guest_who_types_an_extension_is_not_taken_for_it(world: Worlds) -> None:
    there = world()
    room = await there.live()

    await there.come_by_link(room, f'"Ana"<sip:101@{there.app.state.pbx.config.domain}>')

    assert [one.account for one in (await there.pbx.participants(room.id)).inside] == ["101", "102", None]


async def test_who_left_is_not_inside_and_the_last_one_leaves_nobody(world: Worlds) -> None:
    there = world()
    room = await there.live()

    await there.control("leave", number=room.dial_number, extension="101")
    one_left = await named(there, room)
    await there.control("leave", number=room.dial_number)

    assert list(one_left) == [BEN.display_name]
    assert await there.pbx.participants(room.id) == Presence()
    assert (await there.pbx.status(room.id)).state is RoomState.EMPTY


@pytest.mark.parametrize("config", IDLE_HABITS)
async def test_nobody_is_in_a_room_that_nobody_has_come_to(config: PortSIPConfig, world: Worlds) -> None:
    there = world(config)
    room = await there.pbx.create(WISH)

    assert await there.pbx.participants(room.id) == Presence()


async def test_whoever_presses_star_eight_is_the_host(world: Worlds) -> None:
    there = world()
    room = await there.live()
    seat = (await there.join(room, CLEO.extension_number))["seat"]

    await there.control("press", seat=seat, keys=f"*8{room.host_pin}")

    assert [one.name for one in (await there.pbx.participants(room.id)).inside if one.host] == [CLEO.display_name]


async def test_people_are_asked_for_once_however_many_look(world: Worlds) -> None:
    there = world()
    room = await there.live()

    for _ in range(3):
        await there.pbx.participants(room.id)

    assert len(there.asked("/api/users")) == 1


async def test_everybody_is_muted_and_may_speak_again(world: Worlds) -> None:
    there = world()
    room = await there.live()

    seen = []
    for on in (True, False):
        await there.pbx.mute_all(room.id, on=on)
        muted = {one.muted for one in (await there.pbx.participants(room.id)).inside}
        seen.append(((await there.pbx.status(room.id)).muted, muted))

    assert seen == [(True, {True}), (False, {False})]


async def test_one_is_muted_and_may_speak_again(world: Worlds) -> None:
    there = world()
    room = await there.live()
    ben = (await named(there, room))[BEN.display_name]

    seen = []
    for on in (True, False):
        await there.pbx.mute(room.id, ben.id, on=on)
        seen.append([one.muted for one in (await named(there, room)).values()])

    assert seen == [[False, True], [False, False]]


async def test_a_locked_room_lets_nobody_in_until_it_is_opened(world: Worlds) -> None:
    there = world()
    room = await there.live()

    await there.pbx.lock(room.id, on=True)
    locked = (await there.pbx.status(room.id)).locked
    with pytest.raises(AssertionError, match="locked"):
        await there.join(room, CLEO.extension_number)
    await there.pbx.lock(room.id, on=False)
    await there.join(room, CLEO.extension_number)

    assert locked is True
    assert CLEO.display_name in await there.inside(room)


async def test_one_is_sent_out_and_the_others_stay(world: Worlds) -> None:
    there = world()
    room = await there.live()
    ben = (await named(there, room))[BEN.display_name]

    await there.pbx.kick(room.id, ben.id)
    await there.pbx.kick(room.id, ben.id)

    assert await there.inside(room) == [ANA.display_name]


async def test_the_host_is_one_and_changes(world: Worlds) -> None:
    there = world()
    room = await there.live()

    hosts = []
    for one in (await named(there, room)).values():
        await there.pbx.hand_over(room.id, one.id)
        hosts.append([one.name for one in (await named(there, room)).values() if one.host])

    assert hosts == [[ANA.display_name], [BEN.display_name]]


@pytest.mark.parametrize("config", LEFT_HABITS)
async def test_nothing_is_done_to_those_who_have_left(config: PortSIPConfig, world: Worlds) -> None:
    there = world(config)
    room = await there.live()
    ben = (await named(there, room))[BEN.display_name]
    await there.control("leave", number=room.dial_number, extension="102")

    why = {
        await refused(there, room, "mute", ben.id, on=True),
        await refused(there, room, "hand_over", ben.id),
    }
    await there.control("leave", number=room.dial_number)
    why.add(await refused(there, room, "mute", ben.id, on=False))

    assert why == {Refusal.NOT_INSIDE}
    await there.pbx.kick(room.id, ben.id)


async def test_is_recorded_from_when_it_is_said_until_it_is_said(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.live()

    for on in (True, True, False, False):
        await there.pbx.record(room.id, on=on)
        clock.advance(seconds=10)
        assert (await there.pbx.status(room.id)).recording is on

    (recording,) = there.rooms[room.id].recordings
    assert recording.length.total_seconds() == 20


async def test_is_recorded_from_the_start_where_that_was_wished(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(replace(WISH, record=True))

    await there.join(room)

    assert (await there.pbx.status(room.id)).recording is True


@pytest.mark.parametrize("config", IDLE_HABITS)
@pytest.mark.parametrize(
    ("method", "arguments", "options"),
    [
        ("record", (), {"on": True}),
        ("record", (), {"on": False}),
        ("mute_all", (), {"on": True}),
        ("lock", (), {"on": True}),
        ("call", ("102",), {}),
    ],
)
async def test_nothing_is_done_in_a_room_in_which_nobody_is(
    config: PortSIPConfig, method: str, arguments: tuple[str, ...], options: dict[str, bool], world: Worlds
) -> None:
    there = world(config)
    room = await there.pbx.create(WISH)

    assert await refused(there, room, method, *arguments, **options) is Refusal.NOT_RUNNING
    assert await there.seen(room, "ringing") == []


async def test_an_empty_room_that_is_open_may_be_opened(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(WISH)

    await there.pbx.lock(room.id, on=False)


async def test_an_extension_is_called_in(world: Worlds) -> None:
    there = world()
    room = await there.live()

    await there.pbx.call(room.id, CLEO.extension_number)

    await there.control("answer", number=room.dial_number, called=CLEO.extension_number)
    assert (await named(there, room))[CLEO.display_name].account == CLEO.extension_number


async def test_an_outside_number_is_called_in_where_the_settings_allow_it(world: Worlds) -> None:
    there = world(outside_calls="+44,+49")
    room = await there.live()

    await there.pbx.call(room.id, "+441494523501")

    await there.control("answer", number=room.dial_number, called="+441494523501")
    assert (await named(there, room))["+441494523501"].account is None


@pytest.mark.parametrize("number", ["+33123456789", "00441494523501", "8001", "199", "7000"])
async def test_no_other_number_is_called(number: str, world: Worlds) -> None:
    there = world(outside_calls="+44,+49")
    room = await there.live()

    assert await refused(there, room, "call", number) is Refusal.NUMBER_NOT_ALLOWED
    assert await there.seen(room, "ringing") == []


async def test_an_audio_room_is_one_for_telephones(world: Worlds) -> None:
    there = world(mode="AUDIO")

    room = await there.pbx.create(WISH)

    assert there.settings_of(room)["mode"] == "AUDIO"
