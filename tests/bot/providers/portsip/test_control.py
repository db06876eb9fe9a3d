"""What is done in a live room: to all, to one, by telephone; and how it is refused."""

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from bot.errors import Garbled, Gone, ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.live import RoomState, RoomStatus
from bot.providers.portsip import PortSip
from tests.bot.providers.portsip.script import (
    DONE,
    ID,
    IDLE,
    NOBODY,
    NOT_FOUND,
    ON_CALL,
    ROOM,
    Connect,
    Server,
    ok,
    refusal,
)

STATUS, INSIDE = f"GET {ROOM}/status", f"GET {ROOM}/participants"
KELLY = "ODg0NzU3NTcwMzcwMTQ2MzA0"
INVITE, OWNER = f"POST {ROOM}/participants/invite", "GET extension_numbers"
IDLE_REFUSES = refusal("unknown_code")
Order = Callable[[PortSip], Awaitable[None]]

ORDERS: dict[str, tuple[Order, str]] = {
    "start_recording": (lambda pbx: pbx.record(ID, on=True), "recording"),
    "stop_recording": (lambda pbx: pbx.record(ID, on=False), "recording"),
    "mute": (lambda pbx: pbx.mute_all(ID, on=True), "muted"),
    "unmute": (lambda pbx: pbx.mute_all(ID, on=False), "muted"),
    "lock": (lambda pbx: pbx.lock(ID, on=True), "locked"),
    "unlock": (lambda pbx: pbx.lock(ID, on=False), "locked"),
}
TO_ONE: dict[str, Order] = {
    "mute": lambda pbx: pbx.mute(ID, KELLY, on=True),
    "unmute": lambda pbx: pbx.mute(ID, KELLY, on=False),
    "chairman": lambda pbx: pbx.hand_over(ID, KELLY),
    "destroy": lambda pbx: pbx.kick(ID, KELLY),
}
ALL = pytest.mark.parametrize("name", ORDERS)
EACH = pytest.mark.parametrize("name", TO_ONE)


def standing(**flags: object) -> httpx.Response:
    """A room in which somebody is."""
    return ok("status_in_call", **({"locked": False, "recording": False} | flags))


async def refused(asked: Awaitable[None]) -> Refusal:
    with pytest.raises(Refused) as caught:
        await asked
    return caught.value.why


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (ok("status_in_call"), RoomStatus(state=RoomState.LIVE, recording=True, locked=True, muted=False)),
        (ok("status_idle"), RoomStatus(state=RoomState.EMPTY, recording=False, locked=False, muted=False)),
        (ok("status_idle", recording=None, locked="", muted=None), RoomStatus(state=RoomState.EMPTY)),
        (httpx.Response(200, json={"status": "ON_CALL"}), RoomStatus(state=RoomState.LIVE)),
        (ok("status_idle", locked=True, muted=None, recording=None), RoomStatus(state=RoomState.IDLE, locked=True)),
        (NOT_FOUND, RoomStatus(state=RoomState.GONE)),
    ],
)
async def test_a_status_says_what_the_pbx_says(
    answer: httpx.Response, status: RoomStatus, server: Server, pbx: PortSip
) -> None:
    server.says(STATUS, answer)

    assert await pbx.status(ID) == status


class TestOrder:
    @ALL
    async def test_is_given_to_the_room(self, name: str, server: Server, pbx: PortSip) -> None:
        order, sign = ORDERS[name]
        server.says(STATUS, standing(**{sign: name.startswith(("un", "stop"))}))
        server.says(f"POST {ROOM}/{name}", DONE)

        await order(pbx)

        assert server.writes() == [f"POST {ROOM}/{name}"]

    @ALL
    async def test_is_given_where_the_pbx_does_not_say_how_it_is(self, name: str, server: Server, pbx: PortSip) -> None:
        order, sign = ORDERS[name]
        server.says(STATUS, standing(**{sign: None}))
        server.says(f"POST {ROOM}/{name}", DONE)

        await order(pbx)

        assert server.writes() == [f"POST {ROOM}/{name}"]

    @pytest.mark.parametrize("name", ["start_recording", "stop_recording", "lock", "unlock"])
    async def test_is_spared_where_it_is_so_already(self, name: str, server: Server, pbx: PortSip) -> None:
        order, sign = ORDERS[name]
        server.says(STATUS, standing(**{sign: not name.startswith(("un", "stop"))}))

        await order(pbx)

        assert server.writes() == []

    async def test_to_mute_is_given_again_because_some_may_speak_again(self, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, standing(muted=True))
        server.says(f"POST {ROOM}/mute", DONE)

        await pbx.mute_all(ID, on=True)

        assert server.writes() == [f"POST {ROOM}/mute"]

    @pytest.mark.parametrize("name", [name for name in ORDERS if name != "unlock"])
    async def test_to_a_room_in_which_nobody_is_is_refused(self, name: str, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, IDLE)

        assert await refused(ORDERS[name][0](pbx)) is Refusal.NOT_RUNNING
        assert server.writes() == []

    async def test_to_open_is_taken_by_an_empty_room(self, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, ok("status_idle", locked=True))

        await pbx.lock(ID, on=False)

        assert server.writes() == [f"POST {ROOM}/unlock"]

    @ALL
    @pytest.mark.parametrize(
        ("reply", "called"),
        [
            (IDLE_REFUSES, Refused),
            (NOT_FOUND, Gone),
            (httpx.ReadTimeout("slow"), Unanswered),
            (httpx.ConnectError("refused"), Unreachable),
            (httpx.Response(200, content=b"<html>"), Garbled),
        ],
    )
    async def test_that_fails_is_called_by_what_it_did(
        self, reply: Any, called: type[ProviderError], name: str, server: Server, pbx: PortSip
    ) -> None:
        order, sign = ORDERS[name]
        server.says(STATUS, standing(**{sign: None}))
        server.says(f"POST {ROOM}/{name}", reply)

        with pytest.raises(ProviderError) as caught:
            await order(pbx)

        assert type(caught.value) is called

    @ALL
    async def test_is_not_given_to_a_room_that_cannot_be_looked_at(
        self, name: str, server: Server, pbx: PortSip
    ) -> None:
        server.says(STATUS, httpx.Response(200, content=b"<html>"))

        with pytest.raises(Unreachable):
            await ORDERS[name][0](pbx)

        assert server.writes() == []


