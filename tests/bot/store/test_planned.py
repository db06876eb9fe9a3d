"""Planned conferences in rows: which come next, when they are looked after, and which of their cards is the card."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.model import Conference, DeliveryKind, Place, Plan, RoomStage, Stage
from bot.store import planned
from bot.store.database import Database
from bot.store.deliveries import Arrived, DeliveryStore, states
from tests.bot.store.keeping import ACME, GENERAL, LEASE, OTHER, TEAM, Rows
from tests.bot.store.rows import owed, write
from tests.conftest import NOON


async def plan(rows: Rows, name: str, *, minutes: float = 60, **changes: Any) -> Conference:
    """One that begins so long after noon."""
    usual: dict[str, Any] = {
        "stage": Stage.SCHEDULED,
        "room_stage": RoomStage.WANTED,
        "plan": Plan(topic="Weekly sync", starts_at=at(minutes)),
        "created_at": NOON,
        "room": None,
        "started_at": None,
        "seen_live_at": None,
    }
    return await rows.add(name, **(usual | changes))


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


async def coming(rows: Rows, until: datetime | None = None, *, limit: int = 10) -> str:
    async with rows.db.read() as connection:
        found = await planned.coming(connection, rows.store, ACME, until=until, limit=limit)
    return "".join(one.id[0] for one in found)


async def test_what_comes_is_listed_soonest_first_and_no_more_than_asked_for(rows: Rows) -> None:
    await plan(rows, "1", minutes=30)
    await plan(rows, "2", minutes=10)
    await plan(rows, "3", minutes=20)
    await plan(rows, "4", minutes=5, workspace_id=OTHER)
    await plan(rows, "5", minutes=5, stage=Stage.CANCELLED)

    assert await coming(rows) == "231"
    assert await coming(rows, limit=2) == "23"
    assert await coming(rows, at(20)) == "23"


async def test_what_comes_is_read_on_behind_the_last_one_also_where_several_begin_at_once(rows: Rows) -> None:
    found = [await plan(rows, name, minutes=10) for name in "12"]
    await plan(rows, "3", minutes=20)

    async with rows.db.read() as connection:
        behind = [await planned.coming(connection, rows.store, ACME, until=None, limit=10, after=one) for one in found]

    assert ["".join(one.id[0] for one in page) for page in behind] == ["23", "3"]


async def test_what_is_planned_here_is_that_of_the_channel(rows: Rows) -> None:
    await plan(rows, "1", minutes=30)
    await plan(rows, "2", place=Place(channel_id=GENERAL))

    async with rows.db.read() as connection:
        found = await planned.planned_here(connection, rows.store, ACME, TEAM, limit=10)

    assert [one.id[0] for one in found] == ["1"]


@pytest.mark.parametrize(("minutes", "changed"), [(59, False), (60, True), (61, True)])
async def test_one_that_was_moved_to_later_is_not_changed_for_its_old_time(
    rows: Rows, minutes: float, changed: bool
) -> None:
    conference = await plan(rows, "1", minutes=60)

    assert await rows.change(conference, starts_by=at(minutes), stage=Stage.STARTING) is changed


async def test_shrunk_cards_are_none_any_more_and_unsent_ones_never_are_sent(rows: Rows, db: Database) -> None:
    conference = await plan(rows, "1")
    await write(db, card(conference), card(conference, "C0SECOND"))
    sending = DeliveryStore(db, by="me")
    (first,) = await sending.claim_due(NOON, lease=LEASE, limit=1)
    await sending.sent([Arrived(delivery=first, channel_id=TEAM, ts="1.5")], now=NOON)

    async with db.write() as connection:
        stood = await planned.stands(connection, conference.id, channel_id=TEAM, ts="1.5")
        await planned.shrink_cards(connection, conference.id, now=NOON)
        stands = await planned.stands(connection, conference.id, channel_id=TEAM, ts="1.5")
        ended = await states(connection, conference_id=conference.id)

    assert (stood, stands) == (True, False)
    assert [(one.state, one.reason) for one in ended] == [("sent", None), ("closed", "superseded")]


async def test_the_newest_card_is_that_which_was_owed_last(rows: Rows, db: Database) -> None:
    conference = await plan(rows, "1")
    async with db.read() as connection:
        before = await planned.newest_card(connection, conference.id)
    await write(db, card(conference), card(conference.change(generation=4)))

    async with db.read() as connection:
        assert (before, await planned.newest_card(connection, conference.id)) == (0, 4)


def card(conference: Conference, channel: str = TEAM) -> Any:
    return owed(
        channel,
        kind=DeliveryKind.CARD,
        workspace_id=ACME,
        conference_id=conference.id,
        generation=conference.generation,
    )
