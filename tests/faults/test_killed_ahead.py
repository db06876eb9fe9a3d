"""Killed while a room is made, changed or taken away before its time: back end, table, card and invitations tell one
story."""

import signal
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.store.tables import conferences
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.faults.cases import KINDS, Case, Grounds, Outcomes, played
from tests.faults.process import Process
from tests.faults.scene import LIVE, TOPIC, Scene

pytestmark = pytest.mark.postgres

PLAN = f"/conf schedule {TOPIC} in 60 minutes for 45m with @ben"
SERIES = f"/conf schedule {TOPIC} in 60 minutes for 45m every week with @ben"
MOVE = "/conf move to tomorrow 18:30"
IN_GOOD_TIME = timedelta(minutes=61)
OUT_OF_CLAIMS = timedelta(seconds=61)
WEEK = timedelta(weeks=1)

MAKING = ("after_ahead_asked", "after_ahead_made")
BOTH_AWAKE = "both awake"


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """How a plan stands before its time. `at_one`: of the back end's clock, the card and Ben's invitation, whether each
    says when it begins as the table has it; `way_in`: of the two messages, whether they show the room's link. `told`:
    how many short messages Ben got."""

    stage: str = "scheduled"
    room_stage: str = "ready"
    rooms: tuple[str, ...] = ("stopped",)
    at_one: tuple[bool, ...] = (True, True, True)
    way_in: tuple[bool, ...] = (True, True)
    told: int = 0
    claimed: int = 0


@dataclass(frozen=True, kw_only=True)
class Begun:
    """What came of it when its time had come. `next_in` is how far the series' next date is behind that one."""

    died_of: int = -signal.SIGKILL
    stages: tuple[str, ...] = ("live",)
    rooms: tuple[str, ...] = ("running",)
    cards: int = 1
    invitations: int = 1
    next_in: timedelta | None = None
    exit_status: int = 0


AS_MADE = (Ahead(), Begun())
ONE_DATE = Begun(stages=("live", "scheduled"), next_in=WEEK)


async def made(point: str, scene: Scene) -> tuple[Ahead, Begun]:
    """It is written down, and the process dies over its room."""
    dying = await scene.plenum(kill_at=point)
    await scene.types(ANA, TEAM_CHANNEL, PLAN)
    died_of = await dying.ended()

    process = await scene.plenum()
    ahead = await _ahead(scene)
    scene.stage.clock.advance(IN_GOOD_TIME)
    return ahead, await _begun(scene, process, died_of=died_of)


async def moved(scene: Scene) -> Ahead:
    """The back end knows the new time, and nobody else does."""
    await _planned(scene, PLAN)
    dying = await scene.plenum(kill_at="after_room_changed")
    await scene.types(ANA, TEAM_CHANNEL, MOVE)
    await dying.ended()
    await scene.plenum()
    return await _ahead(scene)


async def cancelled(scene: Scene) -> Ahead:
    """It is written down, and the room is there still."""
    await _planned(scene, PLAN)
    asking = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, "/conf cancel")
    question = await scene.stage.sees(f"Cancel {TOPIC}?", only_for=ANA)
    await scene.settled()
    await asking.stopped()
    dying = await scene.plenum(kill_at="after_plan_cancelled")
    await scene.presses(ANA, question, "plan.cancel_now")
    await dying.ended()
    await scene.plenum()
    return await _ahead(scene)


async def date_comes(scene: Scene) -> Begun:
    """Its date is one of its own, and the process dies before it opens the room."""
    await _planned(scene, SERIES)
    dying = await scene.plenum(kill_at="after_split")
    scene.stage.clock.advance(IN_GOOD_TIME)
    died_of = await dying.ended()
    scene.stage.clock.advance(OUT_OF_CLAIMS)
    return await _begun(scene, await scene.plenum(), died_of=died_of)


async def date_comes_to_two(scene: Scene) -> Begun:
    """Nobody dies before it is live: two processes find at once that its date has come."""
    await _planned(scene, SERIES)
    first, second = [await scene.plenum() for _ in range(2)]
    scene.stage.clock.advance(IN_GOOD_TIME)
    await scene.stage.sees(LIVE, channel=TEAM_CHANNEL)
    await scene.settled()
    first.signal(signal.SIGKILL)
    return await _begun(scene, second, died_of=await first.ended())


