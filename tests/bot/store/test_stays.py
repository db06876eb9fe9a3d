"""Who is or was in, in rows: what was seen replaces what stood there, what was told never brings anybody back."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.live import Seen
from bot.model import Conference
from bot.store.stays import NAME_LIMIT, all_left, keep_seen, keep_told, seen_in
from tests.bot.store.keeping import Rows
from tests.conftest import NOON

KELLY = Seen(id="p1", name="Kelly", joined_at=NOON)
GONE = replace(KELLY, joined_at=NOON + timedelta(minutes=1), left_at=NOON + timedelta(minutes=1))
KEEPS = [keep_seen, keep_told]

Keep = Callable[..., Awaitable[None]]


@pytest.fixture
async def conference(rows: Rows) -> Conference:
    return await rows.add("1")


async def keep(rows: Rows, how: Keep, conference: Conference, *seen: Seen) -> None:
    async with rows.db.write() as connection:
        await how(connection, conference, seen)


async def standing(rows: Rows, conference: Conference) -> tuple[Seen, ...]:
    async with rows.db.read() as connection:
        return (await seen_in(connection, [conference.id])).get(conference.id, ())


@pytest.mark.parametrize("how", KEEPS)
async def test_who_came_stands_there_in_the_order_of_coming(rows: Rows, conference: Conference, how: Keep) -> None:
    later = Seen(id="p0", name="Ben", joined_at=NOON + timedelta(seconds=1), account="ben", person_id="U1", host=True)

    await keep(rows, how, conference, later, KELLY)

    assert await standing(rows, conference) == (KELLY, later)


async def test_what_is_seen_now_replaces_what_was_seen_before(rows: Rows, conference: Conference) -> None:
    await keep(rows, keep_seen, conference, GONE)
    back = replace(GONE, name="Kelly S", muted=True, left_at=None)

    await keep(rows, keep_seen, conference, back)

    assert await standing(rows, conference) == (back,)


async def test_who_is_told_to_have_left_has_left_when_they_did(rows: Rows, conference: Conference) -> None:
    await keep(rows, keep_told, conference, KELLY)

    await keep(rows, keep_told, conference, GONE)

    assert await standing(rows, conference) == (replace(KELLY, left_at=GONE.left_at),)


async def test_who_has_left_does_not_come_back_by_being_told_of_again(rows: Rows, conference: Conference) -> None:
    await keep(rows, keep_told, conference, GONE)

    await keep(rows, keep_told, conference, KELLY)

    assert await standing(rows, conference) == (GONE,)


@pytest.mark.parametrize("how", KEEPS)
async def test_a_name_longer_than_its_column_is_cut(rows: Rows, conference: Conference, how: Keep) -> None:
    await keep(rows, how, conference, replace(KELLY, name="x" * 1000))

    (seen,) = await standing(rows, conference)
    assert seen.name == "x" * NAME_LIMIT


@pytest.mark.parametrize("how", KEEPS)
async def test_nobody_is_written_down_as_nobody(rows: Rows, conference: Conference, how: Keep) -> None:
    await keep(rows, how, conference)

    assert await standing(rows, conference) == ()
    assert not (await rows.row(conference)).watched


async def test_at_the_end_those_who_are_in_have_left_and_no_others(rows: Rows, conference: Conference) -> None:
    other, ben, at = await rows.add("2"), replace(KELLY, id="p2", name="Ben"), NOON + timedelta(hours=1)
    await keep(rows, keep_seen, conference, GONE, ben)
    await keep(rows, keep_seen, other, KELLY)

    async with rows.db.write() as connection:
        await all_left(connection, conference, at=at)

    assert set(await standing(rows, conference)) == {GONE, replace(ben, left_at=at)}
    assert await standing(rows, other) == (KELLY,)
