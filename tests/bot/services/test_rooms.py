"""Looking after rooms: lost ones are used or taken away, live ones watched, and nobody waits for ever."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import Busy, Denied, Gone, ProviderError, Unanswered, Unreachable
from bot.model import Conference, DeliveryKind, RoomStage, RoomState, Stage
from bot.services.conferences import AFTER_END
from bot.services.rooms import EMPTY_FOR, LONGEST, Rooms
from bot.services.starting import NotStarted, room_wish
from playground.slack.seed import ANA, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage, backstage
from tests.conftest import FrozenClock
from tests.poor import Watched

DAY = timedelta(days=1)


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """With a third back end, `eye`, which can find, remove and watch."""
    async with backstage(sqlite_url, clock=clock, providers={"eye": Watched("eye", clock=clock)}) as built:
        yield built


@pytest.fixture
def eye(plenum: Backstage) -> Watched:
    eye = plenum.backends.named("eye")
    assert isinstance(eye, Watched)
    return eye


async def lost(plenum: Backstage, eye: Watched, *, made: bool) -> Conference:
    """A start whose answer never came; whether a room was `made`."""
    eye.failing, eye.makes = Unanswered("eye"), made
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="eye")
    eye.makes = True
    return failed.value.conference


async def told(plenum: Backstage) -> list[str]:
    """What the host was told by direct message."""
    await plenum.deliver()
    return [message["text"] for message in plenum.direct(ANA)]


# Lost: found in time


async def test_a_room_that_is_found_in_time_is_used(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)

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
    conference = await lost(plenum, eye, made=False)
    await plenum.tend(seconds=2)
    await eye.create(eye.asked[0])

    await plenum.tend(seconds=2)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_room_that_nobody_came_back_to_is_taken_away_after_five_minutes(plenum: Backstage) -> None:
    """Its press is taken up again after the restart, and its person hears of it then."""
    wish = plenum.wish()
    conference = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    await plenum.intents.mark_asked(conference, by=wish.by, now=plenum.clock())
    await plenum.backends.named("hq").create(await room_wish(conference, plenum.people))

    early = await plenum.tend(minutes=4)
    await plenum.tend(minutes=1, seconds=1)
    await plenum.tend()

    assert early == 0
    assert await told(plenum) == []
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


# Lost: never there


async def test_a_room_that_is_not_there_is_looked_for_again(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)

    await plenum.tend(seconds=2)

    assert await plenum.standing(conference) == (Stage.STARTING, RoomStage.LOST)
    assert await plenum.rooms.next_at(now=plenum.clock()) == plenum.clock() + timedelta(seconds=2)
    assert await plenum.claims() == 0


async def test_a_room_that_never_came_is_told_with_a_way_on(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)

    await plenum.tend(minutes=1)

    assert (await plenum.known(conference)).stage is Stage.FAILED
    (text,) = await told(plenum)
    assert text.startswith("Weekly sync was not started: the conference server eye did not come back in time.")
    assert "Nothing was created there." in text
    assert "start.again" in str(plenum.direct(ANA)[0]["blocks"])


async def test_a_room_that_never_came_is_forgotten_in_the_end(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    await plenum.tend(minutes=1)

    for _ in range(3):
        await plenum.tend(minutes=5)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert len(await told(plenum)) == 1


async def test_given_up_twice_is_told_twice(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    await plenum.tend(minutes=1)
    eye.failing, eye.makes = Unanswered("eye"), False
    with pytest.raises(NotStarted):
        await plenum.again(conference)

    await plenum.tend(minutes=1)

    assert len(await told(plenum)) == 2


async def test_trying_again_while_it_is_being_looked_for_is_told_how_it_went(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    plenum.clock.advance(seconds=2)
    ((claimed, attempt),) = await plenum.rooms.claim(now=plenum.clock())

    again = await plenum.again(conference)
    await plenum.rooms.tend(claimed, attempt, now=plenum.clock())
    await plenum.tend(minutes=1)

    assert again.stage is Stage.STARTING
    assert len(await told(plenum)) == 1


async def test_one_that_came_live_meanwhile_is_no_bad_news(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    await plenum.tend(minutes=1)
    await plenum.again(conference)

    assert [text for text in await told(plenum) if "was not started" in text] == []


# Lost: too late


async def test_a_room_that_turns_up_after_it_was_given_up_is_taken_away(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    await plenum.tend(minutes=1)
    await eye.create(eye.asked[0])

    await plenum.tend(minutes=5)
    await plenum.tend()

    assert eye.rooms == []
    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.owed(DeliveryKind.CARD) == []


async def test_a_room_that_turns_up_after_five_minutes_is_told_and_taken_away(plenum: Backstage, eye: Watched) -> None:
    await lost(plenum, eye, made=True)

    await plenum.tend(minutes=5, seconds=1)
    await plenum.tend()

    (text,) = await told(plenum)
    assert "I will take it away where I can" in text
    assert eye.rooms == []


async def test_a_room_that_somebody_gave_up_while_it_was_opened_is_taken_away(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)
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
    await lost(plenum, eye, made=True)
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
    conference = await lost(plenum, eye, made=True)
    eye.failing = Busy("eye")

    await plenum.tend(minutes=5, seconds=1)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.LOST)
    (text,) = await told(plenum)
    assert "I will take it away where I can" in text


async def test_after_a_day_nobody_looks_any_more(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)
    eye.failing = Unreachable("eye")

    await plenum.tend(hours=24, seconds=1)

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_one_tried_again_after_a_day_is_looked_for_afresh(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
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


# Taken out of the settings


async def test_a_back_end_that_was_taken_out_and_comes_back_has_its_lost_room_used(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await lost(plenum, eye, made=True)
    plenum.take_out("eye")
    await plenum.tend(seconds=2)
    plenum.put_back(eye)

    await plenum.tend(seconds=10)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_back_end_that_stays_out_is_told_after_five_minutes(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)
    plenum.take_out("eye")

    await plenum.tend(minutes=6)

    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert len(await told(plenum)) == 1


async def test_an_unwanted_room_of_a_back_end_that_was_taken_out_is_looked_for_a_day(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await lost(plenum, eye, made=True)
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
    conference = await lost(plenum, eye, made=False)
    await plenum.intents.unwant(conference, now=plenum.clock())
    await plenum.tend()
    await eye.create(eye.asked[0])

    await plenum.tend(minutes=5)

    assert eye.rooms == []


async def test_an_unwanted_room_that_never_comes_is_forgotten_in_the_end(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=False)
    await plenum.intents.unwant(conference, now=plenum.clock())
    await plenum.tend()

    await plenum.tend(minutes=16)

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_a_removal_that_fails_is_tried_again(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)
    await plenum.intents.unwant(conference, now=plenum.clock())
    eye.failing = Busy("eye")
    await plenum.tend()
    there = len(eye.rooms)

    await plenum.tend(seconds=10)

    assert (there, eye.rooms) == (1, [])
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)


async def test_an_unwanted_room_that_holds_recordings_stays(plenum: Backstage, eye: Watched) -> None:
    conference = await lost(plenum, eye, made=True)
    await plenum.intents.unwant(conference, now=plenum.clock())
    eye.recorded = True

    await plenum.tend()

    assert len(eye.rooms) == 1
    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.UNWANTED)
    assert await plenum.rooms.next_at(now=plenum.clock()) is None
    assert await plenum.claims() == 0


# Live


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


# Over


async def ended(plenum: Backstage, **changes: str) -> Conference:
    """A conference that somebody has ended just now."""
    conference = await plenum.start(**changes)
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
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
    eye.failing = Busy("eye")
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
    before = conference.change(stage=Stage.STARTING, room_stage=RoomStage.ASKED, room=None)
    await plenum.conferences.close(before, by=ANA, now=plenum.clock())

    await plenum.tend(minutes=20)

    assert eye.rooms == []


# Claims


async def test_a_failure_nobody_foresaw_gives_the_claim_back(plenum: Backstage, eye: Watched) -> None:
    await plenum.start(provider="eye")
    eye.failing = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await plenum.tend(minutes=1)

    assert await plenum.claims() == 0
    assert await plenum.tend(minutes=1) == 1


async def test_two_processes_do_not_look_after_the_same_room(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    other = another_process(plenum)

    ours = await plenum.rooms.claim(now=plenum.clock())
    theirs = await other.claim(now=plenum.clock())

    assert (len(ours), theirs) == (1, [])


async def test_what_is_given_back_is_free_for_others(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    other = another_process(plenum)
    await plenum.rooms.claim(now=plenum.clock())

    await plenum.rooms.give_back()

    assert len(await other.claim(now=plenum.clock())) == 1


async def test_nobody_gives_back_what_others_hold(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    await plenum.rooms.claim(now=plenum.clock())

    await another_process(plenum).give_back()

    assert await plenum.claims() == 1


async def test_the_claims_of_the_dead_are_freed_at_a_start(plenum: Backstage) -> None:
    await plenum.start()
    plenum.clock.advance(minutes=1)
    await another_process(plenum).claim(now=plenum.clock())

    await plenum.rooms.free_the_dead()

    assert len(await plenum.rooms.claim(now=plenum.clock())) == 1


async def test_a_claim_runs_out(plenum: Backstage) -> None:
    await plenum.start()
    await another_process(plenum).claim(now=plenum.clock() + timedelta(minutes=1))

    assert await plenum.tend(minutes=2) == 1


def another_process(plenum: Backstage) -> Rooms:
    return Rooms(
        database=plenum.database,
        rows=plenum.rows,
        conferences=plenum.conferences,
        people=plenum.people,
        process="another",
    )
