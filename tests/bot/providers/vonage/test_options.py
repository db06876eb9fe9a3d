"""What a room is wished to be like: who waits, and for whom."""

from dataclasses import replace

import pytest

from bot.model import First, Limits, Options, RoomWish
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import WISH, Connect, Server, room, wire
from tests.bot.providers.vonage.test_ahead import CHANGE, THERE, ahead
from tests.bot.providers.vonage.world import WISH as WORLDLY
from tests.bot.providers.vonage.world import Worlds

LEVELS = [
    (Options(), "none"),
    (Options(waiting_room=True), "explicit_approval"),
    (Options(first=First.HOST), "after_owner_only"),
    (Options(waiting_room=True, first=First.HOST), "explicit_approval"),
    (Options(waiting_room=False, first=First.ANYBODY), "none"),
]


def wished(wish: RoomWish, options: Options) -> RoomWish:
    return replace(wish, plan=replace(wish.plan, options=options))


@pytest.mark.parametrize(("options", "level"), LEVELS)
async def test_who_may_come_in_is_said_when_it_is_made(
    options: Options, level: str, server: Server, old: Vonage
) -> None:
    await old.create(wished(WISH, options))

    assert server.body()["join_approval_level"] == level
    assert server.body().keys() <= wire("create_long_term_request")["body"].keys()


@pytest.mark.parametrize(("options", "level"), LEVELS[1:])
async def test_who_may_come_in_is_changed_with_the_plan(
    options: Options, level: str, server: Server, old: Vonage
) -> None:
    server.says(CHANGE, room())

    await old.update(THERE, wished(ahead(), options))

    assert server.body()["update_details"]["join_approval_level"] == level


async def test_whoever_comes_before_the_host_waits(world: Worlds) -> None:
    there = world()
    made = await there.old.create(wished(WORLDLY, Options(first=First.HOST)))

    early = await there.control("join", room=made.guest_pin, name="Ben")
    await there.control("join", room=made.guest_pin, name="Ana", host=True)
    late = await there.control("join", room=made.guest_pin, name="Cleo")

    assert (early["waiting"], late["waiting"]) == (True, False)


async def test_a_waiting_room_is_opened_and_shut_while_it_waits(world: Worlds) -> None:
    there = world()
    made = await there.old.create(wished(ahead(WORLDLY), Options(waiting_room=True)))
    seats = [await there.control("join", room=made.guest_pin, name="Ben")]

    await there.old.update(made, wished(ahead(WORLDLY), Options(waiting_room=False)))
    seats.append(await there.control("join", room=made.guest_pin, name="Cleo"))

    assert [seat["waiting"] for seat in seats] == [True, False]


def test_it_says_how_many_come_in(connect: Connect) -> None:
    assert connect().limits == Limits(admits=250)
    assert connect(capacity=100).limits == Limits(admits=100)
