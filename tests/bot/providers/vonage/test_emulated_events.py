"""What the emulated service tells to a room's address, in each habit that the vendor's sources leave open."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.errors import Denied, Garbled
from bot.live import EventKind
from tests.bot.providers.vonage.world import EVENTS_URL, WISH, World, Worlds
from tests.conftest import NOON, FrozenClock

WHOLE = [
    EventKind.STARTED,
    EventKind.JOINED,
    EventKind.RECORDING_STARTED,
    EventKind.JOINED,
    EventKind.LEFT,
    EventKind.RECORDING_STOPPED,
    EventKind.LEFT,
    EventKind.EMPTIED,
    EventKind.RECORDING_READY,
    EventKind.ROOM_CLOSED,
]
HABITS: dict[str, dict[str, Any]] = {
    "as documented": {},
    "JSON that holds JSON": {"double_encoded": True},
    "recording:ready": {"uploaded_name": "recording:ready"},
    "participant:joined": {"participant_names": "participant:"},
    "participant-joined": {"participant_names": "participant-"},
    "no type of participants": {"type_told": False},
    "no room of recordings": {"upload_tells_room": False},
    "lengths as numbers": {"duration_as": "number"},
    "lengths as texts": {"duration_as": "text"},
    "signed": {"signature_secret": "RsA1tFzgDzcN9NCPmI5AgzqmcUvWIrDG"},
    "everything at once": {
        "double_encoded": True,
        "uploaded_name": "recording:ready",
        "participant_names": "participant-",
        "type_told": False,
        "upload_tells_room": False,
        "duration_as": "text",
        "signature_secret": "RsA1tFzgDzcN9NCPmI5AgzqmcUvWIrDG",
    },
}


async def meet(there: World, clock: FrozenClock) -> str:
    """A whole recorded meeting of Ana, who hosts, and Ben; gives the room's id."""
    room = await there.old.create(replace(WISH, record=True))
    await there.control("join", room=room.id, name="Ana", host=True)
    await there.control("join", room=room.id, name="Ben")
    clock.advance(minutes=41)
    await there.control("leave", room=room.id, name="Ben")
    await there.control("leave", room=room.id, name="Ana")
    clock.advance(minutes=11)
    await there.told()
    return room.id


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
async def test_a_conference_is_followed_from_its_first_to_its_last_event(
    habits: dict[str, Any], world: Worlds, clock: FrozenClock
) -> None:
    there = world(habits)

    room_id = await meet(there, clock)

    events = await there.told()
    assert [event.kind for event in events] == WHOLE
    assert {event.room_id for event in events} <= {room_id, None}
    assert len({event.session_id for event in events if event.kind is not EventKind.ROOM_CLOSED}) == 1
    assert len({event.key for event in events}) == len(WHOLE)
    assert set(there.listener.addresses) == {EVENTS_URL}


@pytest.mark.parametrize("habits", HABITS.values(), ids=HABITS)
async def test_it_is_told_who_came_and_when_it_began_and_ended(
    habits: dict[str, Any], world: Worlds, clock: FrozenClock
) -> None:
    there = world(habits)

    await meet(there, clock)

    events = await there.told()
    people = [(event.kind, event.participant.name, event.participant.host) for event in events if event.participant]
    assert people == [
        (EventKind.JOINED, "Ana", True),
        (EventKind.JOINED, "Ben", False),
        (EventKind.LEFT, "Ben", False),
        (EventKind.LEFT, "Ana", True),
    ]
    assert {event.kind: event.at for event in events if event.at} == {
        EventKind.STARTED: NOON,
        EventKind.RECORDING_STOPPED: datetime(2026, 11, 23, 12, 41, tzinfo=UTC),
        EventKind.EMPTIED: datetime(2026, 11, 23, 12, 41, tzinfo=UTC),
    }


