"""A start that is found more than five minutes later is not carried out; its person is told, its room taken away."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.scene import START, Scene

pytestmark = pytest.mark.postgres

LATER = timedelta(minutes=6)
LOOKED_FOR = timedelta(minutes=20)
"""After this, a room that has not turned up will not any more."""
TOLD = "more than 5 minutes ago"
DEATHS: tuple[tuple[str, ...], ...] = (
    ("after_keep",),
    ("after_intent",),
    ("after_asked",),
    ("after_room_made",),
    ("after_room_made", "after_unwanted"),
)
"""Where one process dies, and the next, too, if there is a second name."""

By = tuple[tuple[str, ...], str]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`told`: how often Ana heard that it was left; `cards` and `invitations`: how many were ever shown."""

    told: int
    cards: int
    invitations: int
    rooms: tuple[str, ...]
    requests: tuple[str, ...]
    exit_status: int
    claimed: int


LEFT = Outcome(told=1, cards=0, invitations=0, rooms=(), requests=("done",), exit_status=0, claimed=0)


async def dies_for_long(deaths: tuple[str, ...], scene: Scene) -> Outcome:
    first, *others = deaths
    process = await scene.plenum(kill_at=first)
    await scene.types(ANA, TEAM_CHANNEL, START)
    await process.ended()
    scene.stage.clock.advance(LATER)
    for point in others:
        process = await scene.plenum(kill_at=point, ready=False)
        await process.ended()

    last = await scene.plenum()
    await scene.stage.sees(TOLD, only_for=ANA)
    scene.stage.clock.advance(LOOKED_FOR)
    await scene.settled()
    return Outcome(
        told=len(scene.stage.posts(TOLD)),
        cards=scene.cards(),
        invitations=scene.invitations(),
        rooms=scene.rooms(),
        requests=await scene.states("requests"),
        exit_status=await last.stopped(),
        claimed=await scene.claimed(),
    )


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    cases = {
        (at, kind): Case(kind=kind, play=partial(dies_for_long, at), moves_time=True) for at in DEATHS for kind in KINDS
    }
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("deaths", DEATHS, ids=" and ".join)
def test_a_late_start_is_left_and_its_person_told(
    deaths: tuple[str, ...], kind: str, outcomes: Outcomes[By, Outcome]
) -> None:
    assert outcomes[deaths, kind] == LEFT