async def date_moved(scene: Scene) -> tuple[int, timedelta]:
    """It is done, and nobody noted that. How many dates stand alone then, and how far the series went on."""
    await _planned(scene, SERIES)
    (before,) = await _rows(scene)
    dying = await scene.plenum(kill_at="before_done")
    await scene.types(ANA, TEAM_CHANNEL, f"{MOVE} this")
    await dying.ended()
    await scene.plenum()
    await scene.settled()
    rows = await _rows(scene)
    (head,) = [row for row in rows if row.series]
    return len(rows) - 1, head.starts_at - before.starts_at


async def _planned(scene: Scene, text: str) -> None:
    """With its room, and everybody has heard of it."""
    process = await scene.plenum()
    await scene.types(ANA, TEAM_CHANNEL, text)
    await scene.stage.sees(f"{TOPIC} is planned", channel=TEAM_CHANNEL)
    await scene.stage.sees("invites you to", channel=scene.direct_with_ben)
    await scene.settled()
    await process.stopped()


async def _ahead(scene: Scene) -> Ahead:
    """How it stands when the one process that runs has nothing left to do."""
    await scene.settled()
    (row,) = await _rows(scene)
    board = scene.stage.slack.board
    card = next(one for one in board.all(TEAM_CHANNEL) if one.bot_id)
    invitation, *others = [one for one in board.all(scene.direct_with_ben) if one.bot_id]
    shown = (str(card.blocks), str(invitation.blocks))
    begins = [room.schedule["start_time"] for room in scene.stage.rooms()]
    at = int(row.starts_at.timestamp())
    return Ahead(
        stage=row.stage,
        room_stage=row.room_stage,
        rooms=scene.rooms(),
        at_one=(*(one == at for one in begins), *(str(at) in text for text in shown)),
        way_in=tuple(row.join_url in text for text in shown),
        told=len(others),
        claimed=await scene.claimed(),
    )


async def _begun(scene: Scene, process: Process, *, died_of: int) -> Begun:
    await scene.stage.sees(LIVE, channel=TEAM_CHANNEL)
    await scene.settled()
    rows = await _rows(scene)
    date = next(row for row in rows if row.stage == "live")
    heads = [row.starts_at - date.occurrence_at for row in rows if row.series]
    return Begun(
        died_of=died_of,
        stages=tuple(row.stage for row in rows),
        rooms=scene.rooms(),
        cards=scene.cards(),
        invitations=scene.invitations(),
        next_in=heads[0] if heads else None,
        exit_status=await process.stopped(),
    )


async def _rows(scene: Scene) -> Any:
    async with scene.database.read() as connection:
        return (await connection.execute(conferences.select().order_by(conferences.c.stage))).all()


@pytest.fixture(scope="module")
def outcomes(grounds: Grounds) -> Outcomes[tuple[str, str], Any]:
    plays: dict[str, Callable[[Scene], Coroutine[Any, Any, Any]]] = {
        **{at: partial(made, at) for at in MAKING},
        "moved": moved,
        "cancelled": cancelled,
        "date": date_comes,
        "date moved": date_moved,
    }
    cases: dict[tuple[str, str], Case[Any]] = {
        (what, kind): Case(kind=kind, play=play, moves_time=True) for what, play in plays.items() for kind in KINDS
    }
    shared = {(BOTH_AWAKE, "postgresql"): Case(kind="postgresql", play=date_comes_to_two, moves_time=True)}
    return played(cases | shared, grounds)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("at", MAKING)
def test_a_room_that_is_made_ahead_survives_the_death_of_its_process(at: str, kind: str, outcomes: Any) -> None:
    assert outcomes[at, kind] == AS_MADE


@pytest.mark.parametrize("kind", KINDS)
def test_a_room_that_was_moved_and_everything_else_tell_one_story(kind: str, outcomes: Any) -> None:
    assert outcomes["moved", kind] == Ahead(told=1)


@pytest.mark.parametrize("kind", KINDS)
def test_a_cancelled_plan_leaves_no_room(kind: str, outcomes: Any) -> None:
    gone = Ahead(stage="cancelled", room_stage="removed", rooms=(), at_one=(True, True), way_in=(False, False), told=1)

    assert outcomes["cancelled", kind] == gone


@pytest.mark.parametrize("kind", KINDS)
def test_a_date_of_a_series_survives_the_death_of_its_process(kind: str, outcomes: Any) -> None:
    assert outcomes["date", kind] == ONE_DATE


@pytest.mark.parametrize("kind", KINDS)
def test_one_date_that_was_moved_is_not_moved_again_with_the_next(kind: str, outcomes: Any) -> None:
    assert outcomes["date moved", kind] == (1, WEEK)


def test_two_processes_that_find_a_date_has_come_make_one_of_it(outcomes: Any) -> None:
    assert outcomes[BOTH_AWAKE, "postgresql"] == ONE_DATE
