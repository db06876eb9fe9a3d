"""Archives: when the emulated cloud makes them, how they come about, and what the service tells of them."""

from datetime import timedelta
from typing import Any

import pytest


async def listed(loop: Any) -> list[dict[str, Any]]:
    return [item["metaData"] for item in (await loop.ok("GET", "/archives"))["items"]]


async def test_a_session_with_archiving_is_recorded_from_the_first_who_comes_to_the_last_who_goes(loop: Any) -> None:
    link = await loop.session(enableArchiving=True)
    before = await listed(loop)
    await loop.join(link, "Ana")
    await loop.join(link, "Ben")
    running = await listed(loop)
    loop.clock.advance(seconds=30)
    await loop.leave(link, name="Ana")
    await loop.leave(link, name="Ben")

    stopped = await listed(loop)

    assert before == []
    assert [(one["status"], one["url"]) for one in running] == [("started", None)]
    assert [(one["status"], one["duration"], one["url"]) for one in stopped] == [("stopped", 30, None)]


async def test_a_session_without_archiving_is_not_recorded(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link)

    assert await listed(loop) == []


async def test_an_archive_becomes_available_and_runs_out(loop: Any) -> None:
    await loop.archived()
    seen = []

    for span in (timedelta(minutes=2), timedelta(hours=72)):
        loop.clock.now += span
        seen.append([(one["status"], one["url"] is not None) for one in await listed(loop)])

    assert seen == [[("available", True)], [("expired", False)]]


async def test_recordings_are_found_by_the_session_that_the_token_named(loop: Any) -> None:
    await loop.archived()
    link, archive_id = await loop.archived()

    session_id = (await loop.ok("POST", f"/session/{link}/token"))["sessionId"]
    items = (await loop.ok("GET", "/archives"))["items"]

    assert [one["metaData"]["id"] for one in items if one["sessionId"] == session_id] == [archive_id]


async def test_a_list_has_a_page_of_the_newest_and_no_more(build: Any) -> None:
    async with build(archives_page=2) as loop:
        made = [(await loop.archived())[1] for _ in range(3)]

        answer = await loop.ok("GET", "/archives", count=100, offset=2)

    assert answer["count"] == 2
    assert [item["metaData"]["id"] for item in answer["items"]] == [made[2], made[1]]


async def test_one_archive_is_not_there_unless_the_host_wrote_it_into_the_row(loop: Any) -> None:
    _, archive_id = await loop.archived()
    path = f"/archives/{archive_id}"

    before = await loop.refused("GET", path)
    await loop.control("archive", archive_id=archive_id, action="attach")
    attached = await loop.ok("GET", path)
    deleted = await loop.call("DELETE", path)

    assert before == (404, "Archive Not Found")
    assert attached["metaData"]["id"] == archive_id
    assert deleted.status_code == 204
    assert await loop.refused("GET", path) == (500, "Internal Server Error")
    assert await loop.refused("DELETE", path) == (500, "Internal Server Error")


async def test_the_clouds_owner_can_record_and_stop(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link)

    started = await loop.control("archive", session=link, action="start", name="Retro")
    again = await loop.not_done("archive", session=link, action="start")
    paused = await loop.control("archive", archive_id=started["archive_id"], action="pause")
    stopped = await loop.control("archive", session=link, action="stop")

    assert again == (409, "not_now")
    assert [one["status"] for one in (started, paused, stopped)] == ["started", "paused", "stopped"]
    assert (await loop.ok("GET", "/archives"))["items"][0]["name"] == "Retro"
    assert await loop.not_done("archive", session=link, action="stop") == (409, "not_now")


async def test_an_encrypted_session_cannot_be_recorded(loop: Any) -> None:
    link = await loop.session(endToEndEncryption=True)
    await loop.join(link)

    assert await loop.not_done("archive", session=link, action="start") == (409, "not_now")


