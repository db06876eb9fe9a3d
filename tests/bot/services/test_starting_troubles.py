"""Starts whose back end fails, or that somebody gives up meanwhile."""

import asyncio

import pytest

from bot.errors import Garbled, Refusal, Refused, Unanswered, UnknownProvider, Unreachable
from bot.model import DeliveryKind, RoomStage, Stage
from bot.services.starting import NotStarted
from bot.services.wishes import INTRODUCED
from playground.slack.seed import BEN
from tests.backstage import Backstage
from tests.poor import Poor

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
