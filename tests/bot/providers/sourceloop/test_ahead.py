"""Sessions that are made ahead: their time, the form it takes, who may not have any."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import Denied, Gone, Refusal, Refused, Unsupported
from bot.model import Feature, RoomWish
from bot.providers.sourceloop import SourceLoop
from tests.bot.providers.sourceloop.script import (
    ALL,
    ID,
    ROOM,
    SESSION,
    WISH,
    Connect,
    Server,
    bearer,
    says,
    wire,
)
from tests.conftest import FrozenClock

NOW = datetime(2026, 11, 22, 5, 56, tzinfo=UTC)
"""A moment before the recorded requests."""


def ahead(opens_at: datetime | None) -> RoomWish:
    return replace(WISH, opens_at=opens_at)


class TestMaking:
    async def test_asks_for_a_time_as_a_number(self, server: Server, loop: SourceLoop, clock: FrozenClock) -> None:
        clock.now = NOW
        recorded = wire("schedule_request")["body"]

        await loop.create(ahead(datetime.fromtimestamp(recorded["scheduleTime"] / 1000, UTC)))

        assert server.body() == recorded | {"enableArchiving": False}

    @pytest.mark.parametrize("past", [timedelta(), timedelta(minutes=5)], ids=str)
    async def test_asks_for_an_open_one_where_its_time_has_come(
        self, past: timedelta, server: Server, loop: SourceLoop, clock: FrozenClock
    ) -> None:
        await loop.create(ahead(clock.now - past))

        assert server.body() == {"isScheduled": False, "enableArchiving": False}


class TestChanging:
    async def test_says_the_time_as_a_text(self, server: Server, loop: SourceLoop, clock: FrozenClock) -> None:
        clock.now = NOW
        recorded = wire("reschedule_request")["body"]

        room = await loop.update(ROOM, ahead(datetime.fromisoformat(recorded["scheduleTime"])))

        assert room == ROOM
        assert server.calls() == [f"PATCH {SESSION}"]
        assert server.body() == recorded

    async def test_opens_it_at_once_by_leaving_the_time_out(self, server: Server, loop: SourceLoop) -> None:
        room = await loop.open(ROOM, ahead(NOW))

        assert room == ROOM
        assert server.calls() == [f"PATCH {SESSION}"]
        assert server.body() == {"isScheduled": False}

    async def test_opens_another_where_it_is_gone(self, server: Server, loop: SourceLoop) -> None:
        server.says(f"PATCH {SESSION}", says("error_edit_unknown"))

        room = await loop.open(ROOM, ahead(NOW))

        assert room.id == ID
        assert server.calls() == [f"PATCH {SESSION}", "POST session"]
        assert server.body()["isScheduled"] is False

    async def test_one_that_is_gone_is_said_to_be(self, server: Server, loop: SourceLoop, clock: FrozenClock) -> None:
        server.says(f"PATCH {SESSION}", says("error_edit_unknown"))

        with pytest.raises(Gone):
            await loop.update(ROOM, ahead(clock.now + timedelta(days=1)))

    @pytest.mark.parametrize("refused", ["error_edit_past", "error_edit_twilio", "error_validation"])
    async def test_a_refusal_is_one(self, refused: str, server: Server, loop: SourceLoop, clock: FrozenClock) -> None:
        server.says(f"PATCH {SESSION}", says(refused))

        with pytest.raises(Refused) as caught:
            await loop.update(ROOM, ahead(clock.now + timedelta(days=1)))

        assert caught.value.why is Refusal.INVALID

    async def test_names_the_right_that_is_missing(self, server: Server, loop: SourceLoop) -> None:
        server.says(f"PATCH {SESSION}", says("error_no_permission"))

        with pytest.raises(Denied, match="lacks the permission EditMeeting"):
            await loop.open(ROOM, ahead(NOW))


class TestWhoCannot:
    @pytest.mark.parametrize(
        "settings",
        [{"cloud": "twilio"}, {"token": bearer({"permissions": [one for one in ALL if one != "EditMeeting"]})}],
        ids=["twilio", "no right to edit"],
    )
    async def test_makes_rooms_at_their_time_only(self, settings: dict[str, str], connect: Connect) -> None:
        loop = connect(**settings)

        assert not loop.features & {Feature.AHEAD, Feature.UPDATE}
        with pytest.raises(Unsupported):
            await loop.update(ROOM, ahead(NOW))

    async def test_a_token_that_cannot_be_read_is_tried(self, connect: Connect) -> None:
        assert Feature.UPDATE in connect(token="opaque").features

    async def test_an_administrator_learns_what_the_right_is_for(self, connect: Connect) -> None:
        loop = connect(token=bearer({"permissions": [one for one in ALL if one != "EditMeeting"]}))

        assert "the token lacks EditMeeting: rooms are made at their time, and none ahead" in await loop.check()

    async def test_with_twilio_the_right_is_not_missed(self, connect: Connect) -> None:
        loop = connect(token=bearer({"permissions": [one for one in ALL if one != "EditMeeting"]}), cloud="twilio")

        assert "EditMeeting" not in await loop.check()
