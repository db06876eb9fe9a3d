"""SIGTERM in the middle of a start: what runs is finished or given back within ten seconds, and done afterwards."""

import time
from dataclasses import dataclass
from functools import partial

import pytest

from playground.slack.record import Entry
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.outcome import SURVIVED, Outcome, outcome
from tests.faults.scene import START, Scene

pytestmark = pytest.mark.postgres

GRACE_S = 10

By = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Stop:
    """How a stop went: the exit status, how long it took, how many rows were held then; and what came of the start."""

    status: int
    seconds: float
    claimed: int
    outcome: Outcome


async def slow_back_end(scene: Scene) -> None:
    """It answers after a second."""
    scene.stage.trueconf.faults.change({"delay_before": 1, "match": "POST .*/conferences$"})
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.stage.trueconf.history.until("POST", "/conferences")


async def hanging_back_end(scene: Scene) -> None:
    scene.stage.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$"})
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.stage.trueconf.history.until("POST", "/conferences")


async def hanging_slack(scene: Scene) -> None:
    """It takes the messages, and does not answer."""
    scene.stage.slack.faults.set("slow", method="chat.postMessage", seconds=60)
    await scene.types(ANA, TEAM_CHANNEL, START)
    await scene.stage.slack.record.until(_is_card, timeout_s=20)


TROUBLES = {trouble.__name__: trouble for trouble in (slow_back_end, hanging_back_end, hanging_slack)}


async def stops_in(trouble: str, scene: Scene) -> Stop:
    first = await scene.plenum()
    await TROUBLES[trouble](scene)
    began = time.monotonic()
    status = await first.stopped()
    seconds, claimed = time.monotonic() - began, await scene.claimed()

    scene.stage.trueconf.faults.clear()
    scene.stage.slack.faults.clear()
    went_on = await outcome(scene, died_of=SURVIVED.died_of, process=await scene.plenum())
    return Stop(status=status, seconds=seconds, claimed=claimed, outcome=went_on)


def _is_card(entry: Entry) -> bool:
    return entry.kind == "shown" and entry.name == "message" and entry.args["channel"] == TEAM_CHANNEL


@pytest.fixture(scope="module")
def stops(grounds: Grounds) -> Outcomes[By, Stop]:
    cases = {(name, kind): Case(kind=kind, play=partial(stops_in, name)) for name in TROUBLES for kind in KINDS}
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_it_stops_in_time_and_gives_back_what_it_cannot_finish(
    trouble: str, kind: str, stops: Outcomes[By, Stop]
) -> None:
    stop = stops[trouble, kind]

    assert stop.status == 0
    assert stop.seconds < GRACE_S
    assert stop.claimed == 0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("trouble", TROUBLES)
def test_the_next_process_finishes_it(trouble: str, kind: str, stops: Outcomes[By, Stop]) -> None:
    assert stops[trouble, kind].outcome == SURVIVED
