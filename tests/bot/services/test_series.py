"""A series: its next date becomes a conference when its time comes; one date may change, or all."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.blocks import conference as card_of
from bot.errors import ChangedMeanwhile, NotAllowed
from bot.model import Conference, DeliveryKind, Person, Plan, RoomStage, Series, Stage
from bot.services.series import at_other_times
from bot.services.starting import NotStarted
from playground.slack.seed import ANA, BEN, CLEO, TEAM
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, cards, moved_to, planned, told

OTHER = Person(id=CLEO, name="cleo", admin=True)
WEEK = timedelta(weeks=1)
AUTUMN = datetime(2026, 10, 19, 13, 0, tzinfo=UTC)
"""Three in the afternoon in Berlin, six days before the clocks go back."""


async def weekly(plenum: Backstage, rule: str = "FREQ=WEEKLY", *, starts_at: datetime | None = None) -> Conference:
    """Ana's, every week from an hour from now on, with Ben."""
    first_at = starts_at or plenum.clock() + timedelta(hours=1)
    head = await planned(plenum, plan=Plan(topic="Weekly sync", starts_at=first_at, zone="Europe/Berlin", rule=rule))
    await plenum.deliver()
    return head


def dates_of(head: Conference) -> Series:
    assert head.series is not None
    return head.series


async def occurrences(plenum: Backstage, head: Conference) -> list[Conference]:
    return [one for one in await plenum.all() if one.series_id == head.id]


async def live(plenum: Backstage, head: Conference) -> Conference:
    """Its next date has come."""
    plenum.clock.now = max(plenum.clock(), (await plenum.known(head)).plan.starts_at)
    await plenum.tend()
    await plenum.deliver()
    return (await occurrences(plenum, head))[-1]


async def only_date(plenum: Backstage, head: Conference, by: Person = HOST) -> Conference:
    """Its next date is cancelled."""
    head = await plenum.known(head)
    return await plenum.planning.cancel(head, by=by, now=plenum.clock(), date=head.plan.starts_at)


# Planned


async def test_it_stands_for_all_its_dates_with_one_card_and_one_message_to_each(plenum: Backstage) -> None:
    head = await weekly(plenum)

    (card,), (invitation,) = cards(plenum), told(plenum, BEN)
    assert "Every " in card
    assert "Each time it begins" in invitation
    assert (head.stage, dates_of(head).first_at) == (Stage.SCHEDULED, head.plan.starts_at)


async def test_it_begins_at_the_first_date_that_fits(plenum: Backstage) -> None:
    head = await weekly(plenum, "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", starts_at=datetime(2026, 12, 5, 8, tzinfo=UTC))

    assert head.plan.starts_at == datetime(2026, 12, 7, 8, tzinfo=UTC)


# Its time comes


async def test_its_next_date_goes_live_and_the_series_goes_on(plenum: Backstage) -> None:
    head = await weekly(plenum)

    alone = await live(plenum, head)

    after = await plenum.known(head)
    assert (alone.stage, alone.occurrence_at) == (Stage.LIVE, head.plan.starts_at)
    assert alone.code != head.code
    assert (after.stage, after.plan.starts_at) == (Stage.SCHEDULED, head.plan.starts_at + WEEK)
    assert len(plenum.room_ids()) == 1


