"""The emulated TrueConf Server's recordings, and the logs that outlive a conference."""

from typing import Any
from urllib.parse import quote

import pytest


async def recorded(hq: Any, conference_id: str = "daily") -> None:
    """One minute recorded, the conference ended, the file listed."""
    await hq.running(id=conference_id, recording=1)
    hq.clock.advance(minutes=1)
    await hq.control("end", conference_id=conference_id)
    hq.clock.advance(seconds=20)


async def test_recording_is_controlled_without_a_body_in_the_answer(hq: Any) -> None:
    await hq.running(id="daily")

    answers = [await hq.call("POST", f"conferences/daily/{deed}-record") for deed in ("start", "pause", "stop")]

    assert [(one.status_code, one.content) for one in answers] == [(202, b"")] * 3


async def test_a_pause_is_not_told_apart_and_start_goes_on(hq: Any) -> None:
    await hq.running(id="daily")

    states = []
    for deed in ("start", "pause", "start", "stop"):
        await hq.ok("POST", f"conferences/daily/{deed}-record")
        states.append((await hq.read("daily"))["stream_recording_state"])

    assert states == [1, 1, 1, 0]


@pytest.mark.parametrize("deed", ["start", "pause", "stop"])
async def test_a_stopped_conference_is_not_recorded(hq: Any, deed: str) -> None:
    await hq.conference(id="daily")

    assert await hq.refused("POST", f"conferences/daily/{deed}-record") == "conferenceIsNotRunning"


async def test_the_recorder_may_be_down(hq: Any) -> None:
    await hq.running(id="daily")
    hq.app.state.faults.recorder_down = True

    answer = await hq.call("POST", "conferences/daily/start-record")

    assert answer.status_code == 503
    assert answer.json()["error"]["errors"][0]["reason"] == "serviceUnavailable"


async def test_pausing_and_stopping_without_a_recording_do_nothing(hq: Any) -> None:
    await hq.running(id="daily")

    for deed in ("pause", "stop"):
        await hq.ok("POST", f"conferences/daily/{deed}-record")

    assert (await hq.read("daily"))["stream_recording_state"] == 0


async def test_a_file_is_listed_a_while_after_the_end(hq: Any) -> None:
    await hq.running(id="daily", recording=1)
    hq.clock.advance(minutes=1)
    await hq.control("end", conference_id="daily")

    at_once = await hq.ok("GET", "conferences/daily/records")
    hq.clock.advance(seconds=20)
    later = await hq.ok("GET", "conferences/daily/records")

    assert at_once == {"records": []}
    assert later["records"] == [
        {
            "name": "00000001_2026-11-23_13-00-00.mkv",
            "size": "311296",
            "created": 1795435200,
            "download_url": "http://hq.internal:8443/api/v3.10/conferences/daily/records/"
            "00000001_2026-11-23_13-00-00.mkv/download",
        }
    ]


async def test_a_pause_is_not_in_the_file(hq: Any) -> None:
    await hq.running(id="daily")
    for deed in ("start", "pause", "start", "stop"):
        await hq.ok("POST", f"conferences/daily/{deed}-record")
        hq.clock.advance(seconds=10)
    hq.clock.advance(seconds=20)

    record = (await hq.ok("GET", "conferences/daily/records"))["records"][0]

    assert int(record["size"]) == 65_536 + 20 * 4_096


async def test_a_file_is_fetched_with_a_token_only(hq: Any) -> None:
    await recorded(hq)
    record = (await hq.ok("GET", "conferences/daily/records"))["records"][0]
    here = f"conferences/daily/records/{record['name']}"

    read = await hq.ok("GET", here)
    fetched = await hq.http.get(record["download_url"], params={"access_token": hq.token})
    bare = await hq.http.get(record["download_url"])

    assert read == {"record": record}
    assert len(fetched.content) == int(record["size"])
    assert fetched.content.startswith(b"\x1a\x45\xdf\xa3")
    assert bare.status_code == 403
    assert await hq.refused("GET", "conferences/daily/records/other.mkv/download") == "recordNotFound"


async def test_the_log_of_recordings_outlives_the_conference(hq: Any) -> None:
    await recorded(hq)
    await hq.ok("DELETE", "conferences/daily")

    listed = await hq.ok("GET", "logs/recordings", named_conf_id="daily")

    row = listed["list"][0]
    assert (row["stopped_at"] - row["started_at"], row["deleted_at"]) == (60, None)
    assert row["download_url"] == "http://localhost/api/v3.10/logs/recordings/1/download"
    fetched = await hq.call("GET", "logs/recordings/1/download")
    assert len(fetched.content) == int(row["size"])
    assert await hq.ok("GET", "logs/recordings/1") == row
    assert await hq.refused("GET", "logs/recordings/2") == "recordingNotFound"
    assert await hq.refused("GET", "conferences/daily/records") == "conferenceNotFound"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["two", "one"]),
        ({"sort_order": 0}, ["one", "two"]),
        ({"named_conf_id": "one"}, ["one"]),
        ({"owner": "ana"}, ["two", "one"]),
        ({"owner": "ben"}, []),
        ({"class": 1}, []),
        ({"topic": "Standup", "page_size": 1}, ["two"]),
        ({"topic": "Other"}, []),
        ({"date_from": "2026-11-23 12:01:00"}, ["two"]),
        ({"date_to": "2026-11-23 12:01:00"}, ["one"]),
        ({"date_to": "2026-11-23 13:01:00", "timezone": 60}, ["one"]),
    ],
)
async def test_the_log_of_recordings_is_filtered_and_sorted(hq: Any, query: dict[str, Any], found: list[str]) -> None:
    await recorded(hq, "one")
    await recorded(hq, "two")

    listed = await hq.ok("GET", "logs/recordings", **query)

    assert [row["conference_id"] for row in listed["list"]] == found


