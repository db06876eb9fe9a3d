"""Invitations that are taken back, by those who may: what stands says so and stays so, what was not sent is not."""

import pytest

from bot.blocks import conference as card_of
from bot.blocks import replies
from bot.errors import NotAllowed
from bot.model import Conference, DeliveryKind, DeliveryState, Person, Rsvp
from playground.slack.seed import ANA, BEN, CLEO, GIL
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, arrive, cancelled, cards, moved, on_their_way, planned, shown, told

ADMIN = Person(id=GIL, name="gil", admin=True)
OTHER = Person(id=CLEO, name="cleo")
WITHDRAWN = f"<@{ANA}> has withdrawn the invitation to *Weekly sync*."


async def withdraw(plenum: Backstage, conference: Conference, *people: str, by: Person = HOST) -> list[str]:
    return await plenum.invitations.withdraw(conference, people, by=by, now=plenum.clock())


async def invited(plenum: Backstage, conference: Conference) -> list[str]:
    return [one.person_id for one in (await plenum.known(conference)).invitations]


async def test_the_message_says_so_without_a_button_and_the_card_follows(plenum: Backstage) -> None:
    conference = await shown(plenum, people=(BEN, CLEO))

    gone = await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    (message,) = told(plenum, BEN)
    assert gone == [BEN]
    assert WITHDRAWN in message
    assert "button" not in message
    assert f"with <@{CLEO}>" in cards(plenum)[0]
    assert f"<@{BEN}>" not in cards(plenum)[0]
    assert replies.YES in told(plenum, CLEO)[0]


async def test_from_a_live_one_too(plenum: Backstage) -> None:
    conference = await plenum.start(people=(BEN,))
    await plenum.deliver()

    await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    (message,) = told(plenum, BEN)
    assert WITHDRAWN in message
    assert card_of.JOIN not in message


async def test_only_those_who_were_invited_are_named_and_twice_is_once(plenum: Backstage) -> None:
    conference = await shown(plenum)

    assert await withdraw(plenum, conference, CLEO, BEN) == [BEN]
    assert await withdraw(plenum, conference, CLEO, BEN) == []
    assert len(await plenum.owed(DeliveryKind.INVITATION_UPDATE)) == 1


async def test_an_invitation_that_was_not_sent_yet_never_is(plenum: Backstage) -> None:
    conference = await planned(plenum)

    await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    (invitation,) = await plenum.owed(DeliveryKind.INVITATION)
    assert (invitation.state, invitation.reason) == (DeliveryState.CLOSED, "withdrawn")
    assert plenum.direct(BEN) == []


async def test_one_that_was_on_its_way_says_so_as_soon_as_it_stands(plenum: Backstage) -> None:
    conference = await planned(plenum)
    sending = await on_their_way(plenum)

    await withdraw(plenum, conference, BEN)
    await arrive(plenum, *sending)
    await plenum.deliver()
    await moved(plenum, conference, hours=5)
    await plenum.deliver()

    (message,) = told(plenum, BEN)
    assert "The invitation to *Weekly sync* was withdrawn." in message


@pytest.mark.parametrize("later", ["moved", "begun", "ended", "cancelled"])
async def test_nothing_that_happens_later_changes_it_back(plenum: Backstage, later: str) -> None:
    conference = await shown(plenum)
    await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    if later == "moved":
        await moved(plenum, conference, hours=5)
    elif later == "cancelled":
        await cancelled(plenum, conference)
    else:
        await plenum.tend(hours=1)
    if later == "ended":
        await plenum.conferences.close(await plenum.known(conference), by=ANA, now=plenum.clock())
    await plenum.deliver()

    assert [WITHDRAWN in message for message in told(plenum, BEN)] == [True]


async def test_an_update_that_was_owed_before_does_not_change_it_back(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.reply(conference, BEN, Rsvp.YES, now=plenum.clock())

    await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    (superseded, _) = await plenum.owed(DeliveryKind.INVITATION_UPDATE)
    assert superseded.reason == "superseded"
    assert WITHDRAWN in told(plenum, BEN)[0]


async def test_an_update_that_is_tried_again_later_says_that_it_was_withdrawn(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.reply(conference, BEN, Rsvp.YES, now=plenum.clock())
    plenum.slack.faults.set("ratelimited", method="chat.update")
    await plenum.deliveries.round()

    await withdraw(plenum, conference, BEN)
    await plenum.deliveries.idle()
    plenum.slack.faults.clear()
    await plenum.deliver(minutes=2)

    assert "withdrawn" in told(plenum, BEN)[0]
    assert replies.YES not in told(plenum, BEN)[0]


async def test_whoever_is_invited_again_gets_a_new_message_and_has_said_nothing(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.reply(conference, BEN, Rsvp.YES, now=plenum.clock())
    await withdraw(plenum, conference, BEN)
    await plenum.deliver()

    await plenum.invitations.invite(await plenum.known(conference), [BEN], by=CLEO, now=plenum.clock())
    await plenum.deliver()
    await moved(plenum, conference, hours=5)
    await plenum.deliver()

    old, new, _ = told(plenum, BEN)
    assert WITHDRAWN in old
    assert f"<@{CLEO}> invites you" in new
    assert "You said" not in new


async def test_its_host_and_administrators_may_and_whoever_invited_them(plenum: Backstage) -> None:
    conference = await shown(plenum, people=())
    await plenum.invitations.invite(conference, [BEN, GIL, ANA], by=CLEO, now=plenum.clock())

    assert await withdraw(plenum, conference, BEN, by=OTHER) == [BEN]
    assert await withdraw(plenum, conference, GIL, by=HOST) == [GIL]
    assert await withdraw(plenum, conference, ANA, by=ADMIN) == [ANA]


async def test_nobody_else_may_and_then_nothing_is_withdrawn(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await plenum.invitations.invite(conference, [GIL], by=CLEO, now=plenum.clock())

    with pytest.raises(NotAllowed):
        await withdraw(plenum, conference, BEN, GIL, by=OTHER)

    assert await invited(plenum, conference) == [BEN, GIL]
