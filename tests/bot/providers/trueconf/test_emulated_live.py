"""The adapter against the emulated server while people come, go, record and are sent out."""

from dataclasses import replace
from typing import Literal

import pytest

from bot.errors import Refusal, Refused, Unanswered
from bot.live import Presence
from playground.backends.trueconf import TrueConfConfig
from playground.backends.trueconf.config import ANA, BEN, OWNER, PLENUM, SERVER_USERS
from tests.bot.providers.trueconf.world import REFERENCE, WISH, World, Worlds
from tests.conftest import NOON, FrozenClock

VERSIONS = pytest.mark.parametrize("version", [f"v3.{minor}" for minor in range(3, 11)])


async def opened(there: World, *logins: str) -> World:
    """With a room of ours, and these people in it."""
    await there.hq.create(WISH)
    for login in logins:
        await there.control("join", conference_id=REFERENCE, login=login)
    return there


class TestParticipants:
    @VERSIONS
    async def test_come_and_go(self, version: str, world: Worlds, clock: FrozenClock) -> None:
        there = await opened(world(api_version=version, guests="true"), "ana")
        clock.advance(minutes=1)
        await there.control("join", conference_id=REFERENCE, name="Zoe")
        before = await there.hq.participants(REFERENCE)

        await there.control("leave", conference_id=REFERENCE, name="Zoe")

        after = await there.hq.participants(REFERENCE)
        ana, zoe = before.inside
        assert (ana.name, ana.account, ana.email, ana.host) == ("Ana Lima", "ana", ANA.email, True)
        assert (zoe.name, zoe.account, zoe.email, zoe.host) == ("Zoe", None, None, False)
        assert (zoe.joined_at, after.inside) == (clock.now, (ana,))

    async def test_are_not_those_who_are_still_being_called(self, world: Worlds) -> None:
        there = await opened(world())

        await there.hq.ring(REFERENCE, await there.account(BEN.email))

        assert await there.hq.participants(REFERENCE) == Presence()

    @pytest.mark.parametrize("config", [TrueConfConfig(), TrueConfConfig(stopped_has_participants=False)])
    async def test_are_nobody_once_it_is_over(self, config: TrueConfConfig, world: Worlds) -> None:
        there = await opened(world(config), "ana")

        await there.hq.end(REFERENCE)

        assert await there.hq.participants(REFERENCE) == Presence()


class TestStatus:
    async def test_tells_of_a_locked_room(self, world: Worlds) -> None:
        there = await opened(world(), "ana")
        before = await there.hq.status(REFERENCE)

        await there.control("lock", conference_id=REFERENCE, on=True)

        assert (before.locked, (await there.hq.status(REFERENCE)).locked) == (False, True)

    @pytest.mark.parametrize(("version", "locked"), [("v3.6", None), ("v3.7", False)])
    async def test_tells_of_a_lock_from_the_version_on_that_does(
        self, version: str, locked: bool | None, world: Worlds
    ) -> None:
        there = await opened(world(api_version=version))

        assert (await there.hq.status(REFERENCE)).locked is locked


class TestRecording:
    @VERSIONS
    @pytest.mark.parametrize("paused", [0, 1])
    async def test_is_started_paused_gone_on_with_and_stopped(
        self, paused: Literal[0, 1], version: str, world: Worlds
    ) -> None:
        there = await opened(world(TrueConfConfig(paused_reads_as=paused), api_version=version), "ana")
        told = []

        await there.hq.record(REFERENCE, on=True)
        told.append((await there.hq.status(REFERENCE)).recording)
        await there.hq.pause_recording(REFERENCE)
        told.append((await there.hq.status(REFERENCE)).recording)
        await there.hq.record(REFERENCE, on=True)
        told.append((await there.hq.status(REFERENCE)).recording)
        await there.hq.record(REFERENCE, on=False)
        told.append((await there.hq.status(REFERENCE)).recording)

        assert told == [True, bool(paused), True, False]

    async def test_runs_from_the_start_where_that_is_wished(self, world: Worlds) -> None:
        there = world()

        await there.hq.create(replace(WISH, record=True))

        assert (await there.hq.status(REFERENCE)).recording is True

    async def test_is_not_said_to_run_when_nothing_came_of_it(self, world: Worlds) -> None:
        there = await opened(world(), "ana")
        there.app.state.faults.change({"recorder_deaf": True})

        with pytest.raises(Unanswered):
            await there.hq.record(REFERENCE, on=True)

    async def test_does_not_start_in_a_room_that_is_over(self, world: Worlds) -> None:
        there = await opened(world())
        await there.hq.end(REFERENCE)

        with pytest.raises(Refused) as caught:
            await there.hq.record(REFERENCE, on=True)

        assert caught.value.why is Refusal.NOT_RUNNING


