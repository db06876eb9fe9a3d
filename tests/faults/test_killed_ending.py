"""Killed while a conference is being ended: after the restart it is over everywhere, and nothing says Join any more."""

from dataclasses import dataclass
from functools import partial

import pytest

from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.scene import ENDED, START, TOPIC, Scene

pytestmark = pytest.mark.postgres

POINTS = ("after_room_ended", "after_closed", "after_update")
IN_DOUBT = ("after_claim", "after_post")
"""Where a start dies so that it is not known which of its messages stand."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`cards` and `invitations` are what those messages say at last."""

    rooms: tuple[str, ...]
    cards: tuple[str, ...]
    invitations: tuple[str, ...]
    requests: tuple[str, ...]
    exit_status: int
    claimed: int


OVER = Outcome(
    rooms=("stopped",),
    cards=(ENDED,),
    invitations=(f"{TOPIC} is over",),
    requests=("done",),
    exit_status=0,
    claimed=0,
)

By = tuple[str, str]


async def dies_ending(point: str, scene: Scene) -> Outcome:
    """The press on End kills it."""
    first = await scene.plenum(kill_at=point)
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.settled()
    question = await scene.asked_to_end()
    await scene.presses(ANA, question, "conference.end_now")
    await first.ended()

    return await _seen(scene)


async def ends_in_doubt(point: str, scene: Scene) -> Outcome:
    """It dies starting, and Ana ends it at once after the restart, before anybody has looked what stands."""
    first = await scene.plenum(kill_at=point)
    await scene.types(ANA, TEAM_CHANNEL, START)
    await first.ended()

    return await _seen(scene, ending=True)


async def _seen(scene: Scene, *, ending: bool = False) -> Outcome:
    second = await scene.plenum()
    if ending:
        await scene.ends()
    await scene.settled()
    return Outcome(
        rooms=scene.rooms(),
        cards=scene.standing(),
        invitations=scene.standing(scene.direct_with_ben),
        requests=await scene.states("requests"),
        exit_status=await second.stopped(),
        claimed=await scene.claimed(),
    )


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    ending = {(at, kind): Case(kind=kind, play=partial(dies_ending, at)) for at in POINTS for kind in KINDS}
    in_doubt = {(at, kind): Case(kind=kind, play=partial(ends_in_doubt, at)) for at in IN_DOUBT for kind in KINDS}
    return played(ending | in_doubt, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", POINTS)
def test_an_end_survives_the_death_of_its_process(at: str, kind: str, outcomes: Outcomes[By, Outcome]) -> None:
    assert outcomes[at, kind] == OVER


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", IN_DOUBT)
def test_what_was_in_doubt_when_it_ended_says_so_too(at: str, kind: str, outcomes: Outcomes[By, Outcome]) -> None:
    seen = outcomes[at, kind]

    assert seen.rooms == ("stopped",)
    assert set(seen.cards) <= {ENDED}
    assert set(seen.invitations) <= {f"{TOPIC} is over"}
    assert (seen.requests, seen.exit_status, seen.claimed) == (("done",), 0, 0)
