"""Whose turn it is: workspaces one after the other, each in its own order, none before what was put off."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model import Delivery, DeliveryKind
from bot.store.database import Database
from bot.store.deliveries import Arrived, DeliveryStore
from tests.bot.store.rows import add_conference, owed, write
from tests.conftest import NOON

LEASE = timedelta(seconds=60)
SECOND = timedelta(seconds=1)


@pytest.fixture
def store(db: Database) -> DeliveryStore:
    return DeliveryStore(db, by="me")


async def claim(store: DeliveryStore, now: datetime = NOON, *, limit: int = 32, **more: Any) -> list[Delivery]:
    return await store.claim_due(now, lease=LEASE, limit=limit, **more)


async def send(store: DeliveryStore, batch: Collection[Delivery]) -> None:
    await store.sent([Arrived(delivery=one, channel_id=one.target, ts="1.1") for one in batch], now=NOON)


async def crowd(db: Database, many: int, *, workspace_id: str = "T1", ago: timedelta = SECOND) -> None:
    """So many are due in a workspace, each in a channel of its own."""
    await write(db, *(owed(f"C{number}", workspace_id=workspace_id, due_at=NOON - ago) for number in range(many)))


async def turns(store: DeliveryStore, many: int) -> list[str]:
    """The workspaces of what is taken one by one."""
    taken = []
    for _ in range(many):
        (delivery,) = await claim(store, limit=1)
        await send(store, [delivery])
        taken.append(delivery.workspace_id)
    return taken


async def test_ten_thousand_due_in_one_workspace_do_not_delay_three_of_another(
    db: Database, store: DeliveryStore
) -> None:
    await crowd(db, 10_000)
    await write(db, *(owed(f"C{number}", workspace_id="T2") for number in range(3)))

    taken = await claim(store)

    assert [delivery.target for delivery in taken if delivery.workspace_id == "T1"] == [f"C{n}" for n in range(29)]
    assert [delivery.target for delivery in taken if delivery.workspace_id == "T2"] == ["C0", "C1", "C2"]


async def test_where_one_can_start_at_a_time_the_workspaces_take_turns(db: Database, store: DeliveryStore) -> None:
    await crowd(db, 50)
    await crowd(db, 2, workspace_id="T2", ago=timedelta())
    await crowd(db, 3, workspace_id="T3", ago=timedelta())

    assert await turns(store, 8) == ["T1", "T2", "T3", "T1", "T2", "T3", "T1", "T3"]


async def test_the_turn_goes_on_where_several_were_taken(db: Database, store: DeliveryStore) -> None:
    for workspace_id in ("T1", "T2", "T3"):
        await crowd(db, 20, workspace_id=workspace_id)

    taken = [{one.workspace_id for one in await claim(store, limit=2)} for _ in range(3)]

    assert taken == [{"T1", "T2"}, {"T3", "T1"}, {"T2", "T3"}]


async def test_more_workspaces_than_rows_can_be_taken_all_have_their_turn(db: Database, store: DeliveryStore) -> None:
    names = [f"T{number:03}" for number in range(100)]
    await write(db, *(owed(f"C{n}", workspace_id=name, due_at=NOON - SECOND) for name in names for n in range(5)))

    taken = [one.workspace_id for _ in range(10) for one in await claim(store, limit=10)]

    assert taken == names


async def test_a_workspace_gives_no_more_than_asked_for_and_none_where_it_is_out(
    db: Database, store: DeliveryStore
) -> None:
    for workspace_id in ("T1", "T2", "T3"):
        await crowd(db, 5, workspace_id=workspace_id)

    taken = await claim(store, each=1, out=["T2"])

    assert [(delivery.workspace_id, delivery.target) for delivery in taken] == [("T1", "C0"), ("T3", "C0")]


async def test_a_silent_workspace_is_left_alone_but_for_what_it_may_be_told(db: Database, store: DeliveryStore) -> None:
    await add_conference(db, "c1")
    update = {"kind": DeliveryKind.CARD_UPDATE, "conference_id": "c1"}
    for workspace_id in ("T1", "T2"):
        await write(db, owed("C1", workspace_id=workspace_id), owed(f"C2/{workspace_id}", **update))

    taken = await claim(store, unposted=["T1"], unchanged=["T2"])

    assert {delivery.kind: delivery.workspace_id for delivery in taken} == {
        DeliveryKind.NOTICE: "T2",
        DeliveryKind.CARD_UPDATE: "T1",
    }


async def test_what_was_put_off_keeps_its_place_in_its_conversation(db: Database, store: DeliveryStore) -> None:
    await write(db, *(owed("U1", due_at=NOON + number * SECOND, words={"n": str(number)}) for number in range(3)))
    await write(db, owed("U2", due_at=NOON + SECOND))
    (first,) = await claim(store)
    await store.later(first, retry_at=NOON + 30 * SECOND, suspect=False)

    meanwhile = await claim(store, NOON + 29 * SECOND)
    again = []
    for _ in range(3):
        (delivery,) = await claim(store, NOON + 30 * SECOND)
        again.append(delivery.words["n"])
        await send(store, [delivery])

    assert [delivery.target for delivery in meanwhile] == ["U2"]
    assert again == ["0", "1", "2"]


async def test_what_keeps_failing_holds_up_its_conversation_for_five_minutes(
    db: Database, store: DeliveryStore
) -> None:
    await write(db, owed("U1", words={"n": "0"}), owed("U1", words={"n": "1"}))
    (first,) = await claim(store)
    await store.later(first, retry_at=NOON + timedelta(minutes=6), suspect=False)

    before = await claim(store, NOON + timedelta(minutes=5) - SECOND)
    after = await claim(store, NOON + timedelta(minutes=5))

    assert before == []
    assert [delivery.words["n"] for delivery in after] == ["1"]


async def test_the_next_instant_is_that_of_the_first_row_or_lease(db: Database, store: DeliveryStore) -> None:
    await write(db, owed("C1"), owed("C2", due_at=NOON + 90 * SECOND), owed("C3", due_at=NOON + 120 * SECOND))
    (taken,) = await claim(store)

    with_a_lease = await store.next_due(NOON)
    await send(store, [taken])

    assert [with_a_lease, await store.next_due(NOON)] == [NOON + LEASE, NOON + 90 * SECOND]
    assert await store.next_due(NOON + 120 * SECOND) is None
