"""Rooms ahead of their time: made when it is planned, changed and taken away with the plan, kept for a series."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.errors import ChangedMeanwhile, ProviderError, RoomMade
from bot.model import Conference, Options, Plan, RoomStage, Stage
from bot.services.ahead import MADE_AHEAD, TRIED_AGAIN
from bot.services.starting import NotStarted
from playground.backends.trueconf.config import TEAM_CALL
from playground.slack.seed import TEAM
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, cards, moved, planned, told

WEEK = timedelta(weeks=1)
AWAY = {"busy_status": 503, "retry_after": None}
UNOPENED = AWAY | {"match": "(GET|POST) .*/conferences/"}


async def ready(plenum: Backstage, **changes: object) -> Conference:
    """Planned, and its room is there."""
    conference = await planned(plenum, **changes)
    await plenum.tend()
    return await plenum.known(conference)


async def lasting(plenum: Backstage) -> Conference:
    """One of 45 minutes, in an hour."""
    in_an_hour = plenum.clock() + timedelta(hours=1)
    return await ready(plenum, plan=Plan(topic="Sync", starts_at=in_an_hour, duration=timedelta(minutes=45)))


def begins_there(plenum: Backstage) -> datetime:
    """When its only room begins by its server's clock."""
    (room,) = plenum.trueconf.server.conferences.values()
    return datetime.fromtimestamp(room.schedule["start_time"], UTC)


async def weekly(plenum: Backstage, rule: str = "FREQ=WEEKLY") -> Conference:
    plan = Plan(topic="Weekly sync", starts_at=plenum.clock() + timedelta(hours=1), zone="Europe/Berlin", rule=rule)
    return await ready(plenum, plan=plan)


async def comes(plenum: Backstage, conference: Conference) -> None:
    plenum.clock.now = (await plenum.known(conference)).plan.starts_at
    await plenum.tend()


async def dates_of(plenum: Backstage, head: Conference) -> list[Conference]:
    return [one for one in await plenum.all() if one.series_id == head.id]


# Made


async def test_its_room_is_made_when_it_is_planned_and_waits(plenum: Backstage) -> None:
    conference = await ready(plenum)

    assert (conference.stage, conference.room_stage) == (Stage.SCHEDULED, RoomStage.READY)
    assert conference.room is not None
    assert plenum.room_states() == ["stopped"]
    assert await plenum.rooms.next_at(now=plenum.clock()) == conference.plan.starts_at


async def test_its_card_and_its_invitations_show_how_one_will_get_in(plenum: Backstage) -> None:
    conference = await ready(plenum)
    await plenum.deliver()

    assert conference.room is not None
    assert str(conference.room.join_url) in cards(plenum)[0]
    assert str(conference.room.join_url) in told(plenum, "U0BEN00001")[0]


async def test_at_its_time_that_very_room_opens(plenum: Backstage) -> None:
    conference = await ready(plenum)

    await comes(plenum, conference)

    live = await plenum.known(conference)
    assert (live.stage, live.room) == (Stage.LIVE, conference.room)
    assert plenum.room_states() == ["running"]


async def test_far_ahead_it_is_made_only_later(plenum: Backstage) -> None:
    far = plenum.clock() + MADE_AHEAD + WEEK
    conference = await ready(plenum, plan=Plan(topic="Summit", starts_at=far))

    assert conference.room is None
    assert await plenum.rooms.next_at(now=plenum.clock()) == far - MADE_AHEAD


async def test_while_the_back_end_is_away_nobody_hears_of_it_and_it_is_asked_again(plenum: Backstage) -> None:
    plenum.trueconf.faults.change(AWAY | {"match": "POST .*/conferences$"})
    conference = await ready(plenum)
    plenum.trueconf.faults.clear()

    waits = conference.room_stage
    await plenum.tend(minutes=TRIED_AGAIN / timedelta(minutes=1))

    assert waits is RoomStage.WANTED
    assert (await plenum.known(conference)).room_stage is RoomStage.READY
    assert plenum.direct(HOST.id) == []


