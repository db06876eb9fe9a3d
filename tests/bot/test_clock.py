"""The clock that all processes share: set by whoever can be asked, untouched by what happens to this machine's."""

from datetime import timedelta

import pytest

from bot.clock import SharedClock, steady
from tests.conftest import NOON, FrozenClock


class Stopwatch:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Stopwatch:
    return Stopwatch()


@pytest.fixture
def shared(clock: FrozenClock, watch: Stopwatch) -> SharedClock:
    return SharedClock(clock, steady=watch)


def ask(shared: SharedClock, watch: Stopwatch, *, ahead: timedelta, takes: float) -> None:
    """Ask somebody whose clock is ahead of ours, halfway between question and answer."""
    asked = watch.seconds
    watch.seconds += takes / 2
    told = shared() + ahead
    watch.seconds += takes / 2
    shared.hear(told, asked=asked)


def test_it_is_this_machines_until_it_was_told_and_runs_by_itself(shared: SharedClock, watch: Stopwatch) -> None:
    assert shared() == NOON

    watch.seconds += 3

    assert shared() == NOON + timedelta(seconds=3)


def test_setting_this_machines_clock_does_nothing_to_it(
    shared: SharedClock, clock: FrozenClock, watch: Stopwatch
) -> None:
    clock.advance(hours=-1)
    watch.seconds += 1

    assert shared() == NOON + timedelta(seconds=1)


@pytest.mark.parametrize("hours", [-1, 1])
def test_it_goes_by_what_it_is_told(hours: int, shared: SharedClock, watch: Stopwatch) -> None:
    ask(shared, watch, ahead=timedelta(hours=hours), takes=2)

    assert shared() == NOON + timedelta(hours=hours, seconds=2)


@pytest.mark.parametrize(("ahead_s", "set_to"), [(0.9, 0), (-0.9, 0), (1.1, 1.1), (-1.1, -1.1)])
def test_what_lies_within_the_time_that_the_answer_took_is_left_alone(
    ahead_s: float, set_to: float, shared: SharedClock, watch: Stopwatch
) -> None:
    ask(shared, watch, ahead=timedelta(seconds=ahead_s), takes=2)

    assert shared() == NOON + timedelta(seconds=2 + set_to)


def test_two_machines_that_disagree_by_a_minute_tell_one_time(clock: FrozenClock, watch: Stopwatch) -> None:
    fast = SharedClock(lambda: clock() + timedelta(seconds=30), steady=watch)
    slow = SharedClock(lambda: clock() - timedelta(seconds=30), steady=watch)

    fast.hear(NOON, asked=watch.seconds)
    slow.hear(NOON, asked=watch.seconds)

    assert fast() == slow() == NOON


def test_the_seconds_only_grow() -> None:
    first = steady()

    assert steady() >= first
