"""What is over is cleared up."""

import pytest

from bot.errors import Busy, Denied, ProviderError, Unanswered, Unreachable
from bot.model import Conference, RoomStage, RoomState, Stage
from bot.services.conferences import AFTER_END
from playground.slack.seed import ANA
from tests.backstage import Backstage
from tests.poor import Watched


async def ended(plenum: Backstage, **changes: str) -> Conference:
    """A conference that somebody has ended just now."""
    conference = await plenum.start(**changes)
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    eye = plenum.backends.named("eye")
    assert isinstance(eye, Watched)
    eye.now = RoomState.IDLE
    return conference


async def test_a_room_is_taken_away_some_time_after_the_end(plenum: Backstage, eye: Watched) -> None:
    conference = await ended(plenum, provider="eye")

    early = await plenum.tend(seconds=AFTER_END.total_seconds() - 1)
    there = len(eye.rooms)
    await plenum.tend(seconds=1)

    assert (early, there, eye.rooms) == (0, 1, [])
    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert await plenum.claims() == 0


async def test_the_room_of_one_that_ended_by_itself_is_taken_away_too(plenum: Backstage, eye: Watched) -> None:
    conference = await plenum.start(provider="eye")
    eye.now = RoomState.IDLE
    await plenum.tend(minutes=1)

    await plenum.tend(minutes=20)

    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.REMOVED)
    assert eye.rooms == []


async def test_a_room_that_holds_recordings_stays_and_is_left_alone(plenum: Backstage, eye: Watched) -> None:
    conference = await ended(plenum, provider="eye")
    eye.recorded = True

    await plenum.tend(minutes=20)

    assert len(eye.rooms) == 1
    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert await plenum.claims() == 0


@pytest.mark.parametrize("trouble", [Unreachable("eye"), Unanswered("eye"), Busy("eye"), Denied("eye")])
async def test_a_room_that_cannot_be_taken_away_now_is_taken_away_later(
    plenum: Backstage, eye: Watched, trouble: ProviderError
) -> None:
    conference = await ended(plenum, provider="eye")
    eye.failing = trouble
    await plenum.tend(minutes=20)
    between = await plenum.standing(conference)

    await plenum.tend(seconds=4)

    assert between == (Stage.ENDED, RoomStage.READY)
    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.REMOVED)


async def test_the_room_of_a_long_conference_is_tried_again_for_a_day_all_the_same(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    await plenum.tend(hours=30)
    await plenum.conferences.close(await plenum.known(conference), by=ANA, now=plenum.clock())
    eye.now, eye.failing = RoomState.IDLE, Busy("eye")
    await plenum.tend(minutes=20)

    await plenum.tend(seconds=4)

    assert eye.rooms == []


async def test_a_room_that_cannot_be_taken_away_for_a_day_is_not_said_to_be_gone(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await ended(plenum, provider="eye")
    eye.failing = Denied("eye")

    await plenum.tend(hours=24, seconds=1)

    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_where_no_room_can_be_removed_nobody_looks_after_the_end(plenum: Backstage) -> None:
    conference = await ended(plenum, provider="dial")

    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)


async def test_a_back_end_that_comes_back_after_the_end_has_the_room_taken_away(
    plenum: Backstage, eye: Watched
) -> None:
    await ended(plenum, provider="eye")
    plenum.take_out("eye")
    await plenum.tend(minutes=20)
    plenum.put_back(eye)

    await plenum.tend(minutes=1)

    assert eye.rooms == []


async def test_a_room_that_came_after_its_conference_was_read_is_taken_away_all_the_same(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    eye.now = RoomState.IDLE
    before = conference.change(stage=Stage.STARTING, room_stage=RoomStage.ASKED, room=None)
    await plenum.conferences.close(before, by=ANA, now=plenum.clock())

    await plenum.tend(minutes=20)

    assert eye.rooms == []
