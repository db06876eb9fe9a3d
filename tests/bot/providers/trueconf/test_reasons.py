"""Refusals are known by their names, and only then by their status."""

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, ProviderError, Refusal, Refused
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import (
    ACCOUNT,
    FORBIDDEN,
    REFERENCE,
    ROOM,
    WISH,
    Server,
    conference,
    reason,
    refusal,
)


class TestReasons:
    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (reason("conferenceLimit"), Refusal.ROOM_LIMIT),
            (refusal("error_ongoing_conferences_limit"), Refusal.RUNNING_LIMIT),
            (refusal("error_max_guests_limit_reached"), Refusal.GUEST_LIMIT),
            (reason("conferenceMaxInvitationsLimit"), Refusal.INVITATION_LIMIT),
            (refusal("error_conference_is_finished"), Refusal.FINISHED),
            (reason("conferenceIsNotRunning"), Refusal.NOT_RUNNING),
            (reason("conferenceSessionNotFound", 404), Refusal.NOT_RUNNING),
            (reason("conferenceTemplateNotFound", 404), Refusal.INVALID),
            (refusal("error_conference_field_unavailable_for_change"), Refusal.RUNNING),
            (reason("conferenceUnavailableForChange"), Refusal.RUNNING),
            (reason("missingRequiredField"), Refusal.INVALID),
            (reason("conferenceOwnerNotInInvitationsList"), Refusal.INVALID),
            (reason("conferenceLimit", 500), Refusal.ROOM_LIMIT),
            (reason("joinOptionsNotAllowedByLicense"), Refusal.OTHER),
            (reason("somethingNew", 422), Refusal.OTHER),
        ],
    )
    async def test_a_refusal_is_known_by_its_name(
        self, answer: httpx.Response, why: Refusal, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", answer)

        with pytest.raises(Refused) as caught:
            await hq.find(REFERENCE)

        assert caught.value.why is why

    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (reason("serviceUnavailable", 400), Busy),
            (reason("somethingNew", 503), Busy),
            (reason("tooManyRequests", 429), Busy),
            (reason("somethingNew", 403), Denied),
            (reason("somethingNew", 500), Garbled),
            (httpx.Response(404, json={"error": {"errors": ["conferenceNotFound"]}}), Garbled),
            (httpx.Response(400, json={"error": {"errors": [{"reason": "a secret: s3cr3t"}]}}), Garbled),
            (httpx.Response(400, json=["error"]), Garbled),
            (httpx.Response(400, content=b"[" * 100_000), Garbled),
        ],
    )
    async def test_only_then_does_the_status_count(
        self, answer: httpx.Response, called: type[ProviderError], server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", answer)

        with pytest.raises(ProviderError) as caught:
            await hq.find(REFERENCE)

        assert type(caught.value) is called
        assert "s3cr3t" not in str(caught.value)

    @pytest.mark.parametrize(
        ("call", "needs"),
        [("POST conferences", "conferences:write"), (f"POST {ROOM}/participants", "conferences.participants:write")],
    )
    async def test_a_missing_right_is_named_by_what_was_asked(
        self, call: str, needs: str, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(call, FORBIDDEN)

        with pytest.raises(Denied, match=needs):
            await (hq.create(WISH) if call == "POST conferences" else hq.ring(REFERENCE, ACCOUNT))
