"""Who is in, each person's own link, and the end of a session that sends nobody out."""

from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from bot.errors import Denied, Garbled, Gone, ProviderError, Unanswered, Unreachable, Unsupported
from bot.live import Participant, Presence
from bot.model import Feature
from bot.providers.sourceloop import SourceLoop
from tests.bot.providers.sourceloop.script import ANA, DONE, ID, ROOM, SESSION, Server, listed, says, wire
from tests.conftest import NOON

PEOPLE, TOKEN, END = f"GET {SESSION}/attendees", f"POST {SESSION}/token", f"PATCH {SESSION}/end"
CAME = datetime(2026, 11, 22, 5, 56, 26, 284000, tzinfo=UTC)


class TestParticipants:
    async def test_are_those_whom_the_service_was_told_of(self, server: Server, loop: SourceLoop) -> None:
        there = await loop.participants(ID)

        assert there == Presence(inside=(Participant(id="1", name="U123", joined_at=CAME),), complete=False)
        assert dict(server.asked[0].url.params) == {"active": "true"}

    async def test_that_are_not_listed_may_be_in_all_the_same(self, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, says("attendees_empty"))

        assert await loop.participants(ID) == Presence(inside=(), complete=False)

    async def test_who_left_are_not_in(self, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, says("attendees_after_leave"))

        assert [one.name for one in (await loop.participants(ID)).inside] == ["U999"]

    async def test_who_came_back_are_in_since_they_came_first(self, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, says("attendees_after_rejoin"))

        back, _ = (await loop.participants(ID)).inside

        assert (back.name, back.joined_at) == ("U123", CAME)

    async def test_are_known_in_slack_by_the_token_they_were_given(self, server: Server, personal: SourceLoop) -> None:
        server.says(PEOPLE, listed({}, {"id": 2, "attendee": "Zoe (guest)"}, {"id": 3, "attendee": "u123"}))

        there = (await personal.participants(ID)).inside

        assert [one.account for one in there] == ["U123", None, None]

    async def test_of_a_cloud_that_knows_no_names_are_nobody_in_slack(
        self, server: Server, personal: SourceLoop
    ) -> None:
        server.says(PEOPLE, says("attendees_twilio"))

        (one,) = (await personal.participants(ID)).inside

        assert (one.name, one.account) == ("PA1", None)

    async def test_lack_nothing_where_the_host_keeps_less(self, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, httpx.Response(200, json=[{"id": "7", "attendee": "Ana"}]))

        assert (await loop.participants(ID)).inside == (Participant(id="7", name="Ana"),)

    @pytest.mark.parametrize(
        "body",
        [{}, {"rows": []}, None, [{}], [{"id": 1, "attendee": ""}], [{"id": 1, "attendee": None}], ["U123"]],
        ids=str,
    )
    async def test_are_not_made_up(self, body: Any, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, httpx.Response(200, json=body))

        with pytest.raises(Garbled):
            await loop.participants(ID)

    @pytest.mark.parametrize(
        ("name", "error"),
        [("unknown_link", Gone), ("unknown_route", Garbled), ("no_permission", Denied), ("inside", Garbled)],
    )
    async def test_cannot_be_told_for_a_reason(
        self, name: str, error: type[ProviderError], server: Server, loop: SourceLoop
    ) -> None:
        server.says(PEOPLE, says(f"error_{name}"))

        with pytest.raises(error):
            await loop.participants(ID)

    async def test_a_page_of_a_web_server_in_between_is_no_answer(self, server: Server, loop: SourceLoop) -> None:
        server.says(PEOPLE, httpx.Response(404, text="<html>Not found</html>"))

        with pytest.raises(Garbled):
            await loop.participants(ID)


