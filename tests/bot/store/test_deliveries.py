"""Deliveries as rows: owed once, claimed by one, in order, and settled while the claim is ours."""

import asyncio
from collections.abc import Collection
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, text

from bot.model import Delivery, DeliveryKind, DeliveryState
from bot.store.database import Database
from bot.store.deliveries import Arrived, DeliveryStore, close_all, owe, states
from bot.store.tables import cards
from bot.store.withdrawing import take_back
from tests.bot.store.rows import add_conference, owed, rows, write
from tests.conftest import NOON

LEASE = timedelta(seconds=60)
SETTLE = timedelta(seconds=2)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(db: Database) -> DeliveryStore:
    return DeliveryStore(db, by="me")


@pytest.fixture
def other(db: Database) -> DeliveryStore:
    """The same table as another process sees it."""
    return DeliveryStore(db, by="other")


async def claim(
    store: DeliveryStore, now: datetime = NOON, *, limit: int = 32, busy: Collection[tuple[str, str]] = ()
) -> list[Delivery]:
    return await store.claim_due(now, lease=LEASE, limit=limit, busy=busy)


async def sent(store: DeliveryStore, *batch: Delivery, channel_id: str = "C1", ts: str = "1.1") -> None:
    await store.sent([Arrived(delivery=one, channel_id=channel_id, ts=ts) for one in batch], now=NOON)


