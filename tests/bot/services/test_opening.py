"""Planned conferences at their time: one room, one card, whatever happens on the way; too late they are left."""

import asyncio
from datetime import timedelta

import pytest

from bot.blocks import conference as card_of
from bot.errors import Busy, Refused, Unanswered, Unreachable
from bot.model import Conference, DeliveryKind, DeliveryState, RoomStage, Stage, Why
from bot.services.beginning import AGAIN, ASK_AGAIN
from bot.services.opening import AT_ONCE, PATIENT, TOO_LATE
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage
from tests.bot.services.planned import arrive, cancelled, cards, on_their_way, planned, shown, told
from tests.poor import HOST_PIN, Watched


async def claimed(plenum: Backstage, conference: Conference) -> Conference:
    """Its time has come, and this process looks after it."""
    plenum.clock.now = max(plenum.clock(), conference.plan.starts_at)
    ((found, _),) = await plenum.rooms.claim(now=plenum.clock())
    return found


# At its time


async def test_at_its_time_it_goes_live_with_one_room(plenum: Backstage) -> None:
    conference = await shown(plenum)

    await plenum.tend(minutes=59)
    early = await plenum.known(conference)
    await plenum.tend(minutes=1)

    assert early.stage is Stage.SCHEDULED
    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)
    assert plenum.room_states() == ["running"]
    assert await plenum.claims() == 0


async def test_its_card_is_posted_afresh_and_the_older_one_points_to_it(plenum: Backstage) -> None:
    await shown(plenum)

    await plenum.tend(hours=1)
    await plenum.deliver()

    older, fresh = cards(plenum)
    assert card_of.JOIN in fresh
    assert "its card stands further down" in older


async def test_its_invitations_change_to_join_and_nobody_is_asked_again(plenum: Backstage) -> None:
    await shown(plenum)

    await plenum.tend(hours=1)
    await plenum.deliver()

    (invitation,) = told(plenum, BEN)
    assert card_of.JOIN in invitation