class TestKick:
    @pytest.mark.parametrize("version", ["v3.9", "v3.10"])
    async def test_sends_out_one_who_was_told_of_and_leaves_the_others(self, version: str, world: Worlds) -> None:
        there = await opened(world(api_version=version), "ana", "ben")
        ana, ben = (await there.hq.participants(REFERENCE)).inside

        await there.hq.kick(REFERENCE, ben.id)

        assert (await there.hq.participants(REFERENCE)).inside == (ana,)

    async def test_names_the_device_and_not_the_person(self, world: Worlds) -> None:
        there = await opened(world(), "ben")
        (ben,) = (await there.hq.participants(REFERENCE)).inside

        await there.hq.kick(REFERENCE, ben.id)

        (asked,) = (one for one in there.app.state.history.requests if one.method == "DELETE")
        assert asked.path.rpartition("/")[2].startswith("ben%40hq.acme.example%2F")

    async def test_sends_out_a_guest(self, world: Worlds) -> None:
        there = await opened(world(guests="true"))
        await there.control("join", conference_id=REFERENCE, name="Zoe")
        (zoe,) = (await there.hq.participants(REFERENCE)).inside

        await there.hq.kick(REFERENCE, zoe.id)

        assert await there.hq.participants(REFERENCE) == Presence()

    async def test_of_one_who_has_left_is_fine(self, world: Worlds) -> None:
        there = await opened(world(), "ana", "ben")
        _, ben = (await there.hq.participants(REFERENCE)).inside
        await there.control("leave", conference_id=REFERENCE, login="ben")

        await there.hq.kick(REFERENCE, ben.id)

        assert len((await there.hq.participants(REFERENCE)).inside) == 1


class TestAttendance:
    @VERSIONS
    async def test_tells_every_stay_with_addresses(self, version: str, world: Worlds, clock: FrozenClock) -> None:
        there = await opened(world(api_version=version, guests="true"), "ana")
        await there.control("join", conference_id=REFERENCE, name="Zoe")
        for _ in range(2):
            clock.advance(minutes=5)
            await there.control("join", conference_id=REFERENCE, login="ben")
            clock.advance(minutes=5)
            await there.control("leave", conference_id=REFERENCE, login="ben")
        await there.hq.end(REFERENCE)

        stays = await there.hq.attendance(REFERENCE, since=NOON)

        told = [
            (
                one.participant.name,
                one.participant.email,
                one.participant.host,
                (one.joined_at - NOON).seconds // 60,
                one.left_at and (one.left_at - NOON).seconds // 60,
            )
            for one in stays
        ]
        assert sorted(told) == [
            ("Ana Lima", ANA.email, True, 0, 20),
            ("Ben Okafor", BEN.email, False, 5, 10),
            ("Ben Okafor", BEN.email, False, 15, 20),
            ("Zoe", None, False, 0, 20),
        ]

    async def test_tells_of_those_who_are_still_in(self, world: Worlds) -> None:
        there = await opened(world(), "ana")

        (stay,) = await there.hq.attendance(REFERENCE, since=NOON)

        assert (stay.participant.account, stay.joined_at, stay.left_at) == ("ana", NOON, None)

    async def test_tells_of_every_session(self, world: Worlds, clock: FrozenClock) -> None:
        there = await opened(world(), "ana")
        await there.control("leave", conference_id=REFERENCE)
        clock.advance(minutes=10)  # nobody came back, so that session is over
        await there.control("join", conference_id=REFERENCE, login="ana")

        stays = await there.hq.attendance(REFERENCE, since=NOON)

        assert [stay.joined_at for stay in stays] == [NOON, clock.now]

    async def test_is_still_told_of_a_room_that_was_removed(self, world: Worlds) -> None:
        there = await opened(world(), "ana")
        await there.hq.remove(REFERENCE)

        assert len(await there.hq.attendance(REFERENCE, since=NOON)) == 1

    async def test_is_told_in_the_hour_that_is_there_twice(self, world: Worlds, clock: FrozenClock) -> None:
        """The server stands in Berlin, where it became winter at one o'clock UTC."""
        clock.now = NOON.replace(month=10, day=25, hour=0, minute=50)
        there = await opened(world(), "ana")
        joined_at = clock.now
        clock.advance(minutes=20)
        await there.control("leave", conference_id=REFERENCE)

        (stay,) = await there.hq.attendance(REFERENCE, since=joined_at)

        assert (stay.joined_at, stay.left_at) == (joined_at, clock.now)


async def test_who_can_do_all_of_it_lacks_nothing(world: Worlds) -> None:
    assert "without" not in await world().hq.check()


async def test_who_may_not_read_logs_is_told_what_is_missed(world: Worlds) -> None:
    app = replace(PLENUM, scopes=PLENUM.scopes - {"logs.calls:read", "conferences.sessions.participants:read"})
    there = world(TrueConfConfig(apps=(app, SERVER_USERS), users=(ANA, OWNER)))

    said = await there.hq.check()

    assert "without the permission logs.calls:read nobody learns afterwards who came" in said
    assert "without the permission conferences.sessions.participants:read nobody can be sent out" in said
