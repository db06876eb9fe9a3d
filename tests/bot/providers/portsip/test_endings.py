"""A room that is there: how it is emptied, and taken away unless something was recorded in it."""

import httpx
import pytest

from bot.errors import Garbled, ProviderError, Refusal, Refused, Unanswered, Unreachable
from bot.providers.portsip import PortSip
from tests.bot.providers.conftest import Waits
from tests.bot.providers.portsip.script import (
    ID,
    IDLE,
    NOBODY,
    NOT_FOUND,
    ON_CALL,
    ROOM,
    Server,
    ok,
    refusal,
    wire,
)

STATUS, INSIDE, RECORDINGS = f"GET {ROOM}/status", f"GET {ROOM}/participants", f"GET {ROOM}/recordings"
LOCK, UNLOCK, DESTROY = f"POST {ROOM}/lock", f"POST {ROOM}/unlock", f"POST {ROOM}/destroy"
KELLY, PHONE = (f"POST {ROOM}/participants/{row['id']}/destroy" for row in wire("participants")["items"])
IDLE_REFUSES = refusal("unknown_code")
RECORDED = ok("status_in_call")


def filled(server: Server) -> None:
    """A room with people in it, who go when they are sent out."""
    server.says(STATUS, ON_CALL)
    server.says(INSIDE, ok("participants"), NOBODY)
    server.says(KELLY, httpx.Response(204))
    server.says(PHONE, httpx.Response(204))


