"""What people reply to a planned conference: kept once, shown on the card and in their own message, nowhere else."""

import pytest

from bot.errors import NotInvited, NotPlanned, UnknownConference
from bot.model import Conference, DeliveryKind, Rsvp
from playground.slack.seed import ANA, BEN, CLEO
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, cancelled, cards, moved, shown, told


async def reply(plenum: Backstage, conference: Conference, said: Rsvp, *, by: str = BEN) -> None:
    await plenum.invitations.reply(conference, by, said, now=plenum.clock())


async def replies(plenum: Backstage, conference: Conference) -> dict[str, Rsvp]:
    return {one.person_id: one.reply for one in (await plenum.known(conference)).invitations}


async def test_a_reply_shows_on_the_card_and_in_the_persons_own_message_and_nowhere_else(plenum: Backstage) -> None:
    conference = await shown(plenum, people=(BEN, CLEO))

    await reply(plenum, conference, Rsvp.YES)
    await plenum.deliver()

    (card,), (own,), (other,) = cards(plenum), told(plenum, BEN), told(plenum, CLEO)
    assert f"Yes: <@{BEN}> · 1 has not replied" in card
    assert "You said yes." in own
    assert "You said" not in other
    assert plenum.direct(ANA) == []
    assert len(await plenum.owed(DeliveryKind.INVITATION_UPDATE)) == 1


async def test_a_change_of_mind_replaces_it(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await reply(plenum, conference, Rsvp.YES)
    await plenum.deliver()

    await reply(plenum, conference, Rsvp.NO)
    await plenum.deliver(seconds=3)

    assert "You said no." in told(plenum, BEN)[0]
    assert f"<@{BEN}>" not in cards(plenum)[0]
    assert "No: 1" in cards(plenum)[0]


async def test_the_same_reply_twice_is_once(plenum: Backstage) -> None:
    conference = await shown(plenum)

    for _ in range(2):
        await reply(plenum, conference, Rsvp.MAYBE)

    assert await replies(plenum, conference) == {BEN: Rsvp.MAYBE}
    assert len(await plenum.owed(DeliveryKind.CARD_UPDATE)) == 1


async def test_many_replies_at_once_change_the_card_once_in_three_seconds(plenum: Backstage) -> None:
    conference = await shown(plenum, people=(BEN, CLEO))
    plenum.clock.advance(minutes=1)

    for person in (BEN, CLEO):
        await reply(plenum, conference, Rsvp.YES, by=person)
        await plenum.deliver()
    for person in (BEN, CLEO):
        await reply(plenum, conference, Rsvp.NO, by=person)
        await plenum.deliver()
    await plenum.deliver(seconds=3)

    sent = [row.finished_at for row in await plenum.owed(DeliveryKind.CARD_UPDATE) if row.state == "sent"]
    assert min(later - earlier for earlier, later in zip(sent, sent[1:], strict=False)).total_seconds() >= 3
    assert "No: 2" in cards(plenum)[0]


async def test_whoever_is_not_invited_has_nothing_to_reply_to(plenum: Backstage) -> None:
    conference = await shown(plenum)

    with pytest.raises(NotInvited):
        await reply(plenum, conference, Rsvp.YES, by=CLEO)

    assert await replies(plenum, conference) == {BEN: Rsvp.NONE}


async def test_to_another_workspaces_conference_nobody_replies(plenum: Backstage) -> None:
    conference = await shown(plenum)

    with pytest.raises(UnknownConference):
        await reply(plenum, conference.change(workspace_id="T0OTHER"), Rsvp.YES)

    assert await replies(plenum, conference) == {BEN: Rsvp.NONE}


async def test_once_it_has_begun_or_is_over_there_is_nothing_to_reply_to(plenum: Backstage) -> None:
    over, begun = await shown(plenum), await shown(plenum, key="2")
    await cancelled(plenum, over)
    await plenum.tend(hours=1)

    for conference in (over, begun):
        with pytest.raises(NotPlanned):
            await reply(plenum, conference, Rsvp.YES)

    assert await replies(plenum, over) | await replies(plenum, begun) == {BEN: Rsvp.NONE}


async def test_where_the_time_moves_replies_are_asked_again(plenum: Backstage) -> None:
    conference = await shown(plenum)
    await reply(plenum, conference, Rsvp.YES)
    await plenum.deliver()

    await moved(plenum, conference, by=HOST, hours=5)
    await plenum.deliver(seconds=3)

    assert await replies(plenum, conference) == {BEN: Rsvp.NONE}
    assert "You said" not in told(plenum, BEN)[0]
    assert f"with <@{BEN}>" in cards(plenum)[0]


async def test_whoever_replies_before_the_message_is_known_to_stand_reads_it_in_the_message(plenum: Backstage) -> None:
    """They were quicker than the note that it was posted."""
    conference = await shown(plenum, people=())
    await plenum.invitations.invite(conference, [BEN], by=ANA, now=plenum.clock())

    await reply(plenum, conference, Rsvp.YES)
    await plenum.deliver()

    assert "You said yes." in told(plenum, BEN)[0]
