"""Making a room: what is asked for, which number it gets, what is done when it goes wrong, what is said of it."""

import json
import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, Gone, ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.model import Plan, Room
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import (
    ID,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    ROOMS,
    TOKEN,
    WISH,
    Connect,
    Reply,
    Server,
    listed,
    ok,
    ours,
    page,
    refusal,
    wire,
)
from tests.conftest import NOON

MAKE, FREE = f"POST {ROOMS}", "GET extension_numbers/7000"
HTML = httpx.Response(200, content=b"<html>")
TAKEN, INVALID = ok("number_taken"), refusal("validation")
LOCKED = ok("status_idle", locked=True)


class TestBody:
    async def test_asks_for_a_video_room_with_our_number_and_reference(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(WISH)

        body = server.body(MAKE)
        pins = {body.pop("room_pin"), body.pop("admin_pin")}
        assert body == {
            "extension_number": "7000",
            "mode": "VIDEO",
            "subject": "Weekly sync",
            "capacity": 50,
            "timezone": "Europe/Berlin",
            "custom_options": json.dumps({"plenum": REFERENCE}),
        }
        assert body.keys() >= wire("create_request").keys()
        assert len(pins) == 2

    async def test_has_two_pins_of_six_digits_that_are_never_those_of_another(
        self, server: Server, pbx: PortSip
    ) -> None:
        for _ in range(20):
            await pbx.create(WISH)

        bodies = [json.loads(request.read()) for request in server.sent(MAKE)]
        pins = [body[name] for body in bodies for name in ("room_pin", "admin_pin")]
        assert all(re.fullmatch(r"[0-9]{6}", pin) for pin in pins)
        assert len(set(pins)) > 30

    async def test_has_the_capacity_that_is_set(self, server: Server, connect: Connect) -> None:
        await connect(capacity="200").create(WISH)

        assert server.body(MAKE)["capacity"] == 200

    @pytest.mark.parametrize("mode", ["AUDIO", "audio"])
    async def test_has_the_mode_that_is_set(self, mode: str, server: Server, connect: Connect) -> None:
        await connect(mode=mode).create(WISH)

        assert server.body(MAKE)["mode"] == "AUDIO"

    async def test_is_recorded_from_the_start_where_that_is_wished(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(replace(WISH, record=True))

        assert server.body(MAKE)["enable_recording"] is True

    async def test_cuts_a_long_topic_to_what_the_server_takes(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(replace(WISH, plan=Plan(topic="ü" * 65, starts_at=NOON)))

        assert server.body(MAKE)["subject"] == "ü" * 63 + "…"

    async def test_leaves_a_topic_that_just_fits(self, server: Server, pbx: PortSip) -> None:
        await pbx.create(replace(WISH, plan=Plan(topic="ü" * 64, starts_at=NOON)))

        assert server.body(MAKE)["subject"] == "ü" * 64

    @pytest.mark.parametrize(
        ("duration", "times"),
        [
            (timedelta(minutes=45), ("2026-12-01T14:00:00Z", "2026-12-01T14:45:00Z")),
            (None, ("2026-12-01T14:00:00Z", None)),
        ],
    )
    async def test_says_when_it_will_be_in_utc(
        self, duration: timedelta | None, times: tuple[str, str | None], server: Server, pbx: PortSip
    ) -> None:
        later = datetime(2026, 12, 1, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))

        await pbx.create(replace(WISH, plan=Plan(topic="a", starts_at=later, duration=duration)))

        body = server.body(MAKE)
        assert (body["scheduled_start_at"], body.get("scheduled_end_at")) == times


class TestAnswer:
    async def test_is_the_room_as_the_server_has_it(self, server: Server, pbx: PortSip) -> None:
        room = await pbx.create(WISH)

        assert server.calls() == [f"GET {ROOMS}", FREE, MAKE, f"GET {ROOM}"]
        assert room == Room(
            id=ID,
            join_url=wire("join_link")["documented_example"],
            dial_number="110200800",
            guest_pin="1234",
            host_pin="4321",
        )

    async def test_shows_no_host_pin(self, pbx: PortSip) -> None:
        assert "4321" not in repr(await pbx.create(WISH))


class TestNumber:
    async def test_is_not_one_that_a_room_has(self, server: Server, connect: Connect) -> None:
        server.says(f"GET {ROOMS}", page(listed(extension_number="7000")))

        await connect(numbers="7000-7001").create(WISH)

        assert server.body(MAKE)["extension_number"] == "7001"
        assert FREE not in server.calls()

    async def test_is_not_one_that_anybody_else_has(self, server: Server, connect: Connect) -> None:
        server.says(FREE, TAKEN)

        await connect(numbers="7000-7001").create(WISH)

        assert server.body(MAKE)["extension_number"] == "7001"

    @pytest.mark.parametrize("conflict", [INVALID, refusal("in_use"), refusal("unknown_code"), httpx.Response(400)])
    async def test_that_was_snatched_away_is_replaced_by_the_next(
        self, conflict: httpx.Response, server: Server, connect: Connect
    ) -> None:
        for number in ("7000", "7001"):
            server.says(f"GET extension_numbers/{number}", NOT_FOUND, TAKEN)
        server.says(MAKE, conflict, httpx.Response(201, json={"id": ID}))

        await connect(numbers="7000-7001").create(WISH)

        asked = [json.loads(request.read())["extension_number"] for request in server.sent(MAKE)]
        assert sorted(asked) == ["7000", "7001"]

    async def test_that_is_free_after_a_refusal_was_not_the_reason(self, server: Server, connect: Connect) -> None:
        server.says(MAKE, INVALID)

        with pytest.raises(Refused) as caught:
            await connect(numbers="7000-7099").create(WISH)

        assert (caught.value.why, caught.value.detail) == (
            Refusal.INVALID,
            "HTTP 400 VALIDATE_FAILED extension_number",
        )
        assert len(server.sent(MAKE)) == 1

    @pytest.mark.parametrize("rooms", [[listed(extension_number="7000")], []], ids=["of rooms", "of others"])
    async def test_of_which_all_are_taken_is_a_limit(
        self, rooms: list[dict[str, object]], server: Server, pbx: PortSip
    ) -> None:
        server.says(f"GET {ROOMS}", page(*rooms))
        server.says(FREE, TAKEN)

        with pytest.raises(Refused) as caught:
            await pbx.create(WISH)

        assert caught.value.why is Refusal.ROOM_LIMIT
        assert server.writes() == []

    async def test_is_looked_for_only_so_often(self, server: Server, connect: Connect) -> None:
        for number in range(7000, 7100):
            server.says(f"GET extension_numbers/{number}", TAKEN)

        with pytest.raises(Refused):
            await connect(numbers="7000-7099").create(WISH)

        assert len(server.calls()) == 21


class TestAgain:
    async def test_adopts_the_room_that_an_earlier_try_made(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(listed(), ours()))

        room = await pbx.create(WISH)

        assert room.id == ID
        assert server.writes() == []

    async def test_opens_one_that_was_left_locked(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"GET {ROOM}/status", LOCKED)

        await pbx.create(WISH)

        assert server.writes() == [f"POST {ROOM}/unlock"]

    async def test_does_not_give_out_one_that_stays_locked(self, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(f"GET {ROOM}/status", LOCKED)
        server.says(f"POST {ROOM}/unlock", INVALID)

        with pytest.raises(Garbled, match="locked"):
            await pbx.create(WISH)

    @pytest.mark.parametrize("call", [f"GET {ROOM}/status", f"GET {ROOM}"])
    async def test_a_room_that_cannot_be_looked_at_may_be_ours(self, call: str, server: Server, pbx: PortSip) -> None:
        server.says(f"GET {ROOMS}", page(ours()))
        server.says(call, httpx.ConnectError("refused"))

        with pytest.raises(Unanswered):
            await pbx.create(WISH)


class TestTrouble:
    @pytest.mark.parametrize(
        ("call", "reply", "called"),
        [
            (TOKEN, httpx.ReadTimeout("slow"), Unreachable),
            (f"GET {ROOMS}", httpx.ReadTimeout("slow"), Unreachable),
            (f"GET {ROOMS}", HTML, Unreachable),
            (f"GET {ROOMS}", refusal("licence_snapshot"), Busy),
            (f"GET {ROOMS}", httpx.Response(403), Denied),
            (FREE, httpx.ReadTimeout("slow"), Unreachable),
            (FREE, HTML, Unreachable),
            (FREE, httpx.Response(404, content=b"<html>"), Unreachable),
            (FREE, httpx.Response(429), Busy),
            (MAKE, httpx.ConnectError("refused"), Unreachable),
            (MAKE, httpx.ReadTimeout("slow"), Unanswered),
            (MAKE, httpx.Response(502), Unanswered),
            (MAKE, httpx.Response(500), Garbled),
            (MAKE, HTML, Garbled),
            (MAKE, httpx.Response(201, json={"id": ""}), Garbled),
            (MAKE, refusal("licence_snapshot"), Busy),
            (MAKE, refusal("licence_module"), Denied),
            (f"GET {ROOM}", httpx.ConnectError("refused"), Unanswered),
            (f"GET {ROOM}", httpx.Response(503), Unanswered),
            (f"GET {ROOM}", HTML, Garbled),
            (f"GET {ROOM}", NOT_FOUND, Gone),
        ],
    )
    async def test_says_that_the_room_may_exist_exactly_when_it_may(
        self, call: str, reply: Reply, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(call, reply)

        with pytest.raises(ProviderError) as caught:
            await pbx.create(WISH)

        assert type(caught.value) is called

    async def test_after_a_refusal_that_cannot_be_looked_into_nothing_was_made(
        self, server: Server, pbx: PortSip
    ) -> None:
        server.says(FREE, NOT_FOUND, HTML)
        server.says(MAKE, INVALID)

        with pytest.raises(Unreachable):
            await pbx.create(WISH)

    @pytest.mark.parametrize("answer", [httpx.Response(204), NOT_FOUND])
    async def test_a_room_that_may_not_be_read_is_taken_away_again(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says(f"GET {ROOM}", refusal("licence_module"))
        server.says(f"POST {ROOM}/destroy", answer)

        with pytest.raises(Denied):
            await pbx.create(WISH)

        assert server.calls()[-1] == f"POST {ROOM}/destroy"

    async def test_a_room_that_may_neither_be_read_nor_go_is_not_said_to_be_refused(
        self, server: Server, pbx: PortSip
    ) -> None:
        server.says(f"GET {ROOM}", refusal("licence_module"))
        server.says(f"POST {ROOM}/destroy", refusal("licence_module"))

        with pytest.raises(Unanswered):
            await pbx.create(WISH)
