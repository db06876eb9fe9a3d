"""Cards and invitations whose conference changes while they are on their way."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.model import DeliveryKind, Invitation, Place, Stage
from bot.store import Connection, invitations, withdrawing
from bot.store.database import Database
from bot.store.deliveries import Arrived, DeliveryStore, owe, states
from bot.store.tables import cards, deliveries
from tests.bot.store.keeping import ACME, LEASE, TEAM, Rows, until_somebody_waits
from tests.bot.store.rows import owed, write
from tests.conftest import NOON
from tests.makers import ANA, BEN, CLEO, make_conference


@pytest.fixture
def sending(db: Database) -> DeliveryStore:
    return DeliveryStore(db, by="me")


async def claimed(rows: Rows, sending: DeliveryStore, kind: DeliveryKind, target: str, **words: str) -> Arrived:
    conference = await rows.add("1", invitations=(Invitation(person_id=CLEO, invited_by=BEN),))
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

    assert await updates(rows.db) == [("invitation_update", "C9/1.5", 1, {"by": BEN, "to": CLEO})]


async def test_an_invitation_to_one_that_only_changed_is_left_as_it_is(rows: Rows, sending: DeliveryStore) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    await rows.next_generation(make_conference(id="1" * 32))

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == []


async def test_an_invitation_to_one_that_was_moved_on_the_way_is_owed_an_update(
    rows: Rows, sending: DeliveryStore
) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    await rows.change(make_conference(id="1" * 32), stage=Stage.SCHEDULED)
    await rows.next_generation(make_conference(id="1" * 32))

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == [("invitation_update", "C9/1.5", 2, {"by": BEN, "to": CLEO})]


async def test_an_invitation_to_one_that_began_on_the_way_is_owed_an_update(rows: Rows, sending: DeliveryStore) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    await rows.change(make_conference(id="1" * 32), started_at=NOON + timedelta(seconds=1))

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == [("invitation_update", "C9/1.5", 1, {"by": BEN, "to": CLEO})]


async def test_an_invitation_that_was_withdrawn_on_the_way_is_owed_an_update_and_never_changes_again(
    rows: Rows, sending: DeliveryStore
) -> None:
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)
    async with rows.db.write() as connection:
        await withdraw(rows, connection)

    await sending.sent([invitation], now=NOON)

    assert await updates(rows.db) == [WITHDRAWN_LATE]
    async with rows.db.read() as connection:
        assert await states(connection, conference_id="1" * 32, kind=DeliveryKind.INVITATION) == []


@pytest.mark.postgres
async def test_a_withdrawal_and_the_arrival_of_the_invitation_at_once_do_not_miss_each_other(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows, sending = Rows(db), DeliveryStore(db, by="me")
    invitation = await claimed(rows, sending, DeliveryKind.INVITATION, CLEO, by=BEN)

    async with db.write() as withdrawal:
        taken = await withdraw(rows, withdrawal)
        arriving = asyncio.create_task(sending.sent([invitation], now=NOON))
        await until_somebody_waits(db)
    await arriving

    assert taken == []
    assert await updates(db) == [WITHDRAWN_LATE]
    await db.close()


WITHDRAWN_LATE = ("invitation_update", "C9/1.5", 2, {"by": "", "to": CLEO, "withdrawn": "yes"})


async def withdraw(rows: Rows, connection: Connection) -> list[str]:
    """As when somebody takes Cleo's invitation back; where it stood."""
    await rows.store.next_generation(connection, make_conference(id="1" * 32))
    await invitations.withdraw(connection, "1" * 32, [CLEO])
    return await withdrawing.take_back(connection, "1" * 32, [CLEO], now=NOON)


async def test_a_card_that_a_fresh_one_overtook_on_the_way_shrinks(rows: Rows, sending: DeliveryStore) -> None:
    card = await claimed(rows, sending, DeliveryKind.CARD, TEAM)
    async with rows.db.write() as connection:
        await begin(rows, connection)

    await sending.sent([card], now=NOON)

    assert await rows.cards("1" * 32) == []
    _, update = await updates(rows.db)
    assert update == ("card_update", "C9/1.5", 2, {"by": ANA, "shrunk": "yes"})


@pytest.mark.postgres
async def test_a_beginning_and_the_arrival_of_the_older_card_at_once_do_not_miss_each_other(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    rows, sending = Rows(db), DeliveryStore(db, by="me")
    card = await claimed(rows, sending, DeliveryKind.CARD, TEAM)

    async with db.write() as beginning:
        await begin(rows, beginning)
        arriving = asyncio.create_task(sending.sent([card], now=NOON))
        await until_somebody_waits(db)
    await arriving

    assert await rows.cards("1" * 32) == []
    assert [words for *_, words in await updates(db)] == [{}, {"by": ANA, "shrunk": "yes"}]
    await db.close()


async def begin(rows: Rows, connection: Connection) -> None:
    """As when a planned one goes live: a fresh card is owed, and the older ones are none any more."""
    generation = await rows.store.next_generation(connection, make_conference(id="1" * 32))
    fresh = owed(TEAM, kind=DeliveryKind.CARD, workspace_id=ACME, conference_id="1" * 32, generation=generation)
    await owe(connection, [fresh], now=NOON)
    await connection.execute(delete(cards).where(cards.c.conference_id == "1" * 32))


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
