"""The runner: every request that was kept is worked on, also when processes die."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from bot.alarms import Alarms
from bot.errors import StoreDown
from bot.services.inbox import Inbox
from bot.services.runner import Runner
from bot.store.database import Database
from bot.store.requests import Request
from tests.bot.services.asking import CountingStore, keys
from tests.conftest import FrozenClock


class Desk:
    """Where requests are worked on: notes them, and does what it was told."""

    def __init__(self) -> None:
        self.seen: list[Request] = []
        self.at_once = self.most = 0
        self.fails: dict[str, int] = {}
        self.open = asyncio.Event()
        self.open.set()
        self.begun = asyncio.Event()
        self._arrivals = asyncio.Condition()

    async def arrived(self, count: int) -> None:
        """Wait until so many requests have come to be worked on."""
        async with asyncio.timeout(5), self._arrivals:
            await self._arrivals.wait_for(lambda: len(self.seen) >= count)

    async def work(self, request: Request) -> None:
        self.seen.append(request)
        async with self._arrivals:
            self._arrivals.notify_all()
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        self.begun.set()
        try:
            await self.open.wait()
            if self.fails.get(request.key, 0) > 0:
                self.fails[request.key] -= 1
                raise RuntimeError("poison")
        finally:
            self.at_once -= 1


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def counted() -> list[str]:
    return []


@pytest.fixture
async def runner(
    store: CountingStore, desk: Desk, clock: FrozenClock, alarms: Alarms, counted: list[str]
) -> AsyncIterator[Runner]:
    runner = Runner(store, desk.work, clock, alarms, limit=4, count=counted.append)
    yield runner
    desk.open.set()
    await runner.stop()


@pytest.fixture
async def staffed(store: CountingStore, clock: FrozenClock, runner: Runner) -> AsyncIterator[Inbox]:
    """An inbox with its runner."""
    inbox = Inbox(store, clock, runner=runner)
    yield inbox
    await inbox.close()


async def test_a_fresh_request_is_worked_on_without_reading_the_table(
    staffed: Inbox, runner: Runner, desk: Desk, db: Database
) -> None:
    await staffed.keep("command", "T1", "k", {"text": "start"})

    await runner.idle()

    assert [(request.key, request.body, request.attempt) for request in desk.seen] == [("k", {"text": "start"}, 1)]
    assert await keys(db, "done") == ["k"]


async def test_a_seen_request_is_not_worked_on_again(staffed: Inbox, runner: Runner, desk: Desk) -> None:
    await staffed.keep("command", "T1", "k", {})
    await staffed.keep("command", "T1", "k", {})

    await runner.idle()

    assert len(desk.seen) == 1


async def test_no_more_than_the_limit_are_worked_on_at_once(staffed: Inbox, runner: Runner, desk: Desk) -> None:
    desk.open.clear()
    for number in range(10):
        await staffed.keep("command", "T1", str(number), {})
    await desk.arrived(4)
    desk.open.set()

    await runner.idle()

    assert desk.most == 4
    assert len(desk.seen) == 10


async def test_in_a_rush_only_the_first_is_worked_on_before_all_are_kept(
    staffed: Inbox, runner: Runner, desk: Desk
) -> None:
    await asyncio.gather(*(staffed.keep("command", "T1", str(number), {}) for number in range(3)))
    meanwhile = [request.key for request in desk.seen]

    await desk.arrived(3)
    await runner.idle()

    assert len(meanwhile) <= 1
    assert len(desk.seen) == 3


async def test_a_failed_request_is_tried_again_later_and_is_counted(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, counted: list[str], db: Database
) -> None:
    desk.fails["k"] = 1
    await staffed.keep("command", "T1", "k", {"text": "x"})
    await runner.idle()
    await runner.round()
    assert len(desk.seen) == 1

    clock.advance(seconds=2)
    await runner.round()
    await runner.idle()

    assert [request.attempt for request in desk.seen] == [1, 2]
    assert desk.seen[1].body == {"text": "x"}
    assert counted == ["failed", "done"]
    assert await keys(db, "done") == ["k"]


async def test_a_request_that_always_fails_is_closed_and_others_go_on(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, counted: list[str], db: Database
) -> None:
    desk.fails["poison"] = 99
    await staffed.keep("command", "T1", "poison", {})
    for number in range(8):
        await staffed.keep("command", "T1", str(number), {})
        await runner.idle()
        clock.advance(seconds=60)
        await runner.round()
        await runner.idle()

    assert [request.attempt for request in desk.seen if request.key == "poison"] == [1, 2, 3, 4, 5]
    assert counted.count("closed") == 1
    assert await keys(db, "closed") == ["poison"]
    assert len(await keys(db, "done")) == 8


async def test_a_request_whose_process_dies_each_time_is_closed_without_a_sixth_try(
    store: CountingStore, runner: Runner, desk: Desk, clock: FrozenClock, db: Database, inbox: Inbox
) -> None:
    await inbox.keep("command", "T1", "deadly", {})
    for _ in range(4):
        clock.advance(seconds=61)
        assert len(await CountingStore(db, by="dying").claim_owed(clock(), lease=timedelta(seconds=60), limit=9)) == 1
    clock.advance(seconds=61)

    await runner.round()
    await runner.idle()

    assert desk.seen == []
    assert await keys(db, "closed") == ["deadly"]


async def test_the_requests_of_a_crashed_process_are_worked_on(
    inbox: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, db: Database
) -> None:
    crashed = Inbox(CountingStore(db, by="crashed"), clock, runner=_Dead())
    await crashed.keep("command", "T1", "k", {"text": "x"})
    await runner.round()
    assert desk.seen == []

    clock.advance(seconds=60)
    await runner.round()
    await runner.idle()

    assert [(request.body, request.attempt) for request in desk.seen] == [({"text": "x"}, 2)]


async def test_what_waited_longer_than_its_lease_is_left_to_the_table(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock
) -> None:
    desk.open.clear()
    for number in range(5):  # four are begun, one waits
        await staffed.keep("command", "T1", str(number), {})
    await desk.arrived(4)
    clock.advance(seconds=61)  # this process was frozen

    desk.open.set()
    await runner.idle()
    assert len(desk.seen) == 4
    await runner.round()
    await runner.idle()

    assert [(request.key, request.attempt) for request in desk.seen[4:]] == [("4", 2)]


async def test_the_loop_outlives_a_database_that_fails_and_wakes_when_nudged(
    store: CountingStore, runner: Runner, desk: Desk, clock: FrozenClock, inbox: Inbox
) -> None:
    failures, failed, claim = [StoreDown("gone")], asyncio.Event(), store.claim_owed

    async def flaky(*args: Any, **told: Any) -> list[Request]:
        if failures:
            failed.set()
            raise failures.pop()
        return await claim(*args, **told)

    store.claim_owed = flaky  # type: ignore[method-assign]
    await inbox.keep("command", "T1", "k", {})
    clock.advance(seconds=61)
    running = asyncio.create_task(runner.run())
    await failed.wait()

    runner.nudge()

    await desk.arrived(1)
    await runner.stop()
    await running


async def test_a_request_that_cannot_be_marked_is_done_again_after_its_lease(
    staffed: Inbox,
    store: CountingStore,
    runner: Runner,
    desk: Desk,
    clock: FrozenClock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    done = store.done

    async def broken(*args: Any, **told: Any) -> None:
        raise RuntimeError("a mistake of ours")

    store.done = broken  # type: ignore[method-assign]
    await staffed.keep("command", "T1", "k", {})
    await runner.idle()
    store.done = done  # type: ignore[method-assign]
    clock.advance(seconds=61)

    await runner.round()
    await runner.idle()

    assert [request.attempt for request in desk.seen] == [1, 2]
    assert "left open" in caplog.text


async def test_old_requests_are_forgotten_every_hour(
    staffed: Inbox, runner: Runner, clock: FrozenClock, db: Database
) -> None:
    await staffed.keep("command", "T1", "k", {})
    await runner.idle()

    clock.advance(hours=25)
    await runner.round()

    assert await keys(db) == []


async def test_on_sqlite_they_are_worked_on_at_the_next_start(
    sqlite_url: str, desk: Desk, clock: FrozenClock, alarms: Alarms
) -> None:
    db = await Database.open(sqlite_url)
    await Inbox(CountingStore(db, by="crashed"), clock, runner=_Dead()).keep("command", "T1", "k", {})
    runner = Runner(CountingStore(db, by="restarted"), desk.work, clock, alarms)

    running = asyncio.create_task(runner.run())
    await desk.begun.wait()
    await runner.stop()
    await running

    assert [request.key for request in desk.seen] == ["k"]
    assert await keys(db, "done") == ["k"]
    await db.close()


async def test_long_work_keeps_its_claim(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, db: Database
) -> None:
    desk.open.clear()
    await staffed.keep("command", "T1", "k", {})
    await desk.begun.wait()
    for _ in range(12):
        clock.advance(seconds=30)
        await runner.round()

    other = await CountingStore(db, by="other").claim_owed(clock(), lease=timedelta(seconds=60), limit=9)

    assert other == []
    assert len(desk.seen) == 1


async def test_stopping_gives_back_what_could_not_be_finished(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, db: Database
) -> None:
    desk.open.clear()
    for number in range(6):  # four are begun, two wait
        await staffed.keep("command", "T1", str(number), {})
    await desk.arrived(4)

    await runner.stop(within=timedelta(milliseconds=50))

    taken = await CountingStore(db, by="other").claim_owed(clock(), lease=timedelta(seconds=60), limit=9)
    assert [(request.key, request.attempt) for request in taken] == [(k, 2) for k in "0123"] + [(k, 1) for k in "45"]


async def test_stopping_lets_what_is_running_finish(staffed: Inbox, runner: Runner, desk: Desk, db: Database) -> None:
    desk.open.clear()
    await staffed.keep("command", "T1", "k", {})
    await desk.begun.wait()

    stopping = asyncio.create_task(runner.stop())
    await asyncio.sleep(0)
    desk.open.set()
    await stopping

    assert await keys(db, "done") == ["k"]


async def test_what_is_kept_after_stopping_is_left_to_others(
    staffed: Inbox, runner: Runner, desk: Desk, clock: FrozenClock, db: Database
) -> None:
    await runner.stop()

    await staffed.keep("command", "T1", "k", {})

    clock.advance(seconds=2)
    other = CountingStore(db, by="other")
    assert [r.key for r in await other.claim_owed(clock(), lease=timedelta(seconds=60), limit=9)] == ["k"]
    assert desk.seen == []


class _Dead:
    """A runner whose process was killed right after the answer."""

    lease = timedelta(seconds=60)
    taking = True

    def take(self, request: Request) -> None:
        return None
