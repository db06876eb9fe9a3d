"""Alarms: at an instant, at the pulse, and when told; by a clock that need not run as this machine's does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.alarms import Alarms
from bot.clock import FollowedClock, utc_now
from tests.conftest import FrozenClock

HOUR = timedelta(hours=1)
BLINK = timedelta(milliseconds=30)


@pytest.fixture
async def alarms(clock: FrozenClock) -> AsyncIterator[Alarms]:
    alarms = Alarms(clock, pulse=HOUR)
    alarms.start()
    yield alarms
    alarms.stop()


async def _rings(event: asyncio.Event) -> bool:
    try:
        await asyncio.wait_for(event.wait(), 2)
    except TimeoutError:
        return False
    return True


async def test_an_alarm_rings_at_its_instant(alarms: Alarms, clock: FrozenClock) -> None:
    woken = asyncio.Event()
    alarm = alarms.add("sleeper", woken.set)

    alarm.wake_at(clock() + BLINK)

    assert not woken.is_set()
    assert await _rings(woken)


async def test_an_instant_that_is_past_rings_at_once(alarms: Alarms, clock: FrozenClock) -> None:
    woken = asyncio.Event()

    alarms.add("sleeper", woken.set).wake_at(clock() - HOUR)

    assert await _rings(woken)


async def test_the_last_instant_set_is_the_one(alarms: Alarms, clock: FrozenClock) -> None:
    early, late = asyncio.Event(), asyncio.Event()
    sleeper, reference = alarms.add("sleeper", early.set), alarms.add("reference", late.set)
    sleeper.wake_at(clock() + BLINK)

    sleeper.wake_at(clock() + HOUR)
    reference.wake_at(clock() + 2 * BLINK)

    assert await _rings(late)
    assert not early.is_set()


async def test_an_alarm_can_be_unset(alarms: Alarms, clock: FrozenClock) -> None:
    woken, reference = asyncio.Event(), asyncio.Event()
    sleeper = alarms.add("sleeper", woken.set)
    sleeper.wake_at(clock() + BLINK)

    sleeper.wake_at(None)
    alarms.add("reference", reference.set).wake_at(clock() + 2 * BLINK)

    assert await _rings(reference)
    assert not woken.is_set()


async def test_an_alarm_can_be_set_again_after_it_rang(alarms: Alarms, clock: FrozenClock) -> None:
    woken = asyncio.Event()
    alarm = alarms.add("sleeper", woken.set)
    alarm.wake_at(clock() + BLINK)
    await _rings(woken)
    woken.clear()

    alarm.wake_at(clock() + BLINK)

    assert await _rings(woken)


async def test_everybody_is_woken_at_each_pulse(clock: FrozenClock) -> None:
    alarms, rung = Alarms(clock, pulse=timedelta(milliseconds=20)), [asyncio.Event(), asyncio.Event()]
    for number, event in enumerate(rung):
        alarms.add(str(number), event.set)

    alarms.start()

    assert [await _rings(event) for event in rung] == [True, True]
    rung[0].clear()
    assert await _rings(rung[0])
    alarms.stop()


async def test_a_nudge_wakes_everybody_now(alarms: Alarms) -> None:
    rung = [asyncio.Event(), asyncio.Event()]
    for number, event in enumerate(rung):
        alarms.add(str(number), event.set)

    alarms.nudge()

    assert all(event.is_set() for event in rung)


async def test_instants_follow_a_clock_that_was_moved() -> None:
    clock, woken = FollowedClock(), asyncio.Event()
    clock.follow(utc_now() + 24 * HOUR)
    alarms = Alarms(clock, pulse=HOUR)
    alarms.start()

    alarms.add("sleeper", woken.set).wake_at(clock() + BLINK)

    assert await _rings(woken)
    alarms.stop()


async def test_stopped_alarms_stay_silent(clock: FrozenClock) -> None:
    alarms, woken = Alarms(clock, pulse=HOUR), asyncio.Event()
    alarms.start()
    alarms.add("sleeper", woken.set).wake_at(clock() + BLINK)

    alarms.stop()
    alarms.stop()

    reference = asyncio.Event()
    asyncio.get_running_loop().call_later(0.1, reference.set)
    assert await _rings(reference)
    assert not woken.is_set()
