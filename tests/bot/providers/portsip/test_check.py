"""What an administrator sees: settings that cannot work, rights that are missing."""

import httpx
import pytest
from pydantic import ValidationError

from bot.errors import Denied
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import ID, ROOM, ROOMS, Connect, Server, ok, refusal


class TestCheck:
    async def test_says_what_was_reached(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", ok("room_page"))
        server.says("GET extension_numbers/7000", ok("number_taken"))

        said = await pbx.check()

        where = "PortSIP PBX at https://pbx.test:8887/api"
        assert said == f"{where}: signed in as bot of test.io, 2 rooms there, rooms get 7000-7000"
        assert server.writes() == []

    async def test_a_list_need_not_be_counted(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", httpx.Response(200, json={"items": []}))

        assert "signed in as bot of test.io, rooms get" in await pbx.check()

    @pytest.mark.parametrize("call", [f"GET {ROOMS}", "GET users", "GET extension_numbers/7000"])
    async def test_a_missing_right_is_found(self, call: str, server: Server, pbx: PortSip) -> None:
        server.says(call, refusal("licence_module"))

        with pytest.raises(Denied, match="LICENSE_MODULE_UNAVAILABLE"):
            await pbx.check()


class TestSettings:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"username": ""},
            {"password": ""},
            {"domain": ""},
            {"base_url": "pbx.test"},
            {"base_url": "https://bot:pw@pbx.test:8887/api"},
            {"join_base_url": "https://meet.test/#/"},
            {"numbers": "7000"},
            {"numbers": "7099-7000"},
            {"capacity": "0"},
            {"capacity": "201"},
            {"mode": "BOTH"},
            {"outside_calls": "the world"},
            {"system_username": "admin"},
            {"system_password": "s3cr3t"},
            {"system_username": "admin", "system_password": ""},
            {"topic": "x"},
        ],
        ids=str,
    )
    def test_refuses_what_cannot_work(self, wrong: dict[str, str]) -> None:
        right = {
            "base_url": "https://pbx.test:8887/api",
            "username": "bot",
            "password": "s3cr3t",
            "domain": "test.io",
            "numbers": "7000-7099",
        }
        PortSip.Settings.model_validate(right)

        with pytest.raises(ValidationError):
            PortSip.Settings.model_validate(right | wrong)

    async def test_takes_an_address_with_a_slash_at_its_end(self, server: Server, connect: Connect) -> None:
        await connect(base_url="https://pbx.test:8887/api/").status(ID)

        assert [request.url.path for request in server.asked] == ["/api/login/oauth/token", f"/api/{ROOM}/status"]
