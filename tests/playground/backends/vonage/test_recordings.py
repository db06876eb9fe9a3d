"""Recordings of the emulated Vonage Meetings API, from the first frame to the deleted file."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

UNKNOWN = "e5b73c98-c087-4ee5-b61b-0ea08204fc65"


async def link_of(vonage: Any, recording_id: str) -> str:
    link: str = (await vonage.ok("GET", f"recordings/{recording_id}"))["_links"]["url"]["href"]
    return link


async def test_a_recording_goes_from_started_to_uploaded(vonage: Any) -> None:
    room = await vonage.lasting()
    await vonage.join(room, host=True)
    seen = []

    for action in ("start", "pause", "start", "stop"):
        made = await vonage.control("record", room=room["id"], action=action)
        seen.append((await vonage.ok("GET", f"recordings/{made['recording_id']}"))["status"])
    vonage.clock.advance(minutes=2)
    seen.append((await vonage.ok("GET", f"recordings/{made['recording_id']}"))["status"])

    assert seen == ["started", "paused", "started", "stopped", "uploaded"]


async def test_one_in_progress_has_neither_end_nor_link(vonage: Any) -> None:
    room = await vonage.lasting()
    await vonage.join(room, host=True)
    made = await vonage.control("record", room=room["id"], action="start")

    shown = await vonage.ok("GET", f"recordings/{made['recording_id']}")

    assert (shown["ended_at"], shown["_links"]) == (None, {"url": {"href": None}})


async def test_a_session_lists_its_recordings(vonage: Any) -> None:
    _, recording_id = await vonage.recorded()
    session_id = (await vonage.ok("GET", f"recordings/{recording_id}"))["session_id"]

    listed = await vonage.ok("GET", f"sessions/{session_id}/recordings")

    assert [one["id"] for one in listed["_embedded"]["recordings"]] == [recording_id]


async def test_a_session_without_recordings_lists_none(vonage: Any) -> None:
    session_id = (await vonage.join(await vonage.room()))["session_id"]

    assert await vonage.ok("GET", f"sessions/{session_id}/recordings") == {"_embedded": {"recordings": []}}


@pytest.mark.parametrize(
    ("method", "path", "said"),
    [
        ("GET", "sessions/not-a-session/recordings", "Failed to find session recordings by id: not-a-session"),
        ("GET", f"recordings/{UNKNOWN}", f"Recording {UNKNOWN} was not found"),
        ("DELETE", f"recordings/{UNKNOWN}", "Could not find recording"),
    ],
)
async def test_what_is_not_there_is_not_found(vonage: Any, method: str, path: str, said: str) -> None:
    assert await vonage.refused(method, path) == (404, "NotFoundError", said)


@pytest.mark.parametrize("status", [500, 403])
async def test_a_recording_is_not_deleted_before_it_is_uploaded(build: Any, status: int) -> None:
    async with build(early_delete_status=status) as vonage:
        _, recording_id = await vonage.recorded()

        answer = await vonage.call("DELETE", f"recordings/{recording_id}")

        assert (answer.status_code, answer.content) == (status, b"")
        assert (await vonage.ok("GET", f"recordings/{recording_id}"))["status"] == "stopped"


async def test_a_deleted_recording_is_gone(vonage: Any) -> None:
    _, recording_id = await vonage.recorded()
    session_id = (await vonage.ok("GET", f"recordings/{recording_id}"))["session_id"]
    await vonage.control("upload", recording_id=recording_id)

    answer = await vonage.call("DELETE", f"recordings/{recording_id}")

    assert (answer.status_code, answer.content) == (204, b"")
    assert (await vonage.call("GET", f"recordings/{recording_id}")).status_code == 404
    assert await vonage.ok("GET", f"sessions/{session_id}/recordings") == {"_embedded": {"recordings": []}}


async def test_each_look_signs_the_link_anew(vonage: Any) -> None:
    _, recording_id = await vonage.recorded()
    await vonage.control("upload", recording_id=recording_id)

    first = parse_qs(urlsplit(await link_of(vonage, recording_id)).query)
    vonage.clock.advance(minutes=17)
    second = parse_qs(urlsplit(await link_of(vonage, recording_id)).query)

    assert int(second["Expires"][0]) - int(first["Expires"][0]) == 17 * 60
    assert first["Signature"] != second["Signature"]


async def test_the_link_opens_until_it_expires_and_takes_no_token(own_links: Any) -> None:
    _, recording_id = await own_links.recorded()
    await own_links.control("upload", recording_id=recording_id)
    link = await link_of(own_links, recording_id)

    opened = await own_links.http.get(link)
    with_token = await own_links.http.get(link, headers=own_links.bearer())
    changed = await own_links.http.get(link.replace("Expires=1", "Expires=2"))
    own_links.clock.advance(days=1)
    late = await own_links.http.get(link)

    assert (opened.status_code, opened.headers["content-type"]) == (200, "video/mp4")
    assert opened.content[4:8] == b"ftyp"
    assert (with_token.status_code, changed.status_code, late.status_code) == (400, 403, 403)
    assert "SignatureDoesNotMatch" in changed.text
    assert "AccessDenied" in late.text


async def test_a_link_to_a_deleted_recording_leads_nowhere(own_links: Any) -> None:
    _, recording_id = await own_links.recorded()
    await own_links.control("upload", recording_id=recording_id)
    link = await link_of(own_links, recording_id)
    await own_links.call("DELETE", f"recordings/{recording_id}")

    assert (await own_links.http.get(link)).status_code == 404


async def test_a_room_that_records_by_itself_cannot_be_stopped(vonage: Any) -> None:
    room = await vonage.lasting(recording_options={"auto_record": True})
    await vonage.join(room, "Ben")

    refused = await vonage.not_done("record", room=room["id"], action="stop")
    state = (await vonage.state())[0]
    await vonage.leave(room)

    assert refused == (409, "auto_record")
    assert state["recording"]
    assert [one["status"] for one in (await vonage.state())[0]["recordings"]] == ["stopped"]


async def test_a_room_without_recording_is_not_recorded(vonage: Any) -> None:
    room = await vonage.lasting(available_features={"is_recording_available": False})
    await vonage.join(room, host=True)

    assert await vonage.not_done("record", room=room["id"], action="start") == (409, "no_recording")


async def test_an_upload_may_wait_until_it_is_told(build: Any) -> None:
    async with build(upload_takes=None) as vonage:
        room, recording_id = await vonage.recorded()
        vonage.clock.advance(hours=12)
        before = (await vonage.ok("GET", f"recordings/{recording_id}"))["status"]

        await vonage.control("upload", room=room["meeting_code"])

        assert before == "stopped"
        assert (await vonage.ok("GET", f"recordings/{recording_id}"))["status"] == "uploaded"
