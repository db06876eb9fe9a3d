"""The adapter against the emulated service, in its releases and in each habit that a host may give it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled, Gone, ProviderError, Unanswered
from bot.model import Person, Plan, Room, RoomWish
from bot.providers import make
from bot.providers.http import Patience
from bot.providers.sourceloop import SourceLoop
from bot.settings.backends import ProviderEntry
from playground.backends.sourceloop import PERMISSIONS, SourceLoopConfig, bearer, create_app
from tests.conftest import NOON, FrozenClock

ANA, BEN = Person(id="U111", name="Ana"), Person(id="U222", name="Ben")
WISH = RoomWish(reference="k7f3k7f3k7f3", plan=Plan(topic="Weekly sync", starts_at=NOON), host=ANA)
PERSONAL = {"join_url": "https://loop.test/meet/{id}?token={token}"}
RELEASES = ["1.2.1", "3.1.0", "4.1.18", "5.0.5", "13.0.0", "15.0.0", "21.0.0"]


class World:
    """One emulated service, and the adapter in front of it."""

    def __init__(
        self, clock: FrozenClock, patience: Patience, habits: dict[str, Any], settings: dict[str, str]
    ) -> None:
        config = SourceLoopConfig(**habits)
        self.app = create_app(config, clock)
        needed = {"base_url": "https://loop.test", "token": bearer(config), "join_url": "https://loop.test/meet/{id}"}
        entry = ProviderEntry(kind="sourceloop", settings=SourceLoop.Settings.model_validate(needed | settings))
        made = make("loop", entry, clock=clock, transport=httpx.ASGITransport(self.app), patience=patience)
        assert isinstance(made, SourceLoop)
        self.loop = made

    async def control(self, what: str, **wish: object) -> Any:
        """Do something as people in the conference do."""
        answer = await self.loop.http.post(f"https://loop.test/control/{what}", json=wish)
        assert answer.is_success, answer.text
        return answer.json()

    async def state(self) -> Any:
        return (await self.loop.http.get("https://loop.test/control/state")).json()

    async def comes_in(self, room: Room, person: Person, *, host: bool = False) -> Any:
        """By a link of their own, as its page would read it."""
        token = httpx.URL(await self.loop.personal_link(room, person, host=host)).params["token"]
        return await self.control("join", session=room.id, name=person.name, token=token)

    def breaks(self, **faults: object) -> None:
        self.app.state.faults.change(faults)


Worlds = Callable[..., World]


@pytest.fixture
def world(clock: FrozenClock, patience: Patience) -> Worlds:
    def made(habits: dict[str, Any] | None = None, **settings: str) -> World:
        return World(clock, patience, habits or {}, settings)

    return made


@pytest.mark.parametrize("awkward", [False, True], ids=["plain ids", "awkward ids"])
@pytest.mark.parametrize("release", RELEASES)
async def test_a_room_is_one_whose_page_is_there(release: str, world: Worlds, *, awkward: bool) -> None:
    there = world({"release": release, "awkward_ids": awkward})

    room = await there.loop.create(WISH)

    page = await there.loop.http.get(room.join_url or "")
    assert page.status_code == 200
    assert set(there.app.state.service.meetings) == {room.id}


@pytest.mark.parametrize("provider", ["vonage", "twilio"])
async def test_it_is_recorded_where_that_is_wished(provider: str, world: Worlds) -> None:
    there = world({"provider": provider})
    wish = RoomWish(reference=WISH.reference, plan=WISH.plan, host=ANA, record=True)

    rooms = [await there.loop.create(wish), await there.loop.create(WISH)]
    for room in rooms:
        await there.control("join", session=room.id, name="Ana")

    assert [one["recording"] for one in (await there.state())["sessions"]] == [True, False]


@pytest.mark.parametrize("numbers_as_text", [False, True])
async def test_who_came_by_their_own_link_is_known_in_slack(world: Worlds, *, numbers_as_text: bool) -> None:
    there = world({"numbers_as_text": numbers_as_text}, **PERSONAL)
    room = await there.loop.create(WISH)

    roles = [(await there.comes_in(room, ANA, host=True))["role"], (await there.comes_in(room, BEN))["role"]]

    presence = await there.loop.participants(room.id)
    assert roles == ["moderator", "publisher"]
    assert [one.account for one in presence.inside] == ["U111", "U222"]
    assert {one.joined_at for one in presence.inside} == {NOON}
    assert not presence.complete


async def test_who_leaves_is_not_in_and_who_comes_back_is(world: Worlds) -> None:
    there = world({}, **PERSONAL)
    room = await there.loop.create(WISH)
    await there.comes_in(room, ANA)
    await there.comes_in(room, BEN)

    await there.control("leave", session=room.id, name="Ana")
    left = await there.loop.participants(room.id)
    await there.comes_in(room, ANA)
    back = await there.loop.participants(room.id)

    assert [one.account for one in left.inside] == ["U222"]
    assert sorted(one.account or "" for one in back.inside) == ["U111", "U222"]


@pytest.mark.parametrize("habit", ["as published", "unheard"])
async def test_an_empty_list_is_not_nobody(habit: str, world: Worlds) -> None:
    there = world({"attendees": habit}, **PERSONAL)
    room = await there.loop.create(WISH)
    await there.comes_in(room, ANA)

    presence = await there.loop.participants(room.id)

    assert (presence.inside, presence.complete) == ((), False)


async def test_a_link_is_good_for_half_a_day(world: Worlds, clock: FrozenClock) -> None:
    there = world({}, **PERSONAL)
    room = await there.loop.create(WISH)
    token = httpx.URL(await there.loop.personal_link(room, ANA, host=False)).params["token"]

    clock.advance(hours=11, minutes=59)
    await there.control("join", session=room.id, name="Ana", token=token)
    clock.advance(minutes=2)

    late = {"session": room.id, "name": "Ana", "token": token}
    assert (await there.loop.http.post("https://loop.test/control/join", json=late)).is_client_error


@pytest.mark.parametrize("release", RELEASES)
async def test_a_closed_one_lets_nobody_in_and_puts_nobody_out(release: str, world: Worlds) -> None:
    there = world({"release": release}, **PERSONAL)
    room = await there.loop.create(WISH)
    await there.comes_in(room, ANA)

    await there.loop.close(room.id)
    await there.loop.close(room.id)

    assert (await there.state())["sessions"][0]["inside"] == ["Ana"]
    with pytest.raises(Gone):
        await there.loop.personal_link(room, BEN, host=False)


async def test_one_that_is_not_there_is_gone_or_closed_already(world: Worlds) -> None:
    there, room = world({}, **PERSONAL), Room(id="zzzzzzzzzz", join_url="https://loop.test/meet/zzzzzzzzzz")

    await there.loop.close(room.id)

    with pytest.raises(Gone):
        await there.loop.participants(room.id)
    with pytest.raises(Gone):
        await there.loop.personal_link(room, ANA, host=False)


@pytest.mark.parametrize(
    ("faults", "error"),
    [
        ({"failing": True}, Garbled),
        ({"fails_after": True}, Garbled),
        ({"cloud": "down"}, Garbled),
        ({"cloud": "fatal"}, Unanswered),
        ({"tokens_refused": True}, Denied),
        ({"forbids": "CreateMeetingSession"}, Denied),
    ],
    ids=str,
)
async def test_a_start_that_fails_may_have_made_a_session_unless_it_was_denied(
    faults: dict[str, object], error: type[ProviderError], world: Worlds
) -> None:
    there = world()
    there.breaks(**faults)

    with pytest.raises(error):
        await there.loop.create(WISH)

    made = set(there.app.state.service.meetings)
    assert made == set() or "fails_after" in faults


class TestCheck:
    @pytest.mark.parametrize("provider", ["vonage", "twilio"])
    @pytest.mark.parametrize("release", RELEASES)
    async def test_makes_nothing(self, release: str, provider: str, world: Worlds) -> None:
        there = world({"release": release, "provider": provider}, **PERSONAL)

        assert "signed in" in await there.loop.check()
        assert not there.app.state.service.meetings

    @pytest.mark.parametrize("permission", ["StopMeeting", "GetMeetingAttendees", "GenerateMeetingToken"])
    async def test_says_beforehand_what_will_be_refused(self, permission: str, world: Worlds) -> None:
        held = [one for one in PERMISSIONS if one != permission]
        there = world({}, token=bearer(SourceLoopConfig(), held), **PERSONAL)
        room = await there.loop.create(WISH)

        said, refused = await there.loop.check(), []
        for asked in (
            there.loop.participants(room.id),
            there.loop.personal_link(room, ANA, host=False),
            there.loop.close(room.id),
        ):
            try:
                await asked
            except Denied as error:
                refused.append(error.detail)

        assert f"the token lacks {permission}" in said
        assert refused == [f"the token lacks the permission {permission}"]

    async def test_finds_a_token_that_has_run_out(self, world: Worlds, clock: FrozenClock) -> None:
        token = bearer(SourceLoopConfig(), exp=int(NOON.timestamp()) + 60)
        there = world({}, token=token)
        assert "runs out on 2026-11-23 12:01 UTC" in await there.loop.check()

        clock.advance(minutes=2)

        with pytest.raises(Denied, match="TokenExpired"):
            await there.loop.check()

    async def test_finds_a_database_that_was_left_half_way(self, world: Worlds) -> None:
        there = world({"migrated": False}, **PERSONAL)
        room = await there.loop.create(WISH)

        with pytest.raises(Garbled):
            await there.loop.personal_link(room, ANA, host=False)


class TestStorage:
    @pytest.mark.parametrize(
        ("said", "target"),
        [
            ("s3 bucket=rec region=eu-west-1 fallback=none", {"type": "S3", "bucket": "rec", "fallback": "none"}),
            (
                "azure accountName=acct fallback=opentok",
                {"type": "Azure", "accountName": "acct", "fallback": "opentok"},
            ),
        ],
        ids=["s3", "azure"],
    )
    @pytest.mark.parametrize("release", RELEASES[1:])
    async def test_is_understood(self, release: str, said: str, target: dict[str, str], world: Worlds) -> None:
        there = world({"release": release})

        await there.loop.chores[0].run(there.loop, tuple(said.split()))

        passed = (await there.state())["storage_target"]
        assert target.items() <= {**passed, **passed["config"]}.items()

    @pytest.mark.parametrize(
        ("said", "kind"),
        [
            ("s3 bucket=rec region=eu-west-1 fallback=none", "S3"),
            ("azure accountName=acct container=box fallback=none", "Azure"),
        ],
        ids=["s3", "azure"],
    )
    async def test_is_understood_with_the_keys_in_it_before_3_1_0(self, said: str, kind: str, world: Worlds) -> None:
        there = world({"release": "1.2.1"}, storage_access_key="AK", storage_secret_key="SK")

        await there.loop.chores[0].run(there.loop, tuple(said.split()))

        assert (await there.state())["storage_target"]["type"] == kind

    async def test_is_understood_in_front_of_twilio(self, world: Worlds) -> None:
        there = world({"provider": "twilio"})

        await there.loop.chores[0].run(there.loop, ("twilio", "awsS3Url=https://b.s3.example/x", "bucket=b"))

        assert (await there.state())["storage_target"]["config"]["bucket"] == "b"


@pytest.mark.parametrize("release", RELEASES)
async def test_a_room_that_waits_lets_people_in_some_minutes_before_its_time(
    release: str, world: Worlds, clock: FrozenClock
) -> None:
    there = world({"release": release, "time_to_start": 10}, **PERSONAL)
    room = await there.loop.create(replace(WISH, opens_at=NOON + timedelta(days=1)))
    moved = await there.loop.update(room, replace(WISH, opens_at=NOON + timedelta(days=2)))

    clock.now = NOON + timedelta(days=1)
    with pytest.raises(Gone):
        await there.loop.personal_link(moved, ANA, host=True)
    clock.advance(hours=23, minutes=50)

    assert await there.comes_in(moved, ANA, host=True)


async def test_a_room_that_waits_is_opened_before_its_time(world: Worlds) -> None:
    there = world({"time_to_start": 10}, **PERSONAL)
    wish = replace(WISH, opens_at=NOON + timedelta(days=1))
    room = await there.loop.create(wish)

    opened = await there.loop.open(room, wish)

    assert opened == room
    assert await there.comes_in(opened, ANA)


async def test_a_room_that_waited_and_was_closed_lets_nobody_in(world: Worlds, clock: FrozenClock) -> None:
    there = world(**PERSONAL)
    room = await there.loop.create(replace(WISH, opens_at=NOON + timedelta(days=1)))
    await there.loop.close(room.id)
    clock.advance(days=1)

    with pytest.raises(Gone):
        await there.loop.personal_link(room, ANA, host=False)
