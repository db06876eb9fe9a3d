"""Plans and series, moved, cancelled, begun early and left to time in any order: no date comes twice, none is passed
over, and there are as many rooms as are wanted."""

import asyncio
import shutil
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.model import Conference, Plan, RoomStage, Stage
from tests.backstage import Backstage, backstage
from tests.bot.services.planned import HOST, moved_to, planned
from tests.conftest import FrozenClock

STEPS = {"FREQ=DAILY": timedelta(days=1), "FREQ=WEEKLY": timedelta(weeks=1)}
MOST_LOOKS = 9
"""In so many looks everything that is due now is done."""

T = TypeVar("T")
hours = st.integers(1, 60)
which = st.integers(0, 9)


class Plans(RuleBasedStateMachine):
    """Each moment is used once: by the minute, no plan comes to where another was."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner, self._up, self._numbers = asyncio.Runner(), AsyncExitStack(), count(1)
        path = folder / "model.sqlite3"
        shutil.copyfile(template, path)
        clock = FrozenClock()
        self._plenum: Backstage = self._do(self._up.enter_async_context(backstage(f"sqlite:///{path}", clock=clock)))
        self._all: list[Conference] = []

    def teardown(self) -> None:
        """Everybody goes, and an age passes."""
        for one in self._of(lambda one: one.stage is Stage.LIVE):
            self._do(self._plenum.conferences.send_out(one))
            self._do(self._plenum.conferences.close(one, by=HOST.id, now=self._plenum.clock()))
        for one in self._waiting():
            self._do(self._plenum.planning.cancel(one, by=HOST, now=self._plenum.clock()))
        for _ in range(12):
            self._settle(hours=1)
        left = self._plenum.room_ids()
        self._do(self._up.aclose())
        self._runner.close()
        assert left == []

    @rule(after=hours, repeats=st.sampled_from([None, *STEPS]))
    def plan(self, after: int, repeats: str | None) -> None:
        plan = Plan(topic="Sync", starts_at=self._at(after), duration=timedelta(minutes=45), rule=repeats)
        self._do(planned(self._plenum, key=f"command:{next(self._numbers)}", plan=plan))
        self._settle()

    @precondition(lambda self: self._waiting())
    @rule(number=which, after=hours)
    def move(self, number: int, after: int) -> None:
        """Of a series, all dates."""
        self._do(moved_to(self._plenum, self._one(number), self._at(after)))
        self._settle()

    @precondition(lambda self: self._heads())
    @rule(number=which, after=hours)
    def move_next(self, number: int, after: int) -> None:
        head, now = self._head(number), self._plenum.clock()
        self._do(self._plenum.planning.move_next(head, self._at(after), by=HOST, now=now))
        self._settle()

    @precondition(lambda self: self._waiting())
    @rule(number=which)
    def cancel(self, number: int) -> None:
        self._do(self._plenum.planning.cancel(self._one(number), by=HOST, now=self._plenum.clock()))
        self._settle()

    @precondition(lambda self: self._heads())
    @rule(number=which)
    def cancel_next(self, number: int) -> None:
        head, now = self._head(number), self._plenum.clock()
        self._do(self._plenum.planning.cancel(head, by=HOST, now=now, date=head.plan.starts_at))
        self._settle()

    @precondition(lambda self: self._waiting())
    @rule(number=which)
    def start_early(self, number: int) -> None:
        press, now = f"press:{next(self._numbers)}", self._plenum.clock()
        self._do(self._plenum.opening.early(self._one(number), by=HOST, press=press, now=now))
        self._settle()

    @precondition(lambda self: self._waiting())
    @rule()
    def the_next_comes(self) -> None:
        soonest = min(one.plan.starts_at for one in self._waiting())
        self._settle(seconds=(soonest - self._plenum.clock()).total_seconds())

    @rule(passed=hours)
    def nobody_is_there_for(self, passed: int) -> None:
        self._settle(hours=passed)

    @invariant()
    def no_date_is_there_twice(self) -> None:
        dates = [(one.series_id, one.occurrence_at) for one in self._all if one.series_id]
        assert len(dates) == len(set(dates))

    @invariant()
    def the_next_date_is_the_first_that_is_left(self) -> None:
        for head in self._heads():
            assert head.series is not None
            theirs = {one.occurrence_at for one in self._all if one.series_id == head.id}
            gone = theirs | {*head.series.skipped, *(by_rule for by_rule, _ in head.series.moved)}
            step, at = STEPS[(head.plan.rule or "").partition(";")[0]], head.series.first_at
            while at in gone or at <= self._plenum.clock():
                at += step
            assert head.plan.starts_at == at

    @invariant()
    def each_room_is_somebodys(self) -> None:
        """Those that are over keep theirs for a while, and are looked after."""
        there = {one.room.id for one in self._all if one.room and one.room_stage is RoomStage.READY}
        assert {*self._plenum.room_ids()} == there

    @invariant()
    def nothing_is_stuck(self) -> None:
        assert not self._of(lambda one: one.stage is Stage.STARTING)

    def _at(self, after: int) -> Any:
        return self._plenum.clock().replace(minute=0, second=0) + timedelta(hours=after, minutes=next(self._numbers))

    def _settle(self, **later: float) -> None:
        self._do(self._plenum.tend(**later))
        for _ in range(MOST_LOOKS):
            if not self._do(self._plenum.tend()):
                break
        self._all = self._do(self._plenum.all())

    def _one(self, number: int) -> Conference:
        waiting = self._waiting()
        return waiting[number % len(waiting)]

    def _head(self, number: int) -> Conference:
        heads = self._heads()
        return heads[number % len(heads)]

    def _waiting(self) -> list[Conference]:
        return self._of(lambda one: one.stage is Stage.SCHEDULED)

    def _heads(self) -> list[Conference]:
        return self._of(lambda one: one.stage is Stage.SCHEDULED and one.series is not None)

    def _of(self, wanted: Callable[[Conference], bool]) -> list[Conference]:
        return [one for one in self._all if wanted(one)]

    def _do(self, deed: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(deed)


def test_plans_in_any_order(sqlite_template: Path, tmp_path: Path) -> None:
    few = settings(
        max_examples=10,
        stateful_step_count=12,
        phases=[Phase.generate],
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(partial(Plans, sqlite_template, tmp_path), settings=few)  # type: ignore[arg-type]
