"""Conferences as rows, on SQLite and PostgreSQL: nobody sees another workspace's, and nobody does a thing twice."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select

from bot.model import Conference, DeliveryKind, Invitation, Place, Room, RoomStage, Stage
from bot.store.conferences import CodeTaken, ConferenceStore
from bot.store.database import Database
from bot.store.deliveries import Arrived, DeliveryStore
from bot.store.tables import cards, conferences, deliveries
from bot.store.vault import Vault
from tests.bot.store.rows import owed, write
from tests.conftest import NOON
from tests.makers import ANA, BEN, CLEO, make_conference, make_room

KEY = Fernet.generate_key().decode()
ACME, OTHER = "T0ACME", "T0OTHER"
TEAM, GENERAL = "C0TEAM", "C0GENERAL"
LEASE = timedelta(minutes=1)


class Rows:
    """The store, one transaction per call."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.store = ConferenceStore(Vault([KEY]))

    def __getattr__(self, name: str) -> Any:
        async def call(*given: Any, **named: Any) -> Any:
            async with self.db.write() as connection:
                return await getattr(self.store, name)(connection, *given, **named)

        return call

    async def add(self, name: str = "1", **changes: Any) -> Conference:
        """A conference of its own id, code, reference and press."""
        own = {"id": name * 32, "code": f"AAA{name}", "reference": f"reference{name}"}
        conference = make_conference(**(own | changes))
        async with self.db.write() as connection:
            await self.store.add(connection, conference, asked_key=f"command:{name}")
        return conference

    async def row(self, conference: Conference) -> Any:
        async with self.db.read() as connection:
            return (await connection.execute(select(conferences).where(conferences.c.id == conference.id))).one()

    async def care(self, by: str, *, now: datetime = NOON, limit: int = 10) -> list[str]:
        """Whose rooms somebody looks after now."""
        claimed = await self.claim_care(now=now, by=by, lease=LEASE, limit=limit)
        return sorted(conference.id[0] for conference, _ in claimed)


@pytest.fixture
def rows(db: Database) -> Rows:
    return Rows(db)


def due(at: datetime = NOON) -> dict[str, Any]:
    return {"care_at": at}


async def starting(rows: Rows, name: str = "1", **changes: Any) -> Conference:
    usual = {"stage": Stage.STARTING, "room": None, "started_at": None, "seen_live_at": None}
    return await rows.add(name, **(usual | {"room_stage": RoomStage.ASKED} | changes))


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
    assert await rows.open_here(OTHER, TEAM, starting_since=NOON - timedelta(days=1)) == []


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


# What is here


async def test_live_ones_are_listed_newest_first(rows: Rows) -> None:
    older = await rows.add("1", created_at=NOON - timedelta(hours=1))
    newer = await rows.add("2", created_at=NOON)
    await rows.add("3", stage=Stage.ENDED)
    await starting(rows, "4")

    assert [one.id for one in await rows.live(ACME)] == [newer.id, older.id]


async def test_here_are_live_ones_and_those_being_started_lately(rows: Rows) -> None:
    live = await rows.add("1", created_at=NOON - timedelta(hours=1))
    lately = await starting(rows, "2", created_at=NOON, plan=started(NOON))
    await starting(rows, "3", created_at=NOON - timedelta(hours=1), plan=started(NOON - timedelta(hours=1)))
    await rows.add("4", place=Place(channel_id=GENERAL))
    await rows.add("5", stage=Stage.ENDED)

    here = await rows.open_here(ACME, TEAM, starting_since=NOON - timedelta(minutes=5))

    assert [one.id for one in here] == [lately.id, live.id]


async def test_one_that_is_tried_again_is_being_started_lately(rows: Rows) -> None:
    long_ago = NOON - timedelta(hours=1)
    again = await starting(rows, "1", created_at=long_ago, plan=started(long_ago))
    await rows.change(again, starts_at=NOON)

    assert len(await rows.open_here(ACME, TEAM, starting_since=NOON - timedelta(minutes=5))) == 1


