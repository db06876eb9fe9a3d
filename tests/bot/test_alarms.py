"""Alarms: at an instant, at the pulse, and when told; by a clock that need not run as this machine's does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.alarms import Alarms
from bot.clock import FollowedClock, SharedClock, utc_now
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


class Ahead:
    """What somebody who looks is told, time after time; the last answer stays. Told of each look."""

    def __init__(self, *told: dict[str, datetime | None] | Exception) -> None:
        self._told = list(told)
        self.looks = 0

    async def __call__(self) -> dict[str, datetime | None]:
        self.looks += 1
        told = self._told.pop(0) if len(self._told) > 1 else self._told[0]
        if isinstance(told, Exception):
            raise told
        return told


@pytest.mark.parametrize("known", [True, False], ids=["one look for all", "each looks"])
async def test_a_machine_whose_clock_is_set_back_is_late_by_a_pulse_at_most(*, known: bool) -> None:
    clock, wall, woken = SharedClock(), FollowedClock(), asyncio.Event()
    wall.follow(utc_now() + HOUR)
    instant = clock() + BLINK
    look = Ahead({"sleeper": instant}) if known else None
    alarms = Alarms(clock, pulse=BLINK, look=look, wall=wall)
    alarms.add("sleeper", woken.set).wake_at(instant)

    wall.follow(utc_now())  # which APScheduler goes by: what it was told above is an hour away now
    alarms.start()

    assert await _rings(woken)
    alarms.stop()


async def test_an_alarm_keeps_its_instant_when_the_machines_clock_is_set_back() -> None:
    clock, wall, rung_at = SharedClock(), FollowedClock(), list[datetime]()
    wall.follow(utc_now() + HOUR)
    instant, woken = clock() + 5 * BLINK, asyncio.Event()
    alarms = Alarms(clock, pulse=BLINK, look=Ahead({"sleeper": instant}), wall=wall)

    def ring() -> None:
        rung_at.append(clock())
        woken.set()

    alarms.add("sleeper", ring).wake_at(instant)
    wall.follow(utc_now())
    alarms.start()

    assert await _rings(woken)
    assert timedelta() <= rung_at[0] - instant < timedelta(seconds=1)
    alarms.stop()


@pytest.fixture
def woken() -> dict[str, asyncio.Event]:
    return {name: asyncio.Event() for name in ("due", "later", "nothing", "unknown")}


async def test_a_pulse_wakes_those_for_whom_there_is_something(
    clock: FrozenClock, woken: dict[str, asyncio.Event]
) -> None:
    look = Ahead({"due": clock(), "later": clock() + HOUR, "nothing": None})
    alarms = Alarms(clock, pulse=BLINK, look=look)
    for name, event in woken.items():
        alarms.add(name, event.set).wake_at(clock() + HOUR)

    alarms.start()

    assert await _rings(woken["unknown"])
    assert {name for name, event in woken.items() if event.is_set()} == {"due", "unknown"}
    alarms.stop()


async def test_whoever_is_set_for_later_than_it_was_told_looks_again(clock: FrozenClock) -> None:
    look, woken = Ahead({"early": clock() + HOUR, "unset": clock() + HOUR}), [asyncio.Event(), asyncio.Event()]
    alarms = Alarms(clock, pulse=BLINK, look=look)
    alarms.add("early", woken[0].set).wake_at(clock() + 2 * HOUR)
    alarms.add("unset", woken[1].set)

    alarms.start()

    assert [await _rings(event) for event in woken] == [True, True]
    alarms.stop()


async def test_where_nobody_can_look_everybody_looks_and_the_pulse_goes_on(clock: FrozenClock) -> None:
    look, woken = Ahead(OSError("away"), {"sleeper": clock()}), asyncio.Event()
    alarms = Alarms(clock, pulse=BLINK, look=look)
    alarms.add("sleeper", woken.set)

    alarms.start()

    assert await _rings(woken)
    woken.clear()
    assert await _rings(woken)
    assert look.looks > 1
    alarms.stop()


async def test_what_another_process_tells_is_looked_at_before_the_pulse(clock: FrozenClock) -> None:
    look, woken = Ahead({"sleeper": clock()}), asyncio.Event()
    alarms = Alarms(clock, pulse=HOUR, look=look)
    alarms.add("sleeper", woken.set)
    alarms.start()

    alarms.heard()

    assert await _rings(woken)
    alarms.stop()


async def test_a_nudge_is_passed_on_but_what_was_heard_is_not(clock: FrozenClock) -> None:
    told, woken = list[str](), asyncio.Event()
    alarms = Alarms(clock, pulse=HOUR, tell=lambda: told.append("once"))
    alarms.add("sleeper", woken.set)
    alarms.start()

    alarms.nudge()
    woken.clear()
    alarms.heard()

    assert await _rings(woken)
    assert told == ["once"]
    alarms.stop()
