"""Orders to a running conference: record it, put somebody out."""

import httpx
import pytest

from bot.errors import Busy, Denied, Garbled, Gone, Refusal, Refused, Unanswered, Unsupported
from bot.model import Feature
from bot.providers.trueconf import TrueConf
from tests.bot.providers.conftest import Waits
from tests.bot.providers.trueconf.script import (
    FORBIDDEN,
    NOT_FOUND,
    REFERENCE,
    ROOM,
    SEATS,
    Connect,
    Server,
    conference,
    ok,
    reason,
    stopped,
)

START, STOP, PAUSE = (f"POST {ROOM}/{order}-record" for order in ("start", "stop", "pause"))
TAKEN = httpx.Response(202)
RECORDING, SILENT = conference(stream_recording_state=1), conference(stream_recording_state=0)
ANA, ANA_LAPTOP, ANA_PHONE = "ana@s", "ana@s/1f", "ana@s/2f"


def seats(*ids: str) -> httpx.Response:
    rows = [{"participant_id": one, "call_id": one.partition("/")[0], "display_name": one, "role": 0} for one in ids]
    return httpx.Response(200, json={"count": len(rows), "participants": rows})


class TestRecord:
    @pytest.mark.parametrize(
        ("on", "order", "before", "after"), [(True, START, SILENT, RECORDING), (False, STOP, RECORDING, SILENT)]
    )
    async def test_is_done_when_the_room_says_so(
        self,
        order: str,
        before: httpx.Response,
        after: httpx.Response,
        server: Server,
        hq: TrueConf,
        waits: Waits,
        *,
        on: bool,
    ) -> None:
        server.says(order, TAKEN)
        server.says(f"GET {ROOM}", before, before, after)

        await hq.record(REFERENCE, on=on)

        assert server.calls() == [order, *[f"GET {ROOM}"] * 3]
        assert len(waits.seconds) == 2

    async def test_an_order_that_nothing_comes_of_is_not_said_to_be_done(self, server: Server, hq: TrueConf) -> None:
        server.says(START, TAKEN)
        server.says(f"GET {ROOM}", SILENT)

        with pytest.raises(Unanswered):
            await hq.record(REFERENCE, on=True)

    async def test_a_server_that_does_not_tell_of_recordings_is_believed(self, server: Server, hq: TrueConf) -> None:
        server.says(START, TAKEN)
        server.says(f"GET {ROOM}", conference(stream_recording_state=None))

        await hq.record(REFERENCE, on=True)

        assert server.calls() == [START, f"GET {ROOM}"]

    async def test_a_room_that_ended_meanwhile_is_not_being_recorded(self, server: Server, hq: TrueConf) -> None:
        server.says(START, TAKEN)
        server.says(f"GET {ROOM}", stopped())

        with pytest.raises(Refused) as caught:
            await hq.record(REFERENCE, on=True)

        assert caught.value.why is Refusal.NOT_RUNNING

    async def test_a_room_that_ended_meanwhile_is_not_recorded_any_more(self, server: Server, hq: TrueConf) -> None:
        server.says(STOP, TAKEN)
        server.says(f"GET {ROOM}", stopped())

        await hq.record(REFERENCE, on=False)

        assert server.calls() == [STOP, f"GET {ROOM}"]

    async def test_what_is_lost_after_the_order_may_have_been_done(self, server: Server, hq: TrueConf) -> None:
        server.says(START, TAKEN)
        server.says(f"GET {ROOM}", httpx.ConnectError("refused"))

        with pytest.raises(Unanswered):
            await hq.record(REFERENCE, on=True)


class TestOrders:
    @pytest.mark.parametrize("order", [START, STOP, PAUSE])
    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (NOT_FOUND, Gone),
            (reason("serviceUnavailable", 503), Busy),
            (httpx.Response(200, content=b"<html>Sign in</html>"), Garbled),
            (httpx.ReadTimeout("slow"), Unanswered),
        ],
    )
    async def test_an_order_that_is_not_taken_is_called_by_what_it_did(
        self, order: str, answer: httpx.Response, called: type[Exception], server: Server, hq: TrueConf
    ) -> None:
        server.says(order, answer)

        with pytest.raises(called):
            await (hq.pause_recording(REFERENCE) if order == PAUSE else hq.record(REFERENCE, on=order == START))

    @pytest.mark.parametrize("order", [START, STOP, PAUSE])
    async def test_a_stopped_room_takes_no_order(self, order: str, server: Server, hq: TrueConf) -> None:
        server.says(order, reason("conferenceIsNotRunning"))

        with pytest.raises(Refused) as caught:
            await (hq.pause_recording(REFERENCE) if order == PAUSE else hq.record(REFERENCE, on=order == START))

        assert caught.value.why is Refusal.NOT_RUNNING

    async def test_the_right_that_is_missing_is_named(self, server: Server, hq: TrueConf) -> None:
        server.says(PAUSE, FORBIDDEN)

        with pytest.raises(Denied, match="conferences:write"):
            await hq.pause_recording(REFERENCE)

    async def test_a_pause_is_believed_because_the_room_does_not_tell_of_it(self, server: Server, hq: TrueConf) -> None:
        server.says(PAUSE, TAKEN)

        await hq.pause_recording(REFERENCE)

        assert server.calls() == [PAUSE]


