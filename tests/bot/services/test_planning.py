"""Plans are written down once, moved and cancelled by those who may, and all that shows one follows."""

from datetime import timedelta

import pytest

from bot.blocks import conference as card_of
from bot.errors import NotAllowed, NotPlanned, UnknownProvider, Unsupported
from bot.model import DeliveryKind, DeliveryState, Person, Place, RoomStage, Stage
from playground.slack.seed import ANA, BEN, CLEO, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.bot.services.planned import arrive, cancelled, cards, moved, moved_to, on_their_way, planned, shown, told

OTHER = Person(id=BEN, name="ben")
ADMIN = Person(id=CLEO, name="cleo", admin=True)


# Planned


async def test_where_rooms_are_not_kept_a_plan_waits_for_its_time(plenum: Backstage) -> None:
    conference = await planned(plenum, provider="dial")

    assert await plenum.standing(conference) == (Stage.SCHEDULED, RoomStage.WANTED)
    assert await plenum.rooms.next_at(now=plenum.clock()) == conference.plan.starts_at
    assert plenum.room_ids() == []


async def test_its_card_stands_in_the_channel_and_its_invitations_go_out(plenum: Backstage) -> None:
    await shown(plenum)

    (card,) = cards(plenum)
    (invitation,) = told(plenum, BEN)
    assert card_of.JOIN not in card + invitation
    assert f"<@{ANA}> invites you" in invitation


async def test_the_card_of_one_planned_in_a_thread_stands_in_it(plenum: Backstage) -> None:
    root = plenum.slack.board.write(plenum.slack.workspace.conversations[TEAM_CHANNEL], BEN, "Prices?")

    await shown(plenum, place=Place(channel_id=TEAM_CHANNEL, thread_ts=root.ts))

    assert plenum.slack.board.all(TEAM_CHANNEL)[-1].thread_ts == root.ts


async def test_the_same_press_twice_is_one_plan(plenum: Backstage) -> None:
    first = await planned(plenum)
    plenum.clock.advance(minutes=1)

    second = await planned(plenum)

    assert (second.id, second.plan) == (first.id, first.plan)
    assert len(await plenum.owed(DeliveryKind.CARD, DeliveryKind.INVITATION)) == 2


async def test_who_plans_it_is_not_invited_to_it(plenum: Backstage) -> None:
    conference = await planned(plenum, people=(ANA, BEN, BEN))

    assert [one.person_id for one in conference.invitations] == [BEN]


async def test_a_back_end_that_is_not_configured_is_refused(plenum: Backstage) -> None:
    with pytest.raises(UnknownProvider):
        await planned(plenum, provider="elsewhere")


async def test_what_the_back_end_cannot_do_is_refused_at_once(plenum: Backstage) -> None:
    with pytest.raises(Unsupported):
        await planned(plenum, provider="dial", record=True)


async def test_what_is_planned_is_listed_soonest_first(plenum: Backstage) -> None:
    later = await planned(plenum)
    elsewhere = await planned(plenum, key="2", place=Place(channel_id="C0OTHER"))
    sooner = await moved(plenum, await planned(plenum, key="3"), minutes=5)
    await cancelled(plenum, await planned(plenum, key="4"))

    here = await plenum.conferences.planned_here(TEAM, TEAM_CHANNEL)
    soon = await plenum.conferences.coming(TEAM, until=plenum.clock() + timedelta(minutes=10))
    everything = await plenum.conferences.coming(TEAM)

    assert [one.id for one in here] == [sooner.id, later.id]
    assert [one.id for one in soon] == [sooner.id]
    assert {one.id for one in everything} == {sooner.id, later.id, elsewhere.id}


async def test_whoever_is_invited_later_is_asked_to_what_is_planned(plenum: Backstage) -> None:
    conference = await shown(plenum)

    await plenum.invitations.invite(conference, [CLEO], by=BEN, now=plenum.clock())
    await plenum.deliver()

    (invitation,) = told(plenum, CLEO)
    assert f"<@{BEN}> invites you" in invitation
    assert f"<@{CLEO}>" in cards(plenum)[0]
    assert await plenum.owed(DeliveryKind.INVITATION_UPDATE) == []


# Moved


@pytest.mark.parametrize("minutes", [5, 300])
async def test_moved_earlier_or_later_everything_says_so(plenum: Backstage, minutes: int) -> None:
    conference = await shown(plenum)

    again = await moved(plenum, conference, minutes=minutes)
    await plenum.deliver()

    new = str(int(again.plan.starts_at.timestamp()))
    invitation, notice = told(plenum, BEN)
    assert new in cards(plenum)[0]
    assert new in invitation
    assert new in notice
    assert f"<@{ANA}> has moved" in notice
    assert plenum.direct(ANA) == []
    assert (await plenum.known(conference)).plan.starts_at == again.plan.starts_at


