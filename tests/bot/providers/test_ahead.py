"""The promises about rooms that are made ahead of their time, changed while they wait, and opened again."""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta

import pytest

from bot.errors import Gone, ProviderError
from bot.model import Feature, Room, RoomState
from tests.bot.providers.stand import REFERENCE, Connect, Connected, Trouble
from tests.conftest import NOON, FrozenClock

TOMORROW = NOON + timedelta(days=1)
FRIDAY = NOON + timedelta(days=4)
NEXT_WEEK = NOON + timedelta(days=7)

EACH_TROUBLE = pytest.mark.parametrize("trouble", Trouble, ids=lambda trouble: trouble.name.lower())


async def waiting(there: Connected) -> Room:
    there.needs(Feature.AHEAD)
    return await there.provider.create(there.ahead(TOMORROW))


def in_common(rooms: Iterable[Room]) -> set[tuple[str, str | None, str | None]]:
    """What people have of each: a link, a number."""
    return {(room.id, room.join_url, room.dial_number) for room in rooms}


async def state(there: Connected, room: Room) -> RoomState:
    return (await there.provider.status(room.id)).state


async def test_a_room_made_ahead_is_one_room_with_a_way_in(there: Connected) -> None:
    room = await waiting(there)

    assert room.join_url is None or room.join_url.startswith("https://")
    assert there.stand.rooms() == ({room.id} if there.stand.asks else set())


async def test_a_room_made_ahead_is_not_live_before_its_time_where_the_back_end_can_tell(there: Connected) -> None:
    there.needs(Feature.STATE, Feature.END)

    room = await waiting(there)

    assert await state(there, room) in (RoomState.IDLE, RoomState.EMPTY)


async def test_made_ahead_twice_for_one_reference_it_is_one_room(there: Connected) -> None:
    there.needs(Feature.FIND)

    first, second = await waiting(there), await waiting(there)

    assert first == second == await there.provider.find(REFERENCE)
    assert there.stand.rooms() == {first.id}


@pytest.mark.parametrize("late", [timedelta(hours=-2), timedelta(), timedelta(minutes=2)], ids=str)
async def test_opened_at_its_time_it_has_the_link_it_had(late: timedelta, there: Connected, clock: FrozenClock) -> None:
    room = await waiting(there)
    clock.now = TOMORROW + late

    opened = await there.provider.open(room, there.ahead(TOMORROW))

    assert in_common([room, opened]) == in_common([room])
    assert there.stand.rooms() == ({room.id} if there.stand.asks else set())
    if Feature.STATE in there.provider.features:
        assert await state(there, room) in (RoomState.LIVE, RoomState.EMPTY)


async def test_it_is_opened_by_asking_for_it_again_too(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.FIND)
    room = await waiting(there)
    clock.now = TOMORROW

    opened = await there.provider.create(there.wish())

    assert in_common([room, opened]) == in_common([room])
    assert await state(there, room) in (RoomState.LIVE, RoomState.EMPTY)


async def test_opening_twice_is_fine(there: Connected, clock: FrozenClock) -> None:
    room = await waiting(there)
    clock.now = TOMORROW

    first = await there.provider.open(room, there.ahead(TOMORROW))
    second = await there.provider.open(first, there.ahead(TOMORROW))

    assert in_common([first, second]) == in_common([room])


async def test_where_it_is_gone_at_its_time_another_one_is_opened(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.REMOVE)
    room = await waiting(there)
    await there.provider.remove(room.id)
    clock.now = TOMORROW

    opened = await there.provider.open(room, there.ahead(TOMORROW))

    assert there.stand.rooms() == {opened.id}


async def test_nobody_is_cut_off_when_its_planned_end_comes(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.STATE)
    room = await waiting(there)
    clock.now = TOMORROW
    await there.provider.open(room, there.ahead(TOMORROW))

    clock.advance(minutes=25)

    assert await state(there, room) in (RoomState.LIVE, RoomState.EMPTY)


async def test_moved_and_renamed_it_is_still_that_one_room(there: Connected) -> None:
    there.needs(Feature.UPDATE)
    room = await waiting(there)

    moved = await there.provider.update(room, there.ahead(FRIDAY, topic="Monthly sync"))

    assert moved.id == room.id
    assert there.stand.rooms() == {room.id}
    if Feature.FIND in there.provider.features:
        assert await there.provider.find(REFERENCE) == moved


async def test_moved_it_does_not_open_at_its_old_time(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.UPDATE, Feature.STATE, Feature.END)
    room = await waiting(there)
    await there.provider.update(room, there.ahead(FRIDAY))

    clock.now = TOMORROW + timedelta(minutes=1)

    assert await state(there, room) in (RoomState.IDLE, RoomState.EMPTY)


