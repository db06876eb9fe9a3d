"""The adapter against the emulated Jitsi Meet: its links let in whom they should."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from bot.model import Person, Plan, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.jitsi import Jitsi
from bot.settings.backends import ProviderEntry
from playground.backends.jitsi import JitsiConfig, create_app
from tests.conftest import NOON, FrozenClock

ANA, BEN = Person(id="U111", name="Ana Ödön"), Person(id="U222", name="Ben")
WISH = RoomWish(reference="k7f3k7f3k7f3", plan=Plan(topic="Weekly sync", starts_at=NOON), host=ANA)
TOKENS = {"app_id": "plenum", "app_secret": "emulated-jitsi-secret"}


class World:
    """One emulated server, and the adapter in front of it."""

    def __init__(
        self, clock: FrozenClock, patience: Patience, habits: dict[str, Any], settings: dict[str, str]
    ) -> None:
        self.app = create_app(JitsiConfig(**habits), clock)
        chosen = Jitsi.Settings.model_validate({"base_url": "https://meet.test"} | settings)
        entry = ProviderEntry(kind="jitsi", settings=chosen)
        transport = httpx.ASGITransport(self.app)
        made = make("meet", entry, clock=clock, transport=transport, patience=patience)
        assert isinstance(made, Jitsi)
        self.meet = made

    async def comes_in(self, link: str | None, name: str = "") -> httpx.Response:
        host = httpx.URL(link or "").host
        return await self.meet.http.post(f"https://{host}/control/join", json={"link": link, "name": name})


Worlds = Callable[..., World]


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(habits: dict[str, Any] | None = None, **settings: str) -> World:
        return World(clock, patience, habits or {}, settings)

    return made


async def test_without_tokens_whoever_has_the_link_gets_in_and_the_first_moderates(world: Worlds) -> None:
    there = world()
    room = await there.meet.create(WISH)

    page = await there.meet.http.get(room.join_url or "")
    first, second = await there.comes_in(room.join_url, "Ana"), await there.comes_in(room.join_url, "Ben")

    assert page.status_code == 200
    assert [first.json()["moderator"], second.json()["moderator"]] == [True, False]
    assert {one.room.room for one in there.app.state.service.conferences.values()} == {room.id}


HABITS: dict[str, tuple[dict[str, Any], dict[str, str]]] = {
    "as it is installed": ({"audiences": "*"}, {}),
    "one audience": ({"audiences": "jitsi"}, {}),
    "another audience": ({"audiences": "plenum"}, {"audience": "plenum"}),
    "another name for itself": ({"domain": "meet.jitsi"}, {"domain": "meet.jitsi"}),
    "its name not looked at": ({"domain": "meet.jitsi", "domain_checked": False}, {}),
    "in a tenant": ({}, {"base_url": "https://meet.test/Team"}),
    "reached from outside": ({}, {"base_url": "https://10.0.0.7", "join_base_url": "https://meet.test"}),
}


@pytest.mark.parametrize(("habits", "settings"), HABITS.values(), ids=HABITS.keys())
async def test_with_tokens_each_gets_in_by_a_link_of_their_own(
    habits: dict[str, Any], settings: dict[str, str], world: Worlds
) -> None:
    there = world(habits | TOKENS, **settings, **TOKENS)
    room = await there.meet.create(WISH)

    ben = await there.comes_in(await there.meet.personal_link(room, BEN, host=False))
    ana = await there.comes_in(await there.meet.personal_link(room, ANA, host=True))

    assert (ben.json()["name"], ben.json()["moderator"]) == ("Ben", False)
    assert (ana.json()["name"], ana.json()["moderator"]) == ("Ana Ödön", True)
    assert (ana.json()["user_id"], ana.json()["email"]) == ("U111", None)


async def test_the_room_s_own_link_lets_nobody_in_where_tokens_are_asked_for(world: Worlds) -> None:
    there = world(TOKENS, **TOKENS)
    room = await there.meet.create(WISH)

    assert (await there.comes_in(room.join_url, "Eve")).json()["error"] == "refused"


async def test_a_link_is_for_one_room(world: Worlds) -> None:
    there = world(TOKENS, **TOKENS)
    room = await there.meet.create(WISH)
    link = await there.meet.personal_link(room, ANA, host=False)

    elsewhere = link.replace(room.id, "anotherroom1")

    assert (await there.comes_in(elsewhere)).json()["error"] == "refused"


async def test_a_link_is_good_for_half_a_day(world: Worlds, clock: FrozenClock) -> None:
    there = world(TOKENS, **TOKENS)
    link = await there.meet.personal_link(await there.meet.create(WISH), ANA, host=False)

    clock.advance(hours=11, minutes=59)
    in_time = await there.comes_in(link)
    clock.advance(minutes=1)
    late = await there.comes_in(link)

    assert (in_time.status_code, late.json()["error"]) == (200, "refused")


async def test_a_server_whose_clock_is_behind_lets_people_in(world: Worlds, clock: FrozenClock) -> None:
    there = world(TOKENS, **TOKENS)
    link = await there.meet.personal_link(await there.meet.create(WISH), ANA, host=False)

    clock.advance(minutes=-4)

    assert (await there.comes_in(link)).status_code == 200


async def test_whoever_hosts_is_a_moderator_under_the_name_they_type(world: Worlds) -> None:
    there = world(TOKENS, **TOKENS)
    access = await there.meet.host_access(await there.meet.create(WISH), None)

    came = await there.comes_in(access.url, "Cleo")

    assert (came.json()["name"], came.json()["moderator"]) == ("Cleo", True)


async def test_a_check_finds_the_server_and_leaves_no_trace(world: Worlds) -> None:
    there = world(TOKENS, **TOKENS)

    assert "its page is there" in await there.meet.check()
    assert there.app.state.service.conferences == {}