async def test_each_told_twice_is_known_again(world: Worlds, clock: FrozenClock) -> None:
    there = world({"copies": 2})

    await meet(there, clock)

    keys = Counter(event.key for event in await there.told())
    assert len(keys) == len(WHOLE)
    assert set(keys.values()) == {2}


async def test_what_comes_much_later_once_more_is_known_again(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    await meet(there, clock)

    await there.control("deliver", numbers=[2])

    events = await there.told()
    assert events[-1] == events[1]


async def test_what_was_held_back_comes_in_any_order(world: Worlds) -> None:
    there = world({"held": True})
    room = await there.old.create(WISH)
    await there.control("join", room=room.id, name="Ben")
    await there.control("leave", room=room.id)

    await there.control("deliver", numbers=[4, 2])
    await there.control("deliver")

    assert await there.kinds() == [EventKind.EMPTIED, EventKind.JOINED, EventKind.STARTED, EventKind.LEFT]


async def test_whom_the_expiry_puts_out_is_told_to_have_left(world: Worlds, clock: FrozenClock) -> None:
    there = world({"expiry_ends_session": True})
    room = await there.old.create(WISH)
    await there.control("join", room=room.id, name="Ben")
    clock.advance(hours=12)

    assert (await there.kinds())[2:] == [EventKind.LEFT, EventKind.EMPTIED, EventKind.ROOM_CLOSED]


async def test_what_comes_in_reverse_says_the_same(world: Worlds, clock: FrozenClock) -> None:
    there = world({"reversed_order": True})

    await meet(there, clock)

    events = await there.told()
    assert [event.kind for event in events] != WHOLE
    assert Counter(event.kind for event in events) == Counter(WHOLE)


async def test_who_comes_again_is_told_anew(world: Worlds) -> None:
    there = world()
    room = await there.old.create(WISH)

    for _ in range(2):
        await there.control("join", room=room.id, name="Ben", host=True)
        await there.control("leave", room=room.id)

    joins = [event for event in await there.told() if event.kind is EventKind.JOINED]
    assert len({event.key for event in joins}) == len(joins) == 2


async def test_a_recording_that_somebody_starts_is_told_by_its_session(world: Worlds) -> None:
    there = world()
    room = await there.old.create(WISH)
    seat = await there.control("join", room=room.id, name="Ana", host=True)

    made = await there.control("record", room=room.id, action="start")

    event = (await there.told())[-1]
    assert event.kind is EventKind.RECORDING_STARTED
    assert (event.recording_id, event.session_id) == (made["recording_id"], seat["session_id"])


async def test_a_room_that_nobody_entered_is_told_to_be_closed(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    await there.old.create(WISH)
    clock.advance(hours=12)

    assert await there.kinds() == [EventKind.ROOM_CLOSED]


async def test_without_an_address_nothing_is_told(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.old.create(replace(WISH, events_url=None))

    await there.control("join", room=room.id, name="Ben")

    assert await there.told() == []


@pytest.mark.parametrize("double_encoded", [False, True])
async def test_signed_messages_are_checked_where_the_secret_is_set(world: Worlds, *, double_encoded: bool) -> None:
    there = world({"signature_secret": "ours", "double_encoded": double_encoded}, signature_secret="ours")
    room = await there.old.create(WISH)
    await there.control("join", room=room.id, name="Ben")

    assert await there.kinds() == [EventKind.STARTED, EventKind.JOINED]


async def test_messages_that_another_account_signed_are_refused(world: Worlds) -> None:
    there = world({"signature_secret": "another's"}, signature_secret="ours")
    room = await there.old.create(WISH)
    await there.control("join", room=room.id, name="Ben")

    with pytest.raises(Denied):
        await there.told()


async def test_a_message_that_was_cut_short_is_garbled(world: Worlds) -> None:
    there = world()
    room = await there.old.create(WISH)
    await there.control("join", room=room.id, name="Ben")
    await there.told()
    body, headers = there.listener.heard[0]

    for length in range(len(body)):
        with pytest.raises(Garbled):
            there.old.events(body[:length], headers)
