"""Starts that were asked for long ago, and those that a dead process left behind."""

import pytest

from bot.errors import TooOld
from bot.model import RoomStage, Stage
from tests.backstage import Backstage
from tests.bot.services.failing import lost, refused


async def test_what_was_asked_too_long_ago_is_not_begun(plenum: Backstage) -> None:
    asked_at = plenum.clock()
    plenum.clock.advance(minutes=5, seconds=1)

    with pytest.raises(TooOld):
        await plenum.start(asked_at=asked_at)

    assert await plenum.all() == []


async def test_what_was_begun_too_long_ago_is_not_carried_out_after_a_restart(plenum: Backstage) -> None:
    wish = plenum.wish()
    conference = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    plenum.clock.advance(minutes=6)

    with pytest.raises(TooOld):
        await plenum.starting.start(wish, now=plenum.clock())

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.WANTED)
    assert plenum.room_ids() == []


async def test_a_room_that_was_made_before_a_long_restart_is_taken_away(plenum: Backstage) -> None:
    wish = plenum.wish()
    conference = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    await plenum.intents.mark_asked(conference, by=wish.by, now=plenum.clock())
    await plenum.backends.named("hq").create(await plenum.wishes.wish(conference))
    plenum.clock.advance(minutes=6)

    with pytest.raises(TooOld):
        await plenum.starting.start(wish, now=plenum.clock())

    await plenum.tend()
    assert plenum.room_ids() == []


async def test_after_a_short_restart_the_room_that_was_made_is_used(plenum: Backstage) -> None:
    wish = plenum.wish()
    announced = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    await plenum.intents.mark_asked(announced, by=wish.by, now=plenum.clock())
    await plenum.backends.named("hq").create(await plenum.wishes.wish(announced))
    plenum.clock.advance(minutes=2)

    conference = (await plenum.starting.start(wish, now=plenum.clock())).conference

    assert conference.stage is Stage.LIVE
    assert plenum.room_ids() == [announced.reference]


async def test_what_was_refused_and_perhaps_never_told_is_asked_for_again(plenum: Backstage) -> None:
    failed = await refused(plenum)

    conference = await plenum.start()

    assert (conference.id, conference.stage) == (failed.id, Stage.LIVE)


async def test_what_was_refused_long_ago_and_perhaps_never_told_is_too_old(plenum: Backstage) -> None:
    asked_at = plenum.clock()
    await refused(plenum)
    plenum.clock.advance(minutes=6)

    with pytest.raises(TooOld):
        await plenum.start(asked_at=asked_at)

    assert plenum.room_ids() == []


async def test_what_was_given_up_long_ago_was_told_by_a_notice(impatient: Backstage) -> None:
    asked_at = impatient.clock()
    failed = await lost(impatient)
    await impatient.conferences.give_up(failed, certain=False, now=impatient.clock())
    impatient.clock.advance(minutes=6)

    conference = await impatient.start(asked_at=asked_at)

    assert (conference.id, conference.stage) == (failed.id, Stage.FAILED)


async def test_what_came_live_long_ago_is_not_too_old(plenum: Backstage) -> None:
    asked_at = plenum.clock()
    live = await plenum.start()
    plenum.clock.advance(hours=1)

    assert (await plenum.start(asked_at=asked_at)).id == live.id
