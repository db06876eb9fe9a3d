"""Trying again, there or at another back end: pressed once, twice, and by two at once."""

import asyncio
from dataclasses import replace

import pytest

from bot.errors import UnknownProvider, Unsupported
from bot.model import Options, RoomStage, Stage
from bot.services.intents import AlreadyOne
from bot.services.starting import NotStarted
from playground.slack.seed import ANA, BEN
from tests.backstage import Backstage
from tests.bot.services.failing import lost, refused
from tests.makers import make_conference
from tests.poor import Crowded

# Try again


async def test_try_again_brings_the_same_conference_live(plenum: Backstage) -> None:
    failed = await refused(plenum)

    conference = await plenum.again(failed)

    assert (conference.id, conference.stage) == (failed.id, Stage.LIVE)


async def test_try_again_pressed_twice_at_once_makes_one_room(plenum: Backstage) -> None:
    failed = await refused(plenum, provider="dial")

    both = await asyncio.gather(plenum.again(failed, by="press:1"), plenum.again(failed, by="press:2"))

    assert {one.id for one in both} == {failed.id}
    assert len(plenum.poor.rooms) == 1


async def test_try_again_after_it_came_live_gives_the_live_one(plenum: Backstage) -> None:
    failed = await refused(plenum)
    live = await plenum.again(failed)

    assert await plenum.again(failed, by="press:2") == live


async def test_try_again_while_it_is_looked_for_uses_the_room_that_was_made(impatient: Backstage) -> None:
    failed = await lost(impatient)

    conference = await impatient.again(failed)

    assert conference.stage is Stage.LIVE
    assert impatient.room_ids() == [failed.reference]


async def test_try_again_when_another_one_is_live_here_is_a_question(plenum: Backstage) -> None:
    failed = await refused(plenum)
    await plenum.start(key="command:2", host_id=BEN, topic="Budget")

    with pytest.raises(AlreadyOne) as asked:
        await plenum.again(failed)

    assert asked.value.conference.plan.topic == "Budget"


async def test_try_again_that_fails_after_a_loss_is_still_looked_for(impatient: Backstage) -> None:
    failed = await lost(impatient)
    impatient.trueconf.faults.change({"down": True})

    with pytest.raises(NotStarted) as again:
        await impatient.again(failed)

    assert again.value.perhaps
    assert await impatient.standing(failed) == (Stage.STARTING, RoomStage.LOST)


async def test_try_again_while_an_old_room_is_being_removed_starts_anew(impatient: Backstage) -> None:
    failed = await lost(impatient)
    impatient.trueconf.faults.change({"down": True})
    await impatient.tend(minutes=6)
    impatient.trueconf.faults.clear()
    impatient.trueconf.faults.change({"down": True, "match": "DELETE|stop"})
    await impatient.tend(minutes=6)
    impatient.trueconf.faults.clear()
    assert await impatient.standing(failed) == (Stage.FAILED, RoomStage.UNWANTED)

    conference = await impatient.again(failed)

    await impatient.tend(minutes=6)
    assert conference.stage is Stage.LIVE
    assert impatient.room_ids() == [conference.reference]


# Use another back end instead


async def test_use_another_back_end_instead(plenum: Backstage) -> None:
    failed = await refused(plenum, people=(BEN,))

    conference = await plenum.again(failed, provider="dial")

    assert (conference.provider, conference.stage) == ("dial", Stage.LIVE)
    assert conference.plan.topic == "Weekly sync"
    assert [one.person_id for one in conference.invitations] == [BEN]
    assert (await plenum.known(failed)).stage is Stage.CANCELLED


async def test_use_another_back_end_pressed_twice_gives_the_same(plenum: Backstage) -> None:
    failed = await refused(plenum)
    first = await plenum.again(failed, provider="dial")

    second = await plenum.again(failed, provider="dial", by="press:2")

    assert second.id == first.id
    assert len(plenum.poor.rooms) == 1


async def test_use_another_back_end_pressed_twice_at_once_makes_one(plenum: Backstage) -> None:
    failed = await refused(plenum)

    presses = (plenum.again(failed, provider="dial", by=by) for by in ("press:1", "press:2"))
    both = await asyncio.gather(*presses)

    assert len({one.id for one in both}) == 1
    assert len(plenum.poor.rooms) == 1


async def test_pressed_while_another_press_has_given_the_old_one_up_it_starts_all_the_same(plenum: Backstage) -> None:
    failed = await refused(plenum)
    await plenum.intents.unwant(failed, now=plenum.clock())

    conference = await plenum.again(failed, provider="dial")

    assert (conference.provider, conference.stage) == ("dial", Stage.LIVE)


async def test_try_again_after_another_back_end_was_used_gives_that_one(plenum: Backstage) -> None:
    failed = await refused(plenum)
    elsewhere = await plenum.again(failed, provider="dial")

    again = await plenum.again(failed, by="press:2")

    assert again.id == elsewhere.id


async def test_after_using_another_the_lost_room_is_taken_away(impatient: Backstage) -> None:
    failed = await lost(impatient)

    conference = await impatient.again(failed, provider="dial")

    await impatient.tend()
    assert conference.stage is Stage.LIVE
    assert impatient.room_ids() == []


async def test_using_another_does_not_forget_a_room_that_is_being_removed(impatient: Backstage) -> None:
    failed = await lost(impatient)
    impatient.trueconf.faults.change({"down": True})
    await impatient.tend(minutes=6)
    impatient.trueconf.faults.clear()
    impatient.trueconf.faults.change({"down": True, "match": "DELETE|stop"})
    await impatient.tend(minutes=6)
    impatient.trueconf.faults.clear()

    await impatient.again(failed, provider="dial")

    await impatient.tend(minutes=6)
    assert impatient.room_ids() == []


async def test_an_unknown_back_end_instead_changes_nothing(plenum: Backstage) -> None:
    failed = await refused(plenum)

    with pytest.raises(UnknownProvider):
        await plenum.again(failed, provider="zoom")

    assert (await plenum.known(failed)).stage is Stage.FAILED


async def test_what_is_asked_for_may_be_told(plenum: Backstage) -> None:
    wish = await plenum.wishes.wish(make_conference(workspace_id=plenum.slack.workspace.team_id, host_id=ANA))

    assert wish.host.name == "ana"


async def test_what_its_room_is_to_be_like_goes_along_but_for_a_template(plenum: Backstage, hall: Crowded) -> None:
    options = Options(pin="0482", waiting_room=True, template="8b566f97")
    failed = await refused(plenum, provider="hq", options=options)

    elsewhere = await plenum.again(failed, provider="hall")

    assert elsewhere.plan.options == replace(options, template=None)
    assert [wish.plan.options.pin for wish in hall.asked] == ["0482"]


async def test_it_goes_nowhere_where_it_would_lose_its_pin(plenum: Backstage) -> None:
    failed = await refused(plenum, provider="hq", options=Options(pin="0482"))

    with pytest.raises(Unsupported):
        await plenum.again(failed, provider="dial")
