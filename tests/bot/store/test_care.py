"""Rooms that must be looked after: claimed by one process, given back, found again."""

import asyncio
from datetime import timedelta

from tests.bot.store.keeping import LEASE, Rows, due
from tests.conftest import NOON
from tests.makers import BEN


async def test_rooms_that_are_due_are_looked_after_once(rows: Rows) -> None:
    for name in "123":
        await rows.change(await rows.add(name), **due())
    await rows.change(await rows.add("4"), **due(NOON + timedelta(seconds=1)))
    await rows.add("5")

    assert await rows.care("me") == ["1", "2", "3"]
    assert await rows.care("me") == []


async def test_the_earliest_go_first_and_no_more_than_asked_for(rows: Rows) -> None:
    for name, minutes in (("1", 1), ("2", 3), ("3", 2)):
        await rows.change(await rows.add(name), **due(NOON - timedelta(minutes=minutes)))

    assert await rows.care("me", limit=2) == ["2", "3"]


async def test_two_processes_at_once_share_what_is_due_without_doubling(rows: Rows) -> None:
    for name in "123456":
        await rows.change(await rows.add(name), **due())

    ours, theirs = await asyncio.gather(rows.care("me", limit=4), rows.care("you", limit=4))

    assert not set(ours) & set(theirs)
    rest = await rows.care("me") + await rows.care("you")
    assert sorted([*ours, *theirs, *rest]) == list("123456")


async def test_a_claim_counts_and_runs_out(rows: Rows) -> None:
    conference = await rows.add("1")
    await rows.change(conference, **due())
    await rows.care("me")

    ((_, attempt),) = await rows.claim(now=NOON + LEASE, by="you", lease=LEASE, limit=1)

    assert attempt == 2
    assert (await rows.row(conference)).care_by == "you"


async def test_claimed_ones_come_with_their_invitations(rows: Rows) -> None:
    await rows.change(await rows.add("1"), **due())

    ((conference, _),) = await rows.claim(now=NOON, by="me", lease=LEASE, limit=1)

    assert [one.person_id for one in conference.invitations] == [BEN]


async def test_the_next_care_is_the_earliest_that_is_still_to_come(rows: Rows) -> None:
    first, second = await rows.add("1"), await rows.add("2")
    await rows.change(first, **due(NOON + timedelta(minutes=5)))
    await rows.change(second, **due(NOON + timedelta(minutes=3)))
    await rows.change(await rows.add("3"), **due(NOON - timedelta(minutes=1)))

    assert await rows.next_at(now=NOON) == NOON + timedelta(minutes=3)


async def test_the_end_of_a_claim_is_a_time_to_look(rows: Rows) -> None:
    await rows.change(await rows.add("1"), **due())
    await rows.care("me")

    assert await rows.next_at(now=NOON) == NOON + LEASE


async def test_where_nothing_is_due_there_is_no_next_care(rows: Rows) -> None:
    await rows.add("1")

    assert await rows.next_at(now=NOON) is None


async def test_a_process_gives_back_its_own_claims(rows: Rows) -> None:
    for name in "12":
        await rows.change(await rows.add(name), **due())
    await rows.care("me", limit=1)
    await rows.care("you", limit=1)

    await rows.free(by="me")

    assert len(await rows.care("she")) == 1


async def test_all_claims_can_be_freed(rows: Rows) -> None:
    for name in "12":
        await rows.change(await rows.add(name), **due())
    await rows.care("dead")

    await rows.free()

    assert await rows.care("me") == ["1", "2"]
