"""Conferences that exist: looked up, ended, changed; and all that shows them follows."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.errors import Busy, NotAllowed, ProviderError, Refusal, Refused, Unanswered, UnknownConference, Unreachable
from bot.model import Conference, DeliveryKind, Person, Place, RoomStage, Stage
from bot.services.conferences import SETTLES
from bot.services.starting import NotStarted
from playground.slack.seed import ANA, BEN, CLEO, GENERAL, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage, backstage
from tests.conftest import FrozenClock
from tests.poor import Ending

HOST = Person(id=ANA, name="ana")
ADMIN = Person(id=CLEO, name="cleo", admin=True)
SOMEBODY = Person(id=BEN, name="ben")


@pytest.fixture
async def plenum(sqlite_url: str, clock: FrozenClock) -> AsyncIterator[Backstage]:
    """With a third back end, `gate`, which can end a room."""
    async with backstage(sqlite_url, clock=clock, providers={"gate": Ending("gate", clock=clock)}) as built:
        yield built


@pytest.fixture
def gate(plenum: Backstage) -> Ending:
    gate = plenum.backends.named("gate")
    assert isinstance(gate, Ending)
    return gate


async def ended(plenum: Backstage, conference: Conference, by: Person = HOST) -> Conference:
    return await plenum.conferences.end(TEAM, conference.id, by=by, now=plenum.clock())


# Looked up


async def test_a_conference_is_known_by_its_id_and_by_its_code_in_any_case(plenum: Backstage) -> None:
    conference = await plenum.start()

    assert await plenum.conferences.known(TEAM, conference.id) == conference
    assert await plenum.conferences.by_code(TEAM, conference.code.lower()) == conference


async def test_another_workspace_knows_neither(plenum: Backstage) -> None:
    conference = await plenum.start()

    with pytest.raises(UnknownConference):
        await plenum.conferences.known("T0OTHER", conference.id)
    with pytest.raises(UnknownConference):
        await plenum.conferences.by_code("T0OTHER", conference.code)


async def test_what_was_asked_for_is_found_by_its_press_or_its_id(plenum: Backstage) -> None:
    conference = await plenum.start()

    assert await plenum.conferences.asked_for(TEAM, "command:1") == conference
    assert await plenum.conferences.asked_for(TEAM, conference.id) == conference


async def test_only_live_ones_are_listed_newest_first(plenum: Backstage) -> None:
    first = await plenum.start()
    plenum.clock.advance(minutes=1)
    second = await plenum.start(key="command:2", place=Place(channel_id=GENERAL))
    gone = await plenum.start(key="command:3", another=True)
    await ended(plenum, gone)

    assert [one.id for one in await plenum.conferences.live(TEAM)] == [second.id, first.id]
    assert [one.id for one in await plenum.conferences.live_here(TEAM, TEAM_CHANNEL)] == [first.id]
    assert await plenum.conferences.live("T0OTHER") == []


# Who may host


@pytest.mark.parametrize("person", [HOST, ADMIN])
async def test_the_host_and_administrators_may_host(plenum: Backstage, person: Person) -> None:
    conference = await plenum.start()

    plenum.conferences.allow_hosting(conference, person, what="host it")


async def test_nobody_else_may_and_is_told_whom_to_ask(plenum: Backstage) -> None:
    conference = await plenum.start()

    with pytest.raises(NotAllowed) as refused:
        plenum.conferences.allow_hosting(conference, SOMEBODY, what="host it")

    assert refused.value.host_id == ANA


# Ended


async def test_ending_stops_the_room_and_closes_the_conference(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.clock.advance(minutes=41)

    closed = await ended(plenum, conference)

    assert (closed.stage, closed.ended_by, closed.ended_at) == (Stage.ENDED, ANA, plenum.clock())
    assert plenum.room_states() == ["stopped"]
    assert await plenum.rooms.next_at(now=plenum.clock()) == plenum.clock() + SETTLES


async def test_ending_is_refused_to_others_and_nothing_happens(plenum: Backstage) -> None:
    conference = await plenum.start()

    with pytest.raises(NotAllowed):
        await ended(plenum, conference, by=SOMEBODY)

    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert plenum.room_states() == ["running"]


async def test_ending_what_is_over_changes_nothing(plenum: Backstage) -> None:
    closed = await ended(plenum, await plenum.start())

    assert await ended(plenum, closed, by=SOMEBODY) == closed


async def test_two_who_end_it_at_once_end_it_once(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()

    first, second = await asyncio.gather(ended(plenum, conference), ended(plenum, conference, by=ADMIN))

    assert first == second
    assert len(await plenum.owed(DeliveryKind.CARD_UPDATE)) == 1


@pytest.mark.parametrize(
    "trouble", [Unreachable("gate"), Unanswered("gate"), Busy("gate"), Refused("gate", why=Refusal.RUNNING)]
)
async def test_a_back_end_that_does_not_end_it_leaves_it_live(
    plenum: Backstage, gate: Ending, trouble: ProviderError
) -> None:
    conference = await plenum.start(provider="gate")
    await plenum.deliver()
    gate.trouble = trouble

    with pytest.raises(type(trouble)):
        await ended(plenum, conference)

    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert await plenum.owed(DeliveryKind.CARD_UPDATE) == []


async def test_an_end_that_failed_can_be_asked_for_again(plenum: Backstage, gate: Ending) -> None:
    conference = await plenum.start(provider="gate")
    gate.trouble = Unreachable("gate")
    with pytest.raises(Unreachable):
        await ended(plenum, conference)
    gate.trouble = None

    closed = await ended(plenum, conference)

    assert closed.room is not None
    assert gate.ended == [closed.room.id]


async def test_where_nobody_can_be_sent_out_only_what_is_shown_is_closed(plenum: Backstage) -> None:
    conference = await plenum.start(provider="dial")

    closed = await ended(plenum, conference)

    assert closed.stage is Stage.ENDED
    assert not plenum.conferences.can_be_ended(closed)
    assert len(plenum.poor.rooms) == 1


async def test_a_back_end_that_was_taken_out_does_not_keep_a_card_open(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.take_out("hq")

    closed = await ended(plenum, conference)

    assert closed.stage is Stage.ENDED
    assert not plenum.conferences.can_be_ended(closed)


async def test_ending_one_whose_room_is_still_looked_for_has_the_room_taken_away(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()

    await ended(plenum, failed.value.conference)

    assert await plenum.standing(failed.value.conference) == (Stage.ENDED, RoomStage.UNWANTED)
    await plenum.tend()
    assert plenum.room_ids() == []


# What shows it follows


async def test_an_end_changes_card_and_invitations(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    await plenum.deliver()

    await ended(plenum, conference)

    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync has ended"]
    assert [one["text"] for one in plenum.direct(BEN)] == ["Weekly sync is over"]


async def test_an_end_before_the_card_stands_posts_none(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))

    await ended(plenum, conference)

    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == []
    assert plenum.direct(BEN) == []


async def test_an_end_while_card_and_invitation_are_being_posted_shows_in_both(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    plenum.slack.faults.set("slow", method="chat.postMessage", seconds=0.2, times=2)
    assert await plenum.deliveries.round() == 2
    await plenum.slack.record.until(lambda entry: entry.name == "chat.postMessage", times=2)

    await ended(plenum, conference)

    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync has ended"]
    assert [one["text"] for one in plenum.direct(BEN)] == ["Weekly sync is over"]


async def test_an_invitation_while_the_card_is_being_posted_shows_on_it(plenum: Backstage) -> None:
    conference = await plenum.start()
    plenum.slack.faults.set("slow", method="chat.postMessage", seconds=0.2, times=1)
    assert await plenum.deliveries.round() == 1
    await plenum.slack.record.until(lambda entry: entry.name == "chat.postMessage")

    await plenum.invitations.invite(conference, [BEN], by=ANA, now=plenum.clock())

    await plenum.deliver()
    (card,) = plenum.slack.board.all(TEAM_CHANNEL)
    assert f"with <@{BEN}>" in str(card.blocks)


async def test_a_change_and_an_end_at_once_leave_the_card_ended(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()
    await plenum.invitations.invite(conference, [BEN], by=ANA, now=plenum.clock())
    await plenum.deliver()

    await plenum.conferences.close(conference, by=ANA, now=plenum.clock())  # read before the invitation

    await plenum.deliver(seconds=1)
    assert plenum.standing_in(TEAM_CHANNEL) == ["Weekly sync has ended"]


async def test_the_host_secret_is_owed_each_time_it_is_asked_for(plenum: Backstage) -> None:
    conference = await plenum.start()

    for _ in range(2):
        await plenum.conferences.send_host_secret(conference, HOST, now=plenum.clock())

    assert [row.target for row in await plenum.owed(DeliveryKind.HOST_SECRET)] == [ANA, ANA]


async def test_giving_up_what_has_come_live_says_nothing(plenum: Backstage) -> None:
    conference = await plenum.start()

    await plenum.conferences.give_up(conference, certain=True, now=plenum.clock())

    assert (await plenum.known(conference)).stage is Stage.LIVE
    assert await plenum.owed(DeliveryKind.NOTICE) == []
