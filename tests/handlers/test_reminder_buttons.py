"""The buttons under a reminder: what each does, and what it says where it is too late."""

from dataclasses import replace

import pytest

from bot.choices import LEADS, Scope
from bot.model import Conference, Rsvp
from bot.store.tables import deliveries
from playground.slack.seed import ANA, BEN, TEAM
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, cancelled, shown, told
from tests.handlers.talk import Answer, Talk


@pytest.fixture
async def conference(plenum: Backstage) -> Conference:
    """Ben was reminded of it just now: it begins in ten minutes."""
    conference = await shown(plenum)
    await plenum.remind(minutes=50)
    return await plenum.known(conference)


def reminder(plenum: Backstage, person: str = BEN) -> Answer:
    """The last message that somebody got."""
    return Answer(blocks=plenum.direct(person)[-1]["blocks"])


async def due(plenum: Backstage) -> list[str]:
    found = await plenum.rows_of(deliveries, deliveries.c.kind == "reminder", deliveries.c.state == "due")
    return [row.target for row in found]


async def test_snooze_brings_it_back_in_five_minutes(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    answer = await talk.presses(reminder(plenum).choice("Snooze 5 min"), by=BEN)
    await plenum.remind(minutes=5)

    assert answer.words == ""
    assert "starts in 5 minutes" in reminder(plenum).words


async def test_at_the_start_brings_it_back_then(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await talk.presses(reminder(plenum).choice("At the start"), by=BEN)
    await plenum.remind(minutes=9)
    before = reminder(plenum).words
    await plenum.deliver(minutes=1)

    assert "I will remind you" in before
    assert "starts now" in reminder(plenum).words


async def test_who_cannot_come_has_said_no_and_reads_it(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await talk.presses(reminder(plenum).choice("Can’t come"), by=BEN)
    await plenum.deliver(seconds=3)

    assert (await plenum.known(conference)).invitations[0].reply is Rsvp.NO
    assert "You said that you cannot come" in reminder(plenum).words


async def test_whoever_is_late_is_named_on_the_card(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await talk.presses(reminder(plenum).choice("I’m late"), by=BEN)
    await plenum.deliver()

    assert f"Running late: <@{BEN}>" in talk.card().words
    assert "is running late for" in reminder(plenum, ANA).words
    assert "I’m late" not in reminder(plenum).offers()


async def test_a_host_who_is_late_is_named_in_the_channel(
    plenum: Backstage, talk: Talk, conference: Conference
) -> None:
    await talk.presses(reminder(plenum, ANA).choice("I’m late"), by=ANA)
    await plenum.deliver(seconds=2)

    assert "Somebody is running late for Weekly sync" in plenum.standing_in(conference.place.channel_id)


async def test_fewer_reminders_are_chosen_for_oneself(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    asked = await talk.presses(reminder(plenum).choice("Fewer reminders"), by=BEN)
    answer = await talk.presses(asked.choice("Not at all"), by=BEN)

    chosen = (await plenum.choices.of(TEAM, None, BEN)).leads
    assert "You are reminded 10 minutes before" in asked.words
    assert (chosen.value, chosen.scope) == ((), Scope.PERSON)
    assert "You are reminded not at all" in answer.words


async def test_of_several_only_the_last_can_be_kept(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await plenum.choose(LEADS, (30, 10), Scope.PERSON, BEN)

    asked = await talk.presses(reminder(plenum).choice("Fewer reminders"), by=BEN)
    await talk.presses(asked.choice("Only 10 minutes before"), by=BEN)

    assert (await plenum.choices.of(TEAM, None, BEN)).leads.value == (10,)


@pytest.mark.parametrize("label", ["Snooze 5 min", "At the start", "Can’t come", "I’m late"])
async def test_a_press_on_an_old_copy_is_told_the_truth(
    plenum: Backstage, talk: Talk, conference: Conference, label: str
) -> None:
    action = reminder(plenum).choice(label)
    await cancelled(plenum, conference)

    answer = await talk.presses(action, by=BEN)

    assert "is cancelled" in answer.words
    assert await due(plenum) == []
    assert "is running late" not in "".join(told(plenum, ANA))


async def test_a_second_press_changes_nothing(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    action = reminder(plenum).choice("Snooze 5 min")

    for _ in range(2):
        await talk.presses(action, by=BEN)

    assert await due(plenum) == [BEN]


async def test_fewer_means_those_of_the_conference(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await plenum.planning.change(
        conference, replace(conference.plan, leads=(30, 5)), by=HOST, seen=conference.sequence, now=plenum.clock()
    )

    asked = await talk.presses(reminder(plenum).choice("Fewer reminders"), by=BEN)

    assert "You are reminded 30 and 5 minutes before" in asked.words


async def test_who_gets_none_any_more_cannot_get_fewer(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    await plenum.choose(LEADS, (), Scope.PERSON, BEN)

    asked = await talk.presses(reminder(plenum).choice("Fewer reminders"), by=BEN)

    assert "You are reminded not at all" in asked.words


async def test_nothing_is_put_off_once_it_was_to_begin(plenum: Backstage, talk: Talk, conference: Conference) -> None:
    action = reminder(plenum).choice("Snooze 5 min")
    plenum.clock.advance(minutes=11)

    answer = await talk.presses(action, by=BEN)

    assert answer.words
    assert await due(plenum) == []
