"""Live rooms are watched, and closed when they are live no more."""

from datetime import timedelta

import pytest

from bot.errors import Busy, Gone, ProviderError, Unanswered, Unreachable
from bot.model import DeliveryKind, RoomStage, RoomState, Stage
from bot.services.conferences import AFTER_END
from bot.services.watching import EMPTY_FOR, LONGEST
from playground.slack.seed import ANA, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import Watched


async def test_a_live_room_is_looked_at_each_minute(plenum: Backstage, eye: Watched) -> None:
    conference = await plenum.start(provider="eye")

    for _ in range(3):
        await plenum.tend(minutes=1)

    assert eye.looked == 3
    assert (await plenum.known(conference)).seen_live_at == plenum.clock()


@pytest.mark.parametrize("state", [RoomState.IDLE, RoomState.GONE])
async def test_a_room_that_is_not_live_any_more_closes_its_card_once(
    plenum: Backstage, eye: Watched, state: RoomState
) -> None:
    conference = await plenum.start(provider="eye")
    await plenum.deliver()
    eye.now = state

    await plenum.tend(minutes=1)
    await plenum.tend(minutes=1)

    ended = await plenum.known(conference)
    assert (ended.stage, ended.ended_by) == (Stage.ENDED, None)
    assert len(await plenum.owed(DeliveryKind.CARD_UPDATE)) == 1
    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync has ended"]


async def test_a_room_that_is_gone_in_other_words_closes_its_card(plenum: Backstage, eye: Watched) -> None:
    conference = await plenum.start(provider="eye")
    eye.failing = Gone("eye")

    await plenum.tend(minutes=1)

    assert (await plenum.known(conference)).stage is Stage.ENDED


async def test_an_empty_room_keeps_its_card_for_a_while_after_it_was_last_live(plenum: Backstage, eye: Watched) -> None:
    conference = await plenum.start(provider="eye")
    await plenum.tend(minutes=5)
    last = plenum.clock()
    eye.now = RoomState.EMPTY

    for _ in range(int(EMPTY_FOR / timedelta(minutes=1)) - 1):
        await plenum.tend(minutes=1)
    almost = await plenum.known(conference)
    await plenum.tend(minutes=1)

    assert (almost.stage, almost.seen_live_at) == (Stage.LIVE, last)
    assert (await plenum.known(conference)).stage is Stage.ENDED
    assert eye.looked == 16


async def test_a_room_that_nobody_ever_came_to_closes_its_card_after_that_while(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    eye.now = RoomState.EMPTY

    await plenum.tend(seconds=EMPTY_FOR.total_seconds() - 1)
    almost = await plenum.standing(conference)
    await plenum.tend(minutes=1)

    assert almost == (Stage.LIVE, RoomStage.READY)
    assert (await plenum.known(conference)).stage is Stage.ENDED


async def test_people_who_come_back_to_an_empty_room_find_its_card_open(plenum: Backstage, eye: Watched) -> None:
    conference = await plenum.start(provider="eye")
    eye.now = RoomState.EMPTY
    await plenum.tend(minutes=14)
    eye.now = RoomState.LIVE
    await plenum.tend(seconds=30)
    await plenum.tend(seconds=30)
    eye.now = RoomState.EMPTY

    await plenum.tend(minutes=10)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_an_empty_room_that_could_not_be_asked_is_asked_each_minute_again(
    plenum: Backstage, eye: Watched
) -> None:
    await plenum.start(provider="eye")
    eye.now = RoomState.EMPTY
    for _ in range(5):
        eye.failing = Busy("eye")
        await plenum.tend(minutes=1)
    await plenum.tend(minutes=1)
    at = plenum.clock()

    eye.failing = Busy("eye")
    await plenum.tend(minutes=1)

    assert await plenum.rooms.next_at(now=plenum.clock()) == at + timedelta(minutes=1, seconds=4)


async def test_a_room_of_the_real_kind_that_everybody_left_closes_its_card(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.trueconf.server.conferences.clear()

    await plenum.tend(minutes=1)

    assert (await plenum.known(conference)).stage is Stage.ENDED


@pytest.mark.parametrize("trouble", [Unreachable("eye"), Unanswered("eye"), Busy("eye")])
async def test_a_live_room_that_cannot_be_asked_stays_live_and_is_asked_each_minute(
    plenum: Backstage, eye: Watched, trouble: ProviderError
) -> None:
    conference = await plenum.start(provider="eye")

    for _ in range(10):
        eye.failing = trouble
        await plenum.tend(minutes=1)

    assert eye.looked == 10
    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)


async def test_a_room_that_cannot_be_watched_closes_after_the_longest_time(plenum: Backstage) -> None:
    conference = await plenum.start(provider="dial")

    await plenum.tend(minutes=1)
    almost = await plenum.tend(seconds=LONGEST.total_seconds() - 61), await plenum.standing(conference)
    await plenum.tend(seconds=1)

    assert almost == (0, (Stage.LIVE, RoomStage.READY))
    assert (await plenum.known(conference)).stage is Stage.ENDED


async def test_one_that_ended_while_it_was_looked_at_stays_ended_and_its_room_goes_in_its_time(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    plenum.clock.advance(minutes=1)
    ((claimed, attempt),) = await plenum.rooms.claim(now=plenum.clock())
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    due = plenum.clock() + AFTER_END

    await plenum.rooms.tend(claimed, attempt, now=plenum.clock())

    assert await plenum.rooms.next_at(now=plenum.clock()) == due
    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)


async def test_one_whose_workspace_left_while_it_was_looked_at_is_left_to_those_in_it(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await plenum.start(provider="eye")
    plenum.clock.advance(minutes=1)
    ((claimed, attempt),) = await plenum.rooms.claim(now=plenum.clock())
    await plenum.leaving.leave(TEAM, now=plenum.clock())
    await plenum.rooms.tend(claimed, attempt, now=plenum.clock())

    await plenum.tend(hours=1)

    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)
    assert len(eye.rooms) == 1