@pytest.mark.parametrize(
    ("version", "filters", "fields"),
    [
        ("v3.3", {"topic": False, "stream_id": False}, set()),
        ("v3.4", {"topic": False, "stream_id": True}, {"owner"}),
        ("v3.5", {"topic": False, "stream_id": False}, {"owner"}),
        ("v3.7", {"topic": True, "stream_id": False}, {"owner", "topic"}),
    ],
)
async def test_the_log_of_recordings_grew_with_the_versions(
    hq: Any, version: str, filters: dict[str, bool], fields: set[str]
) -> None:
    await recorded(hq)
    hq.version = version

    listed = await hq.ok("GET", "logs/recordings")

    assert listed["list"][0].keys() & {"owner", "topic"} == fields
    for name, known in filters.items():
        answer = await hq.call("GET", "logs/recordings", **{name: "x"})
        assert (answer.status_code == 200) is known


async def test_running_calls_come_first_when_sorted_by_their_end(hq: Any) -> None:
    for name in ("one", "two", "three"):
        await hq.running(id=name)
        hq.clock.advance(minutes=1)
    await hq.control("end", conference_id="one")
    hq.clock.advance(minutes=1)
    await hq.control("end", conference_id="three")

    listed = await hq.ok("GET", "logs/calls", sort_field="end_time", sort_order=1)

    assert [row["named_conf_id"] for row in listed["list"]] == ["two", "three", "one"]
    assert [row["end_time"] is None for row in listed["list"]] == [True, False, False]
    assert all(row["class"] == 10 for row in listed["list"])


async def test_calls_come_in_pages_of_twenty(hq: Any) -> None:
    await hq.conference(id="daily")
    for _ in range(21):
        await hq.ok("POST", "conferences/daily/run")
        hq.clock.advance(seconds=2)
        await hq.ok("POST", "conferences/daily/stop")
        hq.clock.advance(seconds=2)

    first = await hq.ok("GET", "logs/calls")
    second = await hq.ok("GET", "logs/calls", page_id=2)

    assert (first["cnt"], len(first["list"]), len(second["list"])) == (21, 20, 1)


@pytest.mark.parametrize(
    "query",
    [{"sort_field": "colour"}, {"sort_order": 2}, {"date_from": "yesterday"}, {"timezone": "CET"}],
)
async def test_a_log_query_that_makes_no_sense_is_refused(hq: Any, query: dict[str, Any]) -> None:
    await hq.running()

    assert await hq.refused("GET", "logs/calls", **query) == "invalidValue"


async def test_who_came_is_known_afterwards(hq: Any) -> None:
    await hq.running(id="daily", allow_guests=True)
    await hq.control("join", conference_id="daily", login="ana")
    hq.clock.advance(minutes=5)
    await hq.control("join", conference_id="daily", name="Zoe")
    hq.clock.advance(minutes=5)
    await hq.control("end", conference_id="daily")
    call = (await hq.ok("GET", "logs/calls", named_conf_id="daily"))["list"][0]
    here = f"logs/calls/{quote(call['conference_id'], safe='')}"

    came = await hq.ok("GET", f"{here}/participants", sort_field="join_time", sort_order=0)
    one = await hq.ok("GET", f"{here}/participants", call_id="ana@hq.acme.example")

    assert [(row["display_name"], row["duration"]) for row in came["list"]] == [("Ana Lima", 600), ("Zoe", 300)]
    assert came["list"][0]["leave_time"]["date"] == "2026-11-23 13:10:00.000000"
    assert one["cnt"] == 1
    assert await hq.ok("GET", here) == call
    assert call["participant_count"] == 2
    assert await hq.refused("GET", "logs/calls/unknown") == "conferenceNotFound"


async def test_a_log_may_be_told_at_another_offset(hq: Any) -> None:
    await hq.running(id="daily")

    rows = [
        (await hq.ok("GET", "logs/calls", **query))["list"][0] for query in ({}, {"timezone": 0}, {"timezone": 330})
    ]

    assert [row["start_time"] for row in rows] == [
        {"date": "2026-11-23 13:00:00.000000", "timezone_type": 3, "timezone": "Europe/Berlin"},
        {"date": "2026-11-23 12:00:00.000000", "timezone_type": 3, "timezone": "UTC"},
        {"date": "2026-11-23 17:30:00.000000", "timezone_type": 1, "timezone": "+05:30"},
    ]


async def test_a_users_token_sees_the_log_of_what_the_user_owns(hq: Any) -> None:
    await hq.running(id="daily")
    session = quote((await hq.read("daily"))["stream_id"], safe="")

    ben = await hq.as_user("ben")

    assert (await ben.ok("GET", "logs/calls"))["cnt"] == 0
    assert await ben.refused("GET", f"logs/calls/{session}") == "forbidden"
    cleo = await hq.as_user("cleo")
    assert await cleo.refused("GET", f"conference-sessions/{session}") == "forbidden"