class TestPersonalLink:
    @pytest.mark.parametrize(("host", "role"), [(True, "moderator"), (False, "publisher")])
    async def test_asks_for_a_token_of_their_own(
        self, role: str, server: Server, personal: SourceLoop, *, host: bool
    ) -> None:
        await personal.personal_link(ROOM, ANA, host=host)

        said = server.body()
        assert server.calls() == [TOKEN]
        assert said.pop("expireTime") == int((NOON + timedelta(hours=12)).timestamp() * 1000)
        assert said == wire("token_request")["body"] | {"role": role}

    async def test_says_when_it_ends_in_a_form_that_was_accepted(self, server: Server, personal: SourceLoop) -> None:
        await personal.personal_link(ROOM, ANA, host=False)

        accepted = wire("token_request_expiring")["body"]["expireTime"]
        assert len(str(server.body()["expireTime"])) == len(str(accepted))
        assert type(server.body()["expireTime"]) is type(accepted)

    @pytest.mark.parametrize("token", ["T1==cGFydG5lcl9pZD0xMDA+/=", "a.b.c", "x&y#z"])
    async def test_carries_it_whole_and_never_ours(self, token: str, server: Server, personal: SourceLoop) -> None:
        server.says(TOKEN, httpx.Response(200, json={"sessionId": "1_MX", "token": token}))

        link = await personal.personal_link(ROOM, ANA, host=False)

        assert parse_qs(urlsplit(link).query) == {"t": [token]}
        assert urlsplit(link).path == f"/{ID}"
        assert personal.settings.token.get_secret_value() not in link

    @pytest.mark.parametrize("name", ["unknown_link", "ended", "too_early"])
    async def test_to_a_session_that_lets_nobody_in_there_is_none(
        self, name: str, server: Server, personal: SourceLoop
    ) -> None:
        server.says(TOKEN, says(f"error_token_{name}"))

        with pytest.raises(Gone):
            await personal.personal_link(ROOM, ANA, host=False)

    @pytest.mark.parametrize("body", [{}, {"token": ""}, {"token": None}, {"token": 7}, []], ids=str)
    async def test_without_a_token_there_is_none(self, body: Any, server: Server, personal: SourceLoop) -> None:
        server.says(TOKEN, httpx.Response(200, json=body))

        with pytest.raises(Garbled):
            await personal.personal_link(ROOM, ANA, host=False)

    async def test_is_offered_only_where_the_address_carries_one(self, server: Server, loop: SourceLoop) -> None:
        with pytest.raises(Unsupported):
            await loop.personal_link(ROOM, ANA, host=False)

        assert Feature.PERSONAL_LINK not in loop.features
        assert server.asked == []


class TestClose:
    @pytest.mark.parametrize(
        "answer",
        [DONE, says("error_already_ended"), says("error_unknown_link")],
        ids=["now", "before", "not there"],
    )
    async def test_is_done_however_it_stood(self, answer: httpx.Response, server: Server, loop: SourceLoop) -> None:
        server.says(END, answer)

        await loop.close(ID)

        assert server.calls() == [END]

    @pytest.mark.parametrize(
        ("answer", "error"),
        [
            (says("error_unknown_route"), Garbled),
            (says("error_validation"), ProviderError),
            (says("error_inside"), Garbled),
            (says("error_no_permission"), Denied),
            (httpx.ReadError("broken"), Unanswered),
            (httpx.ConnectError("refused"), Unreachable),
        ],
        ids=["another address", "not understood", "failed inside", "a missing right", "lost", "down"],
    )
    async def test_is_not_done_for_a_reason(
        self, answer: httpx.Response | Exception, error: type[ProviderError], server: Server, loop: SourceLoop
    ) -> None:
        server.says(END, answer)

        with pytest.raises(error):
            await loop.close(ID)

    async def test_quotes_what_it_asks_for(self, server: Server, loop: SourceLoop) -> None:
        with pytest.raises(ProviderError):
            await loop.close("../archives?x=1")

        assert server.asked[0].url.raw_path == b"/api/session/..%2Farchives%3Fx%3D1/end"
