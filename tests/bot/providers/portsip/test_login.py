"""Getting in: the documented grants, a token's life, what a refusal means."""

import httpx
import pytest

from bot.errors import Denied, Unreachable
from bot.model import RoomState
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import (
    ID,
    IDLE,
    NOT_FOUND,
    ROOM,
    ROOMS,
    TOKEN,
    WISH,
    Server,
    ok,
    refusal,
    wire,
)
from tests.conftest import FrozenClock

EXPIRED = refusal("token_expired")
CLIENT = "9d806019-75b2-4b3d-bb8b-f5a3a412cc0a"
PASSWORD = {
    "grant_type": "password",
    "username": "bot",
    "password": "s3cr3t",
    "domain": "test.io",
    "scope": "all",
    "client_id": CLIENT,
}


def refresh(token: str) -> dict[str, str]:
    return {"grant_type": "refresh_token", "refresh_token": token, "client_id": CLIENT}


def token(number: int, **changes: object) -> httpx.Response:
    return ok("token", access_token=f"a{number}", refresh_token=f"r{number}", **changes)


class TestLogin:
    async def test_sends_the_documented_form(self, server: Server, pbx: PortSip) -> None:
        await pbx.status(ID)

        assert server.grants() == [PASSWORD]
        assert str(server.asked[0].url) == "https://pbx.test:8887/api/login/oauth/token"
        assert server.asked[0].headers["content-type"] == "application/x-www-form-urlencoded"
        assert server.bearers == [wire("token")["access_token"]]

    @pytest.mark.parametrize("status", [400, 401, 403])
    @pytest.mark.parametrize("content", [refusal("login_refused").content, b"", b"<html>"])
    async def test_refused_is_denied_whatever_the_status(
        self, status: int, content: bytes, server: Server, pbx: PortSip
    ) -> None:
        server.says(TOKEN, httpx.Response(status, content=content))

        with pytest.raises(Denied):
            await pbx.status(ID)

        assert server.calls() == []

    async def test_an_address_that_is_wrong_is_no_missing_room(self, server: Server, pbx: PortSip) -> None:
        server.says(TOKEN, NOT_FOUND)

        with pytest.raises(Unreachable):
            await pbx.status(ID)


class TestRefresh:
    async def test_happens_when_four_fifths_of_the_life_are_over(
        self, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(TOKEN, token(1), token(2), token(3))
        await pbx.status(ID)

        for seconds in (1439, 1, 1440):
            clock.advance(seconds=seconds)
            await pbx.status(ID)

        assert server.grants() == [PASSWORD, refresh("r1"), refresh("r2")]
        assert server.bearers == ["a1", "a1", "a2", "a3"]

    async def test_keeps_the_refresh_token_where_no_new_one_comes(
        self, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(TOKEN, token(1), ok("token", access_token="a2", refresh_token=None), token(3))
        await pbx.status(ID)

        for _ in range(2):
            clock.advance(hours=1)
            await pbx.status(ID)

        assert server.grants() == [PASSWORD, refresh("r1"), refresh("r1")]

    @pytest.mark.parametrize("status", [400, 401, 403])
    async def test_refused_means_logging_in(
        self, status: int, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(TOKEN, token(1), httpx.Response(status, content=refusal("refresh_refused").content), token(2))
        await pbx.status(ID)

        clock.advance(hours=1)
        await pbx.status(ID)

        assert server.grants() == [PASSWORD, refresh("r1"), PASSWORD]
        assert server.bearers == ["a1", "a2"]

    async def test_a_server_in_trouble_is_not_asked_for_a_login_as_well(
        self, server: Server, pbx: PortSip, clock: FrozenClock
    ) -> None:
        server.says(TOKEN, token(1), httpx.Response(502))
        await pbx.status(ID)

        clock.advance(hours=1)
        with pytest.raises(Unreachable):
            await pbx.status(ID)

        assert PASSWORD not in server.grants()[1:]


class TestRefusedToken:
    async def test_is_refreshed(self, server: Server, pbx: PortSip) -> None:
        server.says(TOKEN, token(1), token(2))
        server.says(f"GET {ROOM}/status", EXPIRED, IDLE)

        assert (await pbx.status(ID)).state is RoomState.EMPTY
        assert server.grants() == [PASSWORD, refresh("r1")]

    async def test_that_was_refreshed_is_got_by_logging_in(self, server: Server, pbx: PortSip) -> None:
        server.says(TOKEN, token(1), token(2), token(3))
        server.says(f"GET {ROOM}/status", EXPIRED, EXPIRED, IDLE)

        assert (await pbx.status(ID)).state is RoomState.EMPTY
        assert server.grants() == [PASSWORD, refresh("r1"), PASSWORD]
        assert server.bearers == ["a1", "a2", "a3"]

    async def test_that_is_refused_after_all_is_denied(self, server: Server, pbx: PortSip) -> None:
        server.says(TOKEN, token(1), token(2), token(3))
        server.says(f"POST {ROOMS}", EXPIRED)

        with pytest.raises(Denied):
            await pbx.create(WISH)

        assert server.grants() == [PASSWORD, refresh("r1"), PASSWORD]

    async def test_a_missing_right_is_no_refused_token(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOM}/status", refusal("licence_module"))

        with pytest.raises(Denied, match="LICENSE_MODULE_UNAVAILABLE"):
            await pbx.status(ID)

        assert len(server.grants()) == 1
