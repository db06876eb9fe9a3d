"""Conferences as rows, on SQLite and PostgreSQL: nobody sees another workspace's, and nothing is done twice."""

import asyncio
from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.model import Conference, Invitation, Room, RoomStage, Stage
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.vault import Vault
from tests.bot.store.keeping import ACME, LEASE, OTHER, TEAM, Rows, due, starting
from tests.conftest import NOON
from tests.makers import ANA, BEN, make_conference, make_room

# Rows and values


async def test_what_was_added_is_read_again(rows: Rows) -> None:
    conference = await rows.add(invitations=(Invitation(person_id=BEN, invited_by=ANA),))

    assert await rows.by_id(ACME, conference.id) == conference.change(seen_live_at=None)


async def test_a_room_is_read_again_with_its_secrets(rows: Rows) -> None:
    conference = await starting(rows)
    room = make_room(guest_pin="4821", host_account="ana", host_url="https://hq/h#1", host_pin="915573")

    await rows.keep_room(conference, room, now=NOON, care_at=NOON)

    assert (await rows.by_id(ACME, conference.id)).room == room


async def test_secrets_do_not_lie_open(rows: Rows) -> None:
    conference = await starting(rows)
    room = make_room(host_url="https://hq/h#secret", host_pin="915573")

    await rows.keep_room(conference, room, now=NOON, care_at=NOON)

    row = str(tuple(await rows.row(conference)))
    assert "secret" not in row
    assert "915573" not in row


async def test_a_secret_whose_key_was_taken_out_costs_the_secret_and_nothing_else(rows: Rows) -> None:
    conference = await starting(rows)
    await rows.keep_room(conference, make_room(host_pin="915573"), now=NOON, care_at=NOON)
    rows.store = ConferenceStore(Vault([Fernet.generate_key().decode()]))

    (found,) = await rows.live(ACME)

    assert found.room == make_room()
    assert await rows.care("me") == ["1"]


async def test_a_room_to_be_dialled_is_read_again(rows: Rows) -> None:
    conference = await starting(rows)
    room = Room(id="7004", dial_number="7004", guest_pin="482913")

    await rows.keep_room(conference, room, now=NOON, care_at=NOON)

    assert (await rows.by_id(ACME, conference.id)).room == room


# Codes, keys, workspaces


async def test_a_code_is_given_once_in_a_workspace(rows: Rows) -> None:
    await rows.add("1", code="K7F3")

    with pytest.raises(CodeTaken):
        await rows.add("2", code="K7F3")


async def test_a_code_that_was_taken_leaves_the_transaction_whole(rows: Rows) -> None:
    first = await rows.add("1", code="K7F3")
    second = make_conference(id="2" * 32, code="K7F3", reference="second")

    async with rows.db.write() as connection:
        with pytest.raises(CodeTaken):
            await rows.store.add(connection, second, asked_key="command:2")
        await rows.store.add(connection, second.change(code="K7F4"), asked_key="command:2")

    assert {one.id for one in await rows.live(ACME)} == {first.id, second.id}


async def test_the_same_code_in_another_workspace_is_another_conference(rows: Rows) -> None:
    ours = await rows.add("1", code="K7F3")
    theirs = await rows.add("2", code="K7F3", workspace_id=OTHER)

    assert (await rows.by_code(ACME, "k7f3")).id == ours.id
    assert (await rows.by_code(OTHER, "K7F3")).id == theirs.id


async def test_nothing_of_another_workspace_is_found(rows: Rows) -> None:
    conference = await rows.add("1")

    assert await rows.by_id(OTHER, conference.id) is None
    assert await rows.by_code(OTHER, conference.code) is None
    assert await rows.by_asked_key(OTHER, "command:1") is None
    assert await rows.live(OTHER) == []
    assert await rows.open_here(OTHER, TEAM, starting_since=NOON - timedelta(days=1), planned_by=NOON) == []


async def test_one_press_is_one_conference(rows: Rows) -> None:
    conference = await rows.add("1")

    assert (await rows.by_asked_key(ACME, "command:1")).id == conference.id
    again = make_conference(id="2" * 32, code="AAA2", reference="reference2")
    async with rows.db.write() as connection:
        with pytest.raises(CodeTaken):
            await rows.store.add(connection, again, asked_key="command:1")


async def test_the_same_press_of_another_workspace_is_another(rows: Rows) -> None:
    await rows.add("1")

    async with rows.db.write() as connection:
        theirs = make_conference(id="2" * 32, code="AAA1", reference="reference2", workspace_id=OTHER)
        await rows.store.add(connection, theirs, asked_key="command:1")

    assert (await rows.by_asked_key(OTHER, "command:1")).id == theirs.id


# Changes


