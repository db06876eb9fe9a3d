"""Who must wait before Slack is told anything more."""

from datetime import timedelta

from bot.services.pacing import Pacing
from tests.conftest import NOON, FrozenClock


def test_a_workspace_is_silent_for_one_method_until_its_time_is_over(clock: FrozenClock) -> None:
    pacing = Pacing(clock)
    pacing.limit("T1", "chat.postMessage", timedelta(seconds=30))
    pacing.limit("T2", "chat.update", timedelta(seconds=30))

    meanwhile = pacing.silent("chat.postMessage")
    clock.advance(seconds=30)

    assert meanwhile == {"T1"}
    assert pacing.silent("chat.postMessage") == set()


def test_the_first_whose_time_is_over_may_be_told_something(clock: FrozenClock) -> None:
    pacing = Pacing(clock, gap=timedelta(seconds=40))
    pacing.limit("T1", "chat.postMessage", timedelta(seconds=30))
    pacing.posted(("T2", "C1"))

    first = pacing.next_free()
    clock.advance(seconds=30)
    pacing.silent("chat.postMessage")

    assert [first, pacing.next_free()] == [NOON + timedelta(seconds=30), NOON + timedelta(seconds=40)]


def test_a_clock_that_is_set_back_makes_nobody_wait_for_longer(clock: FrozenClock) -> None:
    pacing = Pacing(clock)
    pacing.posted(("T1", "C1"))
    pacing.limit("T1", "chat.postMessage", timedelta(seconds=30))

    clock.advance(hours=-1)

    assert pacing.silent_for("T1", "chat.postMessage") == timedelta(seconds=30)
    assert pacing.busy() == {("T1", "C1")}
    assert pacing.next_free() == NOON - timedelta(hours=1) + timedelta(seconds=1)
