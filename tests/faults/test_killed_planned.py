"""Killed at each step of bringing a planned one live: one room, one fresh card, and the older one points to it."""

import signal
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.errors import SlackUnreachable
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import ENDED, LIVE, TOPIC, Scene

pytestmark = pytest.mark.postgres

POINTS = ("after_begun", "after_asked", "after_room_made", "after_room_kept")
REFUSED = "after_failure"
PLAN = f"/conf schedule {TOPIC} in 60 minutes with @ben"
IN_GOOD_TIME = timedelta(minutes=61)
"""Times that are typed so are taken up to the whole minute."""
OUT_OF_CLAIMS = timedelta(seconds=61)
"""What a dead process held is free by then."""
POINTS_ON = f"{TOPIC} has begun"
NOT_STARTED = f"{TOPIC} was not started"

By = tuple[str, str]


async def planned(scene: Scene) -> None:
    """Ana plans one with Ben in an hour, and everybody has heard of it."""
    process = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, PLAN)
    await scene.stage.sees(f"{TOPIC} is planned", channel=TEAM_CHANNEL)
    await scene.stage.sees("invites you to", channel=scene.direct_with_ben)
    await scene.settled()
    await process.stopped()


async def dies(point: str, scene: Scene) -> int:
    """It was shown, and its time came: what its process died of."""
    await planned(scene)
    process = await scene.plenum(kill_at=point)
    scene.stage.clock.advance(IN_GOOD_TIME)
    died_of = await process.ended()
    scene.stage.clock.advance(OUT_OF_CLAIMS)
    return died_of


async def dies_at(point: str, scene: Scene) -> Outcome:
    died_of = await dies(point, scene)

    return await outcome(scene, died_of=died_of, process=await scene.plenum())


async def both_awake(scene: Scene) -> Outcome:
    """Nobody dies before it is live: two processes find at once that its time has come."""
    await planned(scene)
    processes = [await scene.plenum() for _ in range(2)]
    scene.stage.clock.advance(IN_GOOD_TIME)
    await scene.stage.sees(LIVE, channel=TEAM_CHANNEL)
    await scene.settled()

    processes[0].signal(signal.SIGKILL)
    return await outcome(scene, died_of=await processes[0].ended(), process=processes[1])


async def dies_refused(scene: Scene) -> tuple[int, int, tuple[str, ...]]:
    """How often Ana was told, how many rooms there are, and what stands in the channel at last."""
    scene.stage.trueconf.faults.change({"busy_status": 503, "match": "POST .*/conferences$"})
    await dies(REFUSED, scene)

    scene.stage.trueconf.faults.clear()
    last = await scene.plenum()
    await scene.stage.sees(NOT_STARTED)
    await scene.settled()
    await last.stopped()
    return len(scene.stage.posts(NOT_STARTED)), len(scene.rooms()), scene.standing()


class _Silent:
    """A Slack that nobody has to ask."""

    async def call(self, workspace_id: str, method: str, /, **arguments: Any) -> dict[str, Any]:
        raise SlackUnreachable(method)


def _nobody() -> None:
    """Nobody has to be woken: no process runs yet."""


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    cases = {(at, kind): Case(kind=kind, play=partial(dies_at, at), moves_time=True) for at in POINTS for kind in KINDS}
    shared = {("both awake", "postgresql"): Case(kind="postgresql", play=both_awake, moves_time=True)}
    return played(cases | shared, grounds)


@pytest.fixture(scope="module")
def refusals(grounds: Grounds) -> Outcomes[str, tuple[int, int, tuple[str, ...]]]:
    return played({kind: Case(kind=kind, play=dies_refused, moves_time=True) for kind in KINDS}, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", POINTS)
def test_a_planned_one_survives_the_death_of_its_process(at: str, kind: str, outcomes: Outcomes[By, Outcome]) -> None:
    assert outcomes[at, kind] == replace(SURVIVED, standing=(POINTS_ON, ENDED))


def test_two_processes_that_find_its_time_has_come_make_one_room(outcomes: Outcomes[By, Outcome]) -> None:
    assert outcomes["both awake", "postgresql"] == replace(SURVIVED, standing=(POINTS_ON, ENDED))


@pytest.mark.parametrize("kind", KINDS)
def test_its_host_hears_once_that_it_was_refused_though_the_process_died_before_telling(
    kind: str, refusals: Outcomes[str, tuple[int, int, tuple[str, ...]]]
) -> None:
    assert refusals[kind] == (1, 0, (ENDED,))
