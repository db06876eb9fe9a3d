"""What the emulated SourceLoop service refuses, in which order, and what its calls do."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import quote

import pytest

from playground.backends.sourceloop import PERMISSIONS, bearer

LATER = {"isScheduled": True}


@pytest.mark.parametrize(
    ("method", "path", "body", "bearer_is", "status"),
    [
        ("PATCH", "/session", "{", None, 404),
        ("PATCH", "/session/{link}", "{", None, 400),
        ("PATCH", "/session/{link}", '{"topic": "x"}', None, 422),
        ("PATCH", "/session/{link}", "{}", None, 401),
        ("PATCH", "/session/{link}", "{}", "expired", 401),
        ("PATCH", "/session/nobody", "{}", "empty", 403),
        ("PATCH", "/session/nobody", "{}", "full", 404),
        ("PATCH", "/session/{link}/end", "{", "full", 204),
    ],
)
async def test_route_body_bearer_permission_and_handler_are_asked_in_this_order(
    loop: Any, method: str, path: str, body: str, bearer_is: str | None, status: int
) -> None:
    link = await loop.session()
    tokens = {
        "expired": bearer(loop.config, exp=int(loop.clock.now.timestamp())),
        "empty": bearer(loop.config, []),
        "full": loop.token,
    }
    authorization = {"Authorization": f"Bearer {tokens[bearer_is]}"} if bearer_is else {}

    answer = await loop.http.request(
        method,
        path.replace("{link}", link),
        content=body,
        headers={"Content-Type": "application/json", **authorization},
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("permission", "method", "path", "body"),
    [
        ("CreateMeetingSession", "POST", "/session", {}),
        ("GenerateMeetingToken", "POST", "/session/{link}/token", {}),
        ("EditMeeting", "PATCH", "/session/{link}", {}),
        ("StopMeeting", "PATCH", "/session/{link}/end", None),
        ("GetMeetingAttendees", "GET", "/session/{link}/attendees", None),
        ("GetMeetingArchives", "GET", "/archives", None),
        ("SetMeetingUploadTarget", "PUT", "/archives/storage-target", {}),
    ],
)
async def test_each_route_takes_exactly_one_permission(
    loop: Any, permission: str, method: str, path: str, body: Any
) -> None:
    link = await loop.session()
    statuses = []

    for held in ([permission], [one for one in PERMISSIONS if one != permission]):
        loop.token = bearer(loop.config, held)
        statuses.append((await loop.call(method, path.replace("{link}", link), body)).status_code)

    assert statuses[0] in (200, 204) if path != "/archives/storage-target" else statuses[0] == 400
    assert statuses[1] == 403


async def test_somebody_elses_session_is_anybodys(loop: Any) -> None:
    link = await loop.session()
    loop.token = bearer(loop.config, userTenantId="another")

    assert (await loop.call("PATCH", f"/session/{link}/end")).status_code == 204


@pytest.mark.parametrize(
    ("release", "switches", "kind"),
    [
        ("1.2.1", {}, "text/plain"),
        ("5.0.5", {}, "text/plain"),
        ("12.9.9", {}, "text/plain"),
        ("13.0.0", {}, "application/json"),
        ("21.0.0", {}, "application/json"),
        ("21.0.0", {"answer_shape": "text"}, "text/plain"),
        ("5.0.5", {"answer_shape": "code"}, "application/json"),
    ],
)
async def test_the_answer_of_a_new_session_has_two_shapes(
    build: Any, release: str, switches: dict[str, Any], kind: str
) -> None:
    async with build(release=release, **switches) as loop:
        answer = await loop.call("POST", "/session", {})

        assert answer.headers["content-type"] == kind
        link = json.loads(answer.text)["code"] if kind == "application/json" else answer.text
        assert link in loop.service.meetings


@pytest.mark.parametrize(("release", "status"), [("4.1.17", 400), ("4.1.18", 200)])
async def test_a_scheduled_time_may_be_a_text_from_4_1_18_on(build: Any, release: str, status: int) -> None:
    async with build(release=release) as loop:
        texts = await loop.call("POST", "/session", LATER | {"scheduleTime": loop.ahead(hours=1)})
        numbers = await loop.call("POST", "/session", LATER | {"scheduleTime": loop.ahead_ms(hours=1)})

    assert (texts.status_code, numbers.status_code) == (status, 200)


@pytest.mark.parametrize("value", [[], {}, True, 10**20, "1795334184627", "25 o'clock"])
async def test_what_is_no_time_is_refused(loop: Any, value: Any) -> None:
    said = await loop.refused("POST", "/session", LATER | {"scheduleTime": value})

    assert said[0] == 400


@pytest.mark.parametrize(("release", "expected"), [("10.0.0", [True, True]), ("10.0.1", [True, False])])
async def test_the_archived_flag_follows_the_wish_from_10_0_1_on(
    build: Any, release: str, expected: list[bool]
) -> None:
    async with build(release=release) as loop:
        links = [await loop.session(enableArchiving=wish) for wish in (True, False)]

        assert [loop.row(link).archived for link in links] == expected


async def test_ids_may_begin_and_end_with_signs(build: Any) -> None:
    async with build(awkward_ids=True) as loop:
        link = await loop.session()

        assert (link[0], link[-1], len(link)) == ("-", "_", 10)
        assert (await loop.call("PATCH", f"/session/{quote(link, safe='')}/end")).status_code == 204


async def test_an_id_is_decoded_once_and_an_escaped_slash_does_not_divide(loop: Any) -> None:
    said = await loop.refused("PATCH", "/session/a%252Fb%2Fc")

    assert said == (404, "Meeting link a%2Fb/c not found")


async def test_old_ids_may_hold_more_signs(build: Any) -> None:
    async with build(release="3.0.0") as loop:
        links = [await loop.session() for _ in range(100)]

    assert {".", "~"} & set("".join(links))


# Changes and the end


async def test_a_change_without_the_flag_opens_the_meeting_now(loop: Any) -> None:
    link = await loop.scheduled(days=1)

    await loop.ok("PATCH", f"/session/{link}", {"scheduleTime": loop.ahead(days=2)})

    assert loop.row(link).schedule_at == loop.clock.now
    assert (await loop.call("POST", f"/session/{link}/token", {})).status_code == 200


async def test_a_past_time_is_refused_even_without_the_flag(loop: Any) -> None:
    link = await loop.scheduled(days=1)

    said = await loop.refused("PATCH", f"/session/{link}", {"scheduleTime": loop.ahead(hours=-1)})

    assert said == (400, "Schedule Time cannot be set in the past")


async def test_a_time_without_a_zone_is_the_servers_own(build: Any) -> None:
    async with build(timezone="Asia/Tokyo") as loop:
        link = await loop.scheduled(days=1)

        await loop.ok("PATCH", f"/session/{link}", LATER | {"scheduleTime": "2026-11-25T09:00:00"})

        assert loop.row(link).schedule_at.astimezone(loop.clock.now.tzinfo).isoformat() == "2026-11-25T00:00:00+00:00"


async def test_a_change_gathers_all_that_is_wrong(loop: Any) -> None:
    answer = await loop.call("PATCH", "/session/x", {"topic": "x", "deleted": 0, "extMetadata": [], "endTime": "soon"})

    assert [(one["path"], one["code"]) for one in answer.json()["error"]["details"]] == [
        ("", "additionalProperties"),
        ("/deleted", "type"),
        ("/endTime", "format"),
        ("/extMetadata", "type"),
    ]


@pytest.mark.parametrize("method_and_path", ["POST /session", "POST /session/x/token", "PATCH /session/x"])
async def test_null_is_nobodys_fault_and_breaks_the_handler(loop: Any, method_and_path: str) -> None:
    method, path = method_and_path.split()

    answer = await loop.http.request(
        method,
        path,
        content="null",
        headers={"Content-Type": "application/json", "Authorization": f"Bearer {loop.token}"},
    )

    assert answer.json() == {"error": {"statusCode": 500, "message": "Internal Server Error"}}


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ("[1", "Unexpected end of JSON input"),
        ("nonsense", "Unexpected token n in JSON at position 0"),
        ("\udcff", "Unexpected token in JSON at position 0"),
    ],
)
async def test_what_is_no_json_is_told_where(loop: Any, sent: str, message: str) -> None:
    raw = sent.encode(errors="surrogateescape")

    answer = await loop.http.post("/session", content=raw, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["error"]["message"]) == (400, message)


# What a host may have got wrong


async def test_an_unmigrated_database_makes_sessions_and_reads_none(build: Any) -> None:
    async with build(migrated=False) as loop:
        link = await loop.session()
        reads = [
            ("POST", f"/session/{link}/token"),
            ("PATCH", f"/session/{link}"),
            ("PATCH", f"/session/{link}/end"),
            ("GET", f"/session/{link}/attendees"),
            ("GET", "/archives/x"),
        ]

        assert [await loop.refused(*one) for one in reads] == [(500, "Internal Server Error")] * 5
        assert await loop.ok("GET", "/archives") == {"count": 0, "items": []}


async def test_numbers_may_come_as_texts(build: Any) -> None:
    async with build(numbers_as_text=True) as loop:
        link, _ = await loop.archived()

        told = (await loop.ok("GET", "/archives"))["items"][0]["metaData"]
        rows = await loop.ok("GET", f"/session/{link}/attendees")

    assert (told["duration"], rows[0]["id"]) == ("38", "1")
    assert {type(told[name]) for name in ("createdAt", "duration", "size")} == {str}


@pytest.mark.parametrize(
    ("change", "allowed"),
    [({"release": "new"}, False), ({"answer_shape": "xml"}, False), ({"attendees": "never"}, False), ({}, True)],
)
async def test_a_configuration_that_cannot_be_is_refused(loop: Any, change: dict[str, Any], allowed: bool) -> None:
    try:
        replace(loop.config, **change)
    except ValueError:
        refused = True
    else:
        refused = False

    assert refused is not allowed
