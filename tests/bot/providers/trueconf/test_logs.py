"""Who was in a conference: the call log, its sessions, its people, its clocks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.errors import Denied, Garbled
from bot.live import Participant, Stay
from bot.providers.trueconf import TrueConf
from tests.bot.providers.trueconf.script import FORBIDDEN, Server, ok, users, wire

ROOM_ID = "1228671295"
SESSION = "00000073@server.name#vcs"
CALLS, PEOPLE = "GET logs/calls", f"GET logs/calls/{SESSION}/participants"
THEN = datetime(2018, 4, 11, tzinfo=UTC)
UTC_TIME = {"timezone_type": 3, "timezone": "UTC"}


def at(hour: str) -> dict[str, Any]:
    """A time of day as the log writes it."""
    return {"date": f"2018-04-11 {hour}:00.000000", **UTC_TIME}


def log(name: str, *rows: dict[str, Any], cnt: int | None = None) -> httpx.Response:
    """Rows as the document has them, changed."""
    documented = wire(name)["list"][0]
    return httpx.Response(200, json={"cnt": cnt or len(rows), "list": [documented | row for row in rows]})


def calls(*rows: dict[str, Any], **more: Any) -> httpx.Response:
    return log("response_call_list", *rows, **more)


def people(*rows: dict[str, Any], **more: Any) -> httpx.Response:
    return log("response_call_participant_list", *rows, **more)


async def test_a_stay_is_told_as_the_log_has_it(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, ok("response_call_participant_list"))

    stays = await hq.attendance(ROOM_ID, since=THEN)

    guest = Participant(id="#guest:edd36bd8@server.name", name="test#ds")
    joined_at = datetime(2018, 4, 12, 9, 27, 9, 227056, tzinfo=UTC)  # London was an hour ahead
    left_at = datetime(2018, 4, 12, 9, 28, 18, 243698, tzinfo=UTC)
    assert stays == (Stay(participant=guest, joined_at=joined_at, left_at=left_at),)


async def test_the_log_is_asked_for_one_conference_and_in_utc(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, ok("response_call_participant_list"))

    await hq.attendance(ROOM_ID, since=THEN)

    asked = dict(server.last(CALLS).url.params)
    assert asked == {"page_id": "1", "page_size": "1000", "named_conf_id": ROOM_ID, "timezone": "0"}
    assert server.last(PEOPLE).url.raw_path.startswith(b"/api/v3.10/logs/calls/00000073%40server.name%23vcs/part")


async def test_somebody_with_an_account_is_told_with_their_address(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, calls({"owner": "ana@server.name"}))
    server.says(PEOPLE, people({"call_id": "ana@server.name/1f", "display_name": "Ana"}))
    server.says("GET users", users(("anabel", "anabel@example.org"), ("ana", "ana@example.org")))

    (stay,) = await hq.attendance(ROOM_ID, since=THEN)

    assert stay.participant == Participant(
        id="ana@server.name/1f", name="Ana", account="ana", email="ana@example.org", host=True
    )
    assert server.last("GET users").url.params["login_name"] == "ana"


@pytest.mark.parametrize("call_id", ["ana@elsewhere.example", "#sip:ana@server.name", "@server.name", "ana"])
async def test_whoever_has_no_account_there_is_not_looked_up(call_id: str, server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"call_id": call_id}))

    (stay,) = await hq.attendance(ROOM_ID, since=THEN)

    assert (stay.participant.account, stay.participant.email) == (None, None)
    assert "GET users" not in server.calls()


async def test_everybody_is_looked_up_once(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people(*({"call_id": "ana@server.name"} for _ in range(3))))

    await hq.attendance(ROOM_ID, since=THEN)

    assert server.calls().count("GET users") == 1


async def test_several_sessions_and_stays_are_told_in_their_order(server: Server, hq: TrueConf) -> None:
    later = "00000074@server.name#vcs"
    server.says(CALLS, calls({"conference_id": later}, {}))
    server.says(f"GET logs/calls/{later}/participants", people({"join_time": at("15:30"), "leave_time": None}))
    first, second = ({"join_time": at(f"14:{minute}0"), "leave_time": at(f"14:{minute}5")} for minute in "12")
    server.says(PEOPLE, people(second, first))

    stays = await hq.attendance(ROOM_ID, since=THEN)

    hours = [f"{stay.joined_at:%H:%M} {stay.left_at:%H:%M}" if stay.left_at else "in" for stay in stays]
    assert hours == ["14:10 14:15", "14:20 14:25", "in"]


async def test_whoever_was_called_and_never_came_did_not_stay(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"join_time": None, "leave_time": None}))

    assert await hq.attendance(ROOM_ID, since=THEN) == ()


async def test_sessions_and_stays_before_are_left_out(server: Server, hq: TrueConf) -> None:
    since = datetime(2018, 4, 11, 15, tzinfo=UTC)
    server.says(CALLS, calls({"end_time": at("15:30")}, {"conference_id": "old", "end_time": at("14:30")}))
    before, after = ({"join_time": at(f"{hour}:00"), "leave_time": at(f"{hour}:20")} for hour in ("14", "15"))
    server.says(PEOPLE, people(before, after))

    stays = await hq.attendance(ROOM_ID, since=since)

    assert [stay.joined_at for stay in stays] == [since]


async def test_a_session_that_goes_on_counts(server: Server, hq: TrueConf) -> None:
    running = wire("observed_call_with_integer_duration")
    server.says(CALLS, httpx.Response(200, json={"cnt": 1, "list": [running]}))
    server.says(f"GET logs/calls/{running['conference_id']}/participants", people({"leave_time": None}))

    (stay,) = await hq.attendance(running["named_conf_id"], since=THEN)

    assert stay.left_at is None


async def test_another_conferences_sessions_are_not_ours(server: Server, hq: TrueConf) -> None:
    """Should the server not heed the filter."""
    server.says(CALLS, calls({"named_conf_id": "other"}, {"named_conf_id": None}))

    assert await hq.attendance(ROOM_ID, since=THEN) == ()
    assert server.calls() == [CALLS]


async def test_people_are_read_to_the_last_page(server: Server, hq: TrueConf) -> None:
    """The server says how many there are, and gives fewer at once than it was asked for."""
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"call_id": "a"}, cnt=3), people({"call_id": "b"}, {"call_id": "c"}, cnt=3))

    stays = await hq.attendance(ROOM_ID, since=THEN)

    assert [stay.participant.id for stay in stays] == ["a", "b", "c"]
    assert server.last(PEOPLE).url.params["page_id"] == "2"


async def test_a_count_that_is_too_high_ends_with_an_empty_page(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"call_id": "a"}, cnt=9), httpx.Response(200, json={"cnt": 9, "list": []}))

    assert len(await hq.attendance(ROOM_ID, since=THEN)) == 1


async def test_a_log_without_an_end_is_garbled(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, calls({"named_conf_id": "other"}, cnt=10**6))

    with pytest.raises(Garbled):
        await hq.attendance(ROOM_ID, since=THEN)


@pytest.mark.parametrize(("call", "right"), [(CALLS, "logs.calls:read"), (PEOPLE, "logs.calls.participants:read")])
async def test_the_right_that_is_missing_is_named(call: str, right: str, server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(call, FORBIDDEN)

    with pytest.raises(Denied, match=f"needs {right}$"):
        await hq.attendance(ROOM_ID, since=THEN)


MOMENTS = {
    "named": ("2018-04-11 15:17:43.649296", 3, "Europe/London", "14:17:43.649296"),
    "named as text": ("2018-04-11 15:17:43.649296", "3", "Europe/London", "14:17:43.649296"),
    "without fractions": ("2018-04-11 15:17:43", 3, "Europe/London", "14:17:43"),
    "offset": ("2018-04-11 15:17:43", 1, "+03:30", "11:47:43"),
    "offset to the west": ("2018-04-11 15:17:43", 1, "-01:00", "16:17:43"),
    "abbreviated": ("2018-04-11 15:17:43", 2, "Z", "15:17:43"),
    "utc": ("2018-04-11 15:17:43", 3, "UTC", "15:17:43"),
}


@pytest.mark.parametrize(("date", "kind", "zone", "utc"), MOMENTS.values(), ids=MOMENTS)
async def test_a_clock_is_read_in_its_own_zone(
    date: str, kind: Any, zone: str, utc: str, server: Server, hq: TrueConf
) -> None:
    server.says(CALLS, ok("response_call_list"))
    joined = {"date": date, "timezone_type": kind, "timezone": zone}
    server.says(PEOPLE, people({"join_time": joined, "leave_time": None}))

    (stay,) = await hq.attendance(ROOM_ID, since=THEN)

    assert stay.joined_at == datetime.fromisoformat(f"2018-04-11 {utc}+00:00")
    assert stay.joined_at.utcoffset() == timedelta()


UNREADABLE = {
    "a number": 1523459863,
    "text": "2018-04-11 15:17:43",
    "no zone": {"date": "2018-04-11 15:17:43", "timezone_type": 3},
    "no kind": {"date": "2018-04-11 15:17:43", "timezone": "UTC"},
    "unknown zone": {"date": "2018-04-11 15:17:43", "timezone_type": 3, "timezone": "Europe/Atlantis"},
    "a folder of zones": {"date": "2018-04-11 15:17:43", "timezone_type": 3, "timezone": "Europe"},
    "a way out": {"date": "2018-04-11 15:17:43", "timezone_type": 3, "timezone": "../../../../etc/passwd"},
    "nothing": {"date": "2018-04-11 15:17:43", "timezone_type": 3, "timezone": ""},
    "an abbreviation that several use": {"date": "2018-04-11 15:17:43", "timezone_type": 2, "timezone": "CST"},
    "an offset of three days": {"date": "2018-04-11 15:17:43", "timezone_type": 1, "timezone": "+72:00"},
    "an unknown kind": {"date": "2018-04-11 15:17:43", "timezone_type": 9, "timezone": "Europe/London"},
    "a flag for a kind": {"date": "2018-04-11 15:17:43", "timezone_type": True, "timezone": "+01:00"},
    "a day": {"date": "2018-04-11", **UTC_TIME},
    "no such day": {"date": "2018-02-30 15:17:43", **UTC_TIME},
    "before all time": {"date": "0001-01-01 00:00:00", "timezone_type": 1, "timezone": "+03:00"},
}


@pytest.mark.parametrize("joined", UNREADABLE.values(), ids=UNREADABLE)
async def test_a_clock_that_cannot_be_read_is_garbled(joined: Any, server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"join_time": joined}))

    with pytest.raises(Garbled):
        await hq.attendance(ROOM_ID, since=THEN)


async def test_a_leave_before_the_arrival_says_nothing(server: Server, hq: TrueConf) -> None:
    server.says(CALLS, ok("response_call_list"))
    server.says(PEOPLE, people({"join_time": at("15:00"), "leave_time": at("14:00")}))

    (stay,) = await hq.attendance(ROOM_ID, since=THEN)

    assert stay.left_at is None
