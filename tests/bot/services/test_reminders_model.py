"""Plans moved and cancelled, replies, lead times, reminders put off, and time, in any order: everybody was reminded of
what they should have been by now, once, and of nothing else."""

import asyncio
import shutil
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.choices import LEADS, Scope
from bot.model import Conference, DeliveryKind, Plan, Rsvp
from bot.services.reminders import minute_of
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage, backstage
from tests.bot.services.planned import cancelled, moved_to, planned
from tests.conftest import FrozenClock

T = TypeVar("T")
ahead = st.integers(1, 90).map(lambda minutes: timedelta(minutes=minutes))
which = st.integers(0, 9)
people = st.sampled_from([BEN, CLEO])
leads = st.sampled_from([(), (0,), (5,), (10,), (30, 10), (60, 15, 5)])


class Reminders(RuleBasedStateMachine):
    """Nobody opens what is planned, and time stands still between the steps: each ends on a full minute."""

    def __init__(self, template: Path, folder: Path) -> None:
        super().__init__()
        self._runner, self._up, self._numbers = asyncio.Runner(), AsyncExitStack(), count(1)
        path = folder / "reminders.sqlite3"
        shutil.copyfile(template, path)
        self._clock = FrozenClock()
        entered = self._up.enter_async_context(backstage(f"sqlite:///{path}", clock=self._clock))
        self._plenum: Backstage = self._do(entered)
        self._starts: dict[str, datetime] = {}
        self._said_no: set[tuple[str, str]] = set()
        self._leads: dict[str, tuple[int, ...]] = {}
        self._put_off: set[tuple[str, str, datetime]] = set()
        self._expected: set[tuple[str, str, int]] = set()

    def teardown(self) -> None:
        self._do(self._up.aclose())
        self._runner.close()

    def _due(self, at: datetime) -> set[tuple[str, str, int]]:
        """Who must be told of what at that minute: the whole model."""
        return {
            (one, person, minute_of(at))
            for one, starts_at in self._starts.items()
            for person in (ANA, BEN, CLEO)
            if (one, person) not in self._said_no
            if (starts_at - at) / timedelta(minutes=1) in self._leads.get(person, (10,))
            or (one, person, at) in self._put_off
        }

    @rule(after=ahead)
    def plan(self, after: timedelta) -> None:
        at = self._clock() + after
        wanted = Plan(topic=f"Sync {next(self._numbers)}", starts_at=at)
        made = self._do(planned(self._plenum, key=wanted.topic, plan=wanted, people=(BEN, CLEO)))
        self._starts[made.id] = at
        self._settle()

    @precondition(lambda self: self._coming())
    @rule(number=which, after=ahead)
    def move(self, number: int, after: timedelta) -> None:
        one = self._one(number)
        at = self._clock() + after
        self._do(moved_to(self._plenum, one, at))
        if at != self._starts[one.id]:  # they are asked again
            self._said_no = {said for said in self._said_no if said[0] != one.id}
            self._put_off = {off for off in self._put_off if off[0] != one.id}
        self._starts[one.id] = at
        self._settle()

    @precondition(lambda self: self._coming())
    @rule(number=which)
    def cancel(self, number: int) -> None:
        one = self._one(number)
        self._do(cancelled(self._plenum, one))
        del self._starts[one.id]
        self._settle()

    @precondition(lambda self: self._coming())
    @rule(number=which, person=people, comes=st.booleans())
    def reply(self, number: int, person: str, comes: bool) -> None:
        one = self._one(number)
        said = Rsvp.YES if comes else Rsvp.NO
        self._do(self._plenum.invitations.reply(one, person, said, now=self._clock()))
        (self._said_no.discard if comes else self._said_no.add)((one.id, person))
        self._settle()

    @rule(person=people, chosen=leads)
    def choose(self, person: str, chosen: tuple[int, ...]) -> None:
        self._do(self._plenum.choose(LEADS, chosen, Scope.PERSON, person))
        self._leads[person] = chosen
        self._settle()

    @precondition(lambda self: self._coming())
    @rule(number=which, person=people, minutes=st.integers(1, 5))
    def put_off(self, number: int, person: str, minutes: int) -> None:
        one = self._one(number)
        to = min(self._clock() + timedelta(minutes=minutes), self._starts[one.id])
        self._do(self._plenum.desk.recalls.put_off(one, person, to=to, now=self._clock()))
        self._put_off.add((one.id, person, to))
        self._settle()

    @rule(passed=st.integers(1, 40))
    def time_passes(self, passed: int) -> None:
        for _ in range(passed):
            self._clock.advance(minutes=1)
            due = self._due(self._clock())
            self._expected |= due
            if due:
                self._settle()
        self._settle()

    @invariant()
    def everybody_was_told_what_they_should_have_been(self) -> None:
        rows = self._do(self._plenum.owed(DeliveryKind.REMINDER))
        sent = [(row.conference_id, row.target, row.generation) for row in rows if row.state == "sent"]
        assert sorted(sent) == sorted(self._expected)

    def _settle(self) -> None:
        """What follows is seen to within the same minute."""
        now = self._clock()
        self._do(self._plenum.remind())
        self._clock.now = now

    def _coming(self) -> list[str]:
        return [one for one, at in self._starts.items() if at > self._clock()]

    def _one(self, number: int) -> Conference:
        coming = self._coming()
        return self._do(self._plenum.conferences.known("T0ACME0001", coming[number % len(coming)]))

    def _do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)


def test_everybody_is_reminded_of_what_they_should_be_whatever_happens(sqlite_template: Path, tmp_path: Path) -> None:
    numbers = count()

    def fresh() -> Reminders:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return Reminders(sqlite_template, folder)

    run_state_machine_as_test(
        fresh,  # type: ignore[arg-type]  # called like the class
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )
