"""Killed at each step of a start: after the restart there is one room, one card, one invitation, and nothing left."""

import signal
from dataclasses import dataclass
from functools import partial

import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.scene import ENDED, START, Scene

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


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of a start whose process died, and of the end that followed."""

    died_of: int
    rooms: tuple[str, ...]
    cards: int
    invitations: int
    requests: tuple[str, ...]
    rooms_at_last: tuple[str, ...]
    standing: tuple[str, ...]
    exit_status: int
    claimed: int


SURVIVED = Outcome(
    died_of=-signal.SIGKILL,
    rooms=("running",),
    cards=1,
    invitations=1,
    requests=("done",),
    rooms_at_last=("stopped",),
    standing=(ENDED,),
    exit_status=0,
    claimed=0,
)


async def start_over(at: str, scene: Scene) -> Outcome:
    """Ana asks for a conference, Plenum dies on the way and is started again; then she ends it."""
    first = await scene.plenum(kill_at=at)
    await scene.types(ANA, TEAM_CHANNEL, START)
    died_of = await first.ended()

    second = await scene.plenum()
    await scene.settled()
    rooms = scene.rooms()
    await scene.ends()
    await scene.settled()
    return Outcome(
        died_of=died_of,
        rooms=rooms,
        cards=scene.cards(),
        invitations=scene.invitations(),
        requests=await scene.states("requests"),
        rooms_at_last=scene.rooms(),
        standing=scene.standing(),
        exit_status=await second.stopped(),
        claimed=await scene.claimed(),
    )


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[tuple[str, str], Outcome]:
    cases = {(at, kind): Case(kind=kind, play=partial(start_over, at)) for at in POINTS for kind in KINDS}
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", POINTS)
def test_a_start_survives_the_death_of_its_process(
    at: str, kind: str, outcomes: Outcomes[tuple[str, str], Outcome]
) -> None:
    assert outcomes[at, kind] == SURVIVED
