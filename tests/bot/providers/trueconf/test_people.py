"""People: found by e-mail address, rung, let in as the host."""

import json

import httpx
import pytest

from bot.errors import Garbled, Gone, Refusal, Refused
from bot.model import Account, HostAccess, Room
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import (
    ACCOUNT,
    ANA_AT,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    Connect,
    Server,
    conference,
    ok,
    reason,
    refusal,
    stopped,
    users,
    wire,
)


class TestAccount:
    async def test_is_found_by_its_address_in_any_case(self, server: Server, hq: TrueConf) -> None:
        server.says("GET users", users(("ana", "ana@example.org"), ("ana2", "xana@example.org")))

        account = await hq.account("ANA@example.org")

        assert account == Account(id="ana", name="User One", email="ana@example.org")
        assert server.last("GET users").url.params["email"] == "ANA@example.org"

    @pytest.mark.parametrize(
        "answer",
        [
            users(),
            users(("ana2", "xana@example.org")),
            users(("ana", "ana@example.org"), ("ana2", "Ana@example.org")),
            users(("ana", "ana@example.org"), is_active=0),
        ],
    )
    async def test_is_none_where_there_is_none_or_more_than_one(
        self, answer: httpx.Response, server: Server, hq: TrueConf
    ) -> None:
        server.says("GET users", answer)

        assert await hq.account("ana@example.org") is None

    async def test_goes_by_its_login_where_it_has_no_name(self, server: Server, hq: TrueConf) -> None:
        server.says("GET users", users(("ana", "ana@example.org"), display_name=""))

        account = await hq.account("ana@example.org")

        assert account
        assert account.name == "ana"

    async def test_is_looked_for_on_every_page(self, server: Server, hq: TrueConf) -> None:
        first = users(*((f"user{number}", f"user{number}@example.org") for number in range(1000)))
        pages = [json.loads(first.content) | {"next_page_id": 4172}, json.loads(users(("ana", ANA_AT)).content)]
        server.says("GET users", *(httpx.Response(200, json=page) for page in pages))

        account = await hq.account(ANA_AT)

        assert account
        assert server.last("GET users").url.params["page_id"] == "4172"

    async def test_pages_are_counted_where_the_server_does_not_say_which_is_next(
        self, server: Server, hq: TrueConf
    ) -> None:
        full = [wire("observed_user_list_page")["users"][0] | {"id": f"user{number}"} for number in range(1000)]
        pages = [{"users": full}, {"users": []}]
        server.says("GET users", *(httpx.Response(200, json=page) for page in pages))

        assert await hq.account(ANA_AT) is None
        assert server.last("GET users").url.params["page_id"] == "2"

    async def test_a_server_that_turns_in_circles_is_left(self, server: Server, hq: TrueConf) -> None:
        page = json.loads(users(("ana", ANA_AT)).content) | {"next_page_id": 1}
        server.says("GET users", httpx.Response(200, json=page))

        account = await hq.account(ANA_AT)

        assert account
        assert server.calls() == ["GET users"]

    async def test_a_list_without_an_end_is_garbled(self, server: Server, hq: TrueConf) -> None:
        full = [wire("observed_user_list_page")["users"][0]] * 1000
        server.says("GET users", httpx.Response(200, json={"users": full}))

        with pytest.raises(Garbled):
            await hq.account(ANA_AT)


