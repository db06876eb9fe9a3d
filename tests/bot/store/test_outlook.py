"""One look at all that waits: what is told is what each table would have answered, and what time the database has."""

from datetime import datetime, timedelta

import pytest
from cryptography.fernet import Fernet

from bot.clock import SharedClock, utc_now
from bot.store.database import Database
from bot.store.deliveries import DeliveryStore
from bot.store.ids import row_id
from bot.store.outlook import Outlook, database_time
from bot.store.requests import Request, RequestStore
from bot.store.vault import Vault
from tests.bot.store.keeping import Rows, due
from tests.bot.store.rows import owed, write
from tests.conftest import NOON, FrozenClock

LEASE = timedelta(seconds=60)
HOUR = timedelta(hours=1)
NOTHING = dict.fromkeys(("deliveries", "requests", "rooms", "guests", "reminders"))


@pytest.fixture
def look(db: Database, clock: FrozenClock) -> Outlook:
    return Outlook(db, clock)


def requests(db: Database) -> RequestStore:
    return RequestStore(db, Vault([Fernet.generate_key().decode()]), by="me")


async def ask(store: RequestStore, *, at: datetime = NOON) -> Request:
    request = Request(id=row_id(at), workspace_id="T1", key="k", kind="command", body={}, received_at=at)
    await store.keep([request], hold_until=at + LEASE, withdrawn=(), given_up=tuple, within=timedelta(seconds=5))
    return request


async def test_where_nothing_waits_nothing_is_told(look: Outlook) -> None:
    assert await look() == NOTHING


@pytest.mark.parametrize("due_at", [NOON - HOUR, NOON, NOON + HOUR])
async def test_a_delivery_waits_for_its_instant(due_at: datetime, look: Outlook, db: Database) -> None:
    await write(db, owed("C1", due_at=NOON + 2 * HOUR), owed("C2", due_at=due_at))

    assert await look() == NOTHING | {"deliveries": due_at}


async def test_a_delivery_that_somebody_sends_waits_for_the_end_of_the_claim(look: Outlook, db: Database) -> None:
    store = DeliveryStore(db, by="me")
    await write(db, owed(due_at=NOON - HOUR), owed("C2", due_at=NOON + HOUR))

    (delivery,) = await store.claim_due(NOON, lease=LEASE, limit=1)

    assert await look() == NOTHING | {"deliveries": NOON + LEASE}
    await store.close(delivery, reason="gone", now=NOON)
    assert await look() == NOTHING | {"deliveries": NOON + HOUR}


async def test_a_request_waits_for_its_instant_or_the_end_of_the_claim(look: Outlook, db: Database) -> None:
    store = requests(db)
    request = await ask(store)

    assert await look() == NOTHING | {"requests": NOON + LEASE}

    await store.again(request, due_at=NOON + HOUR)
    assert await look() == NOTHING | {"requests": NOON + HOUR}


@pytest.mark.parametrize("end", ["done", "close"])
async def test_a_request_that_is_over_waits_for_nothing(end: str, look: Outlook, db: Database) -> None:
    store = requests(db)
    request = await ask(store)

    await (store.done([request.id], now=NOON) if end == "done" else store.close(request.id, now=NOON))

    assert await look() == NOTHING


async def test_a_room_waits_for_its_instant_or_the_end_of_the_claim(look: Outlook, rows: Rows) -> None:
    await rows.change(await rows.add("1"), **due(NOON + HOUR))
    await rows.change(await rows.add("2"), **due(NOON - HOUR))
    await rows.add("3")

    assert await look() == NOTHING | {"rooms": NOON - HOUR}

    await rows.care("me")
    assert await look() == NOTHING | {"rooms": NOON + timedelta(minutes=1)}


@pytest.mark.parametrize(("name", "column"), [("guests", "guests_at"), ("reminders", "remind_from")])
async def test_a_conference_waits_for_what_it_is_marked_for(name: str, column: str, look: Outlook, rows: Rows) -> None:
    await rows.change(await rows.add("1"), **{column: NOON + HOUR})
    await rows.change(await rows.add("2"), **{column: NOON - HOUR})

    assert await look() == NOTHING | {name: NOON - HOUR}


@pytest.mark.postgres
@pytest.mark.parametrize("wrong", [timedelta(minutes=-10), timedelta(seconds=30), HOUR])
async def test_on_postgresql_a_shared_clock_is_set_by_the_databases(wrong: timedelta, postgres_url: str) -> None:
    database, clock = await Database.open(postgres_url), SharedClock(lambda: utc_now() + wrong)

    await Outlook(database, clock)()

    assert abs(clock() - await database_time(database)) < timedelta(seconds=1)
    await database.close()


@pytest.mark.postgres
async def test_while_the_database_is_away_a_shared_clock_goes_on(postgres_url: str) -> None:
    database, clock = await Database.open(postgres_url), SharedClock(lambda: utc_now() + HOUR)
    look = Outlook(database, clock)
    await look()
    set_to = clock()

    await database.close()
    with pytest.raises(Exception, match="closed"):
        await look()

    assert timedelta() < clock() - set_to < timedelta(minutes=1)
