"""House-keeping: once an hour what is long over goes, in any number of processes, whenever one of them dies."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.alarms import Alarms
from bot.errors import StoreDown
from bot.services.housekeeping import EVERY, Housekeeping
from bot.services.leaving import Leaving
from bot.store.conferences import ConferenceStore
from bot.store.database import Database
from bot.store.install_states import InstallStates
from bot.store.tables import conferences, deliveries, install_states
from bot.store.vault import Vault
from bot.store.workspaces import Workspaces
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.bot.services.planned import told
from tests.bot.store.past import LONG_AGO, count, halves, names, over, sent, total
from tests.conftest import NOON, FrozenClock
from tests.handlers.test_work import work

KEPT_FOR = timedelta(days=90)


class Noting(Housekeeping):
    """Notes when it sweeps, and fails if it is told to."""

    swept: list[datetime]
    failure: Exception | None = None

    async def sweep(self, *, now: datetime) -> int:
        self.swept.append(now)
        if self.failure:
            raise self.failure
        return await super().sweep(now=now)


def keeper(
    db: Database, clock: FrozenClock | None = None, *, alarms: Alarms | None = None, pause_s: float = 0
) -> Noting:
    clock, vault = clock or FrozenClock(), Vault([Fernet.generate_key().decode()])
    leaving = Leaving(database=db, workspaces=Workspaces(db, vault), rows=ConferenceStore(vault), wake=lambda: None)
    noting = Noting(
        database=db,
        leaving=leaving,
        states=InstallStates(db),
        clock=clock,
        alarms=alarms or Alarms(clock),
        kept_for=KEPT_FOR,
        pause_s=pause_s,
    )
    noting.swept = []
    return noting


@dataclass(frozen=True)
class Running:
    """One that runs; whoever is woken has had time enough after `nudged`."""

    clock: FrozenClock
    alarms: Alarms
    keeper: Noting

    async def nudged(self, **later: float) -> int:
        """Let time pass, wake everybody, and say how often it has swept by then."""
        self.clock.advance(**later)
        self.alarms.nudge()
        for _ in range(10):
            await asyncio.sleep(0)
        return len(self.keeper.swept)


@pytest.fixture
async def running(db: Database, clock: FrozenClock) -> AsyncIterator[Running]:
    alarms = Alarms(clock)
    alarms.start()
    noting = keeper(db, clock, alarms=alarms)
    noting.failure = StoreDown("away")
    task = asyncio.create_task(noting.run())
    await asyncio.sleep(0)  # it has begun
    yield Running(clock, alarms, noting)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    alarms.stop()


async def test_everything_that_is_long_over_goes(db: Database) -> None:
    await over(db, "c1", "c2", each=2)
    await sent(db, 3)
    await InstallStates(db).save("spent", LONG_AGO)

    gone = await keeper(db).sweep(now=NOON)

    assert gone == 2 * 11 + 3 + 1
    assert await total(db) == await count(db, install_states) == 0


async def test_a_state_that_is_still_good_stays(db: Database) -> None:
    await InstallStates(db).save("good", NOON)

    await keeper(db).sweep(now=NOON)

    assert await count(db, install_states) == 1


async def test_it_looks_when_all_else_has_begun_and_an_hour_later_though_it_failed(running: Running) -> None:
    swept = [await running.nudged(minutes=minutes) for minutes in (0, 2, 59, 1)]

    assert swept == [0, 1, 1, 2]


async def test_a_mistake_of_ours_ends_no_later_sweep(running: Running) -> None:
    running.keeper.failure = KeyError("mistake")

    assert await running.nudged(minutes=2) == 1
    assert await running.nudged(hours=1) == 2


async def test_a_clock_that_is_put_back_does_not_stop_it(running: Running) -> None:
    await running.nudged(minutes=2)

    assert await running.nudged(days=-1) == 2


async def test_it_sets_its_alarm_for_the_next_hour(running: Running) -> None:
    await running.nudged(minutes=2)

    assert running.keeper._alarm._set_for == NOON + timedelta(minutes=2) + EVERY


async def test_others_come_to_write_between_two_batches(db: Database) -> None:
    await sent(db, 1600)
    sweeping = asyncio.create_task(keeper(db, pause_s=0.05).sweep(now=NOON))
    left = []

    while not sweeping.done():
        async with db.write(), asyncio.timeout(1):
            left.append(await count(db, deliveries))
        await asyncio.sleep(0.01)

    assert len({number for number in left if number}) >= 3
    assert await sweeping == 1600


async def test_several_at_once_do_it_once(db: Database) -> None:
    await over(db, *(f"c{number}" for number in range(60)), each=6)
    await sent(db, 1200)

    await asyncio.gather(*(keeper(db).sweep(now=NOON) for _ in range(4)))

    assert await total(db) == 0


_SWEEPS = """
import asyncio, sys
from bot.store.database import Database
from tests.bot.services.test_housekeeping import keeper
from tests.conftest import NOON

async def main():
    await keeper(await Database.open(sys.argv[1], sole=False)).sweep(now=NOON)

asyncio.run(main())
"""


async def test_whoever_is_killed_between_two_batches_leaves_nothing_half(db: Database, database_url: str) -> None:
    await over(db, *(f"c{number}" for number in range(60)), each=6)
    environ = os.environ | {"PLENUM_KILL_AT": "after_batch", "SLACK_API_URL": "http://127.0.0.1:9/api/"}
    command = [sys.executable, "-c", _SWEEPS, database_url]

    died = await asyncio.to_thread(subprocess.run, command, env=environ, check=False)
    left, half = len(await names(db)), await halves(db, each=6)
    await keeper(db).sweep(now=NOON)

    assert died.returncode == -signal.SIGKILL
    assert 0 < left < 60
    assert half == []
    assert await total(db) == 0


async def test_a_button_on_a_card_whose_conference_is_forgotten_says_so(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()
    async with plenum.database.write() as connection:
        await connection.execute(conferences.delete())

    for action_id in ("conference.join", "conference.end", "conference.people", "rsvp.yes"):
        await work(plenum, "press", key=action_id, action_id=action_id, value=conference.id)

    private = [one for one in plenum.posts("I do not know that conference any more") if one["only_for"] == ANA]
    assert {one["channel"] for one in private} == {TEAM_CHANNEL}
    assert len(private) == 4
    assert told(plenum, ANA) == []
