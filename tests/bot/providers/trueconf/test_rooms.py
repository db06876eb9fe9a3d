"""A room that is there: how it is read, looked at, ended, removed."""

import httpx
import pytest

from bot.errors import Denied, Garbled, ProviderError, Refusal, Refused, Unanswered
from bot.model import RoomState
from bot.providers.trueconf import TrueConf
from tests.bot.providers.conftest import Waits
from tests.bot.providers.trueconf.script import (
    FORBIDDEN,
    NOT_FOUND,
    NOTHING_RECORDED,
    RECORDS,
    REFERENCE,
    ROOM,
    Connect,
    Server,
    conference,
    ok,
    reason,
    stopped,
    wire,
)


class TestRoom:
    async def test_leads_to_the_address_that_is_set(self, server: Server, connect: Connect) -> None:
        server.says(f"GET {ROOM}", conference(url=f"http://10.0.0.5:8080/c/{REFERENCE}?a=b"))

        room = await connect(join_base_url="https://meet.example.org/tc/").find(REFERENCE)

        assert room
        assert room.join_url == f"https://meet.example.org/tc/c/{REFERENCE}?a=b"

    async def test_asks_for_addresses_as_the_control_panel_has_them(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference())

        await hq.find(REFERENCE)

        assert server.last(f"GET {ROOM}").url.params["url_type"] == "fixed"

    @pytest.mark.parametrize(("pin", "shown"), [("0042", "0042"), (None, None), ("", None)])
    async def test_shows_a_pin_as_far_as_it_can_be_read(
        self, pin: str | None, shown: str | None, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", conference(pin=pin, pin_enabled=True))

        room = await hq.find(REFERENCE)

        assert room
        assert room.guest_pin == shown

    @pytest.mark.parametrize("owner", ["ana@server.name", "ana@server.name/1", "ana"])
    async def test_names_the_owner_as_one_signs_in(self, owner: str, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(owner=owner))

        room = await hq.find(REFERENCE)

        assert room
        assert room.host_account == "ana"

    async def test_reads_what_an_older_version_answers(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences/webinar", ok("conference_v3_3"))

        room = await connect(api_version="v3.3").find("webinar")

        assert room
        assert room.join_url == wire("conference_v3_3")["conference"]["url"]
        assert server.asked[-1].url.path == "/api/v3.3/conferences/webinar"

    async def test_is_none_where_there_is_none(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", NOT_FOUND)

        assert await hq.find(REFERENCE) is None

    async def test_a_404_that_is_not_the_servers_own_is_no_missing_room(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", httpx.Response(404, content=b"<html>nginx</html>"))

        with pytest.raises(Garbled):
            await hq.find(REFERENCE)

    @pytest.mark.parametrize(
        "changes",
        [{"id": None}, {"id": 7}, {"id": ""}, {"url": ""}, {"url": "trueconf:c"}, {"url": None}, {"state": "asleep"}],
        ids=str,
    )
    async def test_makes_nothing_up(self, changes: dict[str, object], server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(**changes))

        with pytest.raises(Garbled):
            await hq.find(REFERENCE)


class TestState:
    @pytest.mark.parametrize(
        ("answer", "state"),
        [
            (conference(), RoomState.LIVE),
            (conference(stream_id=None), RoomState.LIVE),
            (stopped(), RoomState.IDLE),
            (NOT_FOUND, RoomState.GONE),
        ],
    )
    async def test_is_what_the_server_says(
        self, answer: httpx.Response, state: RoomState, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", answer)

        assert (await hq.status(REFERENCE)).state is state

    @pytest.mark.parametrize(
        ("changes", "recording", "locked"),
        [
            ({"stream_recording_state": 1, "participants_lock_enabled": True}, True, True),
            ({"stream_recording_state": 0, "participants_lock_enabled": False}, False, False),
            ({"stream_recording_state": "0", "participants_lock_enabled": None}, False, None),
            ({"stream_recording_state": None, "participants_lock_enabled": 1}, None, True),
        ],
    )
    async def test_comes_with_recording_and_lock_as_far_as_the_server_tells(
        self, changes: dict[str, object], recording: bool | None, locked: bool | None, server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", conference(**changes))

        status = await hq.status(REFERENCE)

        assert (status.recording, status.locked, status.muted) == (recording, locked, None)

    async def test_an_older_version_does_not_tell_of_a_lock(self, server: Server, connect: Connect) -> None:
        server.says("GET conferences/webinar", ok("conference_v3_3"))

        status = await connect(api_version="v3.3").status("webinar")

        assert status.locked is None


class TestEnd:
    async def test_stops_the_room_and_waits_until_it_stands_still(
        self, server: Server, hq: TrueConf, waits: Waits
    ) -> None:
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(f"GET {ROOM}", conference(), conference(), stopped())

        await hq.end(REFERENCE)

        assert server.calls() == [f"POST {ROOM}/stop", *[f"GET {ROOM}"] * 3]
        assert len(waits.seconds) == 2

    @pytest.mark.parametrize("answer", [NOT_FOUND, reason("conferenceIsNotRunning"), reason("conferenceIsFinished")])
    async def test_what_is_over_already_is_fine(self, answer: httpx.Response, server: Server, hq: TrueConf) -> None:
        server.says(f"POST {ROOM}/stop", answer)
        server.says(f"GET {ROOM}", stopped())

        await hq.end(REFERENCE)

        assert server.calls()[0] == f"POST {ROOM}/stop"

    async def test_says_so_when_it_goes_on(self, server: Server, hq: TrueConf) -> None:
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(f"GET {ROOM}", conference())

        with pytest.raises(Unanswered):
            await hq.end(REFERENCE)

    async def test_a_refusal_is_passed_on(self, server: Server, hq: TrueConf) -> None:
        server.says(f"POST {ROOM}/stop", reason("conferenceLimit"))

        with pytest.raises(Refused):
            await hq.end(REFERENCE)


class TestRemove:
    async def test_ends_it_first(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(), stopped())
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(RECORDS, NOTHING_RECORDED)
        server.says(f"DELETE {ROOM}", ok("delete_conference_response"))

        await hq.remove(REFERENCE)

        assert server.calls() == [f"GET {ROOM}", f"POST {ROOM}/stop", f"GET {ROOM}", RECORDS, f"DELETE {ROOM}"]

    async def test_a_room_that_stands_still_is_only_looked_into_and_removed(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())
        server.says(RECORDS, NOTHING_RECORDED)
        server.says(f"DELETE {ROOM}", ok("delete_conference_response"))

        await hq.remove(REFERENCE)

        assert server.calls() == [f"GET {ROOM}", RECORDS, f"DELETE {ROOM}"]

    async def test_one_with_recordings_is_stopped_and_stays(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", conference(), stopped())
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(RECORDS, ok("response_record_list"))

        with pytest.raises(Refused) as caught:
            await hq.remove(REFERENCE)

        assert caught.value.why is Refusal.RECORDED
        assert server.calls()[1:] == [f"POST {ROOM}/stop", f"GET {ROOM}", RECORDS]

    async def test_one_that_is_being_recorded_is_stopped_and_stays(self, server: Server, hq: TrueConf) -> None:
        """Its file is listed some time after the stop, so the list would still be empty."""
        server.says(f"GET {ROOM}", conference(stream_recording_state=1), stopped())
        server.says(f"POST {ROOM}/stop", ok("stop_response"))

        with pytest.raises(Refused) as caught:
            await hq.remove(REFERENCE)

        assert caught.value.why is Refusal.RECORDED
        assert server.calls()[1:] == [f"POST {ROOM}/stop", f"GET {ROOM}"]

    @pytest.mark.parametrize(
        ("answer", "called"),
        [
            (FORBIDDEN, Denied),
            (reason("unheardOf"), Refused),
            (httpx.Response(404, content=b"<html>nginx</html>"), Garbled),
            (httpx.Response(200, json={}), Garbled),
        ],
    )
    async def test_one_whose_recordings_the_server_does_not_tell_stays(
        self, answer: httpx.Response, called: type[ProviderError], server: Server, hq: TrueConf
    ) -> None:
        server.says(f"GET {ROOM}", stopped())
        server.says(RECORDS, answer)

        with pytest.raises(ProviderError) as caught:
            await hq.remove(REFERENCE)

        assert type(caught.value) is called
        assert server.calls() == [f"GET {ROOM}", RECORDS]

    async def test_the_right_that_the_look_lacks_is_named(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())
        server.says(RECORDS, FORBIDDEN)

        with pytest.raises(Denied, match=r"conferences\.records:read"):
            await hq.remove(REFERENCE)

    async def test_one_that_somebody_entered_meanwhile_is_ended_and_removed(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped(), conference(), stopped())
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(RECORDS, NOTHING_RECORDED)
        server.says(f"DELETE {ROOM}", reason("conferenceUnavailableForChange"), ok("delete_conference_response"))

        await hq.remove(REFERENCE)

        assert server.calls() == [
            f"GET {ROOM}",
            RECORDS,
            f"DELETE {ROOM}",
            f"GET {ROOM}",
            f"POST {ROOM}/stop",
            f"GET {ROOM}",
            RECORDS,
            f"DELETE {ROOM}",
        ]

    async def test_one_that_somebody_recorded_meanwhile_stays(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped(), conference(), stopped())
        server.says(f"POST {ROOM}/stop", ok("stop_response"))
        server.says(RECORDS, NOTHING_RECORDED, ok("response_record_list"))
        server.says(f"DELETE {ROOM}", reason("conferenceUnavailableForChange"))

        with pytest.raises(Refused) as caught:
            await hq.remove(REFERENCE)

        assert caught.value.why is Refusal.RECORDED
        assert server.calls().count(f"DELETE {ROOM}") == 1

    async def test_one_that_is_gone_is_fine(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", NOT_FOUND)

        await hq.remove(REFERENCE)

        assert server.calls() == [f"GET {ROOM}"]

    async def test_one_that_goes_while_it_is_looked_into_is_fine(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())
        server.says(RECORDS, NOT_FOUND)

        await hq.remove(REFERENCE)

        assert server.calls() == [f"GET {ROOM}", RECORDS]

    async def test_a_refusal_is_passed_on(self, server: Server, hq: TrueConf) -> None:
        server.says(f"GET {ROOM}", stopped())
        server.says(RECORDS, NOTHING_RECORDED)
        server.says(f"DELETE {ROOM}", reason("conferenceLimit"))

        with pytest.raises(Refused):
            await hq.remove(REFERENCE)
