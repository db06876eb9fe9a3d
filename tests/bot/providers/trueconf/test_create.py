"""Making a room: what is asked for, what is done when it goes wrong, what is said of it."""

from dataclasses import replace

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.model import Person, Plan, Room, RoomWish
from bot.providers.trueconf import TrueConf
from tests.bot.providers.conftest import Waits
from tests.bot.providers.trueconf.script import (
    ANA,
    BEN,
    FORBIDDEN,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    WISH,
    Connect,
    Reply,
    Server,
    conference,
    ok,
    reason,
    refusal,
    starts,
    stopped,
    users,
)
from tests.conftest import NOON


class TestCreate:
    async def test_asks_for_a_virtual_room_with_our_id(self, server: Server, connect: Connect) -> None:
        starts(server)
        server.says("GET users", users(("ana", "ana@example.org")))

        await connect().create(WISH)

        assert server.body("POST conferences") == {
            "id": REFERENCE,
            "type": 0,
            "topic": "Weekly sync",
            "owner": "ana",
            "schedule": {"type": -1},
            "invitations": [{"id": "ana"}],
            "allow_guests": False,
            "tags": ["plenum"],
        }

    async def test_runs_it_and_waits_until_people_can_be_in_it(
        self, server: Server, hq: TrueConf, waits: Waits
    ) -> None:
        starts(server)

        room = await hq.create(WISH)

        assert server.calls() == [
            "GET users",
            "POST conferences",
            f"POST {ROOM}/run",
            f"GET {ROOM}",
            f"GET {ROOM}",
            f"GET {ROOM}",
        ]
        assert len(waits.seconds) == 2
        assert room == Room(id=REFERENCE, join_url=f"https://server.name/c/{REFERENCE}", host_account="user1")

    async def test_lets_guests_in_where_the_setting_says_so(self, server: Server, connect: Connect) -> None:
        starts(server)

        await connect(owner="meetings", guests=True).create(WISH)

        assert server.body("POST conferences")["allow_guests"] is True

    async def test_is_recorded_from_the_start_where_that_is_wished(self, server: Server, hq: TrueConf) -> None:
        starts(server)

        await hq.create(replace(WISH, record=True))

        assert server.body("POST conferences")["recording"] == 1

    async def test_leaves_to_a_template_what_plenum_does_not_say(self, server: Server, connect: Connect) -> None:
        starts(server)

        await connect(owner="meetings", template="8b566f97").create(WISH)

        body = server.body("POST conferences")
        assert body["template_id"] == "8b566f97"
        assert body.keys() == {
            "template_id", "id", "topic", "owner", "schedule", "invitations", "allow_guests", "tags",
        }  # fmt: skip

    async def test_a_template_that_is_gone_leaves_nothing_behind(self, server: Server, connect: Connect) -> None:
        server.says("POST conferences", reason("conferenceTemplateNotFound", 404))

        with pytest.raises(Refused) as caught:
            await connect(owner="meetings", template="8b566f97").create(WISH)

        assert caught.value.why is Refusal.INVALID
        assert server.calls() == ["GET users", "POST conferences"]

    async def test_a_host_without_an_account_leaves_it_to_the_owner_that_is_set(
        self, server: Server, hq: TrueConf
    ) -> None:
        starts(server)

        await hq.create(WISH)

        assert server.body("POST conferences")["owner"] == "meetings"

    async def test_invites_those_guests_who_have_an_account(self, server: Server, hq: TrueConf) -> None:
        starts(server)
        server.says("GET users", users(("ben", "ben@example.org"), ("ana", "ana@example.org")))
        stranger, nameless = Person(id="U3", name="Cleo", email="cleo@example.org"), Person(id="U4", name="Dan")

        await hq.create(RoomWish(reference=REFERENCE, plan=WISH.plan, host=ANA, guests=(ANA, BEN, stranger, nameless)))

        assert server.body("POST conferences")["invitations"] == [{"id": "ana"}, {"id": "ben"}]

    async def test_an_owner_whom_the_server_does_not_know_is_replaced_by_the_one_that_is_set(
        self, server: Server, hq: TrueConf
    ) -> None:
        starts(server)
        server.says("GET users", users(("ana", "ana@example.org")))
        server.says("POST conferences", refusal("observed_error_user_not_found"), stopped())

        await hq.create(WISH)

        assert server.body("POST conferences")["owner"] == "meetings"
        assert server.body("POST conferences")["invitations"] == [{"id": "meetings"}]

    async def test_without_any_owner_nothing_is_asked_for(self, server: Server, connect: Connect) -> None:
        with pytest.raises(Refused) as caught:
            await connect().create(WISH)

        assert caught.value.why is Refusal.NO_SUCH_OWNER
        assert server.calls() == ["GET users"]

    async def test_an_owner_that_is_set_and_unknown_is_refused(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", refusal("observed_error_user_not_found"))

        with pytest.raises(Refused) as caught:
            await hq.create(WISH)

        assert caught.value.why is Refusal.NO_SUCH_OWNER

    async def test_a_long_topic_is_cut_to_what_the_server_takes(self, server: Server, hq: TrueConf) -> None:
        starts(server)

        await hq.create(RoomWish(reference=REFERENCE, plan=Plan(topic="ü" * 300, starts_at=NOON), host=ANA))

        assert server.body("POST conferences")["topic"] == "ü" * 239 + "…"

    @pytest.mark.parametrize("taken", [refusal("observed_error_unique_value_already_in_use"), reason("idIsTaken")])
    async def test_adopts_the_room_that_an_earlier_try_made(
        self, taken: httpx.Response, server: Server, hq: TrueConf
    ) -> None:
        starts(server)
        server.says("POST conferences", taken)

        room = await hq.create(WISH)

        assert room.id == REFERENCE
        assert f"POST {ROOM}/run" in server.calls()

    async def test_does_not_run_a_room_that_runs_already(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", refusal("observed_error_unique_value_already_in_use"))
        server.says(f"GET {ROOM}", conference())

        await hq.create(WISH)

        assert f"POST {ROOM}/run" not in server.calls()

    async def test_a_taken_id_behind_which_there_is_nothing_is_refused(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", refusal("observed_error_unique_value_already_in_use"))
        server.says(f"GET {ROOM}", NOT_FOUND)

        with pytest.raises(Refused) as caught:
            await hq.create(WISH)

        assert caught.value.why is Refusal.ALREADY_EXISTS

    async def test_a_taken_id_that_cannot_be_looked_at_may_be_our_room(self, server: Server, hq: TrueConf) -> None:
        server.says("POST conferences", refusal("observed_error_unique_value_already_in_use"))
        server.says(f"GET {ROOM}", httpx.ConnectError("refused"))

        with pytest.raises(Unanswered):
            await hq.create(WISH)

    async def test_a_room_that_may_not_run_is_taken_away_again(self, server: Server, hq: TrueConf) -> None:
        starts(server)
        server.says(f"POST {ROOM}/run", refusal("error_ongoing_conferences_limit"))
        server.says(f"DELETE {ROOM}", ok("delete_conference_response"))
        server.says(f"GET {ROOM}", stopped())

        with pytest.raises(Refused) as caught:
            await hq.create(WISH)

        assert caught.value.why is Refusal.RUNNING_LIMIT
        assert server.calls()[-2:] == [f"GET {ROOM}", f"DELETE {ROOM}"]  # nothing was recorded where nobody was

    async def test_a_room_that_may_neither_run_nor_go_is_not_said_to_be_refused(
        self, server: Server, hq: TrueConf
    ) -> None:
        starts(server)
        server.says(f"POST {ROOM}/run", refusal("error_ongoing_conferences_limit"))
        server.says(f"GET {ROOM}", FORBIDDEN)

        with pytest.raises(Unanswered):
            await hq.create(WISH)

    async def test_a_room_that_never_gets_going_is_not_said_to_be_there(
        self, server: Server, hq: TrueConf, waits: Waits
    ) -> None:
        starts(server)
        server.says(f"GET {ROOM}", stopped())

        with pytest.raises(Unanswered, match="between two states"):
            await hq.create(WISH)

        assert sum(waits.seconds) == pytest.approx(4)

    @pytest.mark.parametrize(
        ("call", "reply", "called"),
        [
            ("POST token", httpx.ReadTimeout("slow"), Unreachable),
            ("GET users", httpx.ReadTimeout("slow"), Unreachable),
            ("GET users", httpx.Response(200, content=b"<html>"), Unreachable),
            ("GET users", httpx.Response(503), Busy),
            ("GET users", FORBIDDEN, Denied),
            ("POST conferences", httpx.ConnectError("refused"), Unreachable),
            ("POST conferences", httpx.ReadTimeout("slow"), Unanswered),
            ("POST conferences", httpx.Response(502), Unanswered),
            ("POST conferences", httpx.Response(500), Garbled),
            ("POST conferences", httpx.Response(200, content=b"<html>"), Garbled),
            ("POST conferences", httpx.Response(503), Busy),
            (f"POST {ROOM}/run", httpx.ConnectError("refused"), Unanswered),
            (f"POST {ROOM}/run", httpx.Response(503), Unanswered),
            (f"POST {ROOM}/run", httpx.Response(200, content=b"<html>"), Garbled),
            (f"GET {ROOM}", httpx.ConnectError("refused"), Unanswered),
            (f"GET {ROOM}", httpx.Response(200, content=b"<html>"), Garbled),
        ],
    )
    async def test_says_that_the_room_may_exist_exactly_when_it_may(
        self, call: str, reply: Reply, called: type[ProviderError], server: Server, hq: TrueConf
    ) -> None:
        starts(server)
        server.says(call, reply)

        with pytest.raises(ProviderError) as caught:
            await hq.create(WISH)

        assert type(caught.value) is called
