"""A person's feed and a conference's file: what stands in them, and for whom."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.calendars import Entry
from bot.model import Conference, Plan, Rsvp
from bot.services.calendars import BACK, Sheet
from bot.store import invitations
from playground.slack.seed import ANA, BEN, CLEO, TEAM
from tests.backstage import Backstage
from tests.bot.services.planned import HOST, moved_to, planned

WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)


async def weekly(plenum: Backstage, **changes: Any) -> Conference:
    """Ana's with Ben, from an hour from now on."""
    first_at = plenum.clock() + HOUR
    plan = Plan(topic="Weekly sync", starts_at=first_at, zone="Europe/Berlin", rule="FREQ=WEEKLY")
    return await planned(plenum, plan=plan, **changes)


async def feed(plenum: Backstage, person_id: str = BEN) -> Sheet | None:
    url = await plenum.desk.feeds.feed_url(TEAM, person_id, now=plenum.clock())
    return await sheet(plenum, url)


async def sheet(plenum: Backstage, url: str | None) -> Sheet | None:
    assert url
    token = url.rpartition("/")[2].removesuffix(".ics")
    return await plenum.desk.calendars.sheet(token, now=plenum.clock())


async def entries(plenum: Backstage, person_id: str = BEN) -> tuple[Entry, ...]:
    found = await feed(plenum, person_id)
    assert found
    return found.entries


async def file_of(plenum: Backstage, conference: Conference) -> Sheet:
    found = await sheet(plenum, plenum.desk.feeds.file_url(conference))
    assert found
    return found


async def says(plenum: Backstage, conference: Conference, person_id: str, said: Rsvp) -> None:
    async with plenum.database.write() as connection:
        await invitations.reply(connection, conference.id, person_id, said, now=plenum.clock())


async def next_alone(plenum: Backstage, head: Conference, starts_at: datetime) -> Conference:
    """Its next date takes place at another time."""
    return await plenum.planning.move_next(head, starts_at, by=HOST, now=plenum.clock())


async def test_a_plan_stands_in_the_feeds_of_its_host_and_of_those_who_are_asked(plenum: Backstage) -> None:
    conference = await planned(plenum)

    [entry], [same], others = await entries(plenum, ANA), await entries(plenum, BEN), await entries(plenum, CLEO)

    assert entry == same
    assert others == ()
    assert (entry.uid, entry.sequence, entry.topic) == (f"{conference.id}@plenum", 0, "Weekly sync")
    assert (entry.starts_at, entry.length) == (conference.plan.starts_at, timedelta(minutes=30))
    assert (entry.where, entry.host_name) == ("#team in Slack", "ana")
    assert entry.host_email == "ana@acme.example"
    assert (entry.link, entry.cancelled, entry.rule) == (None, False, None)
    assert entry.note.startswith(f"Hosted by ana · {conference.code}\nTo join, open it in Slack")


async def test_who_said_no_does_not_find_it_until_they_change_their_mind(plenum: Backstage) -> None:
    conference = await planned(plenum)

    await says(plenum, conference, BEN, Rsvp.NO)
    without = await entries(plenum)
    await says(plenum, conference, BEN, Rsvp.MAYBE)

    assert without == ()
    assert len(await entries(plenum)) == 1


async def test_a_change_raises_the_number_and_a_cancelled_one_is_gone(plenum: Backstage) -> None:
    conference = await planned(plenum)

    later = conference.plan.starts_at + HOUR
    moved = await moved_to(plenum, conference, later)
    [entry] = await entries(plenum)
    await plenum.planning.cancel(moved, by=HOST, now=plenum.clock())

    assert (entry.sequence, entry.starts_at, entry.uid) == (1, later, f"{conference.id}@plenum")
    assert entry.changed_at is None
    assert await entries(plenum) == ()


async def test_the_file_of_a_cancelled_one_takes_it_out_of_the_calendar(plenum: Backstage) -> None:
    conference = await planned(plenum)
    before = await file_of(plenum, conference)

    await plenum.planning.cancel(conference, by=HOST, now=plenum.clock())

    after = await file_of(plenum, conference)
    assert b"METHOD:PUBLISH" in before.written(plenum.clock())
    assert b"METHOD:CANCEL" in after.written(plenum.clock())
    assert after.entries[0].sequence > before.entries[0].sequence
    assert after.file_name == f"{conference.code}.ics"


async def test_what_was_called_at_once_is_in_no_feed_and_has_a_file(plenum: Backstage) -> None:
    conference = await plenum.start()

    assert await entries(plenum, ANA) == ()
    [entry] = (await file_of(plenum, conference)).entries
    assert conference.room
    assert entry.link == conference.room.join_url


async def test_a_feed_goes_a_month_back(plenum: Backstage) -> None:
    await planned(plenum)

    plenum.clock.advance(days=BACK.days)
    within = await entries(plenum)
    plenum.clock.advance(hours=2)

    assert len(within) == 1
    assert await entries(plenum) == ()


async def test_a_series_is_one_entry_that_begins_at_its_first_date(plenum: Backstage) -> None:
    head = await weekly(plenum)
    first_at = head.plan.starts_at
    plenum.clock.now = first_at
    await plenum.tend()

    [entry] = await entries(plenum)

    assert (await plenum.known(head)).plan.starts_at == first_at + WEEK
    assert (entry.starts_at, entry.rule, entry.zone) == (first_at, "FREQ=WEEKLY;BYDAY=MO", "Europe/Berlin")
    assert (entry.skipped, entry.moved) == ((), ())


