"""Making a room: what is asked for, what is done when it was asked for before, what is said of it."""

from dataclasses import replace
from datetime import timedelta, timezone

import httpx
import pytest

from bot.errors import Busy, Garbled, ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.model import Plan, Room
from bot.providers.vonage import Vonage
from tests.bot.providers.vonage.script import (
    HOST_URL,
    ID,
    REFERENCE,
    ROOM,
    WISH,
    Connect,
    Server,
    ours,
    page,
    refusal,
    room,
    wire,
)
from tests.conftest import NOON, FrozenClock


class TestWish:
    async def test_is_a_room_that_does_not_close_because_nobody_comes_at_once(
        self, server: Server, old: Vonage
    ) -> None:
        await old.create(WISH)

        assert server.body() == {
            "display_name": "Weekly sync",
            "metadata": REFERENCE,
            "type": "long_term",
            "expires_at": "2026-11-24T00:00:00.000Z",
            "expire_after_use": True,
            "join_approval_level": "none",
        }

    async def test_holds_nothing_that_is_not_documented(self, server: Server, old: Vonage) -> None:
        await old.create(WISH)

        documented = wire("create_long_term_request")["body"]
        assert server.body().keys() <= documented.keys()
        assert {type(server.body()[name]) for name in server.body()} <= {str, bool}

    @pytest.mark.parametrize(
        ("plan", "expires_at"),
        [
            (Plan(topic="A", starts_at=NOON, duration=timedelta(minutes=90)), "2026-11-24T01:30:00.000Z"),
            (Plan(topic="A", starts_at=NOON - timedelta(hours=20)), "2026-11-24T00:00:00.000Z"),
            (Plan(topic="A", starts_at=NOON + timedelta(days=2)), "2026-11-26T00:00:00.000Z"),
            (
                Plan(topic="A", starts_at=NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))),
                "2026-11-24T00:00:00.000Z",
            ),
        ],
        ids=["with a length", "begun long ago", "to come", "from another zone"],
    )
    async def test_lives_until_long_after_its_end(
        self, plan: Plan, expires_at: str, server: Server, old: Vonage
    ) -> None:
        await old.create(replace(WISH, plan=plan))

        assert server.body()["expires_at"] == expires_at

    async def test_never_asks_for_less_than_the_vendor_takes(
        self, server: Server, old: Vonage, clock: FrozenClock
    ) -> None:
        clock.advance(hours=30)

        await old.create(WISH)

        assert server.body()["expires_at"] == "2026-11-25T06:00:00.000Z"

    async def test_has_a_topic_cut_to_what_the_vendor_takes(self, server: Server, old: Vonage) -> None:
        await old.create(replace(WISH, plan=Plan(topic="ü" * 240, starts_at=NOON)))

        assert server.body()["display_name"] == "ü" * 199 + "…"

    async def test_is_recorded_from_the_start_where_that_is_wanted(self, server: Server, old: Vonage) -> None:
        await old.create(replace(WISH, record=True))

        assert server.body()["recording_options"] == {"auto_record": True}

    @pytest.mark.parametrize("url", ["https://plenum.test/webhooks/old/SECRET", "http://10.0.0.7:3000/webhooks/old/x"])
    async def test_tells_of_everything_at_one_address(self, url: str, server: Server, old: Vonage) -> None:
        await old.create(replace(WISH, events_url=url))

        documented = wire("create_long_term_request")["body"]["callback_urls"]
        assert server.body()["callback_urls"] == dict.fromkeys(documented, url)

    @pytest.mark.parametrize("url", [None, "", "plenum.test/webhooks", "mailto:ana@acme.example"])
    async def test_tells_nothing_where_there_is_no_such_address(
        self, url: str | None, server: Server, old: Vonage
    ) -> None:
        await old.create(replace(WISH, events_url=url))

        assert "callback_urls" not in server.body()

    async def test_has_the_theme_that_is_set(self, server: Server, connect: Connect) -> None:
        theme = wire("create_long_term_request")["body"]["theme_id"]

        await connect(theme=theme).create(WISH)

        assert server.body()["theme_id"] == theme

    async def test_holds_nothing_that_is_not_documented_with_all_that_can_be_wanted(
        self, server: Server, connect: Connect
    ) -> None:
        await connect(theme=ID).create(replace(WISH, record=True, events_url="https://plenum.test/x"))

        documented = wire("create_long_term_request")["body"]
        assert server.body().keys() <= documented.keys()
        assert server.body()["recording_options"].keys() <= documented["recording_options"].keys()


