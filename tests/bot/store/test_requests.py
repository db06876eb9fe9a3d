"""Requests as rows: kept once, claimed by one, erased when done."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import Row, select

from bot.store.database import Database
from bot.store.ids import row_id
from bot.store.requests import Request, RequestStore
from bot.store.tables import requests
from bot.store.vault import Vault
from tests.conftest import NOON

LEASE = timedelta(seconds=60)
VAULT = Vault([Fernet.generate_key().decode()])


@pytest.fixture
def store(db: Database) -> RequestStore:
    return RequestStore(db, VAULT, by="me")


@pytest.fixture
def other(db: Database) -> RequestStore:
    """The same table as another process sees it."""
    return RequestStore(db, VAULT, by="other")


def asked(key: str, *, workspace_id: str = "T1", at: datetime = NOON) -> Request:
    return Request(
        id=row_id(at), workspace_id=workspace_id, key=key, kind="command", body={"text": key}, received_at=at
    )


async def keep(
    store: RequestStore, *batch: Request, given_up: Sequence[str] = (), withdrawn: Sequence[str] = ()
) -> set[str]:
    return await store.keep(
        batch,
        hold_until=NOON + LEASE,
        withdrawn=withdrawn,
        given_up=lambda: given_up,
        within=timedelta(seconds=5),
    )


async def rows(db: Database) -> list[Row[Any]]:
    async with db.read() as connection:
        return list((await connection.execute(select(requests).order_by(requests.c.id))).all())


async def test_a_key_is_new_once_per_workspace(store: RequestStore) -> None:
    first, again, elsewhere = asked("k"), asked("k"), asked("k", workspace_id="T2")

    assert await keep(store, first) == {first.id}
    assert await keep(store, again, elsewhere) == {elsewhere.id}


async def test_a_key_twice_in_one_commit_is_new_once(store: RequestStore, db: Database) -> None:
    written = await keep(store, asked("k"), asked("k"))

    assert len(written) == 1
    assert len(await rows(db)) == 1


async def test_what_people_typed_is_not_readable_in_the_table(store: RequestStore, db: Database) -> None:
    await keep(store, asked("the secret plan"))

    (row,) = await rows(db)
    assert b"secret plan" not in bytes(row.body_sealed)


async def test_those_who_gave_up_are_not_committed(store: RequestStore, db: Database) -> None:
    gone, here = asked("gone"), asked("here")

    await keep(store, gone, here, given_up=[gone.id])

    assert [row.key for row in await rows(db)] == ["here"]


async def test_withdrawn_rows_go_before_their_keys_are_compared(store: RequestStore) -> None:
    first, again = asked("k"), asked("k")
    await keep(store, first)

    assert await keep(store, again, withdrawn=[first.id]) == {again.id}


async def test_a_fresh_request_is_nobody_elses(store: RequestStore, other: RequestStore) -> None:
    await keep(store, asked("k"))

    assert await other.claim_owed(NOON, lease=LEASE, limit=10) == []


async def test_a_claim_that_ran_out_is_taken_over_with_its_body(store: RequestStore, other: RequestStore) -> None:
    first = asked("k")
    await keep(store, first)

    (taken,) = await other.claim_owed(NOON + LEASE, lease=LEASE, limit=10)

    assert (taken.id, taken.body, taken.attempt) == (first.id, {"text": "k"}, 2)
    assert await store.claim_owed(NOON + LEASE, lease=LEASE, limit=10) == []


async def test_what_is_held_in_memory_is_not_taken_again(store: RequestStore) -> None:
    first = asked("k")
    await keep(store, first)

    assert await store.claim_owed(NOON + LEASE, lease=LEASE, limit=10, held=[first.id]) == []


async def test_an_extended_claim_holds(store: RequestStore, other: RequestStore) -> None:
    first = asked("k")
    await keep(store, first)

    await store.extend([first.id], until=NOON + 2 * LEASE)

    assert await other.claim_owed(NOON + LEASE, lease=LEASE, limit=10) == []


async def test_a_claim_that_was_taken_over_cannot_be_finished(
    store: RequestStore, other: RequestStore, db: Database
) -> None:
    first = asked("k")
    await keep(store, first)
    await other.claim_owed(NOON + LEASE, lease=LEASE, limit=10)

    await store.done([first.id], now=NOON)

    (row,) = await rows(db)
    assert (row.state, row.claimed_by) == ("claimed", "other")


async def test_done_erases_the_body_and_remembers_the_key(store: RequestStore, db: Database) -> None:
    first = asked("k")
    await keep(store, first)

    await store.done([first.id], now=NOON)

    (row,) = await rows(db)
    assert (row.state, row.body_sealed, row.done_at) == ("done", None, NOON)
    assert await keep(store, asked("k")) == set()


async def test_again_waits_for_its_instant(store: RequestStore, other: RequestStore) -> None:
    first = asked("k")
    await keep(store, first)

    await store.again(first, due_at=NOON + timedelta(seconds=4))

    assert await store.next_due(NOON) == NOON + timedelta(seconds=4)
    assert await other.claim_owed(NOON + timedelta(seconds=3), lease=LEASE, limit=10) == []
    assert len(await other.claim_owed(NOON + timedelta(seconds=4), lease=LEASE, limit=10)) == 1


async def test_what_is_given_back_is_free_at_once(store: RequestStore, other: RequestStore) -> None:
    untouched, begun = asked("a"), asked("b")
    await keep(store, untouched, begun)

    await store.give_back(untouched=[untouched], begun=[begun], now=NOON)

    taken = await other.claim_owed(NOON, lease=LEASE, limit=10)
    assert [(request.key, request.attempt) for request in taken] == [("a", 1), ("b", 2)]


async def test_no_more_than_asked_for_are_claimed_and_the_oldest_first(
    store: RequestStore, other: RequestStore
) -> None:
    batch = [asked(str(number), at=NOON + timedelta(seconds=number)) for number in range(5)]
    await keep(store, *reversed(batch))
    await store.give_back(untouched=batch, now=NOON)

    taken = await other.claim_owed(NOON + timedelta(seconds=9), lease=LEASE, limit=2)

    assert len(taken) == 2


async def test_the_dead_of_a_former_start_are_freed_on_sqlite_only(
    store: RequestStore, other: RequestStore, db: Database
) -> None:
    await keep(store, asked("k"))

    freed = await other.free_the_dead(now=NOON)

    assert freed == (1 if db.kind == "sqlite" else 0)
    assert len(await other.claim_owed(NOON, lease=LEASE, limit=10)) == freed


async def test_a_body_that_cannot_be_opened_is_closed_and_hides_no_other(
    db: Database, store: RequestStore, caplog: pytest.LogCaptureFixture
) -> None:
    stranger = RequestStore(db, Vault([Fernet.generate_key().decode()]), by="stranger")
    sealed, plain = asked("sealed"), asked("plain")
    await keep(stranger, sealed)
    await keep(store, plain)

    taken = await RequestStore(db, VAULT, by="later").claim_owed(NOON + LEASE, lease=LEASE, limit=10)

    assert [request.key for request in taken] == ["plain"]
    assert "cannot be opened" in caplog.text


async def test_old_finished_requests_are_forgotten_and_others_are_not(store: RequestStore, db: Database) -> None:
    old, recent, still_owed = asked("old"), asked("recent"), asked("owed")
    await keep(store, old, recent, still_owed)
    await store.done([old.id], now=NOON - timedelta(days=2))
    await store.done([recent.id], now=NOON)

    forgotten = await store.tidy(NOON)

    assert forgotten == 1
    assert [row.key for row in await rows(db)] == ["recent", "owed"]


async def test_many_old_requests_are_forgotten_in_batches(store: RequestStore, db: Database) -> None:
    batch = [asked(str(number)) for number in range(1100)]
    await keep(store, *batch)
    await store.done([request.id for request in batch], now=NOON - timedelta(days=2))

    assert await store.tidy(NOON) == 1100
    assert await rows(db) == []
