"""The emulated PortSIP PBX's recordings: when they are listed, whose their bytes are, when they go."""

import io
import wave
from datetime import timedelta
from typing import Any

import pytest


async def recorded(pbx: Any, **fields: Any) -> str:
    """A room with one recording of a minute; its id."""
    room_id: str = await pbx.on_call(**fields)
    await pbx.ok("POST", f"conference_rooms/{room_id}/start_recording")
    pbx.clock.advance(minutes=1)
    await pbx.ok("POST", f"conference_rooms/{room_id}/stop_recording")
    return room_id


async def listed(pbx: Any, room_id: str) -> list[dict[str, Any]]:
    page = await pbx.ok("GET", f"conference_rooms/{room_id}/recordings")
    assert page["count"] == len(page["items"])
    items: list[dict[str, Any]] = page["items"]
    return items


async def test_what_is_still_being_recorded_is_not_listed(pbx: Any) -> None:
    room_id = await pbx.on_call(enable_recording=True)

    during = await listed(pbx, room_id)
    pbx.clock.advance(seconds=90)
    await pbx.control("leave", number="7001")

    assert during == []
    assert [one["duration"] for one in await listed(pbx, room_id)] == [90]


async def test_the_newest_comes_first(pbx: Any) -> None:
    room_id = await recorded(pbx)
    await pbx.control("record", number="7001", action="start")
    pbx.clock.advance(seconds=5)
    await pbx.control("record", number="7001", action="stop")

    assert [one["duration"] for one in await listed(pbx, room_id)] == [5, 60]


async def test_a_file_may_take_its_time(build: Any) -> None:
    async with build(recording_takes=timedelta(seconds=30)) as pbx:
        room_id = await recorded(pbx)

        at_once = await listed(pbx, room_id)
        pbx.clock.advance(seconds=30)

        assert (len(at_once), len(await listed(pbx, room_id))) == (0, 1)


@pytest.mark.parametrize(("told", "size"), [(True, 480_064), (False, 0)])
async def test_a_size_may_read_nothing(build: Any, told: bool, size: int) -> None:
    async with build(sizes_told=told) as pbx:
        room_id = await recorded(pbx, mode="AUDIO")

        assert (await listed(pbx, room_id))[0]["file_size"] == size


async def test_an_audio_rooms_file_is_a_sound_of_its_length(pbx: Any) -> None:
    room_id = await recorded(pbx, mode="AUDIO")
    one = (await listed(pbx, room_id))[0]

    answer = await pbx.http.get(one["file_url"])

    with wave.open(io.BytesIO(answer.content)) as sound:
        assert sound.getnframes() // sound.getframerate() == 60
    assert answer.headers["content-disposition"] == f'attachment; filename="{one["file_name"]}"'
    assert len(answer.content) == one["file_size"]


async def test_a_video_rooms_file_has_as_many_bytes_as_it_says(pbx: Any) -> None:
    room_id = await recorded(pbx)
    one = (await listed(pbx, room_id))[0]

    answer = await pbx.http.get(one["file_url"])

    assert answer.headers["content-type"] == "video/mp4"
    assert len(answer.content) == one["file_size"]
    assert answer.content[4:8] == b"ftyp"


async def test_files_may_need_a_token_and_older_ones_stay_open(pbx: Any) -> None:
    room_id = await recorded(pbx)
    await pbx.control("config", private_recordings=True)
    await pbx.control("record", number="7001", action="start")
    await pbx.control("record", number="7001", action="stop")

    private, public = [one["file_url"] for one in await listed(pbx, room_id)]
    answers = [
        await pbx.http.get(private),
        await pbx.http.get(public),
        await pbx.call("GET", private.removeprefix("/api/")),
    ]

    assert [one.status_code for one in answers] == [401, 200, 200]


async def test_a_removed_recording_is_gone_with_its_file(pbx: Any) -> None:
    room_id = await recorded(pbx)
    one = (await listed(pbx, room_id))[0]
    path = f"conference_rooms/{room_id}/recordings/{one['id']}/destroy"

    answer = await pbx.call("POST", path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert await listed(pbx, room_id) == []
    assert (await pbx.http.get(one["file_url"])).status_code == 404
    assert (await pbx.refused("POST", path))[0] == 404


@pytest.mark.parametrize(("keep", "status"), [(False, 404), (True, 200)])
async def test_files_may_outlive_their_room(build: Any, keep: bool, status: int) -> None:
    async with build(keep_recordings=keep) as pbx:
        room_id = await recorded(pbx)
        one = (await listed(pbx, room_id))[0]

        await pbx.ok("POST", f"conference_rooms/{room_id}/destroy")

        assert (await pbx.http.get(one["file_url"])).status_code == status
        assert (await pbx.refused("GET", f"conference_rooms/{room_id}/recordings"))[0] == 404


async def test_recordings_go_after_half_a_year(pbx: Any) -> None:
    room_id = await recorded(pbx)

    pbx.clock.advance(days=181)
    later = await pbx.signed_in()

    assert await listed(later, room_id) == []


async def test_read_and_unread_are_taken_and_told_nowhere(pbx: Any) -> None:
    room_id = await recorded(pbx)
    before = (await listed(pbx, room_id))[0]

    marks = []
    for deed in ("set_read", "set_unread"):
        answer = await pbx.call("POST", f"conference_rooms/{room_id}/recordings/{before['id']}/{deed}")
        marks.append((answer.status_code, (await pbx.control_state())["rooms"][0]["recordings"][0]["read"]))

    assert marks == [(200, True), (200, False)]
    assert (await listed(pbx, room_id))[0] == before
