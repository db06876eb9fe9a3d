"""Killed at each step of a start: after the restart there is one room, one card, one invitation, and nothing left."""

import signal
from functools import partial

import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import START, Scene

pytestmark = pytest.mark.postgres

POINTS = (
    "after_keep",
    "before_work",
    "after_intent",
    "after_asked",
    "after_room_made",
    "after_room_kept",
    "after_claim",
    "after_post",
    "before_finish",
    "before_done",
)

MAKES, OPENS = ("POST", "/conferences"), ("POST", "/run")
WAITING = {
    "room made, no answer yet": (MAKES, {"delay_after": 60, "match": "POST .*/conferences$"}),
    "room made, not opened yet": (OPENS, {"delay_before": 60, "match": "POST .*/run$"}),
    "room opening, no answer yet": (OPENS, {"delay_after": 60, "match": "POST .*/run$"}),
}
"""While what is awaited of the back end, and what it is told to do so that it is awaited."""

FAILING = {
    "refused, and nobody told yet": {"busy_status": 503, "match": "POST .*/conferences$"},
    "answer lost, and nobody told yet": {"drop_after": True, "match": "POST .*/conferences$"},
}
"""It dies as soon as it has written down that the back end gave no room."""

By = tuple[str, str]


async def dies_at(point: str, scene: Scene) -> Outcome:
    first = await scene.plenum(kill_at=point)
    await scene.types(ANA, TEAM_CHANNEL, START)
    died_of = await first.ended()

    return await outcome(scene, died_of=died_of, process=await scene.plenum())


async def dies_failing(trouble: str, scene: Scene) -> Outcome:
    scene.stage.trueconf.faults.change(FAILING[trouble])
    first = await scene.plenum(kill_at="after_failure")
    await scene.types(ANA, TEAM_CHANNEL, START)
    died_of = await first.ended()

    scene.stage.trueconf.faults.clear()
    return await outcome(scene, died_of=died_of, process=await scene.plenum())


async def dies_while(waiting: str, scene: Scene) -> Outcome:
    (method, path), fault = WAITING[waiting]
    scene.stage.trueconf.faults.change(fault)
    first = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.stage.trueconf.history.until(method, path)
    first.signal(signal.SIGKILL)
    died_of = await first.ended()

    scene.stage.trueconf.faults.clear()
    return await outcome(scene, died_of=died_of, process=await scene.plenum())


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    by_itself = {
        (at, kind): Case(kind=kind, play=partial(dies_at, at), executed=True) for at in POINTS for kind in KINDS
    }
    waiting = {(at, kind): Case(kind=kind, play=partial(dies_while, at)) for at in WAITING for kind in KINDS}
    failing = {(at, kind): Case(kind=kind, play=partial(dies_failing, at)) for at in FAILING for kind in KINDS}
    return played(by_itself | waiting | failing, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", [*POINTS, *WAITING, *FAILING])
def test_a_start_survives_the_death_of_its_process(at: str, kind: str, outcomes: Outcomes[By, Outcome]) -> None:
    assert outcomes[at, kind] == SURVIVED