def started(at: datetime) -> Any:
    plan = make_conference().plan
    return plan.__class__(topic=plan.topic, starts_at=at)


async def test_two_starts_in_one_channel_go_one_after_the_other(rows: Rows) -> None:
    """Each looks whether one is here, and adds its own if not: without the lock both would."""

    async def start(name: str, together: asyncio.Barrier) -> bool:
        await together.wait()
        async with rows.db.write() as connection:
            await rows.store.lock_channel(connection, ACME, TEAM)
            if await rows.store.open_here(connection, ACME, TEAM, starting_since=NOON):
                return False
            conference = make_conference(id=name * 32, code=f"AAA{name}", reference=name)
            await rows.store.add(connection, conference, asked_key=name)
            return True

    names = "123456"
    together = asyncio.Barrier(len(names))

    made = await asyncio.gather(*(start(name, together) for name in names))

    assert sorted(made) == [False] * 5 + [True]


@pytest.mark.postgres
async def test_the_lock_of_one_channel_holds_up_no_other(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows = Rows(db)

    async with db.write() as ours, db.write() as theirs, asyncio.timeout(5):
        await rows.store.lock_channel(ours, ACME, TEAM)
        await rows.store.lock_channel(theirs, ACME, GENERAL)
        await rows.store.lock_channel(theirs, OTHER, TEAM)

    await db.close()


@pytest.mark.postgres
async def test_the_lock_of_a_channel_holds_until_the_transaction_ends(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows, got_past = Rows(db), asyncio.Event()

    async def second() -> None:
        async with db.write() as connection:
            await rows.store.lock_channel(connection, ACME, TEAM)
            got_past.set()

    async with db.write() as first:
        await rows.store.lock_channel(first, ACME, TEAM)
        waiting = asyncio.create_task(second())
        await until_somebody_waits(db)
        held_up = not got_past.is_set()
    await waiting

    assert held_up
    assert got_past.is_set()
    await db.close()


async def until_somebody_waits(db: Database) -> None:
    """PostgreSQL knows who waits for an advisory lock."""
    async with asyncio.timeout(5), db.read() as connection:
        while True:
            waits = await connection.exec_driver_sql("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if waits.scalar_one():
                return


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


# Care


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

    ((_, attempt),) = await rows.claim_care(now=NOON + LEASE, by="you", lease=LEASE, limit=1)

    assert attempt == 2
    assert (await rows.row(conference)).care_by == "you"


async def test_claimed_ones_come_with_their_invitations(rows: Rows) -> None:
    await rows.change(await rows.add("1"), **due())

    ((conference, _),) = await rows.claim_care(now=NOON, by="me", lease=LEASE, limit=1)

    assert [one.person_id for one in conference.invitations] == [BEN]


async def test_the_next_care_is_the_earliest_that_is_still_to_come(rows: Rows) -> None:
    first, second = await rows.add("1"), await rows.add("2")
    await rows.change(first, **due(NOON + timedelta(minutes=5)))
    await rows.change(second, **due(NOON + timedelta(minutes=3)))
    await rows.change(await rows.add("3"), **due(NOON - timedelta(minutes=1)))

    assert await rows.next_care(now=NOON) == NOON + timedelta(minutes=3)


async def test_the_end_of_a_claim_is_a_time_to_look(rows: Rows) -> None:
    await rows.change(await rows.add("1"), **due())
    await rows.care("me")

    assert await rows.next_care(now=NOON) == NOON + LEASE


async def test_where_nothing_is_due_there_is_no_next_care(rows: Rows) -> None:
    await rows.add("1")

    assert await rows.next_care(now=NOON) is None


async def test_a_process_gives_back_its_own_claims(rows: Rows) -> None:
    for name in "12":
        await rows.change(await rows.add(name), **due())
    await rows.care("me", limit=1)
    await rows.care("you", limit=1)

    await rows.free_care(by="me")

    assert len(await rows.care("she")) == 1


async def test_all_claims_can_be_freed(rows: Rows) -> None:
    for name in "12":
        await rows.change(await rows.add(name), **due())
    await rows.care("dead")

    await rows.free_care()

    assert await rows.care("me") == ["1", "2"]


# Invitations


async def test_only_those_who_are_new_are_invited(rows: Rows) -> None:
    conference = await rows.add("1")

    assert await rows.invite(conference, [CLEO, BEN, CLEO], by=ANA, now=NOON) == [CLEO]
    assert await rows.invite(conference, [], by=ANA, now=NOON) == []
    assert [one.person_id for one in (await rows.by_id(ACME, conference.id)).invitations] == [BEN, CLEO]


async def test_two_who_invite_the_same_at_once_invite_once(rows: Rows) -> None:
    conference = await rows.add("1")

    both = await asyncio.gather(*(rows.invite(conference, [CLEO], by=by, now=NOON) for by in (ANA, BEN)))

    assert sorted(both) == [[], [CLEO]]


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


# Cards, and what changes while they are on their way


@pytest.fixture
def sending(db: Database) -> DeliveryStore:
    return DeliveryStore(db, by="me")


async def claimed(rows: Rows, sending: DeliveryStore, kind: DeliveryKind, target: str, **words: str) -> Arrived:
    conference = await rows.add("1")
    await write(
        rows.db, owed(target, kind=kind, workspace_id=ACME, conference_id=conference.id, words=words, asked_by=ANA)
    )
    (delivery,) = await sending.claim_due(NOON, lease=LEASE, limit=1)
    return Arrived(delivery=delivery, channel_id="C9", ts="1.5")


async def updates(db: Database) -> list[tuple[str, str, int, dict[str, str]]]:
    async with db.read() as connection:
        found = await connection.execute(select(deliveries).where(deliveries.c.state == "due"))
        return [(row.kind, row.target, row.generation, row.words) for row in found]


async def test_a_card_that_was_posted_is_remembered(rows: Rows, sending: DeliveryStore) -> None:
    card = await claimed(rows, sending, DeliveryKind.CARD, f"{TEAM}/1.2")

    await sending.sent([card], now=NOON)

    (remembered,) = await rows.cards("1" * 32)
    assert (remembered.place, remembered.ts) == (Place(channel_id="C9", thread_ts="1.2"), "1.5")
    assert await updates(rows.db) == []


async def test_a_card_whose_conference_changed_on_the_way_is_owed_an_update(rows: Rows, sending: DeliveryStore) -> None:
    card = await claimed(rows, sending, DeliveryKind.CARD, TEAM)
    await rows.next_generation(make_conference(id="1" * 32))

    await sending.sent([card], now=NOON)

    assert await updates(rows.db) == [("card_update", "C9/1.5", 2, {"by": ANA})]


async def test_an_invitation_whose_conference_ended_on_the_way_is_owed_an_update(
    rows: Rows, sending: DeliveryStore
) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    await rows.change(make_conference(id="1" * 32), stage=Stage.ENDED)

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == [("invitation_update", "C9/1.5", 1, {"by": BEN})]


async def test_an_invitation_to_one_that_only_changed_is_left_as_it_is(rows: Rows, sending: DeliveryStore) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    await rows.next_generation(make_conference(id="1" * 32))

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == []


@pytest.mark.postgres
async def test_an_end_and_the_arrival_of_a_card_at_once_do_not_miss_each_other(postgres_url: str) -> None:
    """The arrival waits for the end to be written, and then sees it."""
    db = await Database.open(postgres_url)
    rows, sending = Rows(db), DeliveryStore(db, by="me")
    card = await claimed(rows, sending, DeliveryKind.CARD, TEAM)

    async with db.write() as ending:
        await rows.store.next_generation(ending, make_conference(id="1" * 32))
        nobody_knew = await ending.execute(select(cards))
        arriving = asyncio.create_task(sending.sent([card], now=NOON))
        await until_somebody_waits(db)
    await arriving

    assert nobody_knew.all() == []
    assert [kind for kind, *_ in await updates(db)] == ["card_update"]
    await db.close()