class TestCreate:
    async def test_gives_the_links_as_the_vendor_made_them(self, old: Vonage) -> None:
        made = await old.create(WISH)

        assert made == Room(
            id=ID, join_url="https://meetings.vonage.com/613804614", guest_pin="613804614", host_url=HOST_URL
        )

    async def test_looks_first_whether_it_is_there_already(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(ours()))

        made = await old.create(WISH)

        assert made.id == ID
        assert server.calls() == ["GET rooms", f"GET {ROOM}"]

    async def test_makes_another_where_the_first_has_expired(self, server: Server, old: Vonage) -> None:
        server.says("GET rooms", page(ours(id="expired")))
        server.says("GET rooms/expired", room("room_expired", id="expired"))

        made = await old.create(WISH)

        assert made.id == ID
        assert server.calls() == ["GET rooms", "GET rooms/expired", "POST rooms"]

    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (httpx.ReadError("broken"), Unreachable),
            (httpx.Response(200, content=b"<html>"), Unreachable),
            (httpx.Response(500), Unreachable),
            (httpx.Response(503), Busy),
        ],
    )
    async def test_a_list_that_cannot_be_read_means_that_nothing_was_made(
        self, answer: httpx.Response, called: type[ProviderError], server: Server, old: Vonage
    ) -> None:
        server.says("GET rooms", answer)

        with pytest.raises(ProviderError) as caught:
            await old.create(WISH)

        assert type(caught.value) is called
        assert "POST rooms" not in server.calls()

    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (httpx.ReadError("broken"), Unanswered),
            (httpx.Response(504), Unanswered),
            (httpx.Response(500), Garbled),
            (httpx.Response(201, json={}), Garbled),
            (httpx.Response(204), Garbled),
            (room("room_expired", status=201), Garbled),
            (room(status=201, meeting_code="ABC"), Garbled),
        ],
    )
    async def test_an_answer_that_was_lost_may_have_made_one(
        self, answer: httpx.Response, called: type[ProviderError], server: Server, old: Vonage
    ) -> None:
        server.says("POST rooms", answer)

        with pytest.raises(ProviderError) as caught:
            await old.create(WISH)

        assert type(caught.value) is called
        assert server.calls().count("POST rooms") == 1

    @pytest.mark.parametrize(
        ("answer", "why"),
        [
            (refusal("room_quota"), Refusal.ROOM_LIMIT),
            (refusal("validation"), Refusal.INVALID),
            (refusal("room_type"), Refusal.INVALID),
            (httpx.Response(400, json={"type": "about:blank", "title": "Bad Request"}), Refusal.INVALID),
        ],
    )
    async def test_a_refusal_is_known_by_its_status_and_tells_none_of_the_vendors_text(
        self, answer: httpx.Response, why: Refusal, server: Server, old: Vonage
    ) -> None:
        server.says("POST rooms", answer)

        with pytest.raises(Refused) as caught:
            await old.create(WISH)

        assert caught.value.why is why
        assert "update" not in caught.value.detail

    @pytest.mark.parametrize("body", [b"", b"<html>Bad Request</html>", b"[1]", b"{}", b"[" * 100_000])
    async def test_a_400_that_does_not_say_what_is_wrong_is_not_understood(
        self, body: bytes, server: Server, old: Vonage
    ) -> None:
        server.says("POST rooms", httpx.Response(400, content=body))

        with pytest.raises(Garbled):
            await old.create(WISH)
