"""What an administrator sees: settings that cannot work, rights that are missing, a token that runs out."""

import httpx
import pytest
from pydantic import ValidationError

from bot.errors import Denied, Garbled
from bot.providers.sourceloop import SourceLoop
from tests.bot.providers.sourceloop.script import ALL, TOKEN, Connect, Server, bearer, says

WHERE = "SourceLoop at https://loop.test/api: signed in"
PERSONAL = "https://meet.test/{id}?t={token}"


class TestCheck:
    async def test_says_what_was_reached(self, server: Server, loop: SourceLoop) -> None:
        said = await loop.check()

        assert said == f"{WHERE}, 1 recordings there; the token runs out on 2026-11-23 13:00 UTC"
        assert server.calls() == ["GET archives"]

    async def test_recordings_need_not_be_listed(self, server: Server, loop: SourceLoop) -> None:
        server.says("GET archives", says("error_no_permission"))

        assert f"{WHERE}, may not list recordings" in await loop.check()

    async def test_twilio_lists_none(self, server: Server, loop: SourceLoop) -> None:
        server.says("GET archives", says("error_archives_twilio"))

        assert f"{WHERE}, recordings cannot be listed there" in await loop.check()

    async def test_a_cloud_that_cannot_be_reached_is_found(self, server: Server, loop: SourceLoop) -> None:
        server.says("GET archives", says("error_inside"))

        with pytest.raises(Garbled):
            await loop.check()

    @pytest.mark.parametrize(
        ("name", "why"),
        [
            ("no_token", "401 UnauthorizedError"),
            ("bad_token", "401 TokenExpired: the token ran out or is not one of this service's"),
            ("password_expired", "401 PasswordExpiryError"),
        ],
    )
    async def test_a_token_that_is_not_accepted_is_denied_once(
        self, name: str, why: str, server: Server, loop: SourceLoop
    ) -> None:
        server.says("GET archives", says(f"error_{name}"))

        with pytest.raises(Denied, match=why):
            await loop.check()

        assert len(server.asked) == 1

    async def test_without_the_right_to_start_it_cannot_be_used(self, connect: Connect) -> None:
        with pytest.raises(Denied, match="lacks the permission CreateMeetingSession"):
            await connect(token=bearer({"permissions": ["StopMeeting"]})).check()

    @pytest.mark.parametrize(
        ("join_url", "missing"),
        [
            (PERSONAL, "GenerateMeetingToken: nobody gets a link"),
            (PERSONAL, "StopMeeting: a conference that is over still lets people in"),
            ("https://meet.test/{id}", "GetMeetingAttendees: nobody sees who is in"),
        ],
    )
    async def test_a_missing_right_is_named_with_what_it_takes_away(
        self, join_url: str, missing: str, connect: Connect
    ) -> None:
        said = await connect(token=bearer({"permissions": ["CreateMeetingSession"]}), join_url=join_url).check()

        assert f"; the token lacks {missing}" in said

    async def test_tokens_for_people_need_no_right_where_there_are_none(self, connect: Connect) -> None:
        said = await connect(token=bearer({"permissions": [one for one in ALL if "Token" not in one]})).check()

        assert "lacks" not in said

    @pytest.mark.parametrize(
        ("token", "told"),
        [
            (bearer({"permissions": ALL}), "the token never runs out"),
            ("opaque", "the token does not tell when it runs out"),
            ("a.%%%.c", "the token does not tell when it runs out"),
            (bearer([]), "the token does not tell when it runs out"),
            (bearer({"permissions": "all"}), "the token does not tell when it runs out"),
            (bearer({"permissions": ALL, "exp": 1e300}), "the token does not tell when it runs out"),
        ],
        ids=["without an end", "no JWT", "no base64", "no object", "no list", "no time"],
    )
    async def test_tells_as_much_of_the_token_as_it_says_itself(self, token: str, told: str, connect: Connect) -> None:
        assert (await connect(token=token).check()).endswith(f"; {told}")

    @pytest.mark.parametrize("body", [{}, {"items": None}, {"items": [7]}, [], "OK"], ids=str)
    async def test_something_else_is_not_taken_for_the_service(
        self, body: object, server: Server, loop: SourceLoop
    ) -> None:
        server.says("GET archives", httpx.Response(200, json=body))

        with pytest.raises(Garbled):
            await loop.check()


class TestSettings:
    @pytest.mark.parametrize(
        ("wrong", "why"),
        [
            ({"base_url": "loop.test"}, "valid URL"),
            ({"base_url": "https://loop.test?access_token=x"}, "more than a scheme"),
            ({"token": ""}, "at least 1"),
            ({"token": "Bearer abc"}, "leave Bearer out"),
            ({"token": "abc\n"}, "holds a space"),
            ({"token": "tökén"}, "holds a space"),
            ({"join_url": "https://meet.test/"}, "does not hold {id} once"),
            ({"join_url": "https://meet.test/{id}/{id}"}, "does not hold {id} once"),
            ({"join_url": "https://meet.test/{id}/{token}/{token}"}, "{token} once or not at all"),
            ({"join_url": "https://meet.test/{id}/{name}"}, "no other brackets"),
            ({"join_url": "https://meet.test/a b/{id}"}, "or spaces"),
            ({"join_url": "meet.test/{id}"}, "is not an http or https address"),
            ({"join_url": "ftp://meet.test/{id}"}, "is not an http or https address"),
            ({"join_url": "https:///{id}"}, "is not an http or https address"),
            ({"join_url": "https://ana:pw@meet.test/{id}"}, "without a password"),
            ({"join_url": "https://{id}.meet.test/"}, "in the name of the host"),
            ({"join_url": "https://{id}/"}, "is not an http or https address"),
            ({"join_url": f"https://meet.test/{{id}}?access_token={TOKEN}"}, "Plenum's own token"),
            ({"storage_secret_key": ""}, "at least 1"),
            ({"topic": "x"}, "Extra inputs"),
        ],
        ids=lambda said: str(said)[:60],
    )
    def test_that_cannot_work_are_refused(self, wrong: dict[str, str], why: str) -> None:
        right = {"base_url": "https://loop.test/api", "token": TOKEN, "join_url": "https://meet.test/{id}"}
        SourceLoop.Settings.model_validate(right)

        with pytest.raises(ValidationError) as caught:
            SourceLoop.Settings.model_validate(right | wrong)

        assert why in str(caught.value)
        assert TOKEN not in str(caught.value)

    async def test_take_an_address_with_a_slash_at_its_end(self, server: Server, connect: Connect) -> None:
        await connect(base_url="https://loop.test/api/").check()

        assert server.asked[0].url.path == "/api/archives"
