"""Getting in: the documented grant, its life, what a refusal means."""

import httpx
import pytest

from bot.errors import Denied
from bot.model import RoomState
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import (
    FORBIDDEN,
    REFERENCE,
    ROOM,
    Connect,
    Server,
    conference,
    named,
    ok,
    reason,
    refusal,
    wire,
)
from tests.conftest import FrozenClock


class TestLogin:
    async def test_sends_the_documented_grant(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())

        await hq.status(REFERENCE)

        assert str(server.asked[0].url) == "https://conf.test/oauth2/v1/token"
        assert server.body("POST token") == {
            "grant_type": "client_credentials",
            "client_id": "bot",
            "client_secret": "s3cr3t",
        }
        assert server.last(f"GET {ROOM}").headers["authorization"] == f"Bearer {wire('token')['access_token']}"

    async def test_can_send_the_token_as_the_documentation_does(self, server: Server, connect: Connect) -> None:
        server.says(f"GET {ROOM}", conference())

        await connect(token_in_query=True).status(REFERENCE)

        assert server.last(f"GET {ROOM}").url.params["access_token"] == wire("token")["access_token"]

    @pytest.mark.parametrize("name", ["token", "token_v3_to_v3_7"])
    async def test_obeys_the_stated_life(self, name: str, server: Server, hq: TrueConf, clock: FrozenClock) -> None:
        server.says("POST token", ok(name))
        server.says(f"GET {ROOM}", conference())
        await hq.status(REFERENCE)

        clock.advance(seconds=wire(name)["expires_in"] * 0.9)
        await hq.status(REFERENCE)

        assert [named(request) for request in server.asked].count("POST token") == 2

    @pytest.mark.parametrize("answer", [refusal("observed_error_access_token_invalid"), httpx.Response(401)])
    async def test_a_bad_token_is_renewed_once(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", answer, conference())

        assert (await hq.status(REFERENCE)).state is RoomState.LIVE

    async def test_a_missing_right_is_no_bad_token(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", FORBIDDEN)

        with pytest.raises(Denied, match="needs conferences:read"):
            await hq.status(REFERENCE)

        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        "answer",
        [
            httpx.Response(400, json=wire("observed_error_oauth_string_form")),
            httpx.Response(401, json=wire("observed_error_oauth_string_form")),
            reason("invalidCredentials"),
            reason("userIsBanned", 403),
            httpx.Response(400, json={"reason": "invalidRequest"}),
        ],
    )
    async def test_a_refused_login_is_denied(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says("POST token", answer)

        with pytest.raises(Denied):
            await hq.status(REFERENCE)
