"""Two processes on one PostgreSQL: one is killed at each step of a start, or frozen, and the other takes over."""

import signal
from dataclasses import replace
from functools import partial

import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import LIVE, START, Scene

pytestmark = pytest.mark.postgres

ASKING = (
    "after_keep",
    "before_work",
    "after_intent",
    "after_asked",
    "after_room_made",
    "after_room_kept",
    "before_done",
)
SENDING = ("after_claim", "after_post", "before_finish")
"""What is owed, either process may send."""
FROZEN = "frozen while it asks the back end"


async def dies_at(point: str, scene: Scene) -> Outcome:
    """The other one goes on meanwhile; it is frozen only where it might send what the first is to be killed over."""
    other = await scene.plenum()
    first = await scene.plenum(kill_at=point)
    if point in SENDING:
        other.signal(signal.SIGSTOP)
    await scene.types(ANA, TEAM_CHANNEL, START)
    died_of = await first.ended()

    other.signal(signal.SIGCONT)
    scene.heard_by(other)
    return await outcome(scene, died_of=died_of, process=other)


async def freezes(scene: Scene) -> Outcome:
    """It is no more than frozen, longer than its lease, and goes on when the other one has brought it live."""
    other = await scene.plenum()
    first = await scene.plenum()
    scene.stage.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$", "times": 1})
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.stage.trueconf.history.until("POST", "/conferences")
    first.signal(signal.SIGSTOP)

    scene.heard_by(other)
    await scene.stage.sees(LIVE, channel=TEAM_CHANNEL)
    scene.stage.trueconf.faults.clear()
    first.signal(signal.SIGCONT)
    died_of = await first.stopped()
    return await outcome(scene, died_of=died_of, process=other)


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[str, Outcome]:
    dying = {at: Case(kind="postgresql", play=partial(dies_at, at)) for at in (*ASKING, *SENDING)}
    return played(dying | {FROZEN: Case(kind="postgresql", play=freezes)}, grounds)


@pytest.mark.parametrize("at", [*ASKING, *SENDING])
def test_the_other_process_takes_over(at: str, outcomes: Outcomes[str, Outcome]) -> None:
    assert outcomes[at] == SURVIVED


def test_a_process_that_was_only_frozen_doubles_nothing_when_it_goes_on(outcomes: Outcomes[str, Outcome]) -> None:
    assert outcomes[FROZEN] == replace(SURVIVED, died_of=0)
