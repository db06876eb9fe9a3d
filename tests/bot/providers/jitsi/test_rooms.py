"""A room is its name: what it is called, where it is, and what an administrator sees."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest
from pydantic import ValidationError

from bot.errors import Busy, Garbled, ProviderError, Unreachable
from bot.model import Feature, Plan, Room, RoomWish
from bot.providers.jitsi import Jitsi
from tests.bot.providers.jitsi.script import ANA, PAGE, SECRET, TOKENS, WISH, Connect, Server
from tests.conftest import NOON


class TestCreate:
    async def test_asks_nobody(self, server: Server, public: Jitsi) -> None:
        room = await public.create(WISH)

        assert room == Room(id="k7f3k7f3k7f3", join_url="https://meet.jit.si/k7f3k7f3k7f3")
        assert server.asked == []

    async def test_tells_the_server_nothing_of_what_it_is_about(self, public: Jitsi) -> None:
        secret = RoomWish(reference=WISH.reference, plan=Plan(topic="Who has to go", starts_at=NOON), host=ANA)

        assert await public.create(secret) == await public.create(WISH)

    @pytest.mark.parametrize(
        ("settings", "link"),
        [
            ({"base_url": "https://meet.test/"}, "https://meet.test/k7f3k7f3k7f3"),
            ({"base_url": "https://meet.test/team"}, "https://meet.test/team/k7f3k7f3k7f3"),
            ({"base_url": "http://10.0.0.7:8000"}, "http://10.0.0.7:8000/k7f3k7f3k7f3"),
            (
                {"base_url": "http://10.0.0.7", "join_base_url": "https://meet.test/v/"},
                "https://meet.test/v/k7f3k7f3k7f3",
            ),
        ],
    )
    async def test_leads_where_the_settings_say(self, settings: dict[str, str], link: str, connect: Connect) -> None:
        room = await connect(**settings).create(WISH)

        assert room.join_url == link

    def test_without_tokens_nobody_has_a_link_of_their_own(self, public: Jitsi, guarded: Jitsi) -> None:
        assert public.features == {Feature.AHEAD, Feature.KEEP}
        assert guarded.features == {Feature.PERSONAL_LINK, Feature.HOST_ACCESS, Feature.AHEAD, Feature.KEEP}

    async def test_a_room_made_ahead_is_opened_by_nobody(self, server: Server, public: Jitsi) -> None:
        ahead = replace(WISH, opens_at=NOON + timedelta(days=1))
        room = await public.create(ahead)

        assert await public.open(room, ahead) == room
        assert server.asked == []


class TestCheck:
    @pytest.mark.parametrize(
        ("settings", "said"),
        [
            (
                {},
                "Jitsi Meet at https://meet.jit.si: its page is there; "
                "whoever opens a room has to sign in there with an account of Google, GitHub or Facebook",
            ),
            (
                {"base_url": "https://meet.test/"},
                "Jitsi Meet at https://meet.test: its page is there; whoever has a link gets in",
            ),
            (
                {"base_url": "https://meet.test", **TOKENS},
                "Jitsi Meet at https://meet.test: its page is there; links are signed as plenum; "
                "only joining shows whether the server takes them",
            ),
        ],
        ids=["public", "open", "with tokens"],
    )
    async def test_says_what_was_reached_and_how_people_get_in(
        self, settings: dict[str, str], said: str, server: Server, connect: Connect
    ) -> None:
        assert await connect(**settings).check() == said
        assert [(request.method, request.url.path) for request in server.asked] == [("GET", "/")]

    async def test_carries_no_credentials(self, server: Server, guarded: Jitsi) -> None:
        await guarded.check()

        assert "authorization" not in server.asked[0].headers
        assert SECRET not in f"{server.asked[0].url} {server.asked[0].headers}"

    @pytest.mark.parametrize(
        "page",
        ["", "<html>Welcome to nginx!</html>", PAGE[: len(PAGE) // 2], '{"jitsi": true}'],
        ids=["nothing", "another page", "half of it", "JSON"],
    )
    async def test_another_page_is_not_taken_for_it(self, page: str, server: Server, public: Jitsi) -> None:
        server.reply = httpx.Response(200, text=page)

        with pytest.raises(Garbled):
            await public.check()

    @pytest.mark.parametrize(
        ("reply", "error"),
        [
            (httpx.ConnectError("refused"), Unreachable),
            (httpx.Response(502), Unreachable),
            (httpx.Response(503), Busy),
            (httpx.Response(404), Garbled),
            (httpx.Response(301, headers={"Location": "https://elsewhere.test"}), Garbled),
        ],
        ids=["down", "gateway", "busy", "not there", "moved"],
    )
    async def test_trouble_has_its_name(
        self, reply: httpx.Response | Exception, error: type[ProviderError], server: Server, public: Jitsi
    ) -> None:
        server.reply = reply

        with pytest.raises(error):
            await public.check()


class TestSettings:
    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"base_url": "meet.test"}, "valid URL"),
            ({"base_url": "https://ana:pw@meet.test"}, "more than a scheme"),
            ({"app_id": "plenum"}, "is missing beside APP_ID"),
            ({"app_secret": SECRET}, "is given without APP_ID"),
            ({"app_id": "", "app_secret": SECRET}, "at least 1"),
            ({"app_id": "plenum", "app_secret": ""}, "at least 1"),
            ({"audience": ""}, "at least 1"),
            ({"domain": ""}, "at least 1"),
            ({"room": "x"}, "Extra inputs"),
        ],
        ids=str,
    )
    def test_that_cannot_work_are_refused(self, wrong: dict[str, str], why: str) -> None:
        with pytest.raises(ValidationError, match=why) as caught:
            Jitsi.Settings.model_validate(wrong)

        assert SECRET not in str(caught.value)