async def test_a_change_holds_only_in_the_stages_it_is_meant_for(rows: Rows) -> None:
    conference = await rows.add("1")

    assert not await rows.change(conference, stages=(Stage.STARTING,), topic="other")
    assert not await rows.change(conference, room_stages=(RoomStage.LOST,), topic="other")
    assert await rows.change(conference, stages=(Stage.LIVE,), room_stages=(RoomStage.READY,), topic="new")
    assert (await rows.row(conference)).topic == "new"


async def test_what_somebody_holds_is_free_for_them_alone_until_the_lease_ends(rows: Rows) -> None:
    conference = await starting(rows)
    await rows.change(conference, care_by="ana", care_until=NOON + LEASE)

    assert not await rows.change(conference, free_for=("ben", NOON), topic="ben's")
    assert await rows.change(conference, free_for=("ana", NOON), topic="ana's")
    assert await rows.change(conference, free_for=("ben", NOON + LEASE), topic="ben's")


async def test_generations_only_rise_whoever_raises_them(rows: Rows) -> None:
    conference = await rows.add("1")

    raised = await asyncio.gather(*(rows.next_generation(conference) for _ in range(4)))

    assert sorted(raised) == [2, 3, 4, 5]


async def test_a_room_is_kept_only_while_it_is_wanted(rows: Rows) -> None:
    wanted, given_up = await starting(rows, "1"), await starting(rows, "2", stage=Stage.CANCELLED)

    assert await rows.keep_room(wanted, make_room(), now=NOON, care_at=NOON + LEASE)
    assert not await rows.keep_room(given_up, make_room(), now=NOON, care_at=NOON + LEASE)
    assert not await rows.keep_room(wanted, make_room(id="second"), now=NOON, care_at=NOON + LEASE)


async def test_a_room_that_is_kept_makes_it_live_and_frees_it(rows: Rows) -> None:
    conference = await starting(rows)
    await rows.change(conference, care_by="me", care_until=NOON + LEASE, care_attempts=3)

    await rows.keep_room(conference, make_room(), now=NOON, care_at=NOON + LEASE)

    row = await rows.row(conference)
    assert (row.stage, row.room_stage, row.started_at, row.seen_live_at) == ("live", "ready", NOON, NOON)
    assert (row.care_at, row.care_by, row.care_until, row.care_attempts) == (NOON + LEASE, None, None, 0)


async def test_a_room_nobody_wants_is_to_be_removed_by_its_own_id(rows: Rows) -> None:
    conference = await starting(rows, stage=Stage.CANCELLED)
    await rows.change(conference, care_by="me", care_until=NOON + LEASE)

    assert await rows.refuse_room(conference, make_room(id="of-the-back-end"), now=NOON)

    row = await rows.row(conference)
    assert (row.room_stage, row.room_id, row.care_at, row.care_until) == ("unwanted", "of-the-back-end", NOON, None)


@pytest.mark.parametrize("stage", [Stage.LIVE, Stage.ENDED])
async def test_a_room_that_people_were_in_is_never_refused(rows: Rows, stage: Stage) -> None:
    conference = await rows.add("1", stage=stage)

    assert not await rows.refuse_room(conference, make_room(id="second"), now=NOON)

    assert (await rows.row(conference)).room_stage == "ready"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RoomStage.WANTED, RoomStage.WANTED),
        (RoomStage.ASKED, RoomStage.UNWANTED),
        (RoomStage.LOST, RoomStage.UNWANTED),
        (RoomStage.UNWANTED, RoomStage.UNWANTED),
        (RoomStage.REFUSED, RoomStage.REFUSED),
        (RoomStage.REMOVED, RoomStage.REMOVED),
        (RoomStage.READY, RoomStage.READY),
    ],
)
async def test_what_is_over_leaves_a_room_that_may_be_there_to_be_removed(
    rows: Rows, before: RoomStage, after: RoomStage
) -> None:
    conference = await starting(rows, room_stage=before)

    await rows.leave_room(conference, now=NOON)

    row = await rows.row(conference)
    assert (row.room_stage, row.care_at) == (after, NOON if after is RoomStage.UNWANTED else None)


# A workspace leaves


async def test_leaving_gives_up_what_is_being_made_and_leaves_people_where_they_are(rows: Rows) -> None:
    live, coming = await rows.add("1"), await starting(rows, "2")
    theirs = await rows.add("3", workspace_id=OTHER)
    await rows.change(live, **due())

    await rows.give_up_all(ACME, now=NOON)

    assert await standing(rows, live) == ("ended", "ready", None)
    assert await standing(rows, coming) == ("cancelled", "unwanted", NOON)
    assert await standing(rows, theirs) == ("live", "ready", None)


async def standing(rows: Rows, conference: Conference) -> tuple[str, str, datetime | None]:
    row = await rows.row(conference)
    return row.stage, row.room_stage, row.care_at