class TestRing:
    async def test_asks_for_one_participant(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"POST {ROOM}/participants", ok("response_participant"))

        await hq.ring(REFERENCE, ACCOUNT)

        assert server.body(f"POST {ROOM}/participants") == {"participant_id": "user1"}

    async def test_does_not_start_a_stopped_room_again(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())

        with pytest.raises(Refused) as caught:
            await hq.ring(REFERENCE, ACCOUNT)

        assert caught.value.why is Refusal.NOT_RUNNING
        assert server.calls() == [f"GET {ROOM}"]

    @pytest.mark.parametrize(
        "answer",
        [
            reason("participantIsUnavailable"),
            refusal("observed_error_user_not_found"),
            reason("participantNotFound", 404),
        ],
    )
    async def test_somebody_who_cannot_be_reached(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"POST {ROOM}/participants", answer)

        with pytest.raises(Refused) as caught:
            await hq.ring(REFERENCE, ACCOUNT)

        assert caught.value.why is Refusal.PERSON_UNAVAILABLE

    async def test_somebody_who_is_inside_already_is_fine(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"POST {ROOM}/participants", reason("participantAlreadyInConference"))

        await hq.ring(REFERENCE, ACCOUNT)

        assert server.calls()[-1] == f"POST {ROOM}/participants"

    async def test_a_limit_is_passed_on(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"POST {ROOM}/participants", refusal("error_ongoing_conferences_limit"))

        with pytest.raises(Refused) as caught:
            await hq.ring(REFERENCE, ACCOUNT)

        assert caught.value.why is Refusal.RUNNING_LIMIT

    @pytest.mark.parametrize("answer", [NOT_FOUND, reason("conferenceNotFound", 400)])
    async def test_a_room_that_is_gone(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", answer)

        with pytest.raises(Gone):
            await hq.ring(REFERENCE, ACCOUNT)


class TestHostAccess:
    ROOM = Room(id=REFERENCE, join_url=f"https://server.name/c/{REFERENCE}", host_account="user1")

    async def test_the_owner_gets_a_personal_link(self, server: Server, hq: TrueConf) -> None:
        server.says("GET software/clients", ok("response_software_clients"))

        access = await hq.host_access(self.ROOM, Account(id="User1", name="Ana"))

        assert access.account == "user1"
        assert access.url
        assert access.url.startswith("https://server.name/webrtc/<conference_id>#login=<user_login>&token=")
        assert dict(server.asked[-1].url.params) == {
            "call_id": REFERENCE,
            "user": "User1",
            "case": "join_conference_button",
        }

    @pytest.mark.parametrize(
        ("settings", "start"),
        [
            ({}, "https://outside.test/webrtc/"),
            ({"join_base_url": "https://meet.test/tc"}, "https://meet.test/tc/webrtc/"),
        ],
    )
    async def test_the_personal_link_leads_where_the_join_link_leads(
        self, settings: dict[str, str], start: str, server: Server, connect: Connect
    ) -> None:
        server.says("GET software/clients", ok("response_software_clients"))
        room = Room(id=REFERENCE, join_url=f"https://outside.test/c/{REFERENCE}", host_account="user1")

        access = await connect(**settings).host_access(room, ACCOUNT)

        assert access.url
        assert access.url.startswith(start)

    @pytest.mark.parametrize("account", [None, Account(id="ben", name="Ben")])
    async def test_somebody_else_is_told_which_account_it_takes(
        self, account: Account | None, server: Server, hq: TrueConf
    ) -> None:
        assert await hq.host_access(self.ROOM, account) == HostAccess(account="user1")
        assert server.asked == []

    @pytest.mark.parametrize(
        "clients",
        [
            [],
            [{"platform": "webrtc", "web_url": ""}],
            [{"platform": "webrtc", "web_url": "trueconf:c"}],
            [{"platform": "webrtc", "web_url": "https://["}],
            [{"platform": "ios", "web_url": "https://a.test"}],
        ],
    )
    async def test_where_there_is_no_browser_client_it_is_the_account(
        self, clients: list[object], server: Server, hq: TrueConf
    ) -> None:
        server.says("GET software/clients", httpx.Response(200, json={"clients": clients}))

        assert await hq.host_access(self.ROOM, ACCOUNT) == HostAccess(account="user1")

    async def test_asks_for_an_owner_that_is_not_known_yet(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(owner="ana@server.name"))

        access = await hq.host_access(Room(id=REFERENCE, join_url="https://server.name/c/a"), None)

        assert access == HostAccess(account="ana")

    async def test_an_owner_whom_nobody_names_is_garbled(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(owner=None))

        with pytest.raises(Garbled):
            await hq.host_access(Room(id=REFERENCE, join_url="https://server.name/c/a"), None)