async def test_each_says_who_invited_them_still(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.invite(conference, [CLEO], by=BEN, now=plenum.clock())
    await plenum.deliver()

    await plenum.tend(hours=1)
    await plenum.deliver()

    (invitation,) = told(plenum, CLEO)
    assert card_of.JOIN in invitation
    assert f"<@{BEN}> invites you" in invitation


async def test_its_host_gets_the_secret_when_there_is_a_room(plenum: Backstage) -> None:
    await shown(plenum, provider="dial")
    before = told(plenum, ANA)

    await plenum.tend(hours=1)
    await plenum.deliver()

    assert before == []
    assert [HOST_PIN in text for text in told(plenum, ANA)] == [True]


async def test_what_happens_later_changes_the_fresh_card_alone(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.tend(hours=1)
    await plenum.deliver()

    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    await plenum.deliver()

    older, fresh = cards(plenum)
    assert "its card stands further down" in older
    assert "Ended" in fresh


async def test_while_its_room_is_asked_for_nothing_offers_join(plenum: Backstage) -> None:
    conference = await planned(plenum)
    await plenum.beginning.begin(await claimed(plenum, conference), by="me", now=plenum.clock())

    await plenum.deliver()

    assert card_of.JOIN not in str([*cards(plenum), *told(plenum, BEN)])


async def test_found_before_its_time_it_is_left_until_then(plenum: Backstage) -> None:
    conference = await planned(plenum, provider="dial")
    await plenum.execute("UPDATE conferences SET care_at = created_at")

    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.SCHEDULED, RoomStage.WANTED)
    assert await plenum.rooms.next_at(now=plenum.clock()) == conference.plan.starts_at
    assert await plenum.claims() == 0


async def test_two_processes_at_once_make_one_room(plenum: Backstage) -> None:
    conference = await planned(plenum)
    due = await claimed(plenum, conference)

    looks = [plenum.opening.open(due, by=process, now=plenum.clock()) for process in ("me", "you")]
    await asyncio.gather(*looks)

    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert len(plenum.room_ids()) == 1
    assert len(await plenum.owed(DeliveryKind.CARD)) == 2


async def test_at_the_full_hour_only_some_are_brought_live_at_once(plenum: Backstage, eye: Watched) -> None:
    for number in range(AT_ONCE + 3):
        await planned(plenum, key=f"command:{number}", provider="eye")
    plenum.clock.advance(hours=1)
    due = await plenum.rooms.claim(now=plenum.clock())
    eye.busy = asyncio.Event()
    looks = [plenum.rooms.tend(one, attempt, now=plenum.clock()) for one, attempt in due]
    opening = asyncio.gather(*looks)
    async with asyncio.timeout(5):
        while len(eye.asked) < AT_ONCE:
            await plenum.all()

    await plenum.all()
    at_once = len(eye.asked)
    eye.busy.set()
    await opening

    assert at_once == AT_ONCE
    assert {one.stage for one in await plenum.all()} == {Stage.LIVE}


# Messages on their way while it begins


async def test_a_card_that_was_not_posted_before_is_posted_once(plenum: Backstage) -> None:
    await planned(plenum)

    await plenum.tend(hours=1)
    await plenum.deliver()

    (card,) = cards(plenum)
    (invitation,) = told(plenum, BEN)
    assert card_of.JOIN in card
    assert card_of.JOIN in invitation


async def test_a_card_that_is_on_its_way_ends_as_a_pointer(plenum: Backstage) -> None:
    await planned(plenum)
    sending = await on_their_way(plenum)

    await plenum.tend(hours=1)
    await arrive(plenum, *sending)
    await plenum.deliver()

    older, fresh = cards(plenum)
    assert "its card stands further down" in older
    assert card_of.JOIN in fresh


async def test_an_invitation_that_is_on_its_way_changes_to_join(plenum: Backstage) -> None:
    await planned(plenum)
    sending = await on_their_way(plenum)

    await plenum.tend(hours=1)
    await arrive(plenum, *sending)
    await plenum.deliver()

    (invitation,) = told(plenum, BEN)
    assert card_of.JOIN in invitation


async def test_over_before_the_fresh_card_was_posted_the_older_one_says_so(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.tend(hours=1)

    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())
    await plenum.deliver()

    (card,) = cards(plenum)
    assert "Ended" in card


async def test_a_card_whose_attempt_was_broken_off_is_not_posted_beside_the_fresh_one(plenum: Backstage) -> None:
    conference = await planned(plenum)
    await plenum.execute("UPDATE deliveries SET state = 'claimed' WHERE kind = 'card'")
    await plenum.tend(hours=1)
    await plenum.execute("UPDATE deliveries SET state = 'due' WHERE state = 'claimed'")

    await plenum.deliver()

    first, second = await plenum.owed(DeliveryKind.CARD)
    assert (first.state, first.reason) == (DeliveryState.CLOSED, "superseded")
    assert second.generation > first.generation
    assert len(cards(plenum)) == 1
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_an_older_update_that_arrives_late_does_not_open_the_older_card_again(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.invite(conference, [CLEO], by=ANA, now=plenum.clock())
    await plenum.execute("UPDATE deliveries SET state = 'claimed' WHERE kind = 'card_update'")
    await plenum.tend(hours=1)
    await plenum.deliver()

    await plenum.execute("UPDATE deliveries SET state = 'due' WHERE state = 'claimed'")
    await plenum.deliver()

    older, _ = cards(plenum)
    assert "its card stands further down" in older


# Troubles


AWAY = [Unreachable("eye"), Busy("eye")]


async def asked_in_vain(plenum: Backstage, eye: Watched, trouble: Exception) -> None:
    """From its time on, its back end is asked until it has been away for too long."""
    eye.makes = False
    plenum.clock.advance(hours=1)
    for wait in [timedelta(), *[ASK_AGAIN] * (PATIENT // ASK_AGAIN)]:
        eye.failing = trouble
        assert await plenum.tend(seconds=wait.total_seconds()) == 1


@pytest.mark.parametrize("trouble", AWAY)
async def test_a_server_that_is_away_for_a_moment_is_asked_again_and_nobody_hears_of_it(
    plenum: Backstage, eye: Watched, trouble: Exception
) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing, eye.makes = trouble, False
    await plenum.tend(hours=1)
    waiting = await plenum.standing(conference)
    eye.makes = True

    early = await plenum.tend(seconds=ASK_AGAIN.total_seconds() - 1)
    await plenum.tend(seconds=1)
    await plenum.deliver()

    assert waiting == (Stage.SCHEDULED, RoomStage.WANTED)
    assert early == 0
    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)
    assert len(eye.rooms) == 1
    assert "was not started" not in str(plenum.direct(ANA))


async def test_cancelled_while_its_server_is_away_it_is_not_asked_for_again(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing, eye.makes = Unreachable("eye"), False
    await plenum.tend(hours=1)
    eye.makes = True

    await cancelled(plenum, conference)
    await plenum.tend(seconds=ASK_AGAIN.total_seconds())

    assert (await plenum.known(conference)).stage is Stage.CANCELLED
    assert eye.rooms == []


@pytest.mark.parametrize("trouble", AWAY)
async def test_away_for_too_long_its_host_is_told_and_everything_says_so(
    plenum: Backstage, eye: Watched, trouble: Exception
) -> None:
    conference = await shown(plenum, provider="eye")

    await asked_in_vain(plenum, eye, trouble)
    await plenum.deliver()

    (notice,) = told(plenum, ANA)
    (invitation,) = told(plenum, BEN)
    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert "was not started" in notice
    assert "start.again" in notice
    assert "could not be started" in cards(plenum)[0]
    assert "could not be started" in invitation
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_refused_its_host_is_told_at_once_and_why(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing, eye.makes = Refused("eye"), False

    await plenum.tend(hours=1)
    await plenum.deliver()

    (notice,) = told(plenum, ANA)
    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert "refused it" in notice
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_away_for_too_long_it_can_be_started_again_by_its_host(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    await asked_in_vain(plenum, eye, Unreachable("eye"))
    await plenum.deliver()
    eye.makes = True

    await plenum.again(conference)
    await plenum.deliver()

    older, fresh = cards(plenum)
    assert "its card stands further down" in older
    assert "is live" not in older
    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert "Live since" in fresh
    assert len(told(plenum, BEN)) == 1


async def test_a_back_end_that_was_taken_out_of_the_settings_is_told(plenum: Backstage) -> None:
    conference = await shown(plenum, provider="eye")
    plenum.take_out("eye")

    await plenum.tend(hours=1)
    await plenum.deliver()

    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert ["was not started" in text for text in told(plenum, ANA)] == [True]


async def test_a_lost_answer_is_found(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing = Unanswered("eye")
    await plenum.tend(hours=1)
    lost = await plenum.standing(conference)

    await plenum.tend(seconds=2)
    await plenum.deliver()

    assert lost == (Stage.STARTING, RoomStage.LOST)
    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)
    assert len(eye.rooms) == 1
    assert len(cards(plenum)) == 2
    assert "was not started" not in str(plenum.direct(ANA))


async def test_lost_and_never_found_is_told_and_everything_says_so(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing, eye.makes = Unanswered("eye"), False
    await plenum.tend(hours=1)

    await plenum.tend(minutes=1)
    await plenum.deliver()

    assert (await plenum.known(conference)).stage is Stage.FAILED
    assert len(told(plenum, ANA)) == 1
    assert "could not be started" in cards(plenum)[0]


async def test_a_mistake_of_ours_leaves_nothing_held(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    eye.failing = ZeroDivisionError()

    with pytest.raises(ZeroDivisionError):
        await plenum.tend(hours=1)
    await plenum.tend(seconds=10)

    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert await plenum.claims() == 0


# Too late


async def test_a_little_late_it_goes_live_all_the_same(plenum: Backstage) -> None:
    conference = await shown(plenum)

    await plenum.tend(hours=1, seconds=TOO_LATE.total_seconds())

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_after_being_away_for_long_it_is_missed_and_told(plenum: Backstage) -> None:
    conference = await shown(plenum)

    await plenum.tend(hours=1, seconds=TOO_LATE.total_seconds() + 1)
    await plenum.deliver()

    (notice,) = told(plenum, ANA)
    (invitation,) = told(plenum, BEN)
    assert await plenum.standing(conference) == (Stage.MISSED, RoomStage.WANTED)
    assert "I was away" in notice
    assert "did not take place" in cards(plenum)[0]
    assert "did not take place" in invitation
    assert plenum.room_ids() == []
    assert (await plenum.claims(), await plenum.rooms.next_at(now=plenum.clock())) == (0, None)


async def test_moved_while_it_counts_as_missed_it_is_not(plenum: Backstage) -> None:
    conference = await shown(plenum)
    plenum.clock.now = conference.plan.starts_at + TOO_LATE * 2
    due = await claimed(plenum, conference)
    await plenum.execute("UPDATE conferences SET starts_at = '2026-11-24 12:00:00', care_at = '2026-11-24 12:00:00'")

    await plenum.opening.open(due, by="me", now=plenum.clock())

    assert (await plenum.known(conference)).stage is Stage.SCHEDULED
    assert await plenum.owed(DeliveryKind.NOTICE) == []


# A process that died


async def begun(plenum: Backstage, conference: Conference) -> Conference:
    due = await claimed(plenum, conference)
    assert await plenum.beginning.begin(due, by="me", now=plenum.clock())
    return await plenum.known(conference)


async def died_asking(plenum: Backstage, conference: Conference) -> Conference:
    """Its room was asked for, and no answer was written down."""
    starting = await begun(plenum, conference)
    assert await plenum.intents.mark_asked(starting, by="plan:1", now=plenum.clock(), again=AGAIN)
    return await plenum.known(conference)


async def test_begun_by_one_that_died_it_is_gone_on_with(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await begun(plenum, conference)

    early = await plenum.tend(seconds=9)
    await plenum.tend(seconds=1)

    assert early == 0
    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_asked_by_one_that_died_its_room_is_asked_for_once_more(plenum: Backstage, eye: Watched) -> None:
    conference = await shown(plenum, provider="eye")
    starting = await died_asking(plenum, conference)
    await eye.create(await plenum.wishes.wish(starting))

    early = await plenum.tend(seconds=59)
    await plenum.tend(seconds=1)
    await plenum.deliver()

    assert early == 0
    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert len(eye.rooms) == 1
    assert len(cards(plenum)) == 2


async def test_begun_by_one_that_died_for_long_it_is_missed(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await begun(plenum, conference)

    await plenum.tend(minutes=11)

    assert (await plenum.known(conference)).stage is Stage.MISSED


async def test_asked_by_one_that_died_for_long_its_room_is_taken_away_and_its_host_told(
    plenum: Backstage, eye: Watched
) -> None:
    conference = await shown(plenum, provider="eye")
    starting = await died_asking(plenum, conference)
    await eye.create(await plenum.wishes.wish(starting))

    await plenum.tend(minutes=11)
    await plenum.tend(seconds=2)
    await plenum.tend()
    await plenum.deliver()

    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert eye.rooms == []
    assert len(told(plenum, ANA)) == 1
    assert "could not be started" in cards(plenum)[0]


async def test_refused_to_one_that_died_its_host_is_told_once(plenum: Backstage) -> None:
    conference = await shown(plenum)
    starting = await died_asking(plenum, conference)
    await plenum.intents.note_failure(starting, perhaps=False, now=plenum.clock(), again=AGAIN)

    await plenum.tend(seconds=10)
    await plenum.beginning.failed(conference, certain=True, why=Why.AWAY, now=plenum.clock())
    await plenum.deliver()

    assert len(told(plenum, ANA)) == 1
    assert "could not be started" in cards(plenum)[0]
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_of_two_that_think_it_is_theirs_one_asks(plenum: Backstage) -> None:
    """The claim of one ran out while it was frozen."""
    conference = await shown(plenum)
    frozen = await claimed(plenum, conference)
    plenum.clock.advance(minutes=2)
    ((again, _),) = await plenum.rooms_of("you").claim(now=plenum.clock())
    await plenum.beginning.begin(again, by="you", now=plenum.clock())

    await plenum.opening.open(frozen, by="me", now=plenum.clock())

    assert await plenum.standing(conference) == (Stage.STARTING, RoomStage.WANTED)
    assert plenum.room_ids() == []


async def test_one_called_at_once_and_tried_again_does_not_count_as_planned(plenum: Backstage, eye: Watched) -> None:
    """Its presses come back by themselves."""
    eye.failing = Unanswered("eye")
    with pytest.raises(Exception, match="eye"):
        await plenum.start(provider="eye")
    (conference,) = await plenum.all()
    plenum.clock.advance(seconds=1)

    await plenum.intents.take_up_again(conference, now=plenum.clock())

    assert not (await plenum.known(conference)).planned
    assert (await plenum.known(conference)).plan.starts_at == plenum.clock()


async def test_once_it_is_past_it_is_in_no_list(plenum: Backstage) -> None:
    conference = await shown(plenum)
    assert await plenum.conferences.coming(conference.workspace_id, until=plenum.clock() + timedelta(days=1))

    await plenum.tend(hours=1)

    assert await plenum.conferences.coming(conference.workspace_id) == []
    assert [one.id for one in await plenum.conferences.live(conference.workspace_id)] == [conference.id]
