"""From a wish to a live conference: one press makes one, whatever the back end does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.errors import Garbled, Refusal, Refused, TooOld, Unanswered, UnknownProvider, Unreachable
from bot.model import DeliveryKind, Place, RoomStage, Stage
from bot.services.intents import AlreadyOne
from bot.services.starting import INTRODUCED, NotStarted, room_wish
from playground.slack.seed import ANA, BEN, CLEO, GENERAL, TEAM_CHANNEL
from tests.backstage import Backstage, backstage
from tests.conftest import FrozenClock
from tests.makers import make_conference
from tests.poor import HOST_PIN, Poor, Removing


@pytest.fixture
async def impatient(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """With a back end `spare` beside the others, and little patience for all of them."""
    more = {"spare": Removing("spare", clock=clock)}
    async with backstage(sqlite_url, clock=clock, patience=timedelta(milliseconds=150), providers=more) as built:
        yield built


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


# Too old


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
    await plenum.backends.named("hq").create(await room_wish(conference, plenum.people))
    plenum.clock.advance(minutes=6)

    with pytest.raises(TooOld):
        await plenum.starting.start(wish, now=plenum.clock())

    await plenum.tend()
    assert plenum.room_ids() == []


async def test_after_a_short_restart_the_room_that_was_made_is_used(plenum: Backstage) -> None:
    wish = plenum.wish()
    announced = await plenum.intents.announce(wish, provider="hq", now=plenum.clock())
    await plenum.intents.mark_asked(announced, by=wish.by, now=plenum.clock())
    await plenum.backends.named("hq").create(await room_wish(announced, plenum.people))
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


# The back end fails


async def test_a_back_end_that_cannot_be_reached_leaves_nothing(plenum: Backstage) -> None:
    plenum.poor.failing, plenum.poor.makes = Unreachable("dial"), False

    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="dial")

    assert not failed.value.perhaps
    assert await plenum.standing(failed.value.conference) == (Stage.FAILED, RoomStage.REFUSED)
    assert await plenum.owed(*DeliveryKind) == []


async def test_a_refusal_says_why(plenum: Backstage) -> None:
    plenum.trueconf.server.users.clear()

    with pytest.raises(NotStarted) as failed:
        await plenum.start()

    assert isinstance(failed.value.error, Refused)
    assert failed.value.error.why is Refusal.NO_SUCH_OWNER
    assert not failed.value.perhaps


@pytest.mark.parametrize("fault", [{"delay_after": 60}, {"drop_after": True}, {"garble": "html"}])
async def test_an_answer_that_is_lost_makes_it_lost_not_failed(impatient: Backstage, fault: dict[str, object]) -> None:
    impatient.trueconf.faults.change(fault | {"match": "POST .*/conferences$"})

    with pytest.raises(NotStarted) as failed:
        await impatient.start()

    assert failed.value.perhaps
    assert isinstance(failed.value.error, Unanswered | Garbled)
    assert await impatient.standing(failed.value.conference) == (Stage.STARTING, RoomStage.LOST)
    assert await impatient.claims() == 0


async def test_a_back_end_where_nothing_can_be_found_has_failed_at_once(plenum: Backstage) -> None:
    plenum.poor.failing = Unanswered("dial")

    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="dial")

    assert not failed.value.perhaps
    assert (await plenum.known(failed.value.conference)).stage is Stage.FAILED
    assert await plenum.tend(minutes=10) == 0


async def test_where_a_room_may_be_left_behind_at_most_one_is_shown(plenum: Backstage) -> None:
    plenum.poor.failing = Unanswered("dial")
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider="dial")

    conference = await plenum.again(failed.value.conference)

    assert len(plenum.poor.rooms) == 2
    assert conference.room == plenum.poor.rooms[1]
    assert len(await plenum.owed(DeliveryKind.CARD)) == 1


async def test_a_failure_nobody_foresaw_is_looked_after_and_leaves_no_claim(plenum: Backstage) -> None:
    plenum.poor.failing = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await plenum.start(provider="dial")

    assert await plenum.claims() == 0
    assert await plenum.tend(seconds=2) == 1


async def test_a_back_end_taken_out_of_the_settings_meanwhile_leaves_no_claim(plenum: Backstage) -> None:
    wish = plenum.wish(provider="gone")
    conference = await plenum.intents.announce(wish, provider="gone", now=plenum.clock())

    with pytest.raises(UnknownProvider):
        await plenum.starting.start(wish, now=plenum.clock())

    assert await plenum.claims() == 0
    assert (await plenum.known(conference)).stage is Stage.FAILED


async def test_a_live_one_is_found_again_though_its_back_end_was_taken_out(plenum: Backstage) -> None:
    live = await plenum.start(provider="dial")
    plenum.take_out("dial")

    assert (await plenum.start(provider="dial")).id == live.id


async def test_a_slow_slack_is_not_the_back_ends_fault(impatient: Backstage) -> None:
    impatient.slack.faults.set("slow", method="users.info", seconds=0.2, times=1)

    conference = await impatient.start()

    assert conference.stage is Stage.LIVE


async def test_who_people_are_need_not_be_known(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="users.info")

    conference = await plenum.start(people=(BEN,))

    assert conference.room is not None
    assert conference.room.host_account == "plenum"


async def test_the_first_of_the_invited_are_introduced(plenum: Backstage) -> None:
    many = tuple(f"U{number:05}" for number in range(INTRODUCED + 5))

    await plenum.start(provider="dial", people=many)

    (asked,) = plenum.poor.asked
    assert asked.host.email == "ana@acme.example"
    assert len(asked.guests) == INTRODUCED


# Given up meanwhile


async def test_a_room_that_comes_when_nobody_wants_it_is_taken_away(impatient: Backstage) -> None:
    spare = impatient.backends.named("spare")
    assert isinstance(spare, Poor)
    spare.busy = asyncio.Event()
    task = asyncio.create_task(impatient.start(provider="spare"))
    await spare.reached.wait()
    (starting,) = await impatient.all()
    await impatient.intents.unwant(starting, now=impatient.clock())

    spare.busy.set()
    conference = await task

    await impatient.tend()
    assert conference.stage is Stage.CANCELLED
    assert spare.rooms == []
    assert await impatient.owed(*DeliveryKind) == []


async def test_a_start_that_was_given_up_and_fails_leaves_no_claim(impatient: Backstage) -> None:
    spare = impatient.backends.named("spare")
    assert isinstance(spare, Poor)
    spare.busy, spare.failing = asyncio.Event(), Unanswered("spare")
    task = asyncio.create_task(impatient.start(provider="spare"))
    await spare.reached.wait()
    (starting,) = await impatient.all()
    await impatient.intents.unwant(starting, now=impatient.clock())

    spare.busy.set()
    with pytest.raises(NotStarted):
        await task

    assert await impatient.claims() == 0
    assert await impatient.standing(starting) == (Stage.CANCELLED, RoomStage.UNWANTED)


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
    wish = await room_wish(make_conference(workspace_id=plenum.slack.workspace.team_id, host_id=ANA), plenum.people)

    assert wish.host.name == "ana"


async def refused(plenum: Backstage, provider: str = "hq", **changes: object):
    """A start that certainly came to nothing."""
    if provider == "dial":
        plenum.poor.failing, plenum.poor.makes = Unreachable("dial"), False
    else:
        plenum.trueconf.faults.change({"busy_status": 503})
    with pytest.raises(NotStarted) as failed:
        await plenum.start(provider=provider, **changes)
    plenum.trueconf.faults.clear()
    plenum.poor.makes = True
    return failed.value.conference


async def lost(plenum: Backstage):
    """A start whose room was made, and whose answer never came."""
    plenum.trueconf.faults.change({"delay_after": 60, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()
    return failed.value.conference