async def test_where_the_answer_is_lost_the_same_room_is_found(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    conference = await ready(plenum)
    plenum.trueconf.faults.clear()

    await plenum.tend(minutes=6)

    assert conference.room_stage is RoomStage.ASKED
    assert (await plenum.known(conference)).room_stage is RoomStage.READY
    assert len(plenum.room_ids()) == 1


async def test_one_that_was_taken_away_there_is_made_again_when_it_is_changed(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.server.conferences.clear()

    await plenum.planning.change(
        conference, replace(conference.plan, topic="Review"), by=HOST, seen=0, now=plenum.clock(), room_later=True
    )
    await plenum.tend()
    await plenum.tend()

    assert (await plenum.known(conference)).room_stage is RoomStage.READY
    assert len(plenum.room_ids()) == 1


# Changed


async def test_a_move_changes_the_room_first_and_it_stays_one(plenum: Backstage) -> None:
    conference = await ready(plenum)

    again = await moved(plenum, conference, hours=5)

    assert (again.room_stage, again.room_stale) == (RoomStage.READY, False)
    assert len(plenum.room_ids()) == 1
    await comes(plenum, again)
    assert (await plenum.known(again)).stage is Stage.LIVE
    assert plenum.room_states() == ["running"]


async def test_where_the_back_end_does_not_answer_nothing_changes(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change(AWAY)

    with pytest.raises(ProviderError):
        await moved(plenum, conference, hours=5)

    stands = await plenum.known(conference)
    assert (stands.plan, stands.sequence) == (conference.plan, 0)


async def test_people_may_be_told_now_and_the_room_follows_when_its_server_is_back(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change(AWAY)
    plan = replace(conference.plan, starts_at=plenum.clock() + timedelta(hours=5))

    changed = await plenum.planning.change(conference, plan, by=HOST, seen=0, now=plenum.clock(), room_later=True)
    await plenum.tend()
    plenum.trueconf.faults.clear()
    await plenum.tend(minutes=6)

    assert changed.room_stale
    assert changed.plan.starts_at == plan.starts_at


async def test_where_the_answer_is_lost_the_room_hears_once_more_how_it_was(plenum: Backstage) -> None:
    conference = await lasting(plenum)
    plenum.trueconf.faults.change({"drop_after": True, "match": "PUT .*"})

    with pytest.raises(ProviderError):
        await moved(plenum, conference, hours=5)

    plenum.trueconf.faults.clear()
    between = begins_there(plenum)
    await plenum.tend()
    assert between == plenum.clock() + timedelta(hours=5)
    assert begins_there(plenum) == conference.plan.starts_at
    assert not (await plenum.known(conference)).room_stale


async def test_a_process_that_dies_before_it_writes_a_move_down_leaves_the_room_as_it_was(plenum: Backstage) -> None:
    conference = await lasting(plenum)
    later = replace(conference.plan, starts_at=plenum.clock() + timedelta(hours=5))
    await plenum.ahead.changed(conference, later, now=plenum.clock())

    await plenum.tend(minutes=3)

    assert begins_there(plenum) == conference.plan.starts_at


async def test_what_a_slow_process_tells_the_room_of_an_older_plan_is_put_right(plenum: Backstage) -> None:
    slow = await lasting(plenum)
    again = await moved(plenum, slow, hours=5)

    await plenum.opening.open(slow.change(room_stale=True), by="me", now=plenum.clock())
    older = begins_there(plenum)
    await plenum.tend()

    assert older == slow.plan.starts_at
    assert begins_there(plenum) == again.plan.starts_at


async def test_moved_when_its_room_was_taken_away_there_it_gets_another(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.server.conferences.clear()

    await moved(plenum, conference, hours=5)
    await plenum.tend()

    assert (await plenum.known(conference)).room_stage is RoomStage.READY
    assert len(plenum.room_ids()) == 1


async def test_who_is_slower_leaves_the_room_to_the_faster(plenum: Backstage) -> None:
    conference = await ready(plenum)
    await moved(plenum, conference, hours=5)

    with pytest.raises(ChangedMeanwhile):
        await moved(plenum, conference, hours=7)

    assert not (await plenum.known(conference)).room_stale


# Taken away


async def test_cancelled_its_room_is_taken_away(plenum: Backstage) -> None:
    conference = await ready(plenum)

    await plenum.planning.cancel(conference, by=HOST, now=plenum.clock())
    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


async def test_cancelled_while_its_server_is_away_people_are_told_at_once(plenum: Backstage) -> None:
    conference = await ready(plenum)
    await plenum.deliver()
    plenum.trueconf.faults.change(AWAY)

    await plenum.planning.cancel(conference, by=HOST, now=plenum.clock())
    await plenum.tend()
    await plenum.deliver()

    assert (await plenum.known(conference)).stage is Stage.CANCELLED
    assert "has cancelled" in told(plenum, "U0BEN00001")[-1]


async def test_missed_its_room_is_taken_away(plenum: Backstage) -> None:
    conference = await ready(plenum)

    await plenum.tend(hours=3)
    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.MISSED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


async def test_a_workspace_that_leaves_takes_its_rooms_with_it(plenum: Backstage) -> None:
    conference = await ready(plenum)

    await plenum.leaving.leave(TEAM, now=plenum.clock())
    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


# Not opened


async def test_a_process_that_died_before_it_opened_the_room_is_gone_on_with(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.clock.now = conference.plan.starts_at
    await plenum.beginning.begin(conference, by="the dead", now=plenum.clock())

    await plenum.tend(seconds=11)

    live = await plenum.known(conference)
    assert (live.stage, live.room) == (Stage.LIVE, conference.room)


async def test_nobody_was_there_after_a_process_died_before_it_opened_the_room(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.clock.now = conference.plan.starts_at
    await plenum.beginning.begin(conference, by="the dead", now=plenum.clock())

    await plenum.tend(minutes=30)
    await plenum.tend()

    assert await plenum.standing(conference) == (Stage.MISSED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


async def opened_in_vain(plenum: Backstage) -> Conference:
    """Its time has come, and its room is there, but its server does not open it."""
    conference = await ready(plenum)
    plenum.trueconf.faults.change(UNOPENED)
    await comes(plenum, conference)
    for _ in range(9):
        await plenum.tend(seconds=15)
    plenum.trueconf.faults.clear()
    return await plenum.known(conference)


async def test_a_room_that_could_not_be_opened_waits_for_another_try_and_is_taken_away(plenum: Backstage) -> None:
    """Its server may have begun it by its own clock, and ends it by that."""
    conference = await opened_in_vain(plenum)

    before = await plenum.standing(conference), len(plenum.room_ids())
    for _ in range(7):
        await plenum.tend(hours=1)

    assert before == ((Stage.FAILED, RoomStage.READY), 1)
    assert await plenum.standing(conference) == (Stage.FAILED, RoomStage.REMOVED)
    assert plenum.room_ids() == []


async def test_tried_again_that_very_room_opens(plenum: Backstage) -> None:
    conference = await opened_in_vain(plenum)

    again = await plenum.again(conference)

    assert (again.id, again.stage, again.room) == (conference.id, Stage.LIVE, conference.room)
    assert plenum.room_states() == ["running"]


async def test_started_early_in_vain_and_cancelled_its_room_is_taken_away(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change(UNOPENED)
    with pytest.raises(NotStarted):
        await plenum.opening.early(conference, by=HOST, press="press:1", now=plenum.clock())
    plenum.trueconf.faults.clear()

    await plenum.planning.cancel(await plenum.known(conference), by=HOST, now=plenum.clock())
    await plenum.tend()

    assert plenum.room_ids() == []


# A series


async def test_all_dates_of_a_series_have_one_room_where_it_is_kept(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await comes(plenum, head)
    (first,) = await dates_of(plenum, head)
    await plenum.conferences.close(first, by=HOST.id, now=plenum.clock())
    for _ in range(3):
        await plenum.tend(minutes=30)
    await comes(plenum, head)

    first, second = await dates_of(plenum, head)
    assert second.stage is Stage.LIVE
    assert first.room is not None
    assert second.room is not None
    assert first.room.join_url == second.room.join_url
    assert len(plenum.room_ids()) == 1


async def test_moved_while_one_date_goes_on_its_room_follows_afterwards(plenum: Backstage) -> None:
    head = await weekly(plenum)
    await comes(plenum, head)
    (date,) = await dates_of(plenum, head)

    again = await moved(plenum, await plenum.known(head), days=3)
    meanwhile = again.room_stale, plenum.room_states()
    await plenum.conferences.send_out(date)
    await plenum.conferences.close(date, by=HOST.id, now=plenum.clock())
    for _ in range(4):
        await plenum.tend(minutes=10)

    assert meanwhile == (True, ["running"])
    assert not (await plenum.known(head)).room_stale
    assert begins_there(plenum) == again.plan.starts_at


async def test_its_last_date_takes_the_room_with_it(plenum: Backstage) -> None:
    head = await weekly(plenum, "FREQ=WEEKLY;COUNT=1")

    await comes(plenum, head)

    (only,) = await dates_of(plenum, head)
    assert (only.stage, only.kept_reference) == (Stage.LIVE, None)
    assert (await plenum.known(head)).room is None
    assert len(plenum.room_ids()) == 1


async def test_cancelled_while_one_date_goes_on_its_room_stays_for_that(plenum: Backstage) -> None:
    head = await weekly(plenum)
    await comes(plenum, head)

    await plenum.planning.cancel(await plenum.known(head), by=HOST, now=plenum.clock())
    await plenum.tend()

    (date,) = await dates_of(plenum, head)
    assert (date.stage, date.kept_reference) == (Stage.LIVE, None)
    assert plenum.room_states() == ["running"]


async def test_cancelled_before_any_date_its_room_is_taken_away(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await plenum.planning.cancel(head, by=HOST, now=plenum.clock())
    await plenum.tend()

    assert plenum.room_ids() == []


async def test_where_the_answer_to_a_change_is_lost_ours_stays_as_it_was(plenum: Backstage) -> None:
    conference = await ready(plenum)
    plenum.trueconf.faults.change({"drop_after": True})

    with pytest.raises(ProviderError):
        await moved(plenum, conference, hours=5)

    assert (await plenum.known(conference)).plan == conference.plan


# Options


def wished(plenum: Backstage, **options: Any) -> Plan:
    return Plan(topic="Weekly sync", starts_at=plenum.clock() + timedelta(hours=1), options=Options(**options))


def settings(plenum: Backstage) -> dict[str, Any]:
    """What the server's only room is like."""
    (room,) = plenum.trueconf.server.conferences.values()
    return dict(room.settings)


async def changed(plenum: Backstage, conference: Conference, plan: Plan, **how: Any) -> Conference:
    person = await plenum.people.person(TEAM, conference.host_id)
    await plenum.planning.change(conference, plan, by=person, seen=conference.sequence, now=plenum.clock(), **how)
    await plenum.tend()
    return await plenum.known(conference)


async def test_its_room_is_as_it_was_wished_and_its_pin_stands_on_the_card(plenum: Backstage) -> None:
    await ready(plenum, plan=wished(plenum, pin="0482", waiting_room=True))
    await plenum.deliver()

    assert (settings(plenum)["pin"], settings(plenum)["waiting_room_enabled"]) == ("0482", True)
    assert "PIN 0482" in cards(plenum)[0]
    assert "waits to be let in" in cards(plenum)[0]


async def test_the_room_follows_a_changed_option(plenum: Backstage) -> None:
    conference = await ready(plenum, plan=wished(plenum, pin="0482"))

    after = await changed(plenum, conference, wished(plenum, pin="5555", capacity=25))

    assert after.room is not None
    assert (after.room.guest_pin, settings(plenum)["pin"], settings(plenum)["max_participants"]) == ("5555", "5555", 25)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"pin": "0482"}, {}),
        ({"capacity": 25, "pin": "0482"}, {}),
        ({"template": TEAM_CALL.id, "pin": "0482"}, {}),
    ],
)
async def test_what_no_room_can_become_is_another_room(
    before: dict[str, Any], after: dict[str, Any], plenum: Backstage
) -> None:
    conference = await ready(plenum, plan=wished(plenum, **before))

    renewed = await changed(plenum, conference, wished(plenum, **after))

    assert renewed.room is not None
    assert (renewed.room.guest_pin, renewed.room_stage, renewed.room_stale) == (None, RoomStage.READY, False)
    assert (settings(plenum)["pin"], settings(plenum)["max_participants"]) == (None, 250)


async def test_it_is_recorded_after_all(plenum: Backstage) -> None:
    conference = await ready(plenum)

    await changed(plenum, conference, replace(conference.plan, record=True))

    assert settings(plenum)["recording"] == 1


async def test_a_room_with_people_in_it_does_not_give_way(plenum: Backstage) -> None:
    """It is that of a series, one of whose dates is going on."""
    head = await ready(plenum, plan=replace(wished(plenum, pin="0482"), rule="FREQ=WEEKLY"))
    await comes(plenum, head)
    head = await plenum.known(head)

    with pytest.raises(RoomMade):
        await changed(plenum, head, replace(head.plan, options=Options()))

    stands = await plenum.known(head)
    assert (stands.plan, stands.sequence, stands.room_stale) == (head.plan, head.sequence, head.room_stale)
    assert plenum.room_states() == ["running"]


async def test_a_room_that_cannot_be_taken_away_for_now_changes_nothing(plenum: Backstage) -> None:
    conference = await ready(plenum, plan=wished(plenum, pin="0482"))
    plenum.trueconf.faults.change(AWAY)

    with pytest.raises(ProviderError):
        await changed(plenum, conference, wished(plenum), room_later=True)

    assert (await plenum.known(conference)).plan.options == Options(pin="0482")
