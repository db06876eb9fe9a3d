"""What is long over goes, in small batches and whole; what is needed stays."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select

from bot.store.database import Database
from bot.store.ids import row_id
from bot.store.keeping import BATCH, left_behind, old_conferences, old_deliveries
from bot.store.tables import conferences, deliveries, workspaces
from tests.bot.store.past import BEFORE, LONG_AGO, count, halves, names, over, sent, total
from tests.conftest import NOON

RECENTLY = NOON - timedelta(days=89)


async def gone(batches: AsyncIterator[int]) -> list[int]:
    """How many rows each batch took that took any."""
    return [number async for number in batches if number]


def of_conferences(db: Database) -> AsyncIterator[int]:
    return old_conferences(db, before=BEFORE, now=NOON)


async def forgotten(db: Database) -> None:
    await gone(of_conferences(db))


class TestDeliveries:
    async def test_thousands_go_a_batch_at_a_time(self, db: Database) -> None:
        await sent(db, 2300)
        taken = []

        before = await count(db, deliveries)
        async for number in old_deliveries(db, before=BEFORE):
            after = await count(db, deliveries)
            taken.append((number, before - after))
            before = after

        assert taken == [(BATCH, BATCH)] * 4 + [(300, 300)]
        assert before == 0

    @pytest.mark.parametrize("state", ["sent", "closed", "parked"])
    async def test_whatever_became_of_it_it_goes(self, db: Database, state: str) -> None:
        await sent(db, 1, state=state)

        assert await gone(old_deliveries(db, before=BEFORE)) == [1]

    async def test_what_was_finished_of_late_stays(self, db: Database) -> None:
        await sent(db, 1, at=RECENTLY)
        await sent(db, 1, finished_at=RECENTLY)

        assert await gone(old_deliveries(db, before=BEFORE)) == []

    @pytest.mark.parametrize("state", ["due", "claimed"])
    async def test_what_is_still_owed_stays_however_old_it_is(self, db: Database, state: str) -> None:
        await sent(db, 1, state=state, finished_at=None)

        assert await gone(old_deliveries(db, before=BEFORE)) == []

    @pytest.mark.parametrize(("kind", "stays"), [("card", 1), ("invitation", 1), ("card_update", 0), ("change", 0)])
    async def test_what_says_where_a_message_stands_stays_as_long_as_its_conference(
        self, db: Database, kind: str, stays: int
    ) -> None:
        await over(db, "c1", each=0, stage="scheduled", ended_at=None)
        await sent(db, 1, kind=kind, conference_id="c1")

        await gone(old_deliveries(db, before=BEFORE))

        assert await count(db, deliveries) == stays

    async def test_what_does_not_go_holds_up_nothing_behind_it(self, db: Database) -> None:
        await sent(db, BATCH + 1, finished_at=RECENTLY)
        await sent(db, 3, at=LONG_AGO + timedelta(seconds=1))

        assert await gone(old_deliveries(db, before=BEFORE)) == [3]


class TestConferences:
    async def test_thousands_of_rows_go_a_batch_at_a_time(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(150)), each=6)
        taken = []

        before = await total(db)
        async for number in of_conferences(db):
            after = await total(db)
            taken.append((number, before - after))
            before = after

        assert before == 0
        assert all(said == truly for said, truly in taken)
        assert max(number for number, _ in taken) <= BATCH
        assert len(taken) == 10

    async def test_one_with_more_than_a_batch_goes_alone(self, db: Database) -> None:
        await over(db, "c1", "c2", each=120)

        assert await gone(of_conferences(db)) == [601, 601]

    async def test_whoever_stops_between_two_batches_leaves_nothing_half(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(40)), each=6)
        batches = of_conferences(db)
        await anext(batches)

        assert 0 < len(await names(db)) < 40
        assert await halves(db, each=6) == []
        await forgotten(db)
        assert await total(db) == 0

    @pytest.mark.parametrize("stage", ["ended", "cancelled", "missed", "failed"])
    async def test_it_goes_however_it_came_to_its_end(self, db: Database, stage: str) -> None:
        await over(db, "c1", stage=stage)

        await forgotten(db)

        assert await names(db) == []

    @pytest.mark.parametrize(
        "changes",
        [
            {"stage": "scheduled", "ended_at": None},
            {"stage": "live", "ended_at": None},
            {"stage": "starting", "ended_at": None},
            {"ended_at": RECENTLY},
            {"ended_at": None, "starts_at": RECENTLY},
        ],
    )
    async def test_what_is_not_over_or_not_for_long_stays(self, db: Database, changes: dict[str, Any]) -> None:
        await over(db, "c1", **changes)

        await forgotten(db)

        assert await names(db) == ["c1"]

    @pytest.mark.parametrize(
        ("changes", "left"),
        [
            ({"room_stage": "asked"}, ["c1"]),
            ({"room_stage": "lost"}, ["c1"]),
            ({"room_stage": "unwanted"}, ["c1"]),
            ({"room_stage": "ready", "care_at": NOON}, ["c1"]),
            ({"room_stage": "ready", "care_until": NOON + timedelta(seconds=1)}, ["c1"]),
            ({"room_stage": "ready", "care_until": NOON}, []),
            ({"room_stage": "ready"}, []),
            ({"room_stage": "wanted"}, []),
            ({"room_stage": "refused"}, []),
            ({"room_stage": "removed"}, []),
        ],
    )
    async def test_one_whose_room_is_not_settled_stays(
        self, db: Database, changes: dict[str, Any], left: list[str]
    ) -> None:
        await over(db, "c1", **changes)

        await forgotten(db)

        assert await names(db) == left

    async def test_of_a_series_that_goes_on_old_dates_go(self, db: Database) -> None:
        await over(db, "head", stage="scheduled", ended_at=None)
        await over(db, "date1", "date2", series_id="head")

        await forgotten(db)

        assert await names(db) == ["head"]

    async def test_a_series_that_is_over_stays_until_its_last_date_is_gone(self, db: Database) -> None:
        await over(db, "head", stage="cancelled")
        await over(db, "date", series_id="head", ended_at=RECENTLY)
        await forgotten(db)
        before = await names(db)

        await gone(old_conferences(db, before=NOON, now=NOON))
        await gone(old_conferences(db, before=NOON, now=NOON))

        assert before == ["date", "head"]
        assert await names(db) == []

    async def test_of_the_dates_in_a_room_that_a_living_series_keeps_the_last_stays(self, db: Database) -> None:
        await over(db, "head", stage="scheduled", ended_at=None)
        await over(db, "date1", series_id="head", kept_reference="head")
        await over(db, "date2", series_id="head", kept_reference="head", starts_at=LONG_AGO + timedelta(hours=1))

        await forgotten(db)

        assert await names(db) == ["date2", "head"]

    async def test_many_at_once_take_each_row_once(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(200)), each=6)

        taken = await asyncio.gather(*(gone(of_conferences(db)) for _ in range(4)))

        assert await total(db) == 0
        assert max(number for one in taken for number in one) <= BATCH

    @pytest.mark.postgres
    async def test_what_another_process_holds_is_passed_by(self, postgres_url: str) -> None:
        db = await Database.open(postgres_url)
        await over(db, "c1", "c2")
        held = select(conferences).where(conferences.c.id == "c1").with_for_update()

        async with db.write() as connection:
            await connection.execute(held)
            await forgotten(db)

        assert await names(db) == ["c1"]
        await db.close()


class TestRemovedWorkspaces:
    async def test_thousands_of_rows_go_a_batch_at_a_time(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(60)), each=6)
        await sent(db, 1200)
        await _workspace(db, "T1", removed_at=LONG_AGO)

        taken = await gone(left_behind(db, before=LONG_AGO, now=NOON))

        assert await total(db) == await count(db, workspaces) == 0
        assert max(taken) <= BATCH
        assert len(taken) == 8

    async def test_whoever_stops_between_two_batches_leaves_it_to_the_next(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(40)), each=6)
        await _workspace(db, "T1", removed_at=LONG_AGO)
        await anext(left_behind(db, before=LONG_AGO, now=NOON))
        left = (await halves(db, each=6), await count(db, workspaces))

        await gone(left_behind(db, before=LONG_AGO, now=NOON))

        assert left == ([], 1)
        assert await total(db) == await count(db, workspaces) == 0

    async def test_many_at_once_take_each_row_once(self, db: Database) -> None:
        await over(db, *(f"c{number}" for number in range(60)), each=6)
        await sent(db, 1200)
        await _workspace(db, "T1", removed_at=LONG_AGO)

        taken = await asyncio.gather(*(gone(left_behind(db, before=LONG_AGO, now=NOON)) for _ in range(4)))
        await gone(left_behind(db, before=LONG_AGO, now=NOON))

        assert await total(db) == await count(db, workspaces) == 0
        assert max(number for one in taken for number in one) <= BATCH

    @pytest.mark.parametrize("removed_at", [None, LONG_AGO + timedelta(seconds=1)])
    async def test_who_is_there_or_was_removed_later_loses_nothing(self, db: Database, removed_at: Any) -> None:
        await over(db, "c1")
        await _workspace(db, "T1", removed_at=removed_at)

        assert await gone(left_behind(db, before=LONG_AGO, now=NOON)) == []
        assert await names(db) == ["c1"]


async def test_the_ids_of_deliveries_tell_when_they_were_made() -> None:
    """By them those that are old enough are found, without an index of their own."""
    assert row_id(LONG_AGO) < row_id(BEFORE) < row_id(NOON)


async def _workspace(db: Database, workspace_id: str, **changes: Any) -> None:
    row = {
        "id": workspace_id,
        "name": "Acme",
        "bot_user_id": "U",
        "bot_id": "B",
        "scopes": "",
        "installed_at": LONG_AGO,
    }
    async with db.write() as connection:
        await connection.execute(insert(workspaces).values(row | changes))
