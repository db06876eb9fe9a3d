"""Who looks after a room, and how it is given back."""

from datetime import timedelta

import pytest

from bot.services.rooms import Rooms
from tests.backstage import Backstage
from tests.poor import Watched


async def test_a_failure_nobody_foresaw_gives_the_claim_back(plenum: Backstage, eye: Watched) -> None:
    await plenum.start(provider="eye")
    eye.failing = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await plenum.tend(minutes=1)

    assert await plenum.claims() == 0
    assert await plenum.tend(minutes=1) == 1


async def test_two_processes_do_not_look_after_the_same_room(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    other = another_process(plenum)

    ours = await plenum.rooms.claim(now=plenum.clock())
    theirs = await other.claim(now=plenum.clock())

    assert (len(ours), theirs) == (1, [])


async def test_what_is_given_back_is_free_for_others(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    other = another_process(plenum)
    await plenum.rooms.claim(now=plenum.clock())

    await plenum.rooms.give_back()

    assert len(await other.claim(now=plenum.clock())) == 1


async def test_nobody_gives_back_what_others_hold(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    await plenum.rooms.claim(now=plenum.clock())

    await another_process(plenum).give_back()

    assert await plenum.claims() == 1


async def test_the_claims_of_the_dead_are_freed_at_a_start(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    await another_process(plenum).claim(now=plenum.clock())

    await plenum.rooms.free_the_dead()

    assert len(await plenum.rooms.claim(now=plenum.clock())) == 1


async def test_a_claim_runs_out(plenum: Backstage) -> None:
    await plenum.start()
    await another_process(plenum).claim(now=plenum.clock() + timedelta(minutes=1))

    assert await plenum.tend(minutes=2) == 1


def another_process(plenum: Backstage) -> Rooms:
    return plenum.rooms_of("another")
