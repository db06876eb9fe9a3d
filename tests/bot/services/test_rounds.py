"""The loop that goes round the rooms."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.alarms import Alarms
from bot.model import Place, Stage
from bot.services.rounds import Rounds
from tests.backstage import Backstage, backstage
from tests.conftest import FrozenClock
from tests.poor import Watched


class Held(Watched):
    """Answers only when it is let go."""

    def __init__(self, name: str, *, clock: FrozenClock) -> None:
        super().__init__(name, clock=clock)
        self.let_go = asyncio.Event()
        self.looking = asyncio.Semaphore(0)

    async def status(self, room_id: str) -> Any:
        self.looking.release()
        await self.let_go.wait()
        return await super().status(room_id)


@dataclass(kw_only=True)
class Going:
    """Rounds that are being gone."""

    plenum: Backstage
    alarms: Alarms
    eye: Held
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    _task: "asyncio.Task[None] | None" = None

    def start(self, **options: Any) -> None:
        rounds = Rounds(self.plenum.rooms, alarms=self.alarms, clock=self.plenum.clock, **options)
        self._task = asyncio.create_task(rounds.serve(self.stopping))

    async def live(self, count: int) -> None:
        """So many live ones, to be looked at now."""
        for number in range(count):
            place = Place(channel_id=f"C{number}")
            await self.plenum.start(key=f"command:{number}", provider="eye", place=place)
        self.plenum.clock.advance(minutes=1)

    async def looks(self, count: int) -> None:
        """Wait until so many more are being looked at."""
        async with asyncio.timeout(5):
            for _ in range(count):
                await self.eye.looking.acquire()

    async def until(self, there: Callable[[], Any]) -> None:
        """Wait for what the rounds do; looking lets them work meanwhile."""
        async with asyncio.timeout(5):
            while not await there():
                await self.plenum.execute("SELECT 1")

    async def all_seen(self) -> bool:
        return all(one.seen_live_at == self.plenum.clock() for one in await self.plenum.all())

    async def stopped(self) -> None:
        self.stopping.set()
        assert self._task is not None
        await asyncio.wait_for(self._task, 5)


@pytest.fixture
async def going(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Going]:
    alarms, eye = Alarms(clock, pulse=timedelta(hours=1)), Held("eye", clock=clock)
    alarms.start()
    async with backstage(sqlite_url, clock=clock, providers={"eye": eye}) as plenum:
        going = Going(plenum=plenum, alarms=alarms, eye=eye)
        yield going
        eye.let_go.set()
        if going._task is not None:
            await going.stopped()
    alarms.stop()


async def test_what_is_due_is_looked_after(going: Going) -> None:
    going.eye.let_go.set()
    await going.live(2)

    going.start()

    await going.until(going.all_seen)
    assert await going.plenum.claims() == 0


async def test_a_nudge_makes_it_look_again(going: Going) -> None:
    going.eye.let_go.set()
    going.start()
    await going.live(1)

    going.alarms.nudge()

    await going.until(going.all_seen)


async def test_the_alarm_is_set_for_the_next_that_is_due(going: Going) -> None:
    going.eye.let_go.set()
    await going.live(1)
    going.start()
    await going.until(going.all_seen)
    going.plenum.clock.advance(seconds=59.95)  # the alarm was set for a minute after the last look

    going.alarms.nudge()
    going.plenum.clock.advance(seconds=0.05)

    await going.until(going.all_seen)


async def test_no_more_are_looked_after_at_once_than_it_may(going: Going) -> None:
    await going.live(5)

    going.start(at_once=2)
    await going.looks(2)

    assert await going.plenum.claims() == 2


async def test_whoever_is_done_makes_room_for_the_next(going: Going) -> None:
    await going.live(5)
    going.start(at_once=2)
    await going.looks(2)

    going.eye.let_go.set()

    await going.until(going.all_seen)


async def test_one_that_cannot_be_looked_after_does_not_hold_up_the_others(
    going: Going, caplog: pytest.LogCaptureFixture
) -> None:
    going.eye.let_go.set()
    await going.live(2)
    going.eye.failing = ZeroDivisionError()

    going.start()

    async def one_seen() -> bool:
        return [one.seen_live_at for one in await going.plenum.all()].count(going.plenum.clock()) == 1

    await going.until(one_seen)
    await going.until(lambda: _logged(caplog, "room_care_broke"))


async def test_a_database_that_is_away_ends_no_later_round(going: Going, caplog: pytest.LogCaptureFixture) -> None:
    going.eye.let_go.set()
    await going.live(1)
    await going.plenum.rename("conferences", "moved")
    going.start()
    await going.until(lambda: _logged(caplog, "rounds_failed"))

    await going.plenum.rename("moved", "conferences")
    going.alarms.nudge()

    await going.until(going.all_seen)


async def test_a_mistake_of_ours_ends_no_later_round(going: Going, caplog: pytest.LogCaptureFixture) -> None:
    going.eye.let_go.set()
    await going.live(1)
    await going.plenum.execute("UPDATE conferences SET stage = 'of a newer release'")
    going.start()
    await going.until(lambda: _logged(caplog, "rounds_broke"))

    await going.plenum.execute("UPDATE conferences SET stage = 'live'")
    going.alarms.nudge()

    await going.until(going.all_seen)


async def test_a_stop_waits_for_what_is_under_way(going: Going) -> None:
    await going.live(1)
    going.start()
    await going.looks(1)
    going.stopping.set()

    going.eye.let_go.set()
    await going.stopped()

    assert await going.all_seen()


async def test_a_stop_gives_back_what_takes_too_long(going: Going, caplog: pytest.LogCaptureFixture) -> None:
    await going.live(1)
    going.start(grace_s=0.01)
    await going.looks(1)

    with caplog.at_level(logging.DEBUG):
        await going.stopped()

    assert await going.plenum.claims() == 0
    assert [one.stage for one in await going.plenum.all()] == [Stage.LIVE]


async def _logged(caplog: pytest.LogCaptureFixture, action: str) -> bool:
    return action in {record.__dict__.get("action") for record in caplog.records}