@pytest.mark.parametrize(
    ("actions", "status"), [(["finish"], "available"), (["fail"], "failed"), (["finish", "expire"], "expired")]
)
async def test_what_becomes_of_an_archive_can_be_told(build: Any, actions: list[str], status: str) -> None:
    async with build(archive_takes=None) as loop:
        _, archive_id = await loop.archived()
        loop.clock.advance(days=1)

        told = [await loop.control("archive", archive_id=archive_id, action=action) for action in actions]

    assert told[-1]["status"] == status


async def test_with_a_storage_target_an_archive_is_uploaded_and_has_no_link(loop: Any) -> None:
    await loop.ok("PUT", "/archives/storage-target", {"name": "AWSS3", "bucket": "rec"})
    await loop.archived()
    loop.clock.advance(minutes=2)

    assert [(one["status"], one["url"]) for one in await listed(loop)] == [("uploaded", None)]


# Where archives go


@pytest.mark.parametrize(
    ("release", "body", "status", "kind"),
    [
        ("14.0.0", {"name": "GCS", "bucket": "b"}, 204, None),
        ("15.0.0", {"name": "GCS", "bucket": "b"}, 400, None),
        ("15.0.0", {}, 400, None),
        ("15.0.0", {"name": "AWSS3"}, 204, None),
        ("21.0.0", {"name": "AZURE", "accountName": "a"}, 204, "Azure"),
        ("3.0.0", {"accessKey": "k", "secretKey": "s", "bucket": "b"}, 204, "S3"),
        ("3.0.0", {"accountName": "a", "accountKey": "k", "container": "c"}, 204, "Azure"),
        ("3.0.0", {"name": "AWSS3", "bucket": "b"}, 204, None),
        ("3.1.0", {"accessKey": "k", "secretKey": "s", "bucket": "b"}, 204, None),
    ],
)
async def test_a_storage_target_is_read_as_the_release_does(
    build: Any, release: str, body: dict[str, str], status: int, kind: str | None
) -> None:
    async with build(release=release) as loop:
        answer = await loop.call("PUT", "/archives/storage-target", body)

        target = (await loop.http.get("/control/state")).json()["storage_target"]
        asked = (await loop.http.get("/control/history")).json()["requests"][0]["body"]

    assert answer.status_code == status
    assert (target and target["type"]) == kind
    assert asked == {name: "***" if name.endswith("Key") else value for name, value in body.items()}
    assert "'k'" not in str(target)


@pytest.mark.parametrize("name", ["AWSS3", "AZURE"])
async def test_without_keys_in_the_servers_settings_no_target_is_set(build: Any, name: str) -> None:
    async with build(storage_keys=False) as loop:
        assert await loop.refused("PUT", "/archives/storage-target", {"name": name}) == (500, "Internal Server Error")


async def test_with_twilio_archives_are_not_listed_and_one_alone_has_its_own_words(build: Any) -> None:
    async with build(provider="twilio") as loop:
        _, archive_id = await loop.archived()
        await loop.control("archive", archive_id=archive_id, action="attach")

        told = (await loop.ok("GET", f"/archives/{archive_id}"))["metaData"]

        assert await loop.refused("GET", "/archives") == (400, "recordingSid is required")
        assert (told["sid"], told["status"], told["duration"]) == (archive_id, "completed", 38)


# Links


async def test_a_link_opens_for_a_while(build: Any) -> None:
    async with build(archives_base="https://meet.example.org/cloud") as loop:
        await loop.archived()
        loop.clock.advance(minutes=2)
        url = (await listed(loop))[0]["url"]

        opened = await loop.http.get(url)
        forged = await loop.http.get(url[:-1] + ("0" if url[-1] != "0" else "1"))
        loop.clock.advance(minutes=10)
        late = await loop.http.get(url)

    assert (opened.status_code, opened.headers["content-type"]) == (200, "video/mp4")
    assert (forged.status_code, late.status_code) == (403, 403)


async def test_an_archive_that_is_not_there_has_no_file(loop: Any) -> None:
    answers = [await loop.http.get(f"/cloud/x.mp4{query}") for query in ("", "?Expires=soon&Signature=x")]

    assert {answer.status_code for answer in answers} == {403}
