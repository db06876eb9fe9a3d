"""From a wish to a live conference: one press makes one."""

import asyncio

import pytest

from bot.errors import UnknownProvider
from bot.model import DeliveryKind, Place, RoomStage, Stage
from bot.services.intents import AlreadyOne
from bot.services.starting import NotStarted
from playground.slack.seed import ANA, BEN, CLEO, GENERAL, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.poor import HOST_PIN

# A wish becomes a conference


async def test_a_wish_becomes_a_live_conference_with_a_room(plenum: Backstage) -> None:
    conference = await plenum.start()

    assert (conference.stage, conference.room_stage) == (Stage.LIVE, RoomStage.READY)
    assert conference.room is not None
    assert plenum.room_ids() == [conference.room.id] == [conference.reference]
    assert plenum.room_states() == ["running"]


async def test_card_and_invitations_are_owed_once_it_is_live(plenum: Backstage) -> None:
    await plenum.start(people=(BEN, CLEO, BEN, ANA))

    owed = await plenum.owed(*DeliveryKind)
    assert [(row.kind, row.target) for row in owed] == [
        ("card", TEAM_CHANNEL),
        ("invitation", BEN),
        ("invitation", CLEO),
    ]


async def test_the_card_of_a_thread_is_owed_to_the_thread(plenum: Backstage) -> None:
    await plenum.start(place=Place(channel_id=TEAM_CHANNEL, thread_ts="1.2"))

    (card,) = await plenum.owed(DeliveryKind.CARD)
    assert card.target == f"{TEAM_CHANNEL}/1.2"


async def test_where_the_card_is_an_answer_none_is_owed(plenum: Backstage) -> None:
    await plenum.start(card_by_answer=True)

    assert await plenum.owed(DeliveryKind.CARD) == []


async def test_a_room_with_a_secret_owes_it_to_the_host(plenum: Backstage) -> None:
    await plenum.start(provider="dial")

    (secret,) = await plenum.owed(DeliveryKind.HOST_SECRET)
    assert secret.target == ANA
    assert HOST_PIN not in str(secret)


async def test_the_back_end_is_named_in_any_case(plenum: Backstage) -> None:
    conference = await plenum.start(provider="DIAL")

    assert conference.provider == "dial"


async def test_an_unknown_back_end_is_refused_and_nothing_is_written(plenum: Backstage) -> None:
    with pytest.raises(UnknownProvider):
        await plenum.start(provider="zoom")

    assert await plenum.all() == []


async def test_a_code_that_is_taken_is_drawn_again(plenum: Backstage, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter("AAAA" + "k" * 12 + "AAAA" + "l" * 12 + "BBBB" + "m" * 12)
    monkeypatch.setattr("secrets.choice", lambda _: next(letters))

    first = await plenum.start()
    second = await plenum.start(key="command:2", place=Place(channel_id=GENERAL))

    assert (first.code, second.code) == ("AAAA", "BBBB")


# One press, one conference


async def test_the_same_wish_again_continues_the_same_conference(plenum: Backstage) -> None:
    first = await plenum.start()

    again = await plenum.start()

    assert again == first
    assert len(plenum.room_ids()) == 1
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_the_same_press_twice_at_once_makes_one(plenum: Backstage) -> None:
    both = await asyncio.gather(plenum.start(), plenum.start())

    assert len({one.id for one in both}) == 1
    assert len(plenum.room_ids()) == 1
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_two_presses_of_one_button_at_once_ask_the_back_end_once(plenum: Backstage) -> None:
    presses = (plenum.start(key="another:1", by=by, another=True, provider="dial") for by in ("press:1", "press:2"))

    both = await asyncio.gather(*presses)

    assert len({one.id for one in both}) == 1
    assert len(plenum.poor.rooms) == 1


async def test_a_second_press_while_the_first_is_at_it_leaves_it_to_that_one(plenum: Backstage) -> None:
    plenum.poor.busy = asyncio.Event()
    first = asyncio.create_task(plenum.start(key="meant:1", by="press:1", provider="dial"))
    await plenum.poor.reached.wait()

    second = await plenum.start(key="meant:1", by="press:2", provider="dial")

    plenum.poor.busy.set()
    assert second.stage is Stage.STARTING
    assert (await first).stage is Stage.LIVE
    assert len(plenum.poor.rooms) == 1


async def test_two_people_who_start_at_once_in_one_channel_get_one_and_a_question(plenum: Backstage) -> None:
    both = await asyncio.gather(
        plenum.start(), plenum.start(key="command:2", host_id=BEN, topic="Budget"), return_exceptions=True
    )

    (asked,) = (one for one in both if isinstance(one, AlreadyOne))
    assert asked.conference.plan.topic in ("Weekly sync", "Budget")
    assert len(plenum.room_ids()) == 1


async def test_one_that_is_live_here_is_a_question_first(plenum: Backstage) -> None:
    live = await plenum.start()

    with pytest.raises(AlreadyOne) as asked:
        await plenum.start(key="command:2", host_id=BEN)

    assert asked.value.conference.id == live.id


async def test_one_that_is_wanted_all_the_same_is_made(plenum: Backstage) -> None:
    first = await plenum.start()

    second = await plenum.start(key="another:command:2", another=True)

    assert {first.id, second.id} == {one.id for one in await plenum.conferences.live(first.workspace_id)}


async def test_one_that_is_planned_here_for_soon_is_a_question_first(plenum: Backstage) -> None:
    soon = await plenum.plan(hours=14 / 60)

    with pytest.raises(AlreadyOne) as asked:
        await plenum.start(key="command:2")

    assert asked.value.conference.id == soon.id


async def test_one_that_is_planned_here_for_later_is_no_question(plenum: Backstage) -> None:
    await plenum.plan(hours=16 / 60)

    assert (await plenum.start(key="command:2")).stage is Stage.LIVE


async def test_what_goes_on_in_another_channel_is_no_question(plenum: Backstage) -> None:
    await plenum.start()

    elsewhere = await plenum.start(key="command:2", place=Place(channel_id=GENERAL))

    assert elsewhere.stage is Stage.LIVE


async def test_one_that_has_ended_is_no_question(plenum: Backstage) -> None:
    first = await plenum.start()
    await plenum.conferences.close(first, by=ANA, now=plenum.clock())

    second = await plenum.start(key="command:2")

    assert second.stage is Stage.LIVE


async def test_one_that_has_been_starting_for_long_is_no_question(impatient: Backstage) -> None:
    impatient.trueconf.faults.change({"delay_before": 60})
    with pytest.raises(NotStarted):
        await impatient.start()
    impatient.trueconf.faults.clear()
    impatient.clock.advance(minutes=6)

    second = await impatient.start(key="command:2")

    assert second.stage is Stage.LIVE


async def test_one_that_is_being_tried_again_is_a_question(impatient: Backstage) -> None:
    impatient.trueconf.faults.change({"down": True})
    with pytest.raises(NotStarted) as failed:
        await impatient.start()
    impatient.clock.advance(minutes=6)
    impatient.trueconf.faults.change({"down": False, "delay_before": 60})
    with pytest.raises(NotStarted):
        await impatient.again(failed.value.conference)

    with pytest.raises(AlreadyOne):
        await impatient.start(key="command:2", host_id=BEN)


async def test_only_the_press_that_brought_it_live_is_fresh(plenum: Backstage) -> None:
    wish = plenum.wish()

    first = await plenum.starting.start(wish, now=plenum.clock())
    second = await plenum.starting.start(wish, now=plenum.clock())

    assert (first.fresh, second.fresh) == (True, False)