class TestToOne:
    @EACH
    async def test_is_given_for_the_participant(self, name: str, server: Server, pbx: PortSip) -> None:
        server.says(f"POST {ROOM}/participants/{KELLY}/{name}", DONE)

        await TO_ONE[name](pbx)

        assert server.calls() == [f"POST {ROOM}/participants/{KELLY}/{name}"]

    @EACH
    @pytest.mark.parametrize("answer", [NOT_FOUND, IDLE_REFUSES])
    @pytest.mark.parametrize(
        ("left", "status"), [(NOBODY, ON_CALL), (IDLE_REFUSES, IDLE)], ids=["one left", "all left"]
    )
    async def test_who_has_left_is_not_inside(
        self,
        left: httpx.Response,
        status: httpx.Response,
        answer: httpx.Response,
        name: str,
        server: Server,
        pbx: PortSip,
    ) -> None:
        server.says(f"POST {ROOM}/participants/{KELLY}/{name}", answer)
        server.says(INSIDE, left)
        server.says(STATUS, status)

        if name == "destroy":
            await pbx.kick(ID, KELLY)
        else:
            assert await refused(TO_ONE[name](pbx)) is Refusal.NOT_INSIDE

    @EACH
    async def test_who_is_still_inside_was_refused_for_something_else(
        self, name: str, server: Server, pbx: PortSip
    ) -> None:
        server.says(f"POST {ROOM}/participants/{KELLY}/{name}", IDLE_REFUSES)
        server.says(INSIDE, ok("participants"))

        assert await refused(TO_ONE[name](pbx)) is Refusal.OTHER

    @EACH
    async def test_a_room_that_is_gone_is_gone(self, name: str, server: Server, pbx: PortSip) -> None:
        for call in (f"POST {ROOM}/participants/{KELLY}/{name}", INSIDE, STATUS):
            server.says(call, NOT_FOUND)

        with pytest.raises(Gone):
            await TO_ONE[name](pbx)


class TestCall:
    @pytest.fixture(autouse=True)
    def somebody_is_in(self, server: Server) -> None:
        server.says(STATUS, ON_CALL)
        server.says(INVITE, DONE)
        server.says(f"{OWNER}/102", ok("number_taken", type="EXTENSION"))

    async def test_reaches_an_extension_whatever_is_set(self, server: Server, pbx: PortSip) -> None:
        await pbx.call(ID, "102")

        assert server.body(INVITE) == {"number": "102"}

    @pytest.mark.parametrize("number", ["+441494523500", "00441494523500"])
    async def test_reaches_outside_numbers_that_are_allowed(
        self, number: str, server: Server, connect: Connect
    ) -> None:
        await connect(outside_calls="+44,0044").call(ID, number)

        assert server.body(INVITE) == {"number": number}

    @pytest.mark.parametrize("number", ["+441494523500", "00441494523500", "112", "8008", "+102"])
    async def test_reaches_no_other(self, number: str, server: Server, connect: Connect) -> None:
        server.says(f"{OWNER}/8008", ok("number_taken"))

        assert await refused(connect(outside_calls="+49").call(ID, number)) is Refusal.NUMBER_NOT_ALLOWED
        assert server.writes() == []

    @pytest.mark.parametrize("number", ["ana", "", "+", "+44 1494", "102;ext=1", "../users"])
    async def test_takes_only_numbers(self, number: str, server: Server, connect: Connect) -> None:
        assert await refused(connect(outside_calls="+").call(ID, number)) is Refusal.INVALID
        assert server.calls() == []

    async def test_into_a_room_in_which_nobody_is_is_refused(self, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, IDLE)

        assert await refused(pbx.call(ID, "102")) is Refusal.NOT_RUNNING
        assert server.writes() == []

    async def test_that_is_not_answered_may_ring(self, server: Server, pbx: PortSip) -> None:
        server.says(INVITE, httpx.ReadTimeout("slow"))

        with pytest.raises(Unanswered):
            await pbx.call(ID, "102")

    @pytest.mark.parametrize(
        "answer", [httpx.Response(200, content=b"<html>"), httpx.Response(200, json={"type": "EXTENSION"})]
    )
    async def test_a_number_whose_owner_is_not_told_is_not_called(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says(f"{OWNER}/102", answer)

        with pytest.raises(Unreachable):
            await pbx.call(ID, "102")

        assert server.writes() == []
