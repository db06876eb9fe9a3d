"""Killed where the card is the command's own public answer, which cannot be looked for: it is never given twice."""

from dataclasses import dataclass, replace
from functools import partial

import pytest

from playground.slack.seed import ANA, SECRET
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import LIVE, START, Scene

pytestmark = pytest.mark.postgres


@dataclass(frozen=True, kw_only=True)
class Answered:
    """`copies`: how often Ana alone was shown the card."""

    outcome: Outcome
    copies: int


PUBLIC = replace(SURVIVED, standing=(LIVE,))
"""Such a card stays as it was."""
PRIVATE = replace(SURVIVED, cards=0, standing=())

ANSWERED = {
    "after_room_kept": Answered(outcome=PUBLIC, copies=0),
    "before_answer": Answered(outcome=PRIVATE, copies=1),
    "after_answer": Answered(outcome=PUBLIC, copies=1),
    "before_done": Answered(outcome=PUBLIC, copies=1),
}

By = tuple[str, str]


async def dies_at(point: str, scene: Scene) -> Answered:
    first = await scene.plenum(kill_at=point)
    await scene.types(ANA, SECRET, START)
    died_of = await first.ended()

    came = await outcome(scene, died_of=died_of, process=await scene.plenum(), channel=SECRET)
    copies = [post for post in scene.stage.posts(LIVE) if post["only_for"] == ANA]
    return Answered(outcome=came, copies=len(copies))


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Answered]:
    cases = {(at, kind): Case(kind=kind, play=partial(dies_at, at)) for at in ANSWERED for kind in KINDS}
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", ANSWERED)
def test_a_public_answer_is_given_once_and_what_may_be_missing_is_shown_to_the_host(
    at: str, kind: str, outcomes: Outcomes[By, Answered]
) -> None:
    assert outcomes[at, kind] == ANSWERED[at]
