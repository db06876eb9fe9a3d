"""Looking after lost rooms: used if they are found in time, taken away if too late; nobody waits for ever."""

import asyncio
from datetime import timedelta

import pytest

from bot.errors import Busy, Unanswered, Unreachable
from bot.model import DeliveryKind, RoomStage, Stage
from bot.services.starting import NotStarted
from playground.slack.seed import ANA
from tests.backstage import Backstage
from tests.bot.services.failing import lost_at, told
from tests.poor import Watched

# Lost: found in time


async def test_a_room_that_is_found_in_time_is_used(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)

    await plenum.tend(seconds=2)

    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_a_room_of_the_real_kind_is_found_and_opened(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()

    await plenum.tend(seconds=2)

    assert (await plenum.known(failed.value.conference)).stage is Stage.LIVE
    assert plenum.room_states() == ["running"]


async def test_a_room_that_turns_up_within_the_minute_is_used(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(seconds=2)
    await eye.create(eye.asked[0])

    await plenum.tend(seconds=2)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_room_that_nobody_came_back_to_is_taken_away_after_five_minutes(plenum: Backstage) -> None:
    """Its press is taken up again after the restart, and its person hears of it then."""
    wish = plenum.wish()
    conference = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    await plenum.intents.mark_asked(conference, by=wish.by, now=plenum.clock())
    await plenum.backends.named("hq").create(await plenum.wishes.wish(conference))

    early = await plenum.tend(minutes=4)
    await plenum.tend(minutes=1, seconds=1)
    await plenum.tend()

    assert early == 0
    assert await told(plenum) == []
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


# Lost: never there


async def test_a_room_that_is_not_there_is_looked_for_again(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)

    await plenum.tend(seconds=2)

    assert await plenum.standing(conference) == (Stage.STARTING, RoomStage.LOST)
    assert await plenum.rooms.next_at(now=plenum.clock()) == plenum.clock() + timedelta(seconds=2)
    assert await plenum.claims() == 0


async def test_a_room_that_never_came_is_told_with_a_way_on(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)

    await plenum.tend(minutes=1)

    assert (await plenum.known(conference)).stage is Stage.FAILED
    (text,) = await told(plenum)
    assert text.startswith("Weekly sync was not started: the conference server eye did not come back in time.")
    assert "Nothing was created there." in text
    assert "start.again" in str(plenum.direct(ANA)[0]["blocks"])


async def test_a_room_that_never_came_is_forgotten_in_the_end(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(minutes=1)

    for _ in range(3):
        await plenum.tend(minutes=5)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert len(await told(plenum)) == 1


async def test_given_up_twice_is_told_twice(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(minutes=1)
    eye.failing, eye.makes = Unanswered("eye"), False
    with pytest.raises(NotStarted):
        await plenum.again(conference)

    await plenum.tend(minutes=1)

    assert len(await told(plenum)) == 2


async def test_trying_again_while_it_is_being_looked_for_is_told_how_it_went(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    plenum.clock.advance(seconds=2)
    ((claimed, attempt),) = await plenum.rooms.claim(now=plenum.clock())

    again = await plenum.again(conference)
    await plenum.rooms.tend(claimed, attempt, now=plenum.clock())
    await plenum.tend(minutes=1)

    assert again.stage is Stage.STARTING
    assert len(await told(plenum)) == 1


async def test_one_that_came_live_meanwhile_is_no_bad_news(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(minutes=1)
    await plenum.again(conference)

    assert [text for text in await told(plenum) if "was not started" in text] == []


# Lost: too late


async def test_a_room_that_turns_up_after_it_was_given_up_is_taken_away(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(minutes=1)
    await eye.create(eye.asked[0])

    await plenum.tend(minutes=5)
    await plenum.tend()

    assert eye.rooms == []
    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.owed(DeliveryKind.CARD) == []


async def test_a_room_that_turns_up_after_five_minutes_is_told_and_taken_away(plenum: Backstage, eye: Watched) -> None:
    await lost_at(eye, plenum, made=True)

    await plenum.tend(minutes=5, seconds=1)
    await plenum.tend()

    (text,) = await told(plenum)
    assert "I will take it away where I can" in text
    assert eye.rooms == []


async def test_a_room_that_somebody_gave_up_while_it_was_opened_is_taken_away(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    eye.busy = asyncio.Event()
    eye.reached.clear()
    looking = asyncio.create_task(plenum.tend(seconds=2))
    await eye.reached.wait()
    await plenum.intents.unwant(conference, now=plenum.clock())
    eye.busy.set()
    await looking

    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert eye.rooms == []


# Lost: the back end does not answer either


async def test_a_back_end_that_is_down_is_asked_at_growing_intervals(plenum: Backstage, eye: Watched) -> None:
    await lost_at(eye, plenum, made=True)
    pauses = []

    for _ in range(4):
        due = await plenum.rooms.next_at(now=plenum.clock())
        assert due is not None
        pauses.append((due - plenum.clock()).total_seconds())
        eye.failing = Unreachable("eye")
        await plenum.tend(seconds=pauses[-1])

    assert pauses == [2, 4, 8, 16]
    assert await plenum.claims() == 0


async def test_a_back_end_that_stays_down_is_told_after_five_minutes(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    eye.failing = Busy("eye")

    await plenum.tend(minutes=5, seconds=1)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.LOST)
    (text,) = await told(plenum)
    assert "I will take it away where I can" in text


async def test_after_a_day_nobody_looks_any_more(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=True)
    eye.failing = Unreachable("eye")

    await plenum.tend(hours=24, seconds=1)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_one_tried_again_after_a_day_is_looked_for_afresh(plenum: Backstage, eye: Watched) -> None:
    conference = await lost_at(eye, plenum, made=False)
    await plenum.tend(minutes=1)
    plenum.clock.advance(hours=30)
    eye.failing, eye.makes = Unanswered("eye"), True
    with pytest.raises(NotStarted):
        await plenum.again(conference)
    eye.failing = Unreachable("eye")

    await plenum.tend(seconds=2)

    assert await plenum.standing(conference) == (Stage.STARTING, RoomStage.LOST)


async def test_where_nothing_can_be_found_the_person_is_told_and_that_is_all(plenum: Backstage) -> None:
    plenum.poor.failing = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        await plenum.start(provider="dial")

    await plenum.tend(seconds=2)

    assert len(await told(plenum)) == 1
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
