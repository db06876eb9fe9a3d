"""The emulated TrueConf Server's conferences in time: starting, running, stopping, schedules."""

from datetime import UTC, datetime
from typing import Any

import pytest

NOON = int(datetime(2026, 11, 23, 12, 0, tzinfo=UTC).timestamp())
"""The tests' clock stands here: a Monday, 13:00 in Berlin."""


def once(start: int, duration: int = 600) -> dict[str, int]:
    return {"type": 1, "start_time": start, "duration": duration}


async def test_a_run_is_seen_after_as_many_reads_as_the_server_needs(build: Any) -> None:
    async with build(polls_to_settle=3) as server:
        await server.conference(id="daily")

        ran = await server.ok("POST", "conferences/daily/run")

        seen = [await server.read("daily") for _ in range(5)]
        assert ran == {"state": "starting"}
        assert [one["state"] for one in seen] == ["stopped"] * 3 + ["running"] * 2
        assert [bool(one["stream_id"]) for one in seen] == [False] * 3 + [True] * 2


async def test_reads_of_the_list_count_too(hq: Any) -> None:
    await hq.conference(id="daily")
    await hq.ok("POST", "conferences/daily/run")

    states = [(await hq.ok("GET", "conferences"))["conferences"][0]["state"] for _ in range(2)]

    assert states == ["stopped", "running"]


async def test_waiting_does_what_reading_does(hq: Any) -> None:
    await hq.conference(id="daily")
    await hq.ok("POST", "conferences/daily/run")
    hq.clock.advance(seconds=2)

    assert (await hq.read("daily"))["state"] == "running"


async def test_a_quick_server_answers_with_the_new_state(build: Any) -> None:
    async with build(polls_to_settle=0) as server:
        await server.conference(id="daily")

        assert await server.ok("POST", "conferences/daily/run") == {"state": "running"}
        assert await server.ok("POST", "conferences/daily/stop") == {"state": "stopped"}


async def test_running_what_runs_and_stopping_what_is_stopped_changes_nothing(hq: Any) -> None:
    await hq.conference(id="idle")
    await hq.running(id="live")
    stream_id = (await hq.read("live"))["stream_id"]

    assert await hq.ok("POST", "conferences/live/run") == {"state": "running"}
    assert await hq.ok("POST", "conferences/idle/stop") == {"state": "stopped"}
    assert (await hq.read("live"))["stream_id"] == stream_id


async def test_what_is_starting_can_be_called_off(hq: Any) -> None:
    await hq.conference(id="daily")
    await hq.ok("POST", "conferences/daily/run")

    assert await hq.ok("POST", "conferences/daily/stop") == {"state": "stopped"}
    assert (await hq.ok("GET", "logs/calls"))["cnt"] == 0


async def test_what_is_stopping_still_runs_and_can_be_run_anew(hq: Any) -> None:
    await hq.running(id="daily")
    first = (await hq.read("daily"))["stream_id"]

    assert await hq.ok("POST", "conferences/daily/stop") == {"state": "stopping"}
    assert (await hq.read("daily"))["state"] == "running"
    assert await hq.ok("POST", "conferences/daily/stop") == {"state": "stopping"}
    assert await hq.ok("POST", "conferences/daily/run") == {"state": "starting"}
    hq.clock.advance(seconds=5)
    assert (await hq.read("daily"))["stream_id"] not in (None, first)


async def test_a_session_id_is_the_servers(hq: Any) -> None:
    await hq.running(id="daily")

    stream_id = (await hq.read("daily"))["stream_id"]

    number, _, rest = stream_id.partition("@")
    assert (len(number), rest) == (16, "hq.acme.example#vcs")
    assert int(number, 16)


async def test_no_more_conferences_run_at_once_than_the_licence_allows(build: Any) -> None:
    async with build(max_running=1) as server:
        await server.conference(id="one")
        await server.conference(id="two")
        await server.ok("POST", "conferences/one/run")

        assert await server.refused("POST", "conferences/two/run") == "ongoingConferencesLimit"
        assert await server.refused("POST", "conferences/two/invite", {"invitations": [{"id": "ben"}]}) == (
            "ongoingConferencesLimit"
        )
        await server.ok("POST", "conferences/one/stop")
        server.clock.advance(seconds=5)
        assert await server.ok("POST", "conferences/two/run")


async def test_a_conference_for_now_starts_and_ends_by_itself(hq: Any) -> None:
    await hq.conference(id="daily", schedule=once(-1))

    at_once = await hq.read("daily")
    hq.clock.advance(seconds=2)
    running = await hq.read("daily")
    hq.clock.advance(seconds=598)
    over = await hq.read("daily")

    assert at_once["schedule"] == {"type": 1, "start_time": NOON, "duration": 600, "time_offset": 60}
    assert [one["state"] for one in (at_once, running, over)] == ["stopped", "running", "stopped"]
    assert await hq.refused("POST", "conferences/daily/run") == "conferenceIsFinished"
    assert (await hq.ok("GET", "logs/calls"))["list"][0]["term_reason"] == 5


async def test_a_planned_conference_starts_at_its_time(hq: Any) -> None:
    await hq.conference(id="daily", schedule=once(NOON + 900))

    hq.clock.advance(seconds=899)
    before = await hq.read("daily")
    hq.clock.advance(seconds=3)
    then = await hq.read("daily")

    assert (before["state"], then["state"]) == ("stopped", "running")


