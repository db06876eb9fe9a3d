"""A new session: what is asked for, and what is taken for an id."""

import httpx
import pytest

from bot.errors import Denied, Garbled, ProviderError, Refusal, Refused, Unanswered
from bot.model import RoomWish
from bot.providers.sourceloop import SourceLoop
from tests.bot.providers.sourceloop.script import ID, WISH, Connect, Server, says, wire


class TestRequest:
    async def test_asks_for_an_instant_session(self, server: Server, loop: SourceLoop) -> None:
        await loop.create(WISH)

        assert server.calls() == ["POST session"]
        assert server.body() == {"isScheduled": False, "enableArchiving": False}

    async def test_is_recorded_from_the_start_where_that_is_wished(self, server: Server, loop: SourceLoop) -> None:
        wish = RoomWish(reference=WISH.reference, plan=WISH.plan, host=WISH.host, record=True)

        await loop.create(wish)

        assert server.body() == wire("create_request")["body"]

    async def test_carries_the_token_where_no_log_has_it(self, server: Server, loop: SourceLoop) -> None:
        await loop.create(WISH)

        token = loop.settings.token.get_secret_value()
        assert server.asked[0].headers["authorization"] == f"Bearer {token}"
        assert token not in str(server.asked[0].url)

    async def test_is_sent_once_and_makes_another_room_each_time(self, server: Server, loop: SourceLoop) -> None:
        server.says("POST session", says("created_bare"), says("created_object"))

        first, second = await loop.create(WISH), await loop.create(WISH)

        assert (first.id, second.id) == (ID, "cSsA8jP9OH")
        assert len(server.asked) == 2


class TestAnswer:
    @pytest.mark.parametrize(
        ("answer", "link_id"),
        [
            (says("created_bare"), ID),
            (says("created_object"), "cSsA8jP9OH"),
            (httpx.Response(200, json="U-8qcVTof-"), "U-8qcVTof-"),
            (httpx.Response(200, text=" 1234567890\n"), "1234567890"),
            (httpx.Response(200, text="a.b~c_d-e."), "a.b~c_d-e."),
            (httpx.Response(200, json={"code": ID}, headers={"content-type": "text/plain"}), ID),
        ],
        ids=["before 13", "from 13 on", "as documented", "of digits", "before 3.1", "under another type"],
    )
    async def test_is_read_in_each_form(
        self, answer: httpx.Response, link_id: str, server: Server, loop: SourceLoop
    ) -> None:
        server.says("POST session", answer)

        room = await loop.create(WISH)

        assert room.id == link_id

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"null",
            b"OK",
            b"9uVwu",
            b"9uVwuBG40I 9uVwuBG40I",
            b'"9uVwuBG40I',
            b'{"code": "cSsA8',
            b'{"code": 1234567890}',
            b'{"id": "9uVwuBG40I"}',
            b'["9uVwuBG40I"]',
            b"<html>9uVwuBG40I</html>",
            b"../../admin",
            b"\xff" * 10,
            b"{" * 100_000,
            b"x" * 201,
        ],
        ids=lambda content: content[:20].decode(errors="replace"),
    )
    async def test_that_holds_no_id_is_garbled(self, content: bytes, server: Server, loop: SourceLoop) -> None:
        server.says("POST session", httpx.Response(200, content=content))

        with pytest.raises(Garbled):
            await loop.create(WISH)


class TestLink:
    @pytest.mark.parametrize(
        ("join_url", "link_id", "link"),
        [
            ("https://meet.test/{id}", ID, f"https://meet.test/{ID}"),
            ("http://meet.test:81/#/room?id={id}&x=1", ID, f"http://meet.test:81/#/room?id={ID}&x=1"),
            ("https://meet.test/{id}", "LgY1N28Yt-", "https://meet.test/LgY1N28Yt%2D"),
            ("https://meet.test/{id}", "_SeKJxyZvr", "https://meet.test/%5FSeKJxyZvr"),
            ("https://meet.test/{id}", ".y_-6O0V~", "https://meet.test/%2Ey_-6O0V%7E"),
            ("https://meet.test/{id}/{token}", ID, f"https://meet.test/{ID}/"),
        ],
    )
    async def test_leads_to_the_hosts_own_client(
        self, join_url: str, link_id: str, link: str, server: Server, connect: Connect
    ) -> None:
        server.says("POST session", httpx.Response(200, text=link_id))

        room = await connect(join_url=join_url).create(WISH)

        assert room.join_url == link

    async def test_leads_to_the_address_that_is_set(self, connect: Connect) -> None:
        room = await connect(join_base_url="https://outside.test/v").create(WISH)

        assert room.join_url == f"https://outside.test/v/{ID}"


class TestTrouble:
    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (httpx.ReadError("broken"), Unanswered),
            (says("error_inside"), Garbled),
            (says("error_bad_token"), Denied),
            (says("error_no_permission"), Denied),
            (says("error_validation"), Refused),
        ],
        ids=["lost", "failed inside", "a bad token", "a missing right", "not understood"],
    )
    async def test_is_called_by_what_it_did(
        self, answer: httpx.Response | Exception, error: type[ProviderError], server: Server, loop: SourceLoop
    ) -> None:
        """The service fails inside whatever its cloud has done, and may be gone after it: the session may exist."""
        server.says("POST session", answer)

        with pytest.raises(error):
            await loop.create(WISH)

        assert len(server.asked) == 1

    async def test_names_the_right_that_is_missing(self, server: Server, loop: SourceLoop) -> None:
        server.says("POST session", says("error_no_permission"))

        with pytest.raises(Denied, match="lacks the permission CreateMeetingSession"):
            await loop.create(WISH)

    async def test_says_what_was_not_understood(self, server: Server, loop: SourceLoop) -> None:
        server.says("POST session", says("error_validation"))

        with pytest.raises(Refused, match="422 UnprocessableEntityError") as caught:
            await loop.create(WISH)

        assert caught.value.why is Refusal.INVALID
