"""Killed while a room is asked for, on the kinds beside TrueConf: one card, one way in, and as few rooms as can be."""

import signal
from dataclasses import dataclass, replace
from functools import partial

import pytest

import playground.kinds
from bot.model import Feature
from bot.providers import PROVIDERS
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.doors import door_of
from tests.entrances import Entrance, ways_shown
from tests.faults.cases import Case, Grounds, Outcomes, played
from tests.faults.scene import ENDED, START, Scene

pytestmark = pytest.mark.postgres

LOST = "answer lost, and nobody told yet"
POINTS = ("after_asked", "after_room_made", "after_room_kept")
KINDS = tuple(one.kind for one in playground.kinds.KINDS if one.kind != "trueconf")
"""TrueConf has the whole matrix."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`ways`: how many different ways in were ever shown; `rooms`: how many the server was left with, when the
    conference was over; `standing`: what Plenum's messages in the channel say at last."""

    died_of: int
    cards: int
    invitations: int
    ways: int
    rooms: int
    requests: tuple[str, ...]
    standing: tuple[str, ...]
    exit_status: int
    claimed: int


SURVIVED = Outcome(
    died_of=-signal.SIGKILL,
    cards=1,
    invitations=1,
    ways=1,
    rooms=1,
    requests=("done",),
    standing=(ENDED,),
    exit_status=0,
    claimed=0,
)

By = tuple[str, str, str]


async def dies(at: str, kind: str, scene: Scene) -> Outcome:
    server = scene.stage.servers[kind]
    if at == LOST:
        await server.does("faults", drop_after=True, match=door_of(kind).makes)
    first = await scene.plenum(kill_at="after_failure" if at == LOST else at)
    await scene.types(ANA, TEAM_CHANNEL, f"{START} via {server.name}")
    died_of = await first.ended()

    server.state.faults.clear()
    second = await scene.plenum()
    await scene.settled()
    await scene.ends()
    await scene.settled()
    return Outcome(
        died_of=died_of,
        cards=scene.cards(),
        invitations=scene.invitations(),
        ways=len(ways_shown(scene.stage)),
        rooms=len(await Entrance(server, door_of(kind)).rooms()),
        requests=await scene.states("requests"),
        standing=scene.standing(),
        exit_status=await second.stopped(),
        claimed=await scene.claimed(),
    )


def left_behind(kind: str, at: str) -> int:
    """How many rooms it takes there: one is enough where it can be found again, and none where it is only a name."""
    if not door_of(kind).makes:
        return 0
    made_in_vain = at in ("after_room_made", LOST) and Feature.FIND not in PROVIDERS[kind].features
    return 2 if made_in_vain else 1


BY = [
    *[(kind, at, "sqlite") for kind in KINDS for at in POINTS],
    *[(kind, LOST, "sqlite") for kind in KINDS if door_of(kind).makes],
    *[(kind, "after_room_made", "postgresql") for kind in KINDS],
]


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[By, Outcome]:
    cases = {
        (kind, at, database): Case(kind=database, server=kind, play=partial(dies, at, kind))
        for kind, at, database in BY
    }
    return played(cases, grounds)


@pytest.mark.parametrize(("kind", "at", "database"), BY)
def test_there_is_one_card_with_one_way_in_whenever_the_process_dies(
    kind: str, at: str, database: str, outcomes: Outcomes[By, Outcome]
) -> None:
    assert outcomes[kind, at, database] == replace(SURVIVED, rooms=left_behind(kind, at))
