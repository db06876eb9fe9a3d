"""What an administrator sees: settings that cannot work, rights that are missing."""

import httpx
import pytest
from pydantic import ValidationError

from bot.errors import Denied, Refusal, Refused
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import (
    FORBIDDEN,
    REFERENCE,
    ROOM,
    Connect,
    Server,
    conference,
    ok,
    reason,
    wire,
)

NEEDED = "conferences conferences.participants conferences.records:read users:read"
KICKING = "conferences.sessions.participants:read"
TEMPLATES = "templates.conferences:read"
LOGS = "logs.calls:read logs.calls.participants:read"


class TestCheck:
    async def test_says_what_was_reached(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences", ok("response_conference_list"))
        server.says("GET users", ok("response_user_list"))

        said = await connect(owner="user").check()

        assert said.startswith("TrueConf Server at https://conf.test, API v3.10: signed in, 1 conferences there")

    async def test_a_list_need_not_be_counted(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences", httpx.Response(200, json={"conferences": []}))

        said = await connect().check()

        assert said.endswith("signed in")

    @pytest.mark.parametrize(("call", "scope"), [("GET conferences", "conferences:read"), ("GET users", "users:read")])
    async def test_names_the_right_that_a_call_lacks(self, call: str, scope: str, server: Server, hq: TrueConf) -> None:
        server.says("GET conferences", ok("response_conference_list"))
        server.says(call, FORBIDDEN)

        with pytest.raises(Denied, match=scope):
            await hq.check()

    @pytest.mark.parametrize(
        ("granted", "lacks"),
        [
            ("conferences:read users:read", "conferences:write"),
            ("conferences:write users", "conferences:read"),
            ("conferences users", "conferences.participants:read"),
            ("conferences conferences.participants:read users", "conferences.participants:write"),
            ("conferences conferences.participants", "conferences.records:read"),
            ("conferences conferences.participants conferences.records", "users:read"),
        ],
    )
    async def test_names_the_right_that_the_token_lacks(
        self, granted: str, lacks: str, server: Server, connect: Connect
    ) -> None:
        server.says("POST token", httpx.Response(200, json=wire("token") | {"scope": granted}))
        server.says("GET conferences", ok("response_conference_list"))

        with pytest.raises(Denied, match=lacks):
            await connect().check()

    async def test_a_server_that_does_not_tell_its_rights_is_believed(self, server: Server, connect: Connect) -> None:
        server.says("POST token", httpx.Response(200, json={"access_token": "a", "expires_in": 60}))
        server.says("GET conferences", ok("response_conference_list"))

        assert "signed in" in await connect().check()

    @pytest.mark.parametrize(
        ("version", "more", "said"),
        [
            ("v3.10", f"{KICKING} {LOGS}", ()),
            ("v3.10", LOGS, (f"; without the permission {KICKING} nobody can be sent out",)),
            ("v3.8", LOGS, ()),
            (
                "v3.10",
                f"{KICKING} logs.calls:read",
                ("; without the permission logs.calls.participants:read nobody learns afterwards who came",),
            ),
            (
                "v3.10",
                KICKING,
                ("; without the permission logs.calls:read and logs.calls.participants:read nobody learns afterwards",),
            ),
        ],
    )
    async def test_says_what_is_missed_for_want_of_rights_that_one_can_do_without(
        self, version: str, more: str, said: tuple[str, ...], server: Server, connect: Connect
    ) -> None:
        server.says("POST token", httpx.Response(200, json=wire("token") | {"scope": f"{NEEDED} {TEMPLATES} {more}"}))
        server.says("GET conferences", ok("response_conference_list"))

        answer = await connect(api_version=version).check()

        assert all(words in answer for words in said)
        assert ("without" in answer) == bool(said)

    async def test_a_template_that_is_there_is_fine(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences", ok("response_conference_list"))
        server.says("GET templates/conferences/8b566f97", ok("response_template"))

        await connect(template="8b566f97").check()

        assert server.calls()[-1] == "GET templates/conferences/8b566f97"

    async def test_a_template_that_is_not_there_is_named(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences", ok("response_conference_list"))
        server.says("GET templates/conferences/8b566f97", reason("conferenceTemplateNotFound", 404))

        with pytest.raises(Refused, match="TEMPLATE 8b566f97: conferenceTemplateNotFound"):
            await connect(template="8b566f97").check()

    async def test_a_template_takes_the_right_to_see_it(self, server: Server, connect: Connect) -> None:
        server.says("POST token", httpx.Response(200, json=wire("token") | {"scope": NEEDED}))
        server.says("GET conferences", ok("response_conference_list"))

        with pytest.raises(Denied, match=r"templates\.conferences:read, to see whether TEMPLATE is there"):
            await connect(template="8b566f97").check()

    async def test_an_owner_who_is_not_there_is_named(self, server: Server, hq: TrueConf) -> None:
        server.says("GET conferences", ok("response_conference_list"))

        with pytest.raises(Refused, match="there is no account meetings") as caught:
            await hq.check()

        assert caught.value.why is Refusal.NO_SUCH_OWNER


class TestSettings:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"client_secret": ""},
            {"client_id": ""},
            {"base_url": "conf.test"},
            {"base_url": "https://me:pw@conf.test"},
            {"base_url": "https://conf.test/?a=b"},
            {"join_base_url": "https://conf.test/#a"},
            {"api_version": "v3.2"},
            {"api_version": "v4"},
            {"owner": ""},
            {"template": ""},
            {"template": ".."},
            {"guests": "perhaps"},
            {"topic": "x"},
        ],
        ids=str,
    )
    def test_refuses_what_cannot_work(self, wrong: dict[str, str]) -> None:
        right = {"base_url": "https://conf.test", "client_id": "bot", "client_secret": "s3cr3t"}

        with pytest.raises(ValidationError):
            TrueConf.Settings.model_validate(right | wrong)

    async def test_takes_a_server_that_does_not_stand_at_the_root(self, server: Server, connect: Connect) -> None:
        server.says(f"GET {ROOM}", conference())

        await connect(base_url="https://conf.test/tc/").status(REFERENCE)

        assert [request.url.path for request in server.asked] == [
            "/tc/oauth2/v1/token",
            f"/tc/api/v3.10/{ROOM}",
        ]
