"""The buttons under an invitation: what was said shows there, and only where it is too late is anything answered."""

import pytest

from bot.blocks import replies
from bot.choices import OUTSIDERS
from bot.model import Conference, Rsvp
from playground.slack.seed import ANA, BEN, BOT_USER, CLEO, EVE, PARTNERS
from tests.backstage import Backstage
from tests.handlers.talk import Answer, Talk


@pytest.fixture
async def asked(plenum: Backstage) -> Conference:
    """Ben and Cleo are asked to what comes in three hours."""
    conference = await plenum.plan(people=(BEN, CLEO))
    await plenum.deliver()
    return conference


def invitation(plenum: Backstage, person: str = BEN) -> Answer:
    """The newest message that Plenum wrote to them."""
    return Answer(blocks=plenum.direct(person)[-1]["blocks"])


@pytest.mark.parametrize(("label", "said"), [("Yes", Rsvp.YES), ("Maybe", Rsvp.MAYBE), ("No", Rsvp.NO)])
async def test_what_was_said_is_marked_and_nobody_gets_a_message(
    plenum: Backstage, talk: Talk, asked: Conference, label: str, said: Rsvp
) -> None:
    before = invitation(plenum)

    answer = await talk.presses(before.choice(label), by=BEN)
    await plenum.deliver(seconds=3)

    after = invitation(plenum)
    assert answer.blocks == []
    assert before.offers() == ["Yes", "Maybe", "No", "Add to calendar"]
    assert f"✓ {label}" in after.offers()
    assert f"You said {said.value}." in after.words
    assert len(plenum.direct(BEN)) == 1
    assert plenum.direct(ANA) == []


async def test_a_change_of_mind_marks_the_other(plenum: Backstage, talk: Talk, asked: Conference) -> None:
    await talk.presses(invitation(plenum).choice("Yes"), by=BEN)
    await plenum.deliver()

    await talk.presses(invitation(plenum).choice("No"), by=BEN)
    await plenum.deliver(seconds=3)

    assert invitation(plenum).offers() == ["Yes", "Maybe", "✓ No", "Add to calendar"]
    assert "No: 1 · 1 has not replied" in talk.card().words


async def test_to_one_that_has_begun_the_way_in_is_the_answer(plenum: Backstage, talk: Talk, asked: Conference) -> None:
    button = invitation(plenum).choice("Yes")
    await plenum.tend(hours=3)

    answer = await talk.presses(button, by=BEN)

    assert "*Weekly sync* has begun" in answer.words
    assert answer.offers() == ["Join"]


async def test_to_one_that_is_over_that_is_the_answer(plenum: Backstage, talk: Talk, asked: Conference) -> None:
    ana = await plenum.people.person(asked.workspace_id, ANA)
    await plenum.planning.cancel(asked, by=ana, now=plenum.clock())

    answer = await talk.presses(invitation(plenum).choice("Yes"), by=BEN)

    assert "*Weekly sync* is cancelled." in answer.words


async def test_whoever_is_not_invited_any_more_is_told(plenum: Backstage, talk: Talk, asked: Conference) -> None:
    button = invitation(plenum).choice("Yes")
    await talk.types(f"uninvite <@{BEN}>")

    answer = await talk.presses(button, by=BEN)

    assert "You are not invited to *Weekly sync* any more" in answer.words


async def test_people_of_another_organisation_reply_where_they_may_be_invited(plenum: Backstage, talk: Talk) -> None:
    plenum.slack.enter(plenum.slack.workspace.conversations[PARTNERS], BOT_USER)
    await plenum.choose(OUTSIDERS, True)
    conference = await plenum.plan(people=(EVE,))
    button = Answer(blocks=[replies.buttons(conference, to=EVE)]).choice("Yes")

    answer = await talk.presses(button, by=EVE)

    assert answer.blocks == []
    assert [one.reply for one in (await plenum.known(conference)).invitations] == [Rsvp.YES]
