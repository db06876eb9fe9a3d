"""The adapter against the emulated PBX, in each habit that the vendor's documentation leaves open."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import Denied, Refusal, Refused
from bot.live import RoomState
from bot.model import Account, Plan
from playground.backends.portsip import Extension, PortSIPConfig
from playground.backends.portsip.config import PEOPLE, PLENUM
from tests.bot.providers.portsip.world import ANA, BEN, WISH, Worlds
from tests.conftest import NOON, FrozenClock

HABITS: dict[str, tuple[PortSIPConfig, dict[str, object]]] = {
    "as assumed": (PortSIPConfig(), {}),
    "blanks are null": (PortSIPConfig(blanks="null"), {}),
    "blanks are empty": (PortSIPConfig(blanks="empty"), {}),
    "blanks are absent": (PortSIPConfig(blanks="absent"), {}),
    "idle rooms take orders": (PortSIPConfig(idle_refuses=False), {}),
    "idle rooms tell of nobody": (PortSIPConfig(idle_lists=False), {}),
    "who has left is refused otherwise": (PortSIPConfig(absent_status=400), {}),
    "one session for each user": (PortSIPConfig(single_session=True), {}),
    "errors without a body": (PortSIPConfig(), {"no_error_body": True}),
}


@pytest.mark.parametrize(("config", "faults"), HABITS.values(), ids=HABITS)
async def test_a_room_lives_from_its_making_to_its_removal(
    config: PortSIPConfig, faults: dict[str, object], world: Worlds
) -> None:
    there = world(config)
    there.app.state.faults.change(faults)

    room = await there.pbx.create(WISH)
    states = [(await there.pbx.status(room.id)).state]
    await there.join(room)
    states.append((await there.pbx.status(room.id)).state)
    await there.pbx.end(room.id)
    states.append((await there.pbx.status(room.id)).state)
    await there.pbx.remove(room.id)
    states.append((await there.pbx.status(room.id)).state)

    assert states == [RoomState.EMPTY, RoomState.LIVE, RoomState.EMPTY, RoomState.GONE]
    assert there.rooms == {}


async def test_who_has_the_link_gets_in(world: Worlds) -> None:
    there = world()

    room = await there.pbx.create(WISH)

    token = there.rooms[room.id].token
    assert room.join_url == (
        f"https://127.0.0.1:8883/#/link-meeting?domain=acme.example&token={token}&number={room.dial_number}"
    )
    await there.control("join", number=room.dial_number, token=token, name="Eve", pin=room.guest_pin)


async def test_a_pbx_without_browsers_gives_a_number_and_a_pin(world: Worlds) -> None:
    there = world(PortSIPConfig(sbc_host=""))

    room = await there.pbx.create(WISH)

    assert (room.join_url, len(room.guest_pin or "")) == (None, 6)
    await there.join(room)


async def test_the_host_pin_makes_whoever_has_it_the_chairman(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(WISH)
    seat = (await there.join(room))["seat"]

    access = await there.pbx.host_access(room, None)

    assert (await there.control("press", seat=seat, keys=f"*8{access.pin}"))["chairman"]


async def test_everybody_is_sent_out_and_whoever_comes_gets_in_again(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(WISH)
    for person in PEOPLE:
        await there.join(room, person.extension_number)

    await there.pbx.end(room.id)

    assert await there.inside(room) == []
    await there.join(room)


@pytest.mark.parametrize("status", [400, 409])
async def test_rooms_asked_for_at_once_get_numbers_of_their_own(status: int, world: Worlds) -> None:
    there = world(PortSIPConfig(number_taken_status=status), numbers="7000-7004")

    rooms = await asyncio.gather(*(there.pbx.create(replace(WISH, reference=f"{n}" * 12)) for n in range(5)))

    assert {room.dial_number for room in rooms} == {"7000", "7001", "7002", "7003", "7004"}
    with pytest.raises(Refused) as caught:
        await there.pbx.create(WISH)
    assert caught.value.why is Refusal.ROOM_LIMIT


async def test_numbers_of_others_are_left_alone(world: Worlds) -> None:
    queue = Extension(extension_number="7000", name="Support", type="CALL_QUEUE")
    there = world(PortSIPConfig(extensions=(queue,)), numbers="7000-7001")

    assert (await there.pbx.create(WISH)).dial_number == "7001"


async def test_says_when_a_planned_one_will_be(world: Worlds) -> None:
    there = world()
    plan = Plan(topic="Planned", starts_at=NOON + timedelta(days=1), duration=timedelta(minutes=30), zone="Asia/Tokyo")

    room = await there.pbx.create(replace(WISH, plan=plan))

    settings = there.settings_of(room)
    assert (settings["scheduled_start_at"], settings["timezone"]) == (plan.starts_at, "Asia/Tokyo")
    assert settings["scheduled_end_at"] == plan.starts_at + timedelta(minutes=30)


@pytest.mark.parametrize("still", [True, False], ids=["still recording", "recorded"])
async def test_a_room_with_a_recording_is_shut_and_stays(world: Worlds, *, still: bool) -> None:
    there = world()
    room = await there.pbx.create(WISH)
    await there.join(room)
    await there.control("record", number=room.dial_number, action="start")
    if not still:
        await there.control("leave", number=room.dial_number)

    with pytest.raises(Refused) as caught:
        await there.pbx.remove(room.id)

    assert caught.value.why is Refusal.RECORDED
    assert await there.inside(room) == []
    assert len(there.rooms[room.id].recordings) == 1


async def test_what_was_recorded_a_moment_ago_is_not_destroyed_unseen(world: Worlds, clock: FrozenClock) -> None:
    there = world(PortSIPConfig(recording_takes=timedelta(seconds=30)))
    room = await there.live()
    await there.pbx.record(room.id, on=True)
    await there.pbx.record(room.id, on=False)

    for why in (Refusal.RUNNING, Refusal.RECORDED):
        with pytest.raises(Refused) as caught:
            await there.pbx.remove(room.id)
        clock.advance(seconds=30)

        assert caught.value.why is why
    assert len(there.rooms[room.id].recordings) == 1


async def test_a_room_with_people_in_it_is_emptied_first_and_removed_later(world: Worlds) -> None:
    there = world()
    room = await there.live()

    with pytest.raises(Refused) as caught:
        await there.pbx.remove(room.id)
    emptied = await there.inside(room)
    await there.pbx.remove(room.id)

    assert (caught.value.why, emptied) == (Refusal.RUNNING, [])
    assert there.rooms == {}


async def test_a_room_that_the_pbx_closed_itself_is_gone(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.pbx.create(WISH)

    clock.advance(minutes=31)

    assert (await there.pbx.status(room.id)).state is RoomState.GONE
    await there.pbx.end(room.id)


async def test_rings_the_persons_phone(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(WISH)
    await there.join(room)
    account = await there.pbx.account(BEN.email)
    assert account

    await there.pbx.ring(room.id, account)

    await there.control("answer", number=room.dial_number, called=BEN.extension_number)
    assert await there.inside(room) == [ANA.display_name, BEN.display_name]


async def test_a_room_in_which_nobody_is_may_call_nobody(world: Worlds) -> None:
    there = world()
    room = await there.pbx.create(WISH)

    with pytest.raises(Refused) as caught:
        await there.pbx.ring(room.id, Account(id=BEN.extension_number, name="Ben"))

    assert caught.value.why is Refusal.PERSON_UNAVAILABLE


async def test_a_person_is_found_among_many(world: Worlds) -> None:
    crowd = tuple(
        replace(ANA, name=f"user{n}", email=f"user{n}@acme.example", extension_number=f"{3000 + n}") for n in range(150)
    )
    there = world(PortSIPConfig(users=(*crowd, PLENUM, BEN)))

    assert await there.pbx.account(BEN.email) == Account(id="102", name="Ben Okafor", email="ben@acme.example")


async def test_a_room_is_found_among_many(world: Worlds, clock: FrozenClock) -> None:
    there = world(PortSIPConfig(max_rooms=500, close_unused_after=None), numbers="7000-7999")
    first = await there.pbx.create(WISH)
    for n in range(100):
        clock.advance(seconds=1)
        await there.pbx.create(replace(WISH, reference=f"reference{n:03}"))

    assert await there.pbx.find(WISH.reference) == first


@pytest.mark.parametrize("refresh_too", [False, True])
async def test_revoked_tokens_are_not_noticed(world: Worlds, *, refresh_too: bool) -> None:
    there = world()
    room = await there.pbx.create(WISH)
    await there.control("revoke", refresh_too=refresh_too)

    assert (await there.pbx.status(room.id)).state is RoomState.EMPTY


async def test_stays_signed_in_for_days(world: Worlds, clock: FrozenClock) -> None:
    there = world(PortSIPConfig(close_unused_after=None))
    room = await there.pbx.create(WISH)

    for _ in range(10):
        clock.advance(hours=7)
        assert (await there.pbx.status(room.id)).state is RoomState.EMPTY


@pytest.mark.parametrize("status", [400, 401, 403])
async def test_a_wrong_password_is_denied_with_whichever_status(status: int, world: Worlds) -> None:
    there = world(PortSIPConfig(login_refused_status=status), password="wrong")

    with pytest.raises(Denied):
        await there.pbx.check()


async def test_a_user_who_is_no_administrator_is_denied(world: Worlds) -> None:
    there = world(username=ANA.name, password=ANA.password)

    with pytest.raises(Denied):
        await there.pbx.check()


async def test_two_factors_are_denied(world: Worlds) -> None:
    there = world(PortSIPConfig(users=(replace(PLENUM, two_factor=True),)))

    with pytest.raises(Denied):
        await there.pbx.check()
