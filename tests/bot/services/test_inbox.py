"""The inbox and its runner: on disk before the answer or a definite no, and every request worked on."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.alarms import Alarms
from bot.errors import StoreDown
from bot.services.inbox import Inbox, Kept, NotKept
from bot.services.runner import Runner
from bot.store.database import Database
from bot.store.requests import Request, RequestStore
from bot.store.tables import requests
from bot.store.vault import Vault
from tests.conftest import FrozenClock

VAULT = Vault([Fernet.generate_key().decode()])


class CountingStore(RequestStore):
    """Counts commits, can hold one up, and can lose the answer to one."""

    def __init__(self, db: Database, *, by: str = "me") -> None:
        super().__init__(db, VAULT, by=by)
        self.commits: list[int] = []
        self.go = asyncio.Event()
        self.go.set()
        self.committing = asyncio.Event()
        self.after: Callable[[], Awaitable[None]] | None = None

    async def keep(self, batch: Sequence[Request], **told: Any) -> set[str]:
        self.commits.append(len(batch))
        self.committing.set()
        await self.go.wait()
        written = await super().keep(batch, **told)
        if self.after is not None:
            after, self.after = self.after, None
            await after()
        return written


@pytest.fixture
def store(db: Database) -> CountingStore:
    return CountingStore(db)


@pytest.fixture
async def alarms(clock: FrozenClock) -> AsyncIterator[Alarms]:
    alarms = Alarms(clock)
    yield alarms
    alarms.stop()


@pytest.fixture
async def inbox(store: CountingStore, clock: FrozenClock) -> AsyncIterator[Inbox]:
    inbox = Inbox(store, clock)
    yield inbox
    await inbox.close()


@asynccontextmanager
async def locked(db: Database, database_url: str) -> AsyncIterator[None]:
    """Somebody else writes to the table of requests and takes their time."""
    if db.kind == "sqlite":
        other = sqlite3.connect(str(db.path), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")
        other.close()
    else:
        with psycopg.connect(database_url) as connection:
            connection.execute("LOCK TABLE requests IN SHARE MODE")
            yield


async def keys(db: Database, *states: str) -> list[str]:
    wanted = requests.c.state.in_(states) if states else requests.c.state.is_not(None)
    async with db.read() as connection:
        return list((await connection.execute(select(requests.c.key).where(wanted).order_by(requests.c.id))).scalars())


async def test_what_is_kept_is_in_the_table(inbox: Inbox, db: Database) -> None:
    kept = await inbox.keep("command", "T1", "k", {"text": "start"})

    assert kept is Kept.NEW
    assert await keys(db) == ["k"]


async def test_what_was_asked_before_is_seen(inbox: Inbox) -> None:
    await inbox.keep("command", "T1", "k", {})

    assert await inbox.keep("command", "T1", "k", {}) is Kept.SEEN
    assert await inbox.keep("command", "T2", "k", {}) is Kept.NEW


async def test_asked_twice_at_once_it_is_new_once(inbox: Inbox) -> None:
    kept = await asyncio.gather(*(inbox.keep("command", "T1", "k", {}) for _ in range(4)))

    assert sorted(one.value for one in kept) == ["new", "seen", "seen", "seen"]


async def test_those_that_arrive_during_a_commit_share_the_next(inbox: Inbox, store: CountingStore) -> None:
    store.go.clear()
    first = asyncio.create_task(inbox.keep("command", "T1", "first", {}))
    await store.committing.wait()
    others = [asyncio.create_task(inbox.keep("command", "T1", str(number), {})) for number in range(30)]
    await asyncio.sleep(0)  # let each of them ask
    store.go.set()

    await asyncio.gather(first, *others)

    assert store.commits == [1, 30]


async def test_a_locked_database_is_a_no_within_a_second_and_nothing_appears_later(
    inbox: Inbox, db: Database, database_url: str
) -> None:
    async with locked(db, database_url):
        began = time.monotonic()
        answers = await asyncio.gather(
            *(inbox.keep("command", "T1", str(number), {}) for number in range(8)), return_exceptions=True
        )
        waited = time.monotonic() - began

    assert [type(answer) for answer in answers] == [NotKept] * 8
    assert waited < 1
    assert await inbox.keep("command", "T1", "later", {}) is Kept.NEW
    assert await keys(db) == ["later"]


async def test_a_lock_that_is_gone_in_time_is_only_waited_for(
    inbox: Inbox, store: CountingStore, db: Database, database_url: str
) -> None:
    async with locked(db, database_url):
        waiting = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
        await store.committing.wait()

    assert await waiting is Kept.NEW


async def test_what_commits_after_its_caller_gave_up_is_withdrawn(
    store: CountingStore, clock: FrozenClock, db: Database
) -> None:
    inbox = Inbox(store, clock, within=timedelta(milliseconds=100))
    gave_up = asyncio.Event()
    store.after = _then(gave_up.wait)
    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})
    gave_up.set()

    await inbox.close()

    assert await keys(db) == []


async def test_what_was_withdrawn_is_new_when_asked_again(
    store: CountingStore, clock: FrozenClock, db: Database
) -> None:
    inbox = Inbox(store, clock, within=timedelta(milliseconds=100))
    gave_up = asyncio.Event()
    store.after = _then(gave_up.wait)
    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})
    again = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
    await asyncio.sleep(0)  # let it ask
    gave_up.set()

    assert await again is Kept.NEW
    assert await keys(db) == ["k"]
    await inbox.close()


async def test_a_commit_whose_answer_was_lost_is_a_no_and_is_withdrawn(
    inbox: Inbox, store: CountingStore, db: Database
) -> None:
    async def lose() -> None:
        raise StoreDown("the line broke")

    store.after = lose

    with pytest.raises(NotKept):
        await inbox.keep("command", "T1", "k", {})

    await inbox.close()
    assert await keys(db) == []


async def test_a_caller_that_was_cancelled_gets_nothing_done(inbox: Inbox, store: CountingStore, db: Database) -> None:
    store.go.clear()
    caller = asyncio.create_task(inbox.keep("command", "T1", "k", {}))
    await store.committing.wait()
    caller.cancel()
    await asyncio.wait([caller])
    store.go.set()

    await inbox.close()

    assert await keys(db) == []


async def test_one_request_that_cannot_be_written_does_not_harm_the_others(inbox: Inbox, store: CountingStore) -> None:
    store.go.clear()
    keys: list[Any] = ["first", "a", None, "b"]
    asking = [asyncio.create_task(inbox.keep("command", "T1", key, {})) for key in keys]
    await store.committing.wait()
    store.go.set()

    answers = await asyncio.gather(*asking, return_exceptions=True)

    assert answers[:2] == [Kept.NEW, Kept.NEW]
    assert isinstance(answers[2], NotKept)
    assert answers[3] is Kept.NEW


def _then(wait: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[None]]:
    async def then() -> None:
        await wait()

    return then


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
    alarms.start()
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


async def test_on_sqlite_they_are_worked_on_at_the_next_start(
    sqlite_url: str, desk: Desk, clock: FrozenClock, alarms: Alarms
) -> None:
    db = await Database.open(sqlite_url)
    await Inbox(CountingStore(db, by="crashed"), clock, runner=_Dead()).keep("command", "T1", "k", {})
    runner = Runner(CountingStore(db, by="restarted"), desk.work, clock, alarms)
    alarms.start()

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