class TestKick:
    async def test_puts_out_every_device_of_the_person_and_nobody_else(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(ANA_LAPTOP, "ben@s/1f", "ana@elsewhere/1f", ANA_PHONE))
        for one in (ANA_LAPTOP, ANA_PHONE):
            server.says(f"DELETE {SEATS}/{one}", ok("kick_participant_response"))

        await hq.kick(REFERENCE, ANA)

        assert server.calls()[2:] == [f"DELETE {SEATS}/{ANA_LAPTOP}", f"DELETE {SEATS}/{ANA_PHONE}"]

    async def test_quotes_what_would_lead_elsewhere(self, server: Server, hq: TrueConf) -> None:
        guest = "#guest:2c@s"
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(guest))
        server.says(f"DELETE {SEATS}/{guest}", ok("kick_participant_response"))

        await hq.kick(REFERENCE, guest)

        sent = server.asked[-1].url.raw_path.decode()
        assert sent == "/api/v3.10/conference-sessions/00%40s%23vcs/participants/%23guest%3A2c%40s"

    async def test_one_who_has_left_already_is_fine(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats("ben@s/1f"))

        await hq.kick(REFERENCE, ANA)

        assert server.calls() == [f"GET {ROOM}", f"GET {SEATS}"]

    async def test_nobody_is_put_out_of_a_stopped_room(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())

        await hq.kick(REFERENCE, ANA)

        assert server.calls() == [f"GET {ROOM}"]

    async def test_nobody_is_put_out_of_a_session_that_is_just_over(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", reason("conferenceSessionNotFound", 404))

        await hq.kick(REFERENCE, ANA)

        assert server.calls() == [f"GET {ROOM}", f"GET {SEATS}"]

    @pytest.mark.parametrize("answer", [reason("participantNotFound", 404), reason("unheardOf")])
    async def test_one_who_leaves_meanwhile_is_fine(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(ANA_LAPTOP), seats())
        server.says(f"DELETE {SEATS}/{ANA_LAPTOP}", answer)

        await hq.kick(REFERENCE, ANA)

        assert server.calls()[-2:] == [f"DELETE {SEATS}/{ANA_LAPTOP}", f"GET {SEATS}"]

    async def test_a_refusal_is_passed_on_while_they_are_still_in(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(ANA_LAPTOP))
        server.says(f"DELETE {SEATS}/{ANA_LAPTOP}", reason("unheardOf"))

        with pytest.raises(Refused):
            await hq.kick(REFERENCE, ANA)

    async def test_a_refusal_to_say_who_is_in_is_passed_on(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", reason("unheardOf"))

        with pytest.raises(Refused):
            await hq.kick(REFERENCE, ANA)

    async def test_the_right_that_is_missing_is_named(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", FORBIDDEN)

        with pytest.raises(Denied, match=r"conferences\.sessions\.participants:read"):
            await hq.kick(REFERENCE, ANA)

    async def test_people_are_looked_for_on_every_page(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(*(f"user{number}@s" for number in range(1000))), seats(ANA_LAPTOP))
        server.says(f"DELETE {SEATS}/{ANA_LAPTOP}", ok("kick_participant_response"))

        await hq.kick(REFERENCE, ANA)

        assert server.last(f"GET {SEATS}").url.params["page_id"] == "2"
        assert server.calls()[-1] == f"DELETE {SEATS}/{ANA_LAPTOP}"

    async def test_a_session_without_an_end_is_garbled(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())
        server.says(f"GET {SEATS}", seats(*(f"user{number}@s" for number in range(1000))))

        with pytest.raises(Garbled):
            await hq.kick(REFERENCE, ANA)

    @pytest.mark.parametrize("version", ["v3.3", "v3.8"])
    async def test_older_versions_cannot_and_say_so(self, version: str, server: Server, connect: Connect) -> None:
        old = connect(api_version=version)

        with pytest.raises(Unsupported):
            await old.kick(REFERENCE, ANA)

        assert Feature.KICK not in old.features
        assert server.asked == []

    @pytest.mark.parametrize("version", ["v3.9", "v3.10"])
    def test_newer_versions_can(self, version: str, connect: Connect) -> None:
        assert connect(api_version=version, guests="true").features == TrueConf.features
