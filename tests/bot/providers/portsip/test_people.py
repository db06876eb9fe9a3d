"""People: found by e-mail address, called, let in as the host."""

import httpx
import pytest

from bot.errors import Garbled, Gone, ProviderError, Refusal, Refused, Unanswered
from bot.model import Account, HostAccess, Room
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import ID, NOT_FOUND, ROOM, Server, ok, page, refusal, users, wire

KELLY = Account(id="102", name="Kelly Cruickshank", email="kelly@test.io")
INVITE = f"POST {ROOM}/participants/invite"


class TestAccount:
    async def test_is_found_by_the_documented_filter(self, server: Server, pbx: PortSip) -> None:
        server.says("GET users", ok("users"))

        assert await pbx.account("kelly@test.io") == KELLY
        assert server.sent("GET users")[0].url.params["filter"] == "email eq 'kelly@test.io'"

    async def test_is_asked_for_in_lower_case_too(self, server: Server, pbx: PortSip) -> None:
        server.says("GET users", ok("users"))

        assert await pbx.account("Kelly@Test.io") == KELLY
        assert (
            server.sent("GET users")[0].url.params["filter"] == "email eq 'Kelly@Test.io' or email eq 'kelly@test.io'"
        )

    async def test_is_searched_for_where_the_filter_finds_nobody(self, server: Server, pbx: PortSip) -> None:
        server.says("GET users", page(), users(("103", "kelly@test.io.example"), ("102", "KELLY@test.io")))

        account = await pbx.account("kelly@test.io")

        assert account
        assert account.id == "102"
        assert dict(server.sent("GET users")[1].url.params) == {"search": "kelly@test.io"}

    async def test_a_quotation_mark_does_not_end_the_filter(self, server: Server, pbx: PortSip) -> None:
        await pbx.account("o'brien' or email ne '@test.io")

        assert server.sent("GET users")[0].url.params["filter"] == "email eq 'o''brien'' or email ne ''@test.io'"

    @pytest.mark.parametrize(
        "answer",
        [
            page(),
            users(("102", "kelly@test.io.example")),
            users(("102", "kelly@test.io"), ("103", "Kelly@test.io")),
            users(("", "kelly@test.io")),
            users(("102", "")),
            page(items=None),
        ],
        ids=["nobody", "another", "two", "no number", "no address", "blank list"],
    )
    async def test_is_none_where_there_is_none_or_more_than_one(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says("GET users", answer)

        assert await pbx.account("kelly@test.io") is None

    @pytest.mark.parametrize(
        ("blanks", "name"), [({"display_name": ""}, "kelly"), ({"display_name": None, "name": None}, "102")]
    )
    async def test_goes_by_what_name_there_is(
        self, blanks: dict[str, object], name: str, server: Server, pbx: PortSip
    ) -> None:
        server.says("GET users", users(("102", "kelly@test.io"), **blanks))

        account = await pbx.account("kelly@test.io")

        assert account
        assert account.name == name

    async def test_with_a_number_that_is_none_is_not_believed(self, server: Server, pbx: PortSip) -> None:
        server.says("GET users", users(("+1 900 555", "kelly@test.io")))

        with pytest.raises(Garbled):
            await pbx.account("kelly@test.io")


class TestRing:
    async def test_calls_the_extension(self, server: Server, pbx: PortSip) -> None:
        server.says(INVITE, httpx.Response(200))

        await pbx.ring(ID, KELLY)

        assert server.body(INVITE) == wire("invite_request")

    @pytest.mark.parametrize("answer", [refusal("validation"), refusal("unknown_code"), refusal("in_use")])
    async def test_a_refusal_means_that_nobody_was_called(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says(INVITE, answer)

        with pytest.raises(Refused) as caught:
            await pbx.ring(ID, KELLY)

        assert caught.value.why is Refusal.PERSON_UNAVAILABLE

    @pytest.mark.parametrize(("reply", "called"), [(NOT_FOUND, Gone), (httpx.ReadTimeout("slow"), Unanswered)])
    async def test_other_trouble_is_called_by_its_name(
        self, reply: httpx.Response | Exception, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(INVITE, reply)

        with pytest.raises(called):
            await pbx.ring(ID, KELLY)


class TestHostAccess:
    async def test_is_the_pin_that_the_room_has(self, server: Server, pbx: PortSip) -> None:
        room = Room(id=ID, dial_number="7000", host_pin="915573")

        assert await pbx.host_access(room, None) == HostAccess(pin="915573")
        assert server.calls() == []

    async def test_is_asked_for_where_it_is_not_known(self, pbx: PortSip) -> None:
        assert await pbx.host_access(Room(id=ID, dial_number="7000"), KELLY) == HostAccess(pin="4321")

    async def test_is_not_made_up(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}", ok("room", admin_pin=None))

        with pytest.raises(Garbled):
            await pbx.host_access(Room(id=ID, dial_number="7000"), None)
