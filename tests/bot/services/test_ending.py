"""After the end: who came, that nobody new comes in, and when the room goes."""

from datetime import timedelta

import pytest

from bot.errors import Denied, Gone, Refusal, Unreachable
from bot.live import Participant, Stay
from bot.model import Conference, RoomStage, RoomState, Stage
from bot.services.conferences import AFTER_END, SETTLES
from playground.slack.seed import ANA, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import Crowded, Private

ANAS = Participant(id="ana/1", name="Ana A", email="ana@acme.example")
KELLY = Participant(id="phone/2", name="Kelly")


@pytest.fixture
async def over(plenum: Backstage, hall: Crowded) -> Conference:
    """Ana was seen in it; it was ended after ten minutes."""
    conference = await plenum.start(provider="hall")
    hall.inside = [ANAS]
    await plenum.tend(minutes=1)
    await plenum.deliver(seconds=3)
    plenum.clock.advance(minutes=9)
    await plenum.conferences.close(await plenum.known(conference), by=ANA, now=plenum.clock())
    return await plenum.known(conference)


async def test_whoever_was_in_has_left_at_the_end(plenum: Backstage, over: Conference) -> None:
    assert [one.left_at for one in over.seen] == [over.ended_at]


async def test_the_back_ends_log_knows_better(plenum: Backstage, hall: Crowded, over: Conference) -> None:
    assert over.started_at is not None
    began = over.started_at + timedelta(seconds=5)
    hall.stays = [
        Stay(participant=ANAS, joined_at=began, left_at=began + timedelta(minutes=2)),
        Stay(participant=ANAS, joined_at=began + timedelta(minutes=3)),
        Stay(participant=KELLY, joined_at=began, left_at=began + timedelta(minutes=1)),
    ]

    await plenum.tend(seconds=SETTLES.total_seconds())
    await plenum.deliver()

    came = {one.name: (one.joined_at, one.left_at) for one in (await plenum.known(over)).seen}
    assert came == {"Ana A": (began, over.ended_at), "Kelly": (began, began + timedelta(minutes=1))}
    card = next(str(one.blocks) for one in plenum.slack.board.all(TEAM_CHANNEL) if one.bot_id)
    assert "2 people" in card
    assert f"Came: <@{ANA}>, +1 guest" in card


async def test_an_empty_log_takes_nobody_back(plenum: Backstage, hall: Crowded, over: Conference) -> None:
    await plenum.tend(seconds=SETTLES.total_seconds())

    assert [one.name for one in (await plenum.known(over)).seen] == ["Ana A"]


@pytest.mark.parametrize("refusal", [Denied("hall"), Gone("hall")])
async def test_a_log_that_is_refused_is_done_without(
    plenum: Backstage, hall: Crowded, over: Conference, refusal: Exception
) -> None:
    hall.failing = refusal

    await plenum.tend(seconds=SETTLES.total_seconds())

    assert (await plenum.known(over)).accounted


async def test_a_log_that_could_not_be_asked_is_asked_again(plenum: Backstage, hall: Crowded, over: Conference) -> None:
    hall.failing = Unreachable("hall")

    await plenum.tend(seconds=SETTLES.total_seconds())
    before = await plenum.known(over)
    await plenum.tend(minutes=1)

    assert (before.accounted, (await plenum.known(over)).accounted) == (False, True)


async def test_the_room_goes_later_as_ever(plenum: Backstage, hall: Crowded, over: Conference) -> None:
    hall.now = RoomState.IDLE
    await plenum.tend(seconds=SETTLES.total_seconds())
    between = await plenum.standing(over)
    await plenum.tend(seconds=AFTER_END.total_seconds())

    assert between == (Stage.ENDED, RoomStage.READY)
    assert await plenum.standing(over) == (Stage.ENDED, RoomStage.REMOVED)
    assert not hall.rooms


async def test_people_who_came_back_are_not_sent_out_again(plenum: Backstage, hall: Crowded, over: Conference) -> None:
    await plenum.tend(seconds=SETTLES.total_seconds())

    await plenum.tend(seconds=AFTER_END.total_seconds())
    inside = await plenum.standing(over)
    hall.now = RoomState.EMPTY
    await plenum.tend(seconds=AFTER_END.total_seconds())

    assert inside == (Stage.ENDED, RoomStage.READY)
    assert not hall.rooms


async def test_what_was_recorded_until_just_now_is_waited_for(
    plenum: Backstage, hall: Crowded, over: Conference
) -> None:
    hall.now = RoomState.EMPTY
    await plenum.tend(seconds=SETTLES.total_seconds())
    hall.refusing = Refusal.RUNNING

    await plenum.tend(seconds=AFTER_END.total_seconds())
    sooner = await plenum.tend(minutes=5)
    hall.refusing = None
    await plenum.tend(seconds=AFTER_END.total_seconds())

    assert sooner == 0
    assert await plenum.standing(over) == (Stage.ENDED, RoomStage.REMOVED)


async def test_where_people_stay_nobody_new_is_let_in(plenum: Backstage, own: Private) -> None:
    conference = await plenum.start(provider="own")
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())

    await plenum.tend(seconds=SETTLES.total_seconds())
    await plenum.tend(minutes=30)

    assert conference.room is not None
    assert own.closed == [conference.room.id]


async def test_closing_is_tried_until_the_back_end_answers(plenum: Backstage, own: Private) -> None:
    conference = await plenum.start(provider="own")
    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    own.failing = Unreachable("own")

    for _ in range(3):
        await plenum.tend(minutes=1)

    assert len(own.closed) == 1
