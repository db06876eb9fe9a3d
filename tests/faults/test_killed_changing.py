"""Killed while a plan is moved or cancelled: after the restart the table, the card and every message tell one story."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest

from bot.store.tables import conferences
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.scene import TOPIC, Scene

pytestmark = pytest.mark.postgres

PLAN = f"/conf schedule {TOPIC} at tomorrow 15:00 with @ben"
SERIES = f"/conf schedule {TOPIC} at tomorrow 15:00 every week with @ben"
MOVE = "/conf move to tomorrow 18:30"
MOVED, CANCELLED = "has moved", "has cancelled"
ON_THE_WAY = ("before_work", "after_claim", "after_update", "after_post", "before_done")
MOVING, CANCELLING = (*ON_THE_WAY, "after_plan_changed"), (*ON_THE_WAY, "after_plan_cancelled")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """`says_so`: of the card and of Ben's invitation, whether they show the plan as the table has it. `told`: how many
    short messages Ben got about the change."""

    stage: str
    sequence: int
    says_so: tuple[bool, ...]
    told: int
    exit_status: int
    claimed: int


By = tuple[str, str]


async def _planned(scene: Scene, text: str) -> None:
    first = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, text)
    await scene.stage.sees(f"{TOPIC} is planned", channel=TEAM_CHANNEL)
    await scene.stage.sees("invites you to", channel=scene.direct_with_ben)
    await scene.settled()
    await first.stopped()


async def moves(point: str, scene: Scene) -> Outcome:
    await _planned(scene, PLAN)
    dying = await scene.plenum(kill_at=point)
    await scene.types(ANA, TEAM_CHANNEL, MOVE)
    await dying.ended()
    return await _seen(scene, MOVED)


async def cancels(point: str, scene: Scene) -> Outcome:
    await _planned(scene, PLAN)
    asking = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, "/conf cancel")
    question = await scene.stage.sees(f"Cancel {TOPIC}?", only_for=ANA)
    await scene.settled()
    await asking.stopped()
    dying = await scene.plenum(kill_at=point)
    await scene.presses(ANA, question, "plan.cancel_now")
    await dying.ended()
    return await _seen(scene, CANCELLED)


async def cancels_one_date(point: str, scene: Scene) -> Outcome:
    await _planned(scene, SERIES)
    asking = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, "/conf cancel this")
    question = await scene.stage.sees("Shall only that date", only_for=ANA)
    await scene.settled()
    await asking.stopped()
    dying = await scene.plenum(kill_at=point)
    await scene.presses(ANA, question, "plan.cancel_date")
    await dying.ended()
    return await _seen(scene, CANCELLED)


async def _seen(scene: Scene, about: str) -> Outcome:
    last = await scene.plenum()
    await scene.settled()
    row = await _row(scene)
    moment = str(int(row.starts_at.timestamp()))
    board = scene.stage.slack.board
    card = next(one for one in board.all(TEAM_CHANNEL) if one.bot_id)
    invitation, *others = [one for one in board.all(scene.direct_with_ben) if one.bot_id]
    over = row.stage == "cancelled"
    return Outcome(
        stage=row.stage,
        sequence=row.sequence,
        says_so=tuple(
            moment in str(one.blocks) and over == ("Cancelled" in str(one.blocks)) for one in (card, invitation)
        ),
        told=sum(about in str(one.blocks) for one in others),
        exit_status=await last.stopped(),
        claimed=await scene.claimed(),
    )


async def _row(scene: Scene) -> Any:
    async with scene.database.read() as connection:
        return (await connection.execute(conferences.select())).one()


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[tuple[str, str, str], Outcome]:
    plays = {
        "moved": (moves, MOVING),
        "cancelled": (cancels, CANCELLING),
        "one date": (cancels_one_date, CANCELLING[:-1]),
    }
    cases = {
        (what, at, kind): Case(kind=kind, play=partial(play, at))
        for what, (play, points) in plays.items()
        for at in points
        for kind in KINDS
    }
    return played(cases, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", MOVING)
def test_a_move_survives_the_death_of_its_process(at: str, kind: str, outcomes: Any) -> None:
    seen = Outcome(stage="scheduled", sequence=1, says_so=(True, True), told=1, exit_status=0, claimed=0)

    assert outcomes["moved", at, kind] == seen


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", CANCELLING)
def test_a_cancellation_survives_the_death_of_its_process(at: str, kind: str, outcomes: Any) -> None:
    seen = Outcome(stage="cancelled", sequence=1, says_so=(True, True), told=1, exit_status=0, claimed=0)

    assert outcomes["cancelled", at, kind] == seen


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", CANCELLING[:-1])
def test_one_date_that_is_cancelled_survives_the_death_of_its_process(at: str, kind: str, outcomes: Any) -> None:
    seen = Outcome(stage="scheduled", sequence=1, says_so=(True, True), told=1, exit_status=0, claimed=0)

    assert outcomes["one date", at, kind] == seen
