"""Rooms that nobody wants, or whose back end was taken out of the settings."""

import pytest

from bot.errors import Busy
from bot.model import RoomStage, Stage
from bot.services.starting import NotStarted
from tests.backstage import Backstage
from tests.bot.services.failing import lost_at, told
from tests.poor import Watched

# Taken out of the settings


async def test_a_back_end_that_was_taken_out_and_comes_back_has_its_lost_room_used(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await lost_at(eye, plenum, made=True)
    plenum.take_out("eye")
    await plenum.tend(seconds=2)
    plenum.put_back(eye)

    await plenum.tend(seconds=10)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_back_end_that_stays_out_is_told_after_five_minutes(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    plenum.take_out("eye")

    await plenum.tend(minutes=6)

    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert len(await told(plenum)) == 1


async def test_an_unwanted_room_of_a_back_end_that_was_taken_out_is_looked_for_a_day(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await lost_at(eye, plenum, made=True)
    await plenum.intents.unwant(conference, now=plenum.clock())
    plenum.take_out("eye")
    await plenum.tend(hours=23)
    plenum.put_back(eye)

    await plenum.tend(minutes=5)

    assert eye.rooms == []


async def test_a_live_one_whose_back_end_was_taken_out_closes_after_the_longest_time(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    plenum.take_out("eye")

    await plenum.tend(minutes=1)
    between = await plenum.standing(conference)
    await plenum.tend(hours=4)

    assert between == (Stage.LIVE, RoomStage.READY)
    assert (await plenum.known(conference)).stage is Stage.ENDED


# Unwanted


async def test_an_unwanted_room_is_taken_away(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()
    await plenum.intents.unwant(failed.value.conference, now=plenum.clock())

    await plenum.tend()

    assert plenum.room_ids() == []
    assert await plenum.standing(failed.value.conference) == (Stage.CANCELLED, RoomStage.REMOVED)


async def test_an_unwanted_room_that_is_not_there_yet_is_waited_for(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.intents.unwant(conference, now=plenum.clock())
    await plenum.tend()
    await eye.create(eye.asked[0])

    await plenum.tend(minutes=5)

    assert eye.rooms == []


async def test_an_unwanted_room_that_never_comes_is_forgotten_in_the_end(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.intents.unwant(conference, now=plenum.clock())
    await plenum.tend()

    await plenum.tend(minutes=16)

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_a_removal_that_fails_is_tried_again(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    await plenum.intents.unwant(conference, now=plenum.clock())
    eye.failing = Busy("eye")
    await plenum.tend()
    there = len(eye.rooms)

    await plenum.tend(seconds=10)

    assert (there, eye.rooms) == (1, [])
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)


async def test_an_unwanted_room_that_holds_recordings_stays(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    await plenum.intents.unwant(conference, now=plenum.clock())
    eye.recorded = True

    await plenum.tend()

    assert len(eye.rooms) == 1
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.UNWANTED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert await plenum.claims() == 0
