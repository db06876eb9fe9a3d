"""Asking people: who can be reached, one message to each, and what became of it."""

import asyncio

import pytest

from bot.errors import BadCommand, Mistake
from bot.model import DeliveryKind
from bot.services.invitations import Invitations, Named
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, DAN, DESIGN, EVE, GIL, PARTNERS, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage


async def named(plenum: Backstage, *people: str, groups: tuple[str, ...] = ()) -> Named:
    return await plenum.invitations.named(TEAM, people=people, groups=groups, by=ANA)


# Who can be reached


async def test_members_and_guests_can_be_reached_once_each(plenum: Backstage) -> None:
    assert await named(plenum, BEN, GIL, BEN) == Named(reachable=(BEN, GIL), missed=())


async def test_the_one_who_invites_is_left_out(plenum: Backstage) -> None:
    assert await named(plenum, ANA, BEN) == Named(reachable=(BEN,), missed=())


@pytest.mark.parametrize(
    ("person", "reason"), [(DAN, "deactivated"), (EVE, "external"), (BOT_USER, "bot"), ("U0NOBODY01", "unknown")]
)
async def test_who_cannot_be_reached_is_named_with_the_reason(plenum: Backstage, person: str, reason: str) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)

    assert await named(plenum, person, BEN) == Named(reachable=(BEN,), missed=((person, reason),))


async def test_the_members_of_a_group_are_meant(plenum: Backstage) -> None:
    assert await named(plenum, CLEO, groups=(DESIGN,)) == Named(reachable=(CLEO, BEN), missed=())


async def test_a_group_that_slack_hides_is_a_mistake_with_a_way_on(plenum: Backstage) -> None:
    with pytest.raises(BadCommand) as mistake:
        await named(plenum, groups=("S0GONE",))

    assert mistake.value.what is Mistake.GROUP_UNREAD


async def test_when_slack_cannot_be_asked_everybody_is_tried(plenum: Backstage) -> None:
    plenum.slack.faults.set("server_error", method="users.info")

    assert await named(plenum, BEN, DAN) == Named(reachable=(BEN, DAN), missed=())


# Asked


async def test_each_is_asked_by_direct_message_and_the_card_names_them(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()

    await plenum.invitations.invite(conference, [BEN, CLEO], by=GIL, now=plenum.clock())

    await plenum.deliver()
    (message,) = plenum.direct(BEN)
    assert f"<@{GIL}> invites you to *Weekly sync*" in str(message["blocks"])
    assert "conference.join" in str(message["blocks"])
    assert len(plenum.direct(CLEO)) == 1
    assert f"with <@{BEN}> and <@{CLEO}>" in str(plenum.slack.board.all(TEAM_CHANNEL)[0].blocks)


async def test_asking_twice_changes_nothing(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    await plenum.deliver()

    await plenum.invitations.invite(await plenum.known(conference), [BEN], by=CLEO, now=plenum.clock())

    await plenum.deliver()
    assert len(plenum.direct(BEN)) == 1
    assert await plenum.owed(DeliveryKind.CARD_UPDATE) == []


async def test_two_who_ask_the_same_person_at_once_send_one_message(plenum: Backstage) -> None:
    conference = await plenum.start()

    await asyncio.gather(
        *(plenum.invitations.invite(conference, [BEN], by=by, now=plenum.clock()) for by in (ANA, CLEO))
    )

    assert [row.target for row in await plenum.owed(DeliveryKind.INVITATION)] == [BEN]
    assert [one.person_id for one in (await plenum.known(conference)).invitations] == [BEN]


async def test_two_who_ask_others_at_once_are_both_on_the_card(plenum: Backstage) -> None:
    conference = await plenum.start()
    await plenum.deliver()

    for person in (BEN, CLEO):
        await plenum.invitations.invite(conference, [person], by=ANA, now=plenum.clock())  # each as read before
        await plenum.deliver()

    assert f"with <@{BEN}> and <@{CLEO}>" in str(plenum.slack.board.all(TEAM_CHANNEL)[0].blocks)


async def test_when_nothing_can_be_written_nobody_is_asked(plenum: Backstage) -> None:
    conference = await plenum.start()
    strange = conference.change(id="x" * 32)

    with pytest.raises(Exception, match="FOREIGN KEY"):
        await plenum.invitations.invite(strange, [BEN], by=ANA, now=plenum.clock())

    assert await plenum.owed(DeliveryKind.INVITATION) == []


# What became of it


async def test_those_whose_message_went_out_are_reached(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN, CLEO))
    await plenum.deliver()

    assert await plenum.invitations.outcome(conference, [BEN, CLEO]) == Named(reachable=(BEN, CLEO), missed=())


async def test_those_whom_slack_refused_are_missed_with_the_reason(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN, CLEO))
    plenum.slack.change_person(BEN, deleted=True)
    await plenum.deliver()

    outcome = await plenum.invitations.outcome(conference, [BEN, CLEO])

    assert outcome == Named(reachable=(CLEO,), missed=((BEN, "user_disabled"),))


async def test_those_whose_message_is_still_under_way_are_said_to_be(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))

    assert await plenum.invitations.outcome(conference, [BEN]) == Named(reachable=(), missed=((BEN, "waiting"),))


async def test_the_line_waits_until_the_messages_have_gone_out(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    patient = Invitations(
        database=plenum.database,
        conferences=plenum.conferences,
        people=plenum.people,
        choices=plenum.choices,
        pause=plenum.deliver,
    )

    assert await patient.outcome(conference, [BEN]) == Named(reachable=(BEN,), missed=())


async def test_nobody_asked_is_nobody_waited_for(plenum: Backstage) -> None:
    assert await plenum.invitations.outcome(await plenum.start(), []) == Named(reachable=(), missed=())