async def test_moved_it_is_opened_at_its_new_time(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.UPDATE)
    room = await waiting(there)
    moved = await there.provider.update(room, there.ahead(FRIDAY))
    clock.now = FRIDAY

    opened = await there.provider.open(moved, there.ahead(FRIDAY))

    assert in_common([moved, opened]) == in_common([moved])


async def test_the_same_change_again_gives_the_same_room(there: Connected) -> None:
    there.needs(Feature.UPDATE)
    room = await waiting(there)
    wish = there.ahead(FRIDAY, topic="Monthly sync")

    first = await there.provider.update(room, wish)
    second = await there.provider.update(first, wish)

    assert first == second
    assert there.stand.rooms() == {room.id}


async def test_a_room_that_is_gone_cannot_be_changed(there: Connected) -> None:
    there.needs(Feature.UPDATE, Feature.REMOVE)
    room = await waiting(there)
    await there.provider.remove(room.id)

    with pytest.raises(Gone):
        await there.provider.update(room, there.ahead(FRIDAY))

    assert there.stand.rooms() == set()


async def test_a_room_that_waits_is_removed(there: Connected) -> None:
    there.needs(Feature.REMOVE)
    room = await waiting(there)

    await there.provider.remove(room.id)

    assert there.stand.rooms() == set()


async def test_a_room_that_waits_is_closed(there: Connected) -> None:
    there.needs(Feature.CLOSE)
    room = await waiting(there)

    await there.provider.close(room.id)
    await there.provider.close(room.id)


async def test_a_room_that_is_kept_is_opened_another_day_by_the_same_link(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.KEEP)
    room = opened = await waiting(there)
    for day, next_day in ((TOMORROW, FRIDAY), (FRIDAY, NEXT_WEEK)):
        clock.now = day
        opened = await there.provider.open(opened, there.ahead(day))
        clock.advance(minutes=20)
        await over_for_today(there, opened, next_day)
    clock.now = NEXT_WEEK

    again = await there.provider.open(opened, there.ahead(NEXT_WEEK))

    assert in_common([room, opened, again]) == in_common([room])
    assert there.stand.rooms() == ({room.id} if there.stand.asks else set())


async def over_for_today(there: Connected, room: Room, next_day: datetime) -> None:
    if Feature.END in there.provider.features:
        await there.provider.end(room.id)
    if Feature.UPDATE in there.provider.features:
        await there.provider.update(room, there.ahead(next_day))


async def test_a_room_that_is_kept_waits_again_for_the_next_day(there: Connected, clock: FrozenClock) -> None:
    there.needs(Feature.KEEP, Feature.UPDATE, Feature.END)
    room = await waiting(there)
    clock.now = TOMORROW
    await there.provider.open(room, there.ahead(TOMORROW))
    await there.provider.end(room.id)

    kept = await there.provider.update(room, there.ahead(FRIDAY))

    assert in_common([room, kept]) == in_common([room])
    assert await state(there, room) in (RoomState.IDLE, RoomState.EMPTY)


@EACH_TROUBLE
async def test_after_trouble_at_any_step_of_a_change_the_change_is_made_again(
    trouble: Trouble, connect: Connect, clock: FrozenClock
) -> None:
    step, there = 0, connect()
    there.needs(Feature.AHEAD, Feature.UPDATE)
    while there.line.befell or not step:
        there = connect()
        room = await waiting(there)
        there.line.start(trouble, at=len(there.line.asked) + step, lasting=False)
        with suppress(ProviderError):
            await there.provider.update(room, there.ahead(FRIDAY))
        there.line.trouble = None
        clock.advance(minutes=1)  # longer than any of them asks to be left alone

        moved = await there.provider.update(room, there.ahead(FRIDAY))

        assert in_common([room, moved]) == in_common([room]), f"step {step}"
        assert there.stand.rooms() == {room.id}, f"step {step}"
        step += 1


@EACH_TROUBLE
async def test_after_trouble_at_any_step_of_its_opening_it_is_opened_by_the_same_link(
    trouble: Trouble, connect: Connect, clock: FrozenClock
) -> None:
    step, there = 0, connect()
    there.needs(Feature.AHEAD)
    while there.line.befell or not step:
        clock.now = NOON
        there = connect()
        room = await waiting(there)
        clock.now = TOMORROW
        there.line.start(trouble, at=len(there.line.asked) + step, lasting=False)
        with suppress(ProviderError):
            await there.provider.open(room, there.ahead(TOMORROW))
        there.line.trouble = None
        clock.advance(minutes=1)

        opened = await there.provider.open(room, there.ahead(TOMORROW))

        assert in_common([room, opened]) == in_common([room]), f"step {step}"
        assert there.stand.rooms() == ({room.id} if there.stand.asks else set()), f"step {step}"
        step += 1