class TestEnd:
    async def test_sends_everybody_out_behind_a_locked_door(self, server: Server, pbx: PortSip) -> None:
        filled(server)

        await pbx.end(ID)

        assert server.writes() == [LOCK, KELLY, PHONE, UNLOCK]

    async def test_leaves_a_room_alone_in_which_nobody_is(self, server: Server, pbx: PortSip) -> None:
        await pbx.end(ID)

        assert server.writes() == []

    async def test_what_is_gone_is_fine(self, server: Server, pbx: PortSip) -> None:
        server.says(STATUS, NOT_FOUND)

        await pbx.end(ID)

        assert server.writes() == []

    async def test_sends_out_again_who_is_still_there(self, server: Server, pbx: PortSip, waits: Waits) -> None:
        filled(server)
        server.says(INSIDE, ok("participants"), ok("participants"), NOBODY)

        await pbx.end(ID)

        assert server.writes() == [LOCK, KELLY, PHONE, KELLY, PHONE, UNLOCK]
        assert len(waits.seconds) == 2

    @pytest.mark.parametrize("answer", [NOT_FOUND, IDLE_REFUSES])
    async def test_who_has_left_meanwhile_is_out(self, answer: httpx.Response, server: Server, pbx: PortSip) -> None:
        filled(server)
        server.says(KELLY, answer)

        await pbx.end(ID)

        assert server.writes()[-1] == UNLOCK

    @pytest.mark.parametrize("answer", [NOT_FOUND, IDLE_REFUSES, httpx.Response(200, json={"items": None})])
    async def test_a_room_that_tells_of_nobody_is_empty(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        filled(server)
        server.says(STATUS, ON_CALL, ON_CALL, ON_CALL, IDLE)
        server.says(INSIDE, ok("participants"), answer)

        await pbx.end(ID)

        assert server.writes()[-1] == UNLOCK

    @pytest.mark.parametrize("answer", [NOT_FOUND, IDLE_REFUSES])
    async def test_a_room_that_does_not_tell_who_is_in_is_not_taken_for_empty(
        self, answer: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        filled(server)
        server.says(INSIDE, answer)

        with pytest.raises(Garbled):
            await pbx.end(ID)

        assert server.writes() == [LOCK]

    async def test_an_empty_room_that_takes_no_orders_is_fine(self, server: Server, pbx: PortSip) -> None:
        filled(server)
        server.says(LOCK, IDLE_REFUSES)
        server.says(UNLOCK, IDLE_REFUSES)

        await pbx.end(ID)

        assert KELLY in server.writes()

    async def test_says_so_when_people_stay(self, server: Server, pbx: PortSip, waits: Waits) -> None:
        filled(server)
        server.says(INSIDE, ok("participants"))

        with pytest.raises(Unanswered, match="still in"):
            await pbx.end(ID)

        assert sum(waits.seconds) == pytest.approx(2)
        assert UNLOCK not in server.writes()

    @pytest.mark.parametrize(
        ("call", "reply"), [(LOCK, httpx.Response(403)), (LOCK, httpx.Response(200, content=b"<html>")), (KELLY, None)]
    )
    async def test_trouble_is_passed_on(
        self, call: str, reply: httpx.Response | None, server: Server, pbx: PortSip
    ) -> None:
        filled(server)
        server.says(call, reply or httpx.ConnectError("refused"))

        with pytest.raises(ProviderError):
            await pbx.end(ID)

    async def test_an_action_may_be_answered_with_a_body(self, server: Server, pbx: PortSip) -> None:
        filled(server)
        server.says(LOCK, httpx.Response(200, json={}))

        await pbx.end(ID)

        assert server.writes()[-1] == UNLOCK


class TestRemove:
    async def test_looks_for_recordings_first(self, server: Server, pbx: PortSip) -> None:
        await pbx.remove(ID)

        assert server.calls() == [STATUS, RECORDINGS, DESTROY]

    async def test_sends_everybody_out_first_and_stays_for_the_time_being(self, server: Server, pbx: PortSip) -> None:
        filled(server)

        with pytest.raises(Refused) as caught:
            await pbx.remove(ID)

        assert caught.value.why is Refusal.RUNNING
        assert server.writes() == [LOCK, KELLY, PHONE]

    @pytest.mark.parametrize("looks", [(RECORDED, ON_CALL), (ON_CALL, RECORDED, ON_CALL), (ON_CALL, ON_CALL, RECORDED)])
    async def test_what_was_being_recorded_at_any_look_will_be_there(
        self, looks: tuple[httpx.Response, ...], server: Server, pbx: PortSip
    ) -> None:
        filled(server)
        server.says(STATUS, *looks)

        with pytest.raises(Refused) as caught:
            await pbx.remove(ID)

        assert caught.value.why is Refusal.RECORDED
        assert DESTROY not in server.writes()

    async def test_what_was_recorded_stays_in_a_locked_room(self, server: Server, pbx: PortSip) -> None:
        server.says(RECORDINGS, ok("recordings"))

        with pytest.raises(Refused) as caught:
            await pbx.remove(ID)

        assert caught.value.why is Refusal.RECORDED
        assert server.writes() == [LOCK]

    async def test_what_is_only_counted_is_there_too(self, server: Server, pbx: PortSip) -> None:
        server.says(RECORDINGS, ok("recordings", items=[]))

        with pytest.raises(Refused):
            await pbx.remove(ID)

        assert DESTROY not in server.writes()

    async def test_what_is_being_recorded_will_be_there(self, server: Server, pbx: PortSip) -> None:
        filled(server)
        server.says(STATUS, ok("status_in_call"))

        with pytest.raises(Refused) as caught:
            await pbx.remove(ID)

        assert caught.value.why is Refusal.RECORDED
        assert (KELLY in server.writes(), DESTROY in server.writes()) == (True, False)

    @pytest.mark.parametrize("reply", [httpx.Response(500), httpx.Response(200, json={}), IDLE_REFUSES])
    async def test_nothing_is_destroyed_while_it_is_not_known_what_was_recorded(
        self, reply: httpx.Response, server: Server, pbx: PortSip
    ) -> None:
        server.says(RECORDINGS, reply)

        with pytest.raises(ProviderError):
            await pbx.remove(ID)

        assert server.writes() == []

    async def test_a_room_that_does_not_empty_is_not_destroyed(self, server: Server, pbx: PortSip) -> None:
        filled(server)
        server.says(INSIDE, ok("participants"))

        with pytest.raises(Unanswered):
            await pbx.remove(ID)

        assert DESTROY not in server.writes()

    @pytest.mark.parametrize("call", [STATUS, RECORDINGS, DESTROY])
    async def test_one_that_is_gone_is_fine(self, call: str, server: Server, pbx: PortSip) -> None:
        server.says(call, NOT_FOUND)

        await pbx.remove(ID)

        assert server.calls()[-1] == call

    @pytest.mark.parametrize(
        ("reply", "called"), [(refusal("in_use"), Refused), (httpx.ConnectError("refused"), Unreachable)]
    )
    async def test_a_refusal_is_passed_on(
        self, reply: httpx.Response | Exception, called: type[ProviderError], server: Server, pbx: PortSip
    ) -> None:
        server.says(DESTROY, reply)

        with pytest.raises(called):
            await pbx.remove(ID)