async def test_a_claim_carries_everything(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    (name,) = await write(
        db, owed("C1/12.5", kind=DeliveryKind.CARD, conference_id="c1", words={"by": "U1"}, asked_by="U1", generation=3)
    )

    (delivery,) = await claim(store)

    assert delivery == Delivery(
        id=name,
        workspace_id="T1",
        kind=DeliveryKind.CARD,
        target="C1/12.5",
        due_at=NOON,
        created_at=NOON,
        attempt=1,
        lease_until=NOON + LEASE,
        first_claimed_at=NOON,
        conference_id="c1",
        generation=3,
        words={"by": "U1"},
        asked_by="U1",
    )


async def test_the_same_is_owed_once(db: Database) -> None:
    await add_conference(db, "c1")
    card = owed(kind=DeliveryKind.CARD, conference_id="c1")

    first = await write(db, card)
    again = await write(db, card, owed("C2", kind=DeliveryKind.CARD, conference_id="c1"))

    assert (len(first), len(again)) == (1, 1)
    assert [row.target for row in await rows(db)] == ["C1", "C2"]


async def test_nothing_owed_is_nothing_written(db: Database) -> None:
    assert await write(db) == []


async def test_what_is_owed_vanishes_with_the_transaction_that_owed_it(db: Database) -> None:
    async def fail() -> None:
        async with db.write() as connection:
            await owe(connection, [owed()], now=NOON)
            raise KeyError

    with pytest.raises(KeyError):
        await fail()

    assert await rows(db) == []


async def test_an_update_supersedes_older_ones_that_wait(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    update = {"kind": DeliveryKind.CARD_UPDATE, "conference_id": "c1"}
    await write(db, owed("C1", generation=1, **update), owed("C2", generation=1, **update))
    await write(db, owed("C3", generation=1, **update))

    await write(db, owed("C1", generation=2, **update), now=NOON + SECOND)

    assert [(row.target, row.generation, row.state, row.reason) for row in await rows(db)] == [
        ("C1", 1, "closed", "superseded"),
        ("C2", 1, "due", None),
        ("C3", 1, "due", None),
        ("C1", 2, "due", None),
    ]


async def test_an_update_that_is_being_sent_is_not_superseded(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    update = {"kind": DeliveryKind.CARD_UPDATE, "conference_id": "c1"}
    await write(db, owed(generation=1, **update))
    await claim(store)

    await write(db, owed(generation=2, **update))

    assert [row.state for row in await rows(db)] == ["claimed", "due"]


async def test_what_is_due_later_waits(db: Database, store: DeliveryStore) -> None:
    await write(db, owed(due_at=NOON + SECOND))

    assert await claim(store) == []
    assert await store.next_due(NOON) == NOON + SECOND
    assert len(await claim(store, NOON + SECOND)) == 1


async def test_a_conversation_gives_one_at_a_time_in_due_order(db: Database, store: DeliveryStore) -> None:
    await write(db, owed("C1", due_at=NOON - SECOND), owed("C1/1.5", due_at=NOON - 2 * SECOND), owed("C2"))

    first = await claim(store)
    second = await claim(store)
    await sent(store, first[0])
    third = await claim(store)

    assert [delivery.target for delivery in first] == ["C1/1.5", "C2"]
    assert second == []
    assert [delivery.target for delivery in third] == ["C1"]


async def test_what_is_due_at_the_same_instant_goes_in_the_order_it_was_owed(
    db: Database, store: DeliveryStore
) -> None:
    await write(db, *(owed(words={"number": str(number)}) for number in range(5)))

    told = []
    for _ in range(5):
        (delivery,) = await claim(store)
        told.append(delivery.words["number"])
        await sent(store, delivery)

    assert told == ["0", "1", "2", "3", "4"]


async def test_the_same_channel_in_another_workspace_is_another_conversation(
    db: Database, store: DeliveryStore
) -> None:
    await write(db, owed(), owed(workspace_id="T2"))

    assert len(await claim(store)) == 2


async def test_a_busy_conversation_gives_nothing_and_hides_no_other(db: Database, store: DeliveryStore) -> None:
    await write(db, *(owed("C1") for _ in range(400)), owed("C2", due_at=NOON))

    taken = await claim(store, busy=[("T1", "C1")])

    assert [delivery.target for delivery in taken] == ["C2"]


async def test_no_more_are_claimed_than_can_start(db: Database, store: DeliveryStore) -> None:
    await write(db, *(owed(f"C{number}", due_at=NOON - timedelta(seconds=number)) for number in range(5)))

    taken = await claim(store, limit=2)

    assert [delivery.target for delivery in taken] == ["C4", "C3"]


async def test_a_claim_is_nobody_elses(db: Database, store: DeliveryStore, other: DeliveryStore) -> None:
    await write(db, owed())
    await claim(store)

    assert await claim(other, NOON + LEASE - SECOND) == []


async def test_a_claim_that_ran_out_is_taken_over_and_suspect(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await write(db, owed())
    await claim(store)
    assert await other.next_due(NOON) == NOON + LEASE

    (taken,) = await claim(other, NOON + LEASE)

    assert (taken.suspect, taken.attempt, taken.first_claimed_at) == (True, 2, NOON)


async def test_a_claim_that_ran_out_holds_up_the_rest_of_its_conversation(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await write(db, owed(words={"n": "1"}), owed(words={"n": "2"}))
    await claim(store)

    taken = await claim(other, NOON + LEASE)

    assert [delivery.words["n"] for delivery in taken] == ["1"]


async def test_an_extended_claim_holds(db: Database, store: DeliveryStore, other: DeliveryStore) -> None:
    await write(db, owed())
    (delivery,) = await claim(store)

    assert await store.extend(delivery, until=NOON + 2 * LEASE)

    assert await claim(other, NOON + LEASE) == []


async def test_nothing_can_be_done_with_a_claim_that_was_taken_over(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await write(db, owed(asked_by="U1", kind=DeliveryKind.INVITATION))
    (delivery,) = await claim(store)
    await claim(other, NOON + LEASE)

    done = [
        await store.extend(delivery, until=NOON + 2 * LEASE),
        await store.later(delivery, retry_at=NOON, suspect=False),
        await store.close(delivery, reason="x", now=NOON),
        await store.park(delivery, reason="x", now=NOON),
    ]

    await sent(store, delivery)
    assert done == [False] * 4
    assert [(row.state, row.claimed_by) for row in await rows(db)] == [("claimed", "other")]


async def test_taken_over_by_ourselves_an_older_claim_is_not_ours_either(db: Database, store: DeliveryStore) -> None:
    await write(db, owed())
    (older,) = await claim(store)
    (newer,) = await claim(store, NOON + LEASE)

    assert not await store.extend(older, until=NOON + 3 * LEASE)
    assert await store.extend(newer, until=NOON + 3 * LEASE)


async def test_a_sent_card_is_remembered_with_its_place(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    await write(db, owed("C1/12.5", kind=DeliveryKind.CARD, conference_id="c1"))
    (delivery,) = await claim(store)

    await sent(store, delivery, channel_id="C1", ts="99.1")

    async with db.read() as connection:
        (card,) = (await connection.execute(select(cards))).all()
    assert (card.conference_id, card.channel_id, card.ts, card.thread_ts) == ("c1", "C1", "99.1", "12.5")
    (row,) = await rows(db)
    assert (row.state, row.message_channel_id, row.message_ts, row.finished_at) == ("sent", "C1", "99.1", NOON)


async def test_a_card_that_was_taken_over_is_not_remembered(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await add_conference(db, "c1")
    await write(db, owed(kind=DeliveryKind.CARD, conference_id="c1"))
    (delivery,) = await claim(store)
    await claim(other, NOON + LEASE)

    await sent(store, delivery)

    async with db.read() as connection:
        assert (await connection.execute(select(cards))).all() == []


async def test_several_are_marked_together(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    await write(db, owed("C1"), owed("C2", kind=DeliveryKind.CARD, conference_id="c1"), owed("C3"))

    await sent(store, *await claim(store))

    assert [row.state for row in await rows(db)] == ["sent"] * 3


async def test_other_messages_are_no_cards(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    await write(db, owed("U1", kind=DeliveryKind.INVITATION, conference_id="c1"))
    (delivery,) = await claim(store)

    await sent(store, delivery, channel_id="D1", ts="99.1")

    async with db.read() as connection:
        assert (await connection.execute(select(cards))).all() == []


async def test_later_frees_it_until_then(db: Database, store: DeliveryStore) -> None:
    await write(db, owed())
    (delivery,) = await claim(store)

    await store.later(delivery, retry_at=NOON + 3 * SECOND, suspect=True)

    assert await claim(store, NOON + 2 * SECOND) == []
    (again,) = await claim(store, NOON + 3 * SECOND)
    assert (again.suspect, again.attempt) == (True, 2)


async def test_whoever_asked_is_owed_a_notice_of_what_was_closed(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    invited = {"kind": DeliveryKind.INVITATION, "conference_id": "c1", "asked_by": "U1"}
    await write(db, owed("U2", **invited), owed("U3", **invited))
    for delivery in await claim(store):
        await store.close(delivery, reason="user_disabled", now=NOON)

    (notice,) = await claim(store)
    await sent(store, notice)

    assert (notice.kind, notice.target, notice.conference_id) == (DeliveryKind.NOTICE, "U1", "c1")
    assert notice.words == {"about": "invitation", "code": "user_disabled", "target": "U2"}
    assert [later.words["target"] for later in await claim(store)] == ["U3"]


async def test_nobody_is_told_about_a_notice_or_where_it_is_not_wanted(db: Database, store: DeliveryStore) -> None:
    await write(db, owed("U2", asked_by="U1"), owed("C1", asked_by="U1", kind=DeliveryKind.CARD))
    notice, card = sorted(await claim(store), key=lambda delivery: delivery.target, reverse=True)

    await store.close(notice, reason="user_disabled", now=NOON)
    await store.close(card, reason="late", now=NOON, tell=False)

    assert await claim(store) == []


async def test_parked_rows_rest(db: Database, store: DeliveryStore) -> None:
    await write(db, owed())
    (delivery,) = await claim(store)

    await store.park(delivery, reason="http_500", now=NOON)

    assert await claim(store, NOON + timedelta(days=30)) == []
    assert [(row.state, row.reason) for row in await rows(db)] == [("parked", "http_500")]


async def test_what_is_given_back_is_free_at_once_and_what_was_broken_settles_first(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await write(db, owed("C1"), owed("C2"))
    untouched, broken = await claim(store)

    await store.give_back(untouched=[untouched], broken=[broken], now=NOON, settle=SETTLE)

    assert [(d.target, d.suspect) for d in await claim(other)] == [("C1", False)]
    assert [(d.target, d.suspect) for d in await claim(other, NOON + SETTLE)] == [("C2", True)]


async def test_the_dead_of_a_former_start_are_freed_on_sqlite_only(
    db: Database, store: DeliveryStore, other: DeliveryStore
) -> None:
    await write(db, owed())
    await claim(store)

    freed = await other.free_the_dead(now=NOON, settle=SETTLE)

    assert freed == (1 if db.kind == "sqlite" else 0)
    assert await claim(other) == []
    assert [delivery.suspect for delivery in await claim(other, NOON + SETTLE)] == [True] * freed


async def test_a_removed_workspace_is_owed_nothing_any_more(db: Database, store: DeliveryStore) -> None:
    await write(db, owed("C1"), owed("C2", due_at=NOON + LEASE), owed("C1", workspace_id="T2"))
    claimed = await claim(store, limit=1)

    async with db.write() as connection:
        closed = await close_all(connection, "T1", reason="token_revoked", now=NOON)

    assert closed == 2
    assert not await store.extend(claimed[0], until=NOON + LEASE)
    assert [(row.workspace_id, row.state) for row in await rows(db)] == [
        ("T1", "closed"),
        ("T1", "closed"),
        ("T2", "due"),
    ]


async def test_a_caller_learns_how_deliveries_stand(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1", asked=["U1", "U2"])
    ids = await write(
        db,
        owed("U1", kind=DeliveryKind.INVITATION, conference_id="c1"),
        owed("U2", kind=DeliveryKind.INVITATION, conference_id="c1"),
        owed("C1", kind=DeliveryKind.CARD, conference_id="c1"),
    )
    first, second, _ = await claim(store)
    await sent(store, first, channel_id="D1", ts="9.1")
    await store.close(second, reason="user_disabled", now=NOON)

    async with db.read() as connection:
        invitations = await states(connection, conference_id="c1", kind=DeliveryKind.INVITATION)
        named = await states(connection, ids=ids[2:])

    assert [(one.target, one.state, one.reason, one.message_ts) for one in invitations] == [
        ("U1", DeliveryState.SENT, None, "9.1"),
        ("U2", DeliveryState.CLOSED, "user_disabled", None),
    ]
    assert [(one.kind, one.state) for one in named] == [(DeliveryKind.CARD, DeliveryState.CLAIMED)]


async def test_an_invitation_that_was_taken_back_is_sent_no_more_and_counts_no_more(
    db: Database, store: DeliveryStore
) -> None:
    await add_conference(db, "c1", asked=["U1", "U2", "U3"])
    invitations = [owed(person, kind=DeliveryKind.INVITATION, conference_id="c1") for person in ("U1", "U2", "U3")]
    await write(db, *invitations)
    first, *_ = await store.claim_due(NOON, lease=LEASE, limit=1)
    await sent(store, first, channel_id="D1", ts="9.1")

    async with db.write() as connection:
        standing = await take_back(connection, "c1", ["U1", "U2"], now=NOON)
        again = await take_back(connection, "c1", ["U1", "U2"], now=NOON)
        left = await states(connection, conference_id="c1", kind=DeliveryKind.INVITATION)

    assert standing == ["D1/9.1"]
    assert again == []
    assert [one.target for one in left] == ["U3"]
    assert [(row.state, row.reason) for row in await rows(db)] == [
        ("sent", "withdrawn"),
        ("closed", "withdrawn"),
        ("due", None),
    ]


async def test_many_claim_at_once_and_each_row_is_taken_once(db: Database) -> None:
    await write(db, *(owed(f"C{number}") for number in range(200)))
    stores = [DeliveryStore(db, by=f"process {number}") for number in range(4)]

    async def take_all(store: DeliveryStore) -> list[str]:
        taken: list[str] = []
        while batch := await claim(store, limit=7):
            taken += [delivery.id for delivery in batch]
        return taken

    taken = [name for batch in await asyncio.gather(*map(take_all, stores)) for name in batch]

    assert len(taken) == len(set(taken)) == 200


async def test_the_open_rows_are_found_by_their_index(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)
    question = (
        "SELECT id FROM deliveries WHERE deliveries.state IN ('due', 'claimed') AND due_at <= '2026' ORDER BY due_at"
    )

    async with db.read() as connection:
        plan = (await connection.execute(text(f"EXPLAIN QUERY PLAN {question}"))).all()

    assert "ix_deliveries_open" in str(plan)
    await db.close()
