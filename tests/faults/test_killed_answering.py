"""Killed where the card is the command's own public answer, which cannot be looked for: it is never given twice."""

from dataclasses import replace
from functools import partial

import pytest

from playground.slack.seed import ANA, SECRET
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import LIVE, START, Scene

pytestmark = pytest.mark.postgres

POINTS = ("after_asked", "after_room_made", "after_room_kept", "after_answer", "before_done")
ANSWERED = replace(SURVIVED, standing=(LIVE,))
"""Such a card stays as it was."""

By = tuple[str, str]


async def dies_at(point: str, scene: Scene) -> Outcome:
    first = await scene.plenum(kill_at=point)
    await scene.types(ANA, SECRET, START)
    died_of = await first.ended()

    return await outcome(scene, died_of=died_of, process=await scene.plenum(), channel=SECRET)


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    return played({(at, kind): Case(kind=kind, play=partial(dies_at, at)) for at in POINTS for kind in KINDS}, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", POINTS)
def test_a_public_answer_is_given_once(at: str, kind: str, outcomes: Outcomes[By, Outcome]) -> None:
    assert outcomes[at, kind] == ANSWERED