async def test_moved_to_the_same_time_again_nobody_is_told_again(plenum: Backstage) -> None:
    conference = await shown(plenum)
    starts_at = plenum.clock() + timedelta(hours=5)
    first = await moved_to(plenum, conference, starts_at)

    second = await moved_to(plenum, conference, starts_at)

    assert second.plan == first.plan
    assert len(await plenum.owed(DeliveryKind.CHANGE)) == 1


async def test_whoever_was_not_reached_yet_hears_the_new_time_with_the_invitation(plenum: Backstage) -> None:
    conference = await planned(plenum)

    again = await moved(plenum, conference, hours=5)
    await plenum.deliver()

    (invitation,) = told(plenum, BEN)
    assert str(int(again.plan.starts_at.timestamp())) in invitation


async def test_moved_by_an_administrator_its_host_is_told(plenum: Backstage) -> None:
    conference = await shown(plenum)

    await moved(plenum, conference, by=ADMIN, hours=5)
    await plenum.deliver()

    assert [f"<@{CLEO}> has moved" in text for text in told(plenum, ANA)] == [True]


async def test_somebody_else_may_neither_move_nor_cancel_it(plenum: Backstage) -> None:
    conference = await planned(plenum)

    with pytest.raises(NotAllowed):
        await moved(plenum, conference, by=OTHER, hours=5)
    with pytest.raises(NotAllowed):
        await cancelled(plenum, conference, by=OTHER)

    assert await plenum.known(conference) == conference.change(generation=1)


async def test_moved_later_while_somebody_is_about_to_start_it_it_is_not_started(plenum: Backstage) -> None:
    conference = await shown(plenum)
    plenum.clock.now = conference.plan.starts_at
    ((claimed, _),) = await plenum.rooms.claim(now=plenum.clock())

    again = await moved(plenum, conference, hours=1)
    await plenum.opening.open(claimed, by="me", now=plenum.clock())

    assert (await plenum.known(conference)).stage is Stage.SCHEDULED
    assert again.plan.starts_at > plenum.clock()
    assert await plenum.claims() == 0


async def test_moved_while_its_messages_are_on_their_way_they_follow(plenum: Backstage) -> None:
    conference = await planned(plenum)
    sending = await on_their_way(plenum)

    again = await moved(plenum, conference, hours=5)
    await arrive(plenum, *sending)
    await plenum.deliver()

    new = str(int(again.plan.starts_at.timestamp()))
    assert new in told(plenum, BEN)[0]
    assert new in cards(plenum)[0]


# Cancelled


async def test_cancelled_everything_says_so(plenum: Backstage) -> None:
    conference = await shown(plenum)

    over = await cancelled(plenum, conference)
    await plenum.deliver()

    invitation, notice = told(plenum, BEN)
    assert (over.stage, over.ended_by) == (Stage.CANCELLED, ANA)
    assert "Cancelled." in cards(plenum)[0]
    assert "Cancelled." in invitation
    assert f"<@{ANA}> has cancelled" in notice
    assert await plenum.rooms.next_at(now=plenum.clock()) is None


async def test_cancelled_twice_is_cancelled_once(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await cancelled(plenum, conference)

    again = await cancelled(plenum, conference)

    assert again.stage is Stage.CANCELLED
    assert len(await plenum.owed(DeliveryKind.CHANGE)) == 1


async def test_cancelled_before_anything_was_sent_nothing_is(plenum: Backstage) -> None:
    conference = await planned(plenum)

    await cancelled(plenum, conference)
    await plenum.deliver()

    assert cards(plenum) == []
    assert plenum.direct(BEN) == []


async def test_cancelled_while_somebody_is_about_to_start_it_it_is_not_started(plenum: Backstage) -> None:
    conference = await shown(plenum)
    plenum.clock.now = conference.plan.starts_at
    ((claimed, _),) = await plenum.rooms.claim(now=plenum.clock())

    await cancelled(plenum, conference)
    await plenum.opening.open(claimed, by="me", now=plenum.clock())

    assert (await plenum.known(conference)).stage is Stage.CANCELLED
    assert plenum.room_ids() == []
    assert await plenum.claims() == 0


async def test_what_has_begun_can_be_neither_moved_nor_cancelled(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.tend(hours=1)

    with pytest.raises(NotPlanned):
        await moved(plenum, conference, hours=1)
    with pytest.raises(NotPlanned):
        await cancelled(plenum, conference)

    assert (await plenum.known(conference)).stage is Stage.LIVE


async def test_a_notice_that_is_no_longer_true_is_not_sent(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await moved(plenum, conference, hours=5)

    await cancelled(plenum, conference)
    await plenum.deliver()

    stale, _ = await plenum.owed(DeliveryKind.CHANGE)
    assert (stale.state, stale.reason) == (DeliveryState.CLOSED, "settled")
    assert ["has cancelled" in text for text in told(plenum, BEN)] == [False, True]