async def test_a_long_jump_in_time_leaves_the_right_times_in_the_log(hq: Any) -> None:
    await hq.conference(id="daily", schedule=once(NOON + 900))

    hq.clock.advance(hours=5)

    call = (await hq.operator.ok("GET", "logs/calls", timezone=0))["list"][0]
    assert call["start_time"]["date"] == "2026-11-23 12:15:02.000000"
    assert call["end_time"]["date"] == "2026-11-23 12:25:00.000000"
    assert call["duration"] == 598


async def test_a_server_may_leave_starting_to_others(build: Any) -> None:
    async with build(auto_start=False) as server:
        await server.conference(id="daily", schedule=once(-1))
        server.clock.advance(seconds=10)

        assert (await server.read("daily"))["state"] == "stopped"


async def test_a_planned_conference_that_was_stopped_does_not_start_again_by_itself(hq: Any) -> None:
    await hq.conference(id="daily", schedule=once(-1))
    hq.clock.advance(seconds=10)
    await hq.ok("POST", "conferences/daily/stop")
    hq.clock.advance(seconds=10)

    stopped = await hq.read("daily")
    again = await hq.ok("POST", "conferences/daily/run")

    assert stopped["state"] == "stopped"
    assert again == {"state": "starting"}


async def test_a_conference_that_is_over_can_be_planned_anew(hq: Any) -> None:
    await hq.conference(id="daily", schedule=once(NOON - 3600))
    over = await hq.refused("POST", "conferences/daily/run")

    await hq.ok("PUT", "conferences/daily", {"schedule": once(NOON + 60)})
    hq.clock.advance(seconds=62)

    assert over == "conferenceIsFinished"
    assert (await hq.read("daily"))["state"] == "running"


async def test_a_weekly_conference_tells_its_next_start_and_runs_each_week(hq: Any) -> None:
    weekly = {"type": 0, "days": ["monday", "wednesday"], "time": "10:00", "duration": 1800}
    await hq.conference(id="daily", schedule=weekly)

    planned = (await hq.read("daily"))["schedule"]
    hq.clock.advance(days=8)

    next_start = int(datetime(2026, 11, 25, 9, 0, tzinfo=UTC).timestamp())
    assert planned == weekly | {"start_time": next_start, "time_offset": 60}
    calls = (await hq.operator.ok("GET", "logs/calls", sort_order=0, timezone=0))["list"]
    starts = [call["start_time"]["date"][:16] for call in calls]
    assert starts == ["2026-11-25 09:00", "2026-11-30 09:00"]
    assert all(call["term_reason"] == 5 for call in calls)


async def test_a_weekly_conference_keeps_its_wall_clock_hour_over_the_clock_change(hq: Any) -> None:
    await hq.conference(id="daily", schedule={"type": 0, "days": ["monday"], "time": "10:00", "duration": 60})

    hq.clock.now = datetime(2027, 3, 27, 12, 0, tzinfo=UTC)

    planned = (await hq.operator.read("daily"))["schedule"]
    assert planned["start_time"] == int(datetime(2027, 3, 29, 8, 0, tzinfo=UTC).timestamp())
    assert planned["time_offset"] == 120


async def test_a_room_has_no_end(hq: Any) -> None:
    await hq.running(id="daily")
    hq.clock.advance(days=30)

    assert (await hq.operator.read("daily"))["state"] == "running"


async def test_a_conference_ends_a_while_after_the_last_one_left(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")
    hq.clock.advance(minutes=5)
    await hq.control("leave", conference_id="daily", login="ana")

    hq.clock.advance(seconds=29)
    waiting = await hq.read("daily")
    hq.clock.advance(seconds=1)
    ended = await hq.read("daily")

    assert (waiting["state"], ended["state"]) == ("running", "stopped")
    call = (await hq.ok("GET", "logs/calls"))["list"][0]
    assert (call["term_reason"], call["duration"], call["participant_count"]) == (2, 330, 1)


async def test_somebody_who_comes_back_in_time_keeps_it_running(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")
    await hq.control("leave", conference_id="daily", login="ana")
    hq.clock.advance(seconds=20)

    await hq.control("join", conference_id="daily", login="ben")
    hq.clock.advance(seconds=20)

    assert (await hq.read("daily"))["state"] == "running"


@pytest.mark.parametrize(
    ("how", "reason"), [("api", 15), ("owner", 10), ("host", 10), ("desertion before it stopped", 15)]
)
async def test_the_log_says_who_ended_it(hq: Any, how: str, reason: int) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")

    if how == "host":
        await hq.control("end", conference_id="daily")
    else:
        caller = await hq.as_user("ana") if how == "owner" else hq
        await caller.ok("POST", "conferences/daily/stop")
        if how.startswith("desertion"):
            await hq.control("leave", conference_id="daily")
    hq.clock.advance(seconds=40)

    call = (await hq.ok("GET", "logs/calls"))["list"][0]
    assert call["term_reason"] == reason


async def test_a_starting_conference_may_read_as_running_without_its_session(build: Any) -> None:
    async with build(polls_to_settle=2) as server:
        server.app.state.faults.late_stream_id = True
        await server.conference(id="daily")
        await server.ok("POST", "conferences/daily/run")

        seen = [await server.read("daily") for _ in range(3)]

        assert [one["state"] for one in seen] == ["running"] * 3
        assert [bool(one["stream_id"]) for one in seen] == [False, False, True]


async def test_ids_are_ten_digits_and_may_begin_with_a_zero(hq: Any) -> None:
    server = hq.app.state.server

    numbers = [server.new_id() for _ in range(400)]

    assert all(len(one) == 10 and one.isdigit() for one in numbers)
    assert any(one.startswith("0") for one in numbers)