async def test_each_date_has_a_card_of_its_own_and_nobody_is_asked_twice(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await live(plenum, head)

    series, card = cards(plenum)
    assert card_of.JOIN in card
    assert card_of.JOIN not in series
    assert len(told(plenum, BEN)) == 1


async def test_it_keeps_its_hour_when_the_clocks_change(plenum: Backstage) -> None:
    plenum.clock.now = AUTUMN - timedelta(hours=1)
    head = await weekly(plenum, starts_at=AUTUMN)

    await live(plenum, head)

    assert (await plenum.known(head)).plan.starts_at == datetime(2026, 10, 26, 14, 0, tzinfo=UTC)


async def test_two_processes_at_once_bring_one_date_live(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plenum.clock.now = head.plan.starts_at
    seen = await plenum.known(head)

    first = await plenum.beginning.split(seen, by="me", now=plenum.clock())
    second = await plenum.beginning.split(seen, by="you", now=plenum.clock())

    assert first is not None
    assert second is None
    assert len(await occurrences(plenum, head)) == 1


async def test_a_date_whose_process_died_over_it_is_gone_on_with(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plenum.clock.now = head.plan.starts_at
    await plenum.beginning.split(await plenum.known(head), by="me", now=plenum.clock())

    await plenum.tend(minutes=1)

    (alone,) = await occurrences(plenum, head)
    assert (await plenum.known(alone)).stage is Stage.LIVE
    assert plenum.room_states().count("running") == 1


async def test_the_last_date_leaves_a_series_that_is_over(plenum: Backstage) -> None:
    head = await weekly(plenum, "FREQ=WEEKLY;COUNT=2")

    await live(plenum, head)
    await live(plenum, head)

    assert (await plenum.known(head)).stage is Stage.ENDED
    assert len(await occurrences(plenum, head)) == 2
    assert "There are no more dates" in cards(plenum)[0]


async def test_after_being_away_for_long_it_goes_on_and_its_host_hears_once(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plenum.clock.now = head.plan.starts_at + 3 * WEEK + timedelta(hours=1)

    await plenum.tend()
    await plenum.deliver()

    after = await plenum.known(head)
    assert (after.stage, after.plan.starts_at) == (Stage.SCHEDULED, head.plan.starts_at + 4 * WEEK)
    assert ["I was away then" in text for text in told(plenum, ANA)] == [True]
    assert await occurrences(plenum, head) == []


async def test_a_date_that_could_not_be_started_says_so_in_the_channel(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plenum.trueconf.faults.change({"busy_status": 503, "match": "POST .*/conferences$"})
    plenum.clock.now = head.plan.starts_at

    await plenum.tend()
    for _ in range(9):
        await plenum.tend(seconds=15)
    await plenum.deliver()

    (alone,) = await occurrences(plenum, head)
    assert alone.stage is Stage.FAILED
    assert "could not be started" in cards(plenum)[-1]
    assert (await plenum.known(head)).stage is Stage.SCHEDULED


# One date


async def test_one_date_can_be_cancelled_and_the_others_stay(plenum: Backstage) -> None:
    head = await weekly(plenum)

    after = await only_date(plenum, head)

    await plenum.deliver()
    assert (after.stage, after.plan.starts_at) == (Stage.SCHEDULED, head.plan.starts_at + WEEK)
    assert dates_of(after).skipped == (head.plan.starts_at,)
    assert ["The next time is" in text for text in told(plenum, BEN)] == [False, True]


async def test_what_shows_it_follows_a_cancelled_date_once(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await only_date(plenum, head)

    assert len(await plenum.owed(DeliveryKind.CARD_UPDATE)) == 1


async def test_the_same_date_cancelled_twice_is_cancelled_once(plenum: Backstage) -> None:
    head = await weekly(plenum)
    date = head.plan.starts_at

    for _ in range(2):
        await plenum.planning.cancel(await plenum.known(head), by=HOST, now=plenum.clock(), date=date)

    assert dates_of(await plenum.known(head)).skipped == (date,)
    assert len(await plenum.owed(DeliveryKind.CHANGE)) == 1


async def test_its_last_date_cancelled_it_is_over(plenum: Backstage) -> None:
    head = await weekly(plenum, "FREQ=WEEKLY;COUNT=1")

    assert (await only_date(plenum, head)).stage is Stage.ENDED


async def test_one_date_can_be_moved_and_everybody_is_asked_to_it_anew(plenum: Backstage) -> None:
    head = await weekly(plenum)
    later = head.plan.starts_at + timedelta(days=1)

    alone = await plenum.planning.move_next(head, later, by=HOST, now=plenum.clock())

    await plenum.deliver()
    after = await plenum.known(head)
    assert (alone.series_id, alone.plan.starts_at, alone.stage) == (head.id, later, Stage.SCHEDULED)
    assert (after.plan.starts_at, dates_of(after).moved) == (
        head.plan.starts_at + WEEK,
        ((head.plan.starts_at, later),),
    )
    assert ["~" in text for text in told(plenum, BEN)] == [False, True]
    assert len(cards(plenum)) == 1


async def test_a_moved_date_goes_live_with_its_card_and_without_another_message(plenum: Backstage) -> None:
    head = await weekly(plenum)
    later = head.plan.starts_at + timedelta(days=1)
    alone = await plenum.planning.move_next(head, later, by=HOST, now=plenum.clock())
    await plenum.deliver()

    plenum.clock.now = later
    await plenum.tend()
    await plenum.deliver()

    assert (await plenum.known(alone)).stage is Stage.LIVE
    assert card_of.JOIN in cards(plenum)[-1]
    assert [card_of.JOIN in text for text in told(plenum, BEN)] == [False, True]


async def test_a_moved_date_that_is_cancelled_is_left_out(plenum: Backstage) -> None:
    head = await weekly(plenum)
    later = head.plan.starts_at + timedelta(days=1)
    alone = await plenum.planning.move_next(head, later, by=HOST, now=plenum.clock())

    await plenum.planning.cancel(alone, by=HOST, now=plenum.clock())

    series = dates_of(await plenum.known(head))
    assert (series.moved, series.skipped) == ((), (head.plan.starts_at,))


async def test_a_moved_date_is_left_out_though_the_series_moved_since(plenum: Backstage) -> None:
    head = await weekly(plenum)
    first_at = head.plan.starts_at
    alone = await plenum.planning.move_next(head, first_at + timedelta(days=1), by=HOST, now=plenum.clock())
    await moved_to(plenum, await plenum.known(head), first_at + WEEK + timedelta(hours=2))

    await plenum.planning.cancel(alone, by=HOST, now=plenum.clock())

    series = dates_of(await plenum.known(head))
    assert (series.moved, series.skipped) == ((), (first_at + timedelta(hours=2),))


async def test_a_moved_date_can_be_moved_again(plenum: Backstage) -> None:
    head = await weekly(plenum)
    later, latest = (head.plan.starts_at + timedelta(days=days) for days in (1, 2))
    alone = await plenum.planning.move_next(head, later, by=HOST, now=plenum.clock())

    await moved_to(plenum, alone, latest)

    assert dates_of(await plenum.known(head)).moved == ((head.plan.starts_at, latest),)


async def test_asked_again_by_a_process_that_saw_it_moved_no_other_date_moves(plenum: Backstage) -> None:
    head = await weekly(plenum)
    later = head.plan.starts_at + timedelta(days=1)

    first, second = [
        await plenum.planning.move_next(await plenum.known(head), later, by=HOST, now=plenum.clock()) for _ in range(2)
    ]

    assert first.id == second.id
    assert (await plenum.known(head)).plan.starts_at == head.plan.starts_at + WEEK


async def test_of_two_who_move_one_date_at_once_one_wins(plenum: Backstage) -> None:
    head = await weekly(plenum)
    days = [head.plan.starts_at + timedelta(days=days) for days in (1, 2)]
    await plenum.planning.move_next(head, days[0], by=HOST, now=plenum.clock())

    with pytest.raises(ChangedMeanwhile):
        await plenum.planning.move_next(head, days[1], by=OTHER, now=plenum.clock())

    assert [one.plan.starts_at for one in await occurrences(plenum, head)] == days[:1]


async def test_a_series_that_comes_back_to_a_time_goes_live_then(plenum: Backstage) -> None:
    """One of its dates was at that time before, and alone was moved away."""
    head = await weekly(plenum)
    first_at = head.plan.starts_at
    await plenum.planning.move_next(head, first_at + timedelta(days=3), by=HOST, now=plenum.clock())
    head = await moved_to(plenum, await plenum.known(head), first_at)

    alone = await live(plenum, head)

    assert (alone.stage, alone.occurrence_at) == (Stage.LIVE, first_at)


# All dates


async def test_all_dates_move_and_those_that_are_left_out_stay_so(plenum: Backstage) -> None:
    head = await weekly(plenum)
    first = head.plan.starts_at
    await only_date(plenum, head)
    head = await plenum.known(head)

    moved = await moved_to(plenum, head, first + WEEK + timedelta(days=1, hours=2))

    await live(plenum, moved)
    after = await plenum.known(head)
    assert moved.plan.starts_at == first + WEEK + timedelta(days=1, hours=2)
    assert after.plan.starts_at == moved.plan.starts_at + WEEK


async def test_moved_with_dates_ahead_left_out_those_move_too(plenum: Backstage) -> None:
    head = await weekly(plenum)
    series = replace(dates_of(head), skipped=(head.plan.starts_at + WEEK,))
    moved, left = at_other_times(head.change(series=series), head.plan.starts_at + timedelta(hours=3))

    assert left.skipped == (head.plan.starts_at + WEEK + timedelta(hours=3),)
    assert moved.starts_at == head.plan.starts_at + timedelta(hours=3)


async def test_so_many_times_count_from_where_it_was_moved(plenum: Backstage) -> None:
    head = await weekly(plenum, "FREQ=WEEKLY;COUNT=3")
    await live(plenum, head)
    head = await plenum.known(head)

    moved = await moved_to(plenum, head, head.plan.starts_at + timedelta(hours=1))

    assert "COUNT=2" in str(moved.plan.rule)


async def test_all_dates_cancelled_nothing_comes_of_it(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await plenum.planning.cancel(head, by=HOST, now=plenum.clock())
    plenum.clock.now = head.plan.starts_at
    await plenum.tend()
    await plenum.deliver()

    assert await occurrences(plenum, head) == []
    assert "all dates" in told(plenum, BEN)[-1]


async def test_a_new_topic_only_edits_what_stands(plenum: Backstage) -> None:
    head = await weekly(plenum)

    await plenum.planning.change(head, replace(head.plan, topic="Review"), by=HOST, seen=0, now=plenum.clock())

    await plenum.deliver()
    assert "Review" in cards(plenum)[0]
    assert ["Review" in text for text in told(plenum, BEN)] == [True]


async def test_another_rule_begins_it_anew(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plan = replace(head.plan, rule="FREQ=DAILY;COUNT=5")

    changed = await plenum.planning.change(head, plan, by=HOST, seen=0, now=plenum.clock())

    assert (dates_of(changed).first_at, changed.plan.rule) == (head.plan.starts_at, "FREQ=DAILY;COUNT=5")


async def test_it_can_stop_repeating(plenum: Backstage) -> None:
    head = await weekly(plenum)

    single = await plenum.planning.change(head, replace(head.plan, rule=None), by=HOST, seen=0, now=plenum.clock())

    assert single.series is None
    assert (await live_single(plenum, single)).stage is Stage.LIVE


# Two at once


async def test_of_two_who_change_it_at_once_one_wins_and_the_other_is_told(plenum: Backstage) -> None:
    head = await weekly(plenum)
    await plenum.planning.change(head, replace(head.plan, topic="Review"), by=HOST, seen=0, now=plenum.clock())

    with pytest.raises(ChangedMeanwhile):
        await plenum.planning.change(head, replace(head.plan, topic="Retro"), by=OTHER, seen=0, now=plenum.clock())

    assert (await plenum.known(head)).plan.topic == "Review"


async def test_the_same_change_twice_is_once(plenum: Backstage) -> None:
    head = await weekly(plenum)
    plan = replace(head.plan, topic="Review")

    for _ in range(2):
        await plenum.planning.change(head, plan, by=HOST, seen=0, now=plenum.clock())

    assert (await plenum.known(head)).sequence == 1


# Before its time


async def test_its_host_starts_the_next_date_before_its_time(plenum: Backstage) -> None:
    head = await weekly(plenum)

    started = await plenum.opening.early(head, by=HOST, press="press:1", now=plenum.clock())

    after = await plenum.known(head)
    assert (started.conference.stage, started.conference.early_from) == (Stage.LIVE, head.plan.starts_at)
    assert after.plan.starts_at == head.plan.starts_at + WEEK


async def test_pressed_twice_it_is_started_once(plenum: Backstage) -> None:
    head = await weekly(plenum)

    for press in ("press:1", "press:2"):
        await plenum.opening.early(head, by=HOST, press=press, now=plenum.clock())

    assert len(await occurrences(plenum, head)) == 1
    assert len(plenum.room_ids()) == 1


async def test_pressed_again_when_it_is_live_its_date_after_that_stays_planned(plenum: Backstage) -> None:
    head = await weekly(plenum)
    first = await plenum.opening.early(head, by=HOST, press="press:1", now=plenum.clock())

    second = await plenum.opening.early(await plenum.known(head), by=HOST, press="press:2", now=plenum.clock())

    assert second.conference.id == first.conference.id
    assert len(await occurrences(plenum, head)) == 1


async def test_pressed_again_by_a_process_that_died_over_it_that_date_is_started(plenum: Backstage) -> None:
    head = await weekly(plenum)
    await plenum.beginning.early(head, by=HOST, press="press:1", now=plenum.clock())

    started = await plenum.opening.early(await plenum.known(head), by=HOST, press="press:1", now=plenum.clock())

    assert (started.conference.stage, started.conference.early_from) == (Stage.LIVE, head.plan.starts_at)
    assert len(await occurrences(plenum, head)) == 1


async def test_a_single_one_is_started_before_its_time(plenum: Backstage) -> None:
    single = await planned(plenum)

    started = await plenum.opening.early(single, by=HOST, press="press:1", now=plenum.clock())

    await plenum.deliver()
    assert started.conference.stage is Stage.LIVE
    assert card_of.JOIN in cards(plenum)[-1]


@pytest.mark.parametrize("repeats", [False, True])
async def test_where_no_room_is_to_be_had_it_stays_planned(plenum: Backstage, repeats: bool) -> None:
    one = await weekly(plenum) if repeats else await planned(plenum)
    plenum.trueconf.faults.change({"busy_status": 503, "retry_after": None, "match": "POST .*/conferences$"})

    with pytest.raises(NotStarted):
        await plenum.opening.early(one, by=HOST, press="press:1", now=plenum.clock())

    plenum.trueconf.faults.clear()
    waits = (await occurrences(plenum, one))[0] if repeats else await plenum.known(one)
    assert (waits.stage, waits.room_stage, waits.plan.starts_at) == (
        Stage.SCHEDULED,
        RoomStage.WANTED,
        one.plan.starts_at,
    )
    plenum.clock.now = one.plan.starts_at
    await plenum.tend()
    assert (await plenum.known(waits)).stage is Stage.LIVE


async def test_others_may_not_start_it(plenum: Backstage) -> None:
    head = await weekly(plenum)

    with pytest.raises(NotAllowed):
        await plenum.opening.early(head, by=Person(id=BEN, name="ben"), press="press:1", now=plenum.clock())


async def test_what_is_to_come_lists_it_once(plenum: Backstage) -> None:
    head = await weekly(plenum)

    assert [one.id for one in await plenum.conferences.coming(TEAM)] == [head.id]


async def live_single(plenum: Backstage, conference: Conference) -> Conference:
    plenum.clock.now = conference.plan.starts_at
    await plenum.tend()
    return await plenum.known(conference)