async def test_a_moved_date_stands_in_its_series_and_not_beside_it(plenum: Backstage) -> None:
    head = await weekly(plenum)
    by_rule = head.plan.starts_at
    one = await next_alone(plenum, head, by_rule + HOUR)

    [entry] = await entries(plenum)
    of_date = await file_of(plenum, one)

    [moved] = entry.moved
    assert (moved.occurrence_at, moved.starts_at) == (by_rule, by_rule + HOUR)
    assert moved.sequence == entry.sequence > 0
    assert [one.moved for one in of_date.entries] == [entry.moved]


async def test_a_cancelled_date_is_left_out(plenum: Backstage) -> None:
    head = await weekly(plenum)
    by_rule = head.plan.starts_at

    await plenum.planning.cancel(head, by=HOST, now=plenum.clock(), date=by_rule)

    [entry] = await entries(plenum)
    assert (entry.skipped, entry.moved) == ((by_rule,), ())


async def test_a_moved_date_that_is_cancelled_then_is_left_out_once(plenum: Backstage) -> None:
    head = await weekly(plenum)
    by_rule = head.plan.starts_at
    one = await next_alone(plenum, head, by_rule + HOUR)

    await plenum.planning.cancel(one, by=HOST, now=plenum.clock())

    [entry] = await entries(plenum)
    assert (entry.skipped, entry.moved) == ((by_rule,), ())


async def test_one_date_that_somebody_cannot_come_to_is_left_out_for_them_alone(plenum: Backstage) -> None:
    head = await weekly(plenum)
    one = await next_alone(plenum, head, head.plan.starts_at + HOUR)

    await says(plenum, one, BEN, Rsvp.NO)

    [for_ben], [for_ana] = await entries(plenum, BEN), await entries(plenum, ANA)
    assert (for_ben.skipped, for_ben.moved) == ((head.plan.starts_at,), ())
    assert len(for_ana.moved) == 1


async def test_who_is_asked_to_one_date_only_finds_that_one(plenum: Backstage) -> None:
    head = await weekly(plenum)
    one = await next_alone(plenum, head, head.plan.starts_at + HOUR)

    async with plenum.database.write() as connection:
        await invitations.invite(connection, one, [CLEO], by=ANA, now=plenum.clock())

    [entry] = await entries(plenum, CLEO)
    assert (entry.uid, entry.starts_at, entry.rule) == (f"{one.id}@plenum", one.plan.starts_at, None)


async def test_after_all_dates_were_moved_one_that_was_moved_before_still_comes_once(plenum: Backstage) -> None:
    head = await weekly(plenum)
    one = await next_alone(plenum, head, head.plan.starts_at + HOUR)
    head = await plenum.known(head)

    head = await moved_to(plenum, head, head.plan.starts_at + 2 * HOUR)

    found = await entries(plenum)
    series = next(entry for entry in found if entry.rule)
    assert series.starts_at == head.plan.starts_at
    assert [entry.starts_at for entry in found if not entry.rule] == [one.plan.starts_at]
    assert series.moved == ()


async def test_of_a_cancelled_series_the_moved_date_stays_with_a_file_of_its_own(plenum: Backstage) -> None:
    head = await weekly(plenum)
    one = await next_alone(plenum, head, head.plan.starts_at + HOUR)

    await plenum.planning.cancel(await plenum.known(head), by=HOST, now=plenum.clock())

    [entry] = await entries(plenum)
    [own] = (await file_of(plenum, one)).entries
    assert entry == own
    assert (own.uid, own.rule, own.cancelled) == (f"{one.id}@plenum", None, False)


async def test_the_mark_stays_until_something_changes(plenum: Backstage) -> None:
    conference = await planned(plenum)
    before, again = await feed(plenum), await feed(plenum)

    await moved_to(plenum, conference, conference.plan.starts_at + HOUR)

    after = await feed(plenum)
    assert before
    assert again
    assert after
    assert before.mark == again.mark != after.mark


async def test_links_lead_to_web_calendars_without_public_address(plenum: Backstage) -> None:
    conference = await planned(plenum)

    services = [service for service, _ in await plenum.desk.calendars.links(conference)]

    assert services == ["Google Calendar", "Outlook"]


async def test_of_a_moved_date_the_links_are_those_of_the_series(plenum: Backstage) -> None:
    head = await weekly(plenum)
    one = await next_alone(plenum, head, head.plan.starts_at + HOUR)

    [(service, url)] = await plenum.desk.calendars.links(one)

    assert service == "Google Calendar"
    assert "recur=RRULE%3AFREQ%3DWEEKLY" in url


async def test_who_was_deactivated_has_no_feed_any_more(plenum: Backstage) -> None:
    await planned(plenum)
    before = await feed(plenum)
    people = plenum.slack.workspace.people

    people[BEN] = replace(people[BEN], deleted=True)
    plenum.clock.advance(hours=2)

    assert before
    assert await feed(plenum) is None


@pytest.mark.parametrize("of", ["file", "feed"])
async def test_where_plenum_was_taken_out_nothing_is_there(plenum: Backstage, of: str) -> None:
    conference = await planned(plenum)
    url = plenum.desk.feeds.file_url(conference)
    if of == "feed":
        url = await plenum.desk.feeds.feed_url(TEAM, BEN, now=plenum.clock())
    before = await sheet(plenum, url)

    await plenum.leaving.leave(TEAM, now=plenum.clock())

    assert before
    assert await sheet(plenum, url) is None


async def test_where_slack_does_not_answer_the_feed_is_there_all_the_same(plenum: Backstage) -> None:
    await planned(plenum)
    plenum.slack.workspace.people.pop(ANA)
    plenum.slack.workspace.conversations.clear()

    [entry] = await entries(plenum)

    assert (entry.host_name, entry.host_email, entry.where) == (ANA, None, "Slack")
