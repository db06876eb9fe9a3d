"""The adapter against the emulated service, in each habit that the vendor's sources leave open."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.errors import Refusal, Refused, ServiceClosed
from bot.model import Person, Plan, Room, RoomState, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.vonage import Vonage
from bot.settings.backends import ProviderEntry
from playground.backends.vonage import VonageConfig, create_app
from tests.bot.providers.kinds.vonage import keys
from tests.conftest import NOON, FrozenClock

WISH = RoomWish(
    reference="k7f3k7f3k7f3",
    plan=Plan(topic="Weekly sync", starts_at=NOON),
    host=Person(id="U1", name="Ana", email="ana@acme.example"),
)


class World:
    """One emulated service, and the adapter in front of it."""

    def __init__(
        self, clock: FrozenClock, patience: Patience, habits: dict[str, Any], settings: dict[str, str]
    ) -> None:
        private_key, public_key = keys()
        config = VonageConfig(public_key=public_key, **habits)
        self.app = create_app(config, clock)
        needed = {"base_url": "https://api.test", "application_id": config.application_id, "private_key": private_key}
        entry = ProviderEntry(kind="vonage", settings=Vonage.Settings.model_validate(needed | settings))
        self.old = make("old", entry, clock=clock, transport=httpx.ASGITransport(self.app), patience=patience)

    async def control(self, what: str, **wish: object) -> Any:
        """Do something as people in the meeting do."""
        answer = await self.old.http.post(f"https://api.test/control/{what}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()


Worlds = Any


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(habits: dict[str, Any] | None = None, **settings: str) -> World:
        return World(clock, patience, habits or {}, settings)

    return made


HABITS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "as captured": ({}, {}),
    "as documented": ({"link_style": "absolute"}, {}),
    "no next on the last page": ({"edge_links": False}, {}),
    "the page's size as a text": ({"page_size_as_text": True}, {}),
    "the list one level deeper": ({"rooms_as": "object"}, {}),
    "beta": ({}, {"prefix": "/beta/meetings"}),
    "no version": ({}, {"prefix": "/meetings"}),
}


@pytest.mark.parametrize(("habits", "settings"), HABITS.values(), ids=HABITS)
async def test_a_room_lives_from_its_making_until_everybody_has_left(
    habits: dict[str, Any], settings: dict[str, str], world: Worlds, clock: FrozenClock
) -> None:
    there = world(habits, **settings)

    room = await there.old.create(WISH)
    found = await there.old.find(WISH.reference)
    await there.control("join", room=room.id, name="Ben")
    clock.advance(hours=2)
    states = [(await there.old.status(room.id)).state]
    await there.control("leave", room=room.id)
    clock.advance(minutes=9)
    states.append((await there.old.status(room.id)).state)
    clock.advance(minutes=2)
    states.append((await there.old.status(room.id)).state)

    assert found == room
    assert states == [RoomState.LIVE, RoomState.LIVE, RoomState.GONE]
    assert await there.old.find(WISH.reference) is None


async def test_who_reads_the_card_an_hour_later_gets_in(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.old.create(WISH)
    clock.advance(hours=1)

    seat = await there.control("join", room=room.guest_pin, name="Ben")

    assert not seat["waiting"]


async def test_a_room_that_nobody_enters_closes_by_itself(world: Worlds, clock: FrozenClock) -> None:
    there = world()
    room = await there.old.create(replace(WISH, plan=replace(WISH.plan, duration=timedelta(minutes=30))))

    clock.advance(hours=12, minutes=29)
    before = (await there.old.status(room.id)).state
    clock.advance(minutes=2)

    assert (before, (await there.old.status(room.id)).state) == (RoomState.LIVE, RoomState.GONE)


async def test_the_links_are_those_that_the_service_opens(world: Worlds) -> None:
    there = world({"links_base": "https://meet.acme.example"})
    room = await there.old.create(WISH)

    access = await there.old.host_access(Room(id=room.id, join_url=room.join_url), None)

    assert room.join_url == f"https://meet.acme.example/{room.guest_pin}"
    assert access.url == room.host_url
    query = parse_qs(urlsplit(access.url).query)
    assert query["room_token"] == [room.guest_pin]
    assert query["participant_token"] == [there.app.state.service.rooms[room.id].host_token]


@pytest.mark.parametrize("habits", [{}, {"link_style": "absolute", "rooms_as": "object"}, {"edge_links": False}])
async def test_a_room_is_found_among_many(habits: dict[str, Any], world: Worlds) -> None:
    there = world({"max_rooms": 2000, **habits})
    first = await there.old.create(replace(WISH, reference="first0000000"))
    for _ in range(1000):
        there.app.state.service.open_room(there.app.state.service.rooms[first.id].settings | {"metadata": "other"})

    last = await there.old.create(WISH)

    assert await there.old.find(WISH.reference) == last
    assert await there.old.find("first0000000") == first


async def test_no_more_rooms_than_the_application_may_have(world: Worlds) -> None:
    there = world({"max_rooms": 1})
    await there.old.create(WISH)

    with pytest.raises(Refused) as caught:
        await there.old.create(replace(WISH, reference="b2b2b2b2b2b2"))

    assert caught.value.why is Refusal.ROOM_LIMIT


@pytest.mark.parametrize("closed", ["refused", "401", "404", "410"])
async def test_a_closed_service_is_closed_in_everything(closed: str, world: Worlds) -> None:
    there = world()
    room = await there.old.create(WISH)
    there.app.state.faults.change({"closed": closed})

    for asked in (there.old.check(), there.old.create(WISH), there.old.status(room.id)):
        with pytest.raises(ServiceClosed):
            await asked


async def test_another_applications_key_is_told_like_a_closed_service(world: Worlds) -> None:
    there = world(application_id="aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab")

    with pytest.raises(ServiceClosed, match="401"):
        await there.old.check()
