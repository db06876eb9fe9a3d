"""Rooms made ahead: until when they are there, what cannot be changed, who looks in before their time."""

from dataclasses import replace
from datetime import datetime, timedelta

import httpx
import pytest

from bot.errors import Gone, Refusal, Refused, Unanswered
from bot.live import RoomState
from bot.model import Plan, Room, RoomWish
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import (
    ID,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    WISH,
    Server,
    ours,
    page,
    refusal,
    room,
    wire,
)
from tests.bot.providers.vonage.world import WISH as WORLDLY
from tests.bot.providers.vonage.world import Worlds
from tests.conftest import NOON, FrozenClock

TOMORROW = NOON + timedelta(days=1)
FRIDAY = NOON + timedelta(days=4)
CHANGE = f"PATCH {ROOM}"
THERE = Room(id=ID, join_url="https://meetings.vonage.com/613804614")


def ahead(wish: RoomWish = WISH, *, opens_at: datetime = TOMORROW) -> RoomWish:
    plan = Plan(topic="Weekly sync", starts_at=TOMORROW, duration=timedelta(minutes=45))
    return replace(wish, plan=plan, opens_at=opens_at)


class TestOnTheWire:
    async def test_is_there_until_hours_after_its_end_and_does_not_close_when_left(
        self, server: Server, old: Vonage
    ) -> None:
        await old.create(ahead())

        body = server.body()
        assert (body["expires_at"], body["expire_after_use"]) == ("2026-11-24T16:45:00.000Z", False)
        assert body.keys() <= wire("create_long_term_request")["body"].keys()

    async def test_is_there_an_hour_longer_where_nobody_said_how_long(self, server: Server, old: Vonage) -> None:
        await old.create(replace(WISH, opens_at=TOMORROW))

        assert server.body()["expires_at"] == "2026-11-24T17:00:00.000Z"

    async def test_is_moved_by_its_end_alone(self, server: Server, old: Vonage) -> None:
        server.says(CHANGE, room())

        moved = await old.update(THERE, ahead(opens_at=FRIDAY))

        assert server.body() == {
            "update_details": {"expires_at": "2026-11-27T16:45:00.000Z", "expire_after_use": False}
        }
        assert server.calls() == [CHANGE]
        assert moved.join_url == THERE.join_url

    async def test_is_opened_by_looking_whether_it_is_there(self, server: Server, old: Vonage) -> None:
        opened = await old.open(THERE, ahead())

        assert opened.id == ID
        assert server.calls() == [f"GET {ROOM}"]

    @pytest.mark.parametrize("answer", [NOT_FOUND, room("room_expired")], ids=["not there", "expired"])
    async def test_another_is_made_where_it_is_gone(self, answer: httpx.Response, server: Server, old: Vonage) -> None:
        server.says(f"GET {ROOM}", answer)
        server.says("GET rooms", page(ours(is_available=False)))

        await old.open(THERE, ahead())

        assert server.calls()[-1] == "POST rooms"
        assert (server.body()["metadata"], server.body()["expire_after_use"]) == (REFERENCE, True)

    @pytest.mark.parametrize(
        ("answer", "error"),
        [(NOT_FOUND, Gone), (refusal("validation"), Refused), (httpx.ReadTimeout("slow"), Unanswered)],
        ids=["gone", "refused", "lost"],
    )
    async def test_trouble_with_a_change_is_called_by_what_it_did(
        self, answer: httpx.Response | Exception, error: type[Exception], server: Server, old: Vonage
    ) -> None:
        server.says(CHANGE, answer)

        with pytest.raises(error):
            await old.update(THERE, ahead(opens_at=FRIDAY))


class TestOnTheService:
    async def test_who_looks_in_before_its_time_does_not_close_it(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        made = await there.old.create(ahead(WORLDLY))
        await there.control("join", room=made.id, name="Eve")
        await there.control("leave", room=made.id, name="Eve")
        clock.now = TOMORROW

        opened = await there.old.open(made, ahead(WORLDLY))

        assert opened == made
        assert (await there.old.status(made.id)).state is RoomState.LIVE

    async def test_one_that_nobody_ends_closes_hours_after_its_end(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        made = await there.old.create(ahead(WORLDLY))

        clock.now = TOMORROW + timedelta(hours=5)

        assert (await there.old.status(made.id)).state is RoomState.GONE

    async def test_one_that_is_called_off_closes(self, world: Worlds, clock: FrozenClock) -> None:
        there = world()
        made = await there.old.create(ahead(WORLDLY))
        await there.old.close(made.id)

        clock.advance(minutes=12)

        assert (await there.old.status(made.id)).state is RoomState.GONE

    @pytest.mark.parametrize("days", [400, 3650])
    async def test_more_than_a_year_ahead_is_refused_and_changes_nothing(self, days: int, world: Worlds) -> None:
        there = world()
        made = await there.old.create(ahead(WORLDLY))

        with pytest.raises(Refused) as caught:
            await there.old.update(made, ahead(WORLDLY, opens_at=NOON + timedelta(days=days)))

        assert caught.value.why is Refusal.INVALID
        assert await there.old.find(WORLDLY.reference) == made
