"""A workspace takes Plenum out: tokens at once, nothing more is owed, and after a week nothing is left of it."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from bot.errors import SlackRefused
from bot.live import Seen
from bot.model import RoomStage, Stage, Workspace
from bot.services.inbox import Inbox
from bot.services.leaving import KEPT_FOR, Leaving
from bot.services.starting import NotStarted
from bot.store.requests import RequestStore
from bot.store.stays import keep_seen
from bot.store.tables import choices, deliveries, feeds, guests, metadata, workspaces
from bot.store.vault import Vault
from playground.slack.seed import ANA, BEN, TEAM, TEAM_CHANNEL
from tests.backstage import KEY, TOKEN, Backstage
from tests.bot.services.planned import planned, shown

OTHER = Workspace(id="T0OTHER", name="Other", bot_user_id="U", bot_id="B", scopes=frozenset(), token="xoxb-other")


async def leave(plenum: Backstage) -> None:
    await plenum.leaving.leave(TEAM, now=plenum.clock())


async def purge(plenum: Backstage) -> None:
    async for _ in plenum.leaving.purge(now=plenum.clock()):
        pass


def hasty(plenum: Backstage) -> Leaving:
    """As an administrator set it: nothing is kept."""
    return Leaving(
        database=plenum.database,
        workspaces=plenum.workspaces,
        rows=plenum.rows,
        wake=lambda: None,
        kept_for=timedelta(),
    )


async def left_of(plenum: Backstage, workspace_id: str) -> dict[str, int]:
    """How many rows of a workspace each table holds."""
    counted = {}
    async with plenum.database.read() as connection:
        for table in metadata.sorted_tables:
            column = table.c.get("workspace_id", table.c.id if table is workspaces else None)
            if column is not None:
                rows = await connection.execute(select(column).where(column == workspace_id))
                counted[table.name] = len(rows.all())
    return counted


async def full_of_life(plenum: Backstage, workspace_id: str = TEAM) -> None:
    """A row in every table."""
    conference = await plenum.start(workspace_id=workspace_id, key=f"for {workspace_id}", people=(BEN,))
    await plenum.guests.invite(conference, ["eve@else.example"], by=ANA, now=plenum.clock())
    async with plenum.database.write() as connection:
        await keep_seen(connection, conference, [Seen(id="1", name="Kelly", joined_at=plenum.clock())])
        feed = {"workspace_id": workspace_id, "person_id": BEN, "serial": 1}
        asked = {"conference_id": conference.id, "address": "gil@globex.example", "invited_by": ANA}
        await connection.execute(insert(guests).values(workspace_id=workspace_id, invited_at=plenum.clock(), **asked))
        await connection.execute(insert(feeds).values(feed))
        chosen = {"scope": "person", "scope_id": BEN, "name": "leads", "value": [5], "chosen_by": BEN}
        await connection.execute(insert(choices).values(workspace_id=workspace_id, chosen_at=plenum.clock(), **chosen))
    await Inbox(RequestStore(plenum.database, Vault([KEY]), by="me"), plenum.clock).keep("k", workspace_id, "k", {})


async def test_the_token_goes_at_once(plenum: Backstage) -> None:
    await leave(plenum)

    (row,) = await plenum.rows_of(workspaces)
    assert (row.token_sealed, row.removed_at) == (None, plenum.clock())
    with pytest.raises(SlackRefused):
        await plenum.workspaces.token(TEAM)


async def test_nothing_more_is_owed_there(plenum: Backstage) -> None:
    await plenum.start(people=(BEN,))

    await leave(plenum)

    await plenum.deliver()
    assert plenum.standing_in(TEAM_CHANNEL) == []
    assert plenum.direct(BEN) == []


async def test_a_room_that_is_being_looked_for_is_taken_away(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted) as failed:
        await plenum.start()
    plenum.trueconf.faults.clear()

    await leave(plenum)

    assert await plenum.standing(failed.value.conference) == (Stage.CANCELLED, RoomStage.UNWANTED)
    await plenum.tend()
    assert plenum.room_ids() == []


async def test_a_room_that_comes_afterwards_is_not_shown(plenum: Backstage) -> None:
    plenum.poor.busy = asyncio.Event()
    starting = asyncio.create_task(plenum.start(provider="dial"))
    await plenum.poor.reached.wait()
    await leave(plenum)

    plenum.poor.busy.set()
    conference = await starting

    assert conference.stage is Stage.CANCELLED
    assert plenum.standing_in(TEAM_CHANNEL) == []


async def test_what_was_planned_is_cancelled(plenum: Backstage) -> None:
    conference = await planned(plenum)

    await leave(plenum)
    await plenum.tend(hours=2)
    await plenum.deliver()

    assert await plenum.standing(conference) == (Stage.CANCELLED, RoomStage.WANTED)
    assert plenum.room_ids() == []
    assert plenum.standing_in(TEAM_CHANNEL) == []


async def test_what_was_planned_leaves_no_row_after_a_week(plenum: Backstage) -> None:
    await shown(plenum)
    await leave(plenum)
    plenum.clock.now += KEPT_FOR + timedelta(seconds=1)

    await purge(plenum)

    assert set((await left_of(plenum, TEAM)).values()) == {0}


async def test_people_in_a_live_room_are_left_in_it(plenum: Backstage) -> None:
    conference = await plenum.start()

    await leave(plenum)
    await plenum.tend(minutes=2)

    assert await plenum.standing(conference) == (Stage.ENDED, RoomStage.READY)
    assert plenum.room_states() == ["running"]


async def test_leaving_twice_is_leaving_once(plenum: Backstage) -> None:
    await full_of_life(plenum)
    await leave(plenum)
    first = plenum.clock()
    plenum.clock.advance(minutes=1)

    await leave(plenum)

    assert [row.removed_at for row in await plenum.rows_of(workspaces)] == [first]


async def test_for_a_week_the_rows_stay(plenum: Backstage) -> None:
    await full_of_life(plenum)
    await leave(plenum)
    plenum.clock.now += KEPT_FOR - timedelta(seconds=1)

    await purge(plenum)

    assert (await left_of(plenum, TEAM))["conferences"] == 1


async def test_after_a_week_no_table_holds_a_row_of_it(plenum: Backstage) -> None:
    await full_of_life(plenum)
    await plenum.deliver()
    before = await left_of(plenum, TEAM)
    await leave(plenum)
    plenum.clock.now += KEPT_FOR + timedelta(seconds=1)

    await purge(plenum)

    assert 0 not in before.values()
    assert set((await left_of(plenum, TEAM)).values()) == {0}


async def test_other_workspaces_lose_nothing(plenum: Backstage) -> None:
    await plenum.workspaces.save(OTHER, plenum.clock())
    await full_of_life(plenum)
    await full_of_life(plenum, OTHER.id)
    await leave(plenum)
    before = await left_of(plenum, OTHER.id)
    plenum.clock.now += KEPT_FOR + timedelta(seconds=1)

    await purge(plenum)

    assert await left_of(plenum, OTHER.id) == before
    assert before["conferences"] == 1


async def test_one_that_came_back_within_the_week_keeps_its_rows(plenum: Backstage) -> None:
    installed = await plenum.workspaces.find(TEAM)
    assert installed is not None
    await full_of_life(plenum)
    await leave(plenum)
    await plenum.workspaces.save(installed, plenum.clock())
    plenum.clock.now += KEPT_FOR * 2

    await purge(plenum)

    assert (await left_of(plenum, TEAM))["conferences"] == 1
    assert await plenum.people.person(TEAM, ANA)


async def test_with_nothing_to_be_kept_it_goes_at_once(plenum: Backstage) -> None:
    await full_of_life(plenum)
    await plenum.deliver()
    before = await left_of(plenum, TEAM)

    await hasty(plenum).leave(TEAM, now=plenum.clock())

    assert 0 not in before.values()
    assert set((await left_of(plenum, TEAM)).values()) == {0}


async def test_a_room_that_is_to_be_taken_away_is_before_its_row_goes(plenum: Backstage) -> None:
    plenum.trueconf.faults.change({"drop_after": True, "match": "POST .*/conferences$"})
    with pytest.raises(NotStarted):
        await plenum.start()
    plenum.trueconf.faults.clear()
    leaving = hasty(plenum)
    await leaving.leave(TEAM, now=plenum.clock())
    kept = {name for name, rows in (await left_of(plenum, TEAM)).items() if rows}

    await plenum.tend()
    async for _ in leaving.purge(now=plenum.clock()):
        pass

    assert kept == {"conferences", "workspaces"}
    assert plenum.room_ids() == []
    assert set((await left_of(plenum, TEAM)).values()) == {0}


async def test_one_that_has_come_back_is_not_sent_away_by_what_was_said_before(plenum: Backstage) -> None:
    conference = await plenum.start()

    await plenum.leaving.leave(TEAM, now=plenum.clock(), told_at=plenum.clock() - timedelta(minutes=1))

    assert await plenum.standing(conference) == (Stage.LIVE, RoomStage.READY)
    assert await plenum.workspaces.find(TEAM) is not None


async def test_after_it_has_come_back_nothing_old_is_sent(plenum: Backstage) -> None:
    installed = await plenum.workspaces.find(TEAM)
    assert installed is not None
    await planned(plenum)
    await leave(plenum)

    await plenum.workspaces.save(installed, plenum.clock())
    await plenum.tend(hours=2)
    await plenum.deliver()

    assert plenum.standing_in(TEAM_CHANNEL) == []
    assert plenum.direct(BEN) == []


@pytest.mark.parametrize("how", ["uninstall", "revoke"])
async def test_slack_saying_so_is_enough_where_no_event_came(plenum: Backstage, how: str) -> None:
    conference = await planned(plenum)
    plenum.slack.events.publish = lambda *_, **__: None  # type: ignore[method-assign]
    plenum.slack.uninstall() if how == "uninstall" else plenum.slack.revoke(TOKEN)

    await plenum.deliver()

    assert await plenum.workspaces.find(TEAM) is None
    assert (await plenum.known(conference)).stage is Stage.CANCELLED
    assert {row.state for row in await plenum.rows_of(deliveries)} == {"closed"}
    assert len(plenum.asked("conversations.open")) + len(plenum.asked("chat.postMessage")) <= 2


async def test_a_late_event_after_that_changes_nothing(plenum: Backstage) -> None:
    await planned(plenum)
    plenum.slack.uninstall()
    await plenum.deliver()
    (row,) = await plenum.rows_of(workspaces)
    plenum.clock.advance(minutes=5)

    await leave(plenum)

    assert await plenum.rows_of(workspaces) == [row]
