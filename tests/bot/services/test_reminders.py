"""Reminders: to whom, when, once; and what becomes of them when something changes."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.choices import AGENDA, CHANNEL_LEADS, LEADS, QUIET, Scope
from bot.errors import NotInvited, NotPlanned
from bot.leads import Daily, Quiet
from bot.model import Conference, DeliveryKind, Plan, Rsvp
from bot.services import agendas
from bot.store.tables import deliveries
from playground.slack.seed import ANA, BEN, CLEO, TEAM, TEAM_CHANNEL
from tests.backstage import Backstage
from tests.bot.services.planned import cancelled, moved, planned, shown, told, wish

KINDS = (DeliveryKind.REMINDER,)


async def waiting(plenum: Backstage, *people: str) -> list[tuple[str, float]]:
    """Who will be reminded, and in how many minutes from now."""
    found = await plenum.rows_of(deliveries, deliveries.c.kind == "reminder", deliveries.c.state == "due")
    due = [(row.target, (row.due_at - plenum.clock()) / timedelta(minutes=1)) for row in found]
    return sorted(one for one in due if not people or one[0] in people)


async def planned_with(plenum: Backstage, **changes: Any) -> Conference:
    conference = await shown(plenum, **changes)
    await plenum.reminding.round()
    return conference


def last(plenum: Backstage, person: str) -> str:
    return told(plenum, person)[-1]


async def test_everybody_invited_and_the_host_are_reminded_ten_minutes_before(plenum: Backstage) -> None:
    await planned_with(plenum)

    assert await waiting(plenum) == [(ANA, 50), (BEN, 50)]


async def test_a_reminder_comes_at_its_time_and_says_what_and_when(plenum: Backstage) -> None:
    await planned_with(plenum)
    before = len(told(plenum, BEN))

    await plenum.deliver(minutes=49, seconds=58)
    early = len(told(plenum, BEN))
    await plenum.deliver(seconds=2)

    assert early == before
    assert "*Weekly sync* starts in 10 minutes" in last(plenum, BEN)
    assert plenum.direct(BEN)[-1]["text"] == "Weekly sync in 10 min"
    assert "Start it now" in last(plenum, ANA)
    assert "Start it now" not in last(plenum, BEN)


@pytest.mark.parametrize(
    ("chosen", "own", "minutes"),
    [
        ({}, None, [50]),
        ({Scope.WORKSPACE: (30, 5)}, None, [30, 55]),
        ({Scope.WORKSPACE: (30,), Scope.CHANNEL: (20,)}, None, [40]),
        ({Scope.WORKSPACE: (30,), Scope.CHANNEL: (20,)}, (15,), [45]),
        ({Scope.CHANNEL: (20,), Scope.PERSON: (5,)}, (15,), [55]),
        ({Scope.PERSON: ()}, (15,), []),
        ({}, (), []),
        ({}, (0,), [60]),
    ],
)
async def test_the_narrowest_lead_holds(
    plenum: Backstage, chosen: dict[Scope, tuple[int, ...]], own: tuple[int, ...] | None, minutes: list[float]
) -> None:
    ids = {Scope.WORKSPACE: TEAM, Scope.CHANNEL: TEAM_CHANNEL, Scope.PERSON: BEN}
    for scope, leads in chosen.items():
        await plenum.choose(LEADS, leads, scope, ids[scope])
    plan = Plan(topic="Weekly sync", starts_at=plenum.clock() + timedelta(hours=1), leads=own)

    await planned_with(plenum, plan=plan)

    assert [at for _, at in await waiting(plenum, BEN)] == minutes


async def test_choosing_other_leads_moves_what_is_owed(plenum: Backstage) -> None:
    await planned_with(plenum)

    await plenum.choose(LEADS, (5,), Scope.PERSON, BEN)
    await plenum.reminding.round()

    assert await waiting(plenum) == [(ANA, 50), (BEN, 55)]


async def test_a_channel_is_reminded_where_that_is_wanted(plenum: Backstage) -> None:
    await plenum.choose(CHANNEL_LEADS, (5,), Scope.CHANNEL, TEAM_CHANNEL)
    await planned_with(plenum)

    await plenum.deliver(minutes=55)

    assert plenum.standing_in(TEAM_CHANNEL)[-1] == "Weekly sync in 5 min"


async def test_a_moved_conference_is_reminded_of_at_its_new_time_only(plenum: Backstage) -> None:
    conference = await planned_with(plenum)

    await moved(plenum, conference, hours=2)
    await plenum.reminding.round()

    assert await waiting(plenum) == [(ANA, 110), (BEN, 110)]


async def test_one_moved_away_and_back_is_reminded_of_once(plenum: Backstage) -> None:
    conference = await planned_with(plenum)
    conference = await moved(plenum, conference, hours=2)
    await plenum.reminding.round()

    await moved(plenum, conference, hours=1)
    await plenum.reminding.round()

    assert await waiting(plenum) == [(ANA, 50), (BEN, 50)]


async def test_a_cancelled_one_is_not_reminded_of(plenum: Backstage) -> None:
    conference = await planned_with(plenum)

    await cancelled(plenum, conference)
    await plenum.remind(minutes=55)

    assert await waiting(plenum) == []
    assert "starts in" not in "".join(told(plenum, BEN))


async def test_one_cancelled_after_its_reminder_was_claimed_is_not_reminded_of(plenum: Backstage) -> None:
    conference = await planned_with(plenum)
    plenum.clock.advance(minutes=50)

    await cancelled(plenum, conference)
    await plenum.deliver()

    assert "starts in" not in "".join(told(plenum, BEN))


async def test_who_said_no_or_is_inside_is_not_reminded(plenum: Backstage) -> None:
    conference = await planned_with(plenum)
    await plenum.invitations.reply(conference, BEN, Rsvp.NO, now=plenum.clock())

    await plenum.remind(minutes=50)

    assert "starts in" not in "".join(told(plenum, BEN))


async def test_whoever_is_invited_late_is_not_reminded_of_what_they_just_heard(plenum: Backstage) -> None:
    conference = await planned_with(plenum)
    await plenum.deliver(minutes=52)

    await plenum.invitations.invite(conference, [CLEO], by=ANA, now=plenum.clock())
    await plenum.remind()

    assert await waiting(plenum, CLEO) == []


async def test_reminders_that_were_late_become_one_with_the_true_words(plenum: Backstage) -> None:
    await plenum.choose(LEADS, (30, 10), Scope.PERSON, BEN)
    await planned_with(plenum)
    before = len(told(plenum, BEN))

    await plenum.deliver(minutes=57)

    assert len(told(plenum, BEN)) == before + 1
    assert "starts in 3 minutes" in last(plenum, BEN)


async def test_nobody_is_reminded_more_than_ten_minutes_after_the_start(plenum: Backstage) -> None:
    await planned_with(plenum)
    before = len(told(plenum, BEN))

    await plenum.deliver(minutes=71)

    assert len(told(plenum, BEN)) == before


async def test_several_that_begin_together_come_in_one_message(plenum: Backstage) -> None:
    await planned_with(plenum)
    at = plenum.clock() + timedelta(hours=1)
    await planned_with(plenum, key="command:2", plan=Plan(topic="Budget", starts_at=at))
    before = len(told(plenum, BEN))

    await plenum.deliver(minutes=50)

    assert len(told(plenum, BEN)) == before + 1
    assert "Weekly sync" in last(plenum, BEN)
    assert "Budget" in last(plenum, BEN)
    assert {row.state for row in await plenum.owed(*KINDS)} == {"sent"}


async def test_one_of_several_that_is_over_is_left_out(plenum: Backstage) -> None:
    await planned_with(plenum)
    at = plenum.clock() + timedelta(hours=1)
    other = await planned_with(plenum, key="command:2", plan=Plan(topic="Budget", starts_at=at))
    plenum.clock.advance(minutes=50)

    await cancelled(plenum, other)
    await plenum.deliver()

    reminders = [one for one in told(plenum, BEN) if "starts in" in one]
    assert len(reminders) == 1
    assert "Budget" not in reminders[0]


async def two_half_a_minute_apart(plenum: Backstage) -> Conference:
    """Ben is to be reminded of the weekly sync now, and half a minute later of the budget; gives the first."""
    first = await planned_with(plenum)
    at = first.plan.starts_at + timedelta(seconds=30)
    await planned_with(plenum, key="command:2", plan=Plan(topic="Budget", starts_at=at))
    plenum.clock.now = first.plan.starts_at - timedelta(minutes=10)
    return first


async def test_what_was_to_go_along_with_one_that_is_over_waits_for_its_time(plenum: Backstage) -> None:
    await cancelled(plenum, await two_half_a_minute_apart(plenum))

    await plenum.deliver()
    early = [one for one in told(plenum, BEN) if "starts in" in one]
    await plenum.deliver(seconds=30)

    assert early == []
    assert "*Budget* starts in" in last(plenum, BEN)


async def test_what_was_to_go_along_with_one_that_failed_waits_for_its_time(plenum: Backstage) -> None:
    await two_half_a_minute_apart(plenum)
    plenum.slack.faults.set("server_error", method="chat.postMessage")

    await plenum.deliveries.round()
    await plenum.deliveries.idle()

    assert [round(minutes * 60) for _, minutes in await waiting(plenum, BEN)] == [2, 30]


async def reminded(plenum: Backstage) -> Conference:
    conference = await planned_with(plenum)
    await plenum.deliver(minutes=50)
    return await plenum.known(conference)


async def test_a_snoozed_reminder_says_when_it_comes_back_and_comes_back_once(plenum: Backstage) -> None:
    conference = await reminded(plenum)
    to = plenum.clock() + timedelta(minutes=5)

    for _ in range(2):
        await plenum.desk.recalls.put_off(conference, BEN, to=to, now=plenum.clock())
    await plenum.deliver()
    put_off = last(plenum, BEN)
    await plenum.remind(minutes=5)

    assert "I will remind you of *Weekly sync* again at" in put_off
    assert "starts in 5 minutes" in last(plenum, BEN)
    assert sum("starts in 5 minutes" in one for one in told(plenum, BEN)) == 1


async def test_nothing_is_put_off_beyond_the_start(plenum: Backstage) -> None:
    conference = await reminded(plenum)

    with pytest.raises(NotPlanned):
        await plenum.desk.recalls.put_off(
            conference, BEN, to=plenum.clock() + timedelta(minutes=11), now=plenum.clock()
        )


async def test_a_snoozed_reminder_of_one_that_moved_does_not_come(plenum: Backstage) -> None:
    conference = await reminded(plenum)
    to = plenum.clock() + timedelta(minutes=5)
    await plenum.desk.recalls.put_off(conference, BEN, to=to, now=plenum.clock())

    await moved(plenum, conference, hours=3)
    await plenum.remind(minutes=5)

    assert "starts in 5 minutes" not in "".join(told(plenum, BEN))


async def test_a_reminder_turns_into_the_truth(plenum: Backstage) -> None:
    conference = await reminded(plenum)

    conference = await moved(plenum, conference, hours=3)
    await plenum.remind()
    when_moved = [one for one in told(plenum, BEN) if "has moved" in one]
    await cancelled(plenum, conference)
    await plenum.remind()

    assert any("*Weekly sync* has moved: ~" in one for one in when_moved)
    assert any("*Weekly sync* is cancelled" in one for one in told(plenum, BEN))
    assert not any("starts in" in one for one in told(plenum, BEN))


async def test_a_reminder_has_join_once_it_is_live(plenum: Backstage) -> None:
    conference = await reminded(plenum)

    await plenum.tend(minutes=10)
    await plenum.remind()

    assert conference.room is None or conference.room.join_url
    assert "*Weekly sync* has started" in last(plenum, BEN) or any("has started" in one for one in told(plenum, BEN))
    assert any("'Join'" in one and "has started" in one for one in told(plenum, BEN))


async def test_once_it_is_live_only_the_last_reminder_has_join(plenum: Backstage) -> None:
    await plenum.choose(LEADS, (30, 10), Scope.PERSON, BEN)
    await planned_with(plenum)
    await plenum.deliver(minutes=30)
    await plenum.deliver(minutes=20)

    await plenum.tend(minutes=10)
    await plenum.remind()

    earlier, last_one = told(plenum, BEN)[-2:]
    assert "a later reminder stands further down" in earlier
    assert "'Join'" not in earlier
    assert "'Join'" in last_one


async def test_being_late_is_said_once_on_the_card_and_to_the_host(plenum: Backstage) -> None:
    conference = await reminded(plenum)

    for _ in range(2):
        await plenum.desk.recalls.late(conference, BEN, now=plenum.clock())
        await plenum.deliver()

    assert sum("is running late for" in one for one in told(plenum, ANA)) == 1
    assert (await plenum.known(conference)).late == (BEN,)


async def test_only_who_is_asked_says_that_they_are_late(plenum: Backstage) -> None:
    conference = await reminded(plenum)

    with pytest.raises(NotInvited):
        await plenum.desk.recalls.late(conference, CLEO, now=plenum.clock())


async def test_long_leads_wait_for_the_end_of_quiet_hours(plenum: Backstage) -> None:
    noon: datetime = plenum.clock()  # UTC
    await plenum.choose(LEADS, (180,), Scope.PERSON, BEN)
    await plenum.choose(QUIET, Quiet(begins=12 * 60, ends=14 * 60, zone="UTC"), Scope.PERSON, BEN)

    await planned_with(plenum, plan=Plan(topic="Weekly sync", starts_at=noon + timedelta(hours=4)))

    assert await waiting(plenum, BEN) == [(BEN, 120)]


async def test_a_series_reminds_of_each_date(plenum: Backstage) -> None:
    plan = replace(wish(plenum).plan, rule="FREQ=DAILY")
    await planned_with(plenum, plan=plan)
    first = await waiting(plenum, BEN)
    await plenum.deliver(minutes=50)
    await plenum.tend(minutes=10)

    await plenum.remind()

    assert first == [(BEN, 50)]
    assert [at for _, at in await waiting(plenum, BEN)] == [pytest.approx(24 * 60 - 10, abs=1)]
    assert any("has started" in one for one in told(plenum, BEN))


async def test_the_agenda_comes_each_day_that_brings_something(plenum: Backstage) -> None:
    now = plenum.clock()
    at = (now.hour * 60 + now.minute + 10) % (24 * 60)
    await plenum.choose(AGENDA, Daily(at=at, zone="UTC"), Scope.PERSON, BEN)
    await planned(plenum)

    await plenum.deliver(minutes=10)
    first = [one for one in told(plenum, BEN) if "today" in one]
    await plenum.deliver(hours=24)

    assert len(first) == 1
    assert "Weekly sync" in first[0]
    assert len([one for one in told(plenum, BEN) if "today" in one]) == 1
    states = [(row.state, row.reason) for row in await plenum.owed(DeliveryKind.AGENDA)]
    assert states == [("sent", None), ("closed", "nothing"), ("due", None)]


async def test_another_hour_or_none_replaces_the_agenda_that_is_owed(plenum: Backstage) -> None:
    await plenum.choose(AGENDA, Daily(at=8 * 60, zone="UTC"), Scope.PERSON, BEN)
    await plenum.choose(AGENDA, Daily(at=9 * 60, zone="UTC"), Scope.PERSON, BEN)
    nine = [row.due_at.hour for row in await plenum.owed(DeliveryKind.AGENDA) if row.state == "due"]

    await plenum.choose(AGENDA, None, Scope.PERSON, BEN)

    assert nine == [9]
    assert not [row for row in await plenum.owed(DeliveryKind.AGENDA) if row.state == "due"]


async def test_a_process_that_dies_before_it_writes_reminders_leaves_the_mark(plenum: Backstage) -> None:
    await planned(plenum)
    await plenum.deliver(minutes=30)

    await plenum.remind(minutes=20)

    assert "starts in 10 minutes" in last(plenum, BEN)


async def test_an_agenda_that_was_closed_goes_on(plenum: Backstage) -> None:
    await plenum.choose(AGENDA, Daily(at=8 * 60, zone="UTC"), Scope.PERSON, BEN)
    await plenum.execute("UPDATE deliveries SET state = 'closed', reason = 'user_disabled' WHERE kind = 'agenda'")

    for _ in range(2):
        await agendas.mend(plenum.database, now=plenum.clock())

    assert [row.state for row in await plenum.owed(DeliveryKind.AGENDA)] == ["due"]


async def test_where_nobody_is_left_no_agenda_goes_on(plenum: Backstage) -> None:
    await plenum.choose(AGENDA, Daily(at=8 * 60, zone="UTC"), Scope.PERSON, BEN)
    await plenum.leaving.leave(TEAM, now=plenum.clock())

    await agendas.mend(plenum.database, now=plenum.clock())

    assert [row.state for row in await plenum.owed(DeliveryKind.AGENDA)] == ["closed"]
