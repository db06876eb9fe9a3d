"""The emulated PortSIP PBX answers in the shapes of the example payloads, and takes their requests."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from playground.backends.portsip import User

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "wire/examples.json").read_text("utf-8"))
ANSWERS, REQUESTS = EXAMPLES["responses"], EXAMPLES["requests"]
KELLY = User(
    id="NzkyNDA2NjE1OTYwNTg0MjIw",
    name="kelly",
    display_name="Kelly Cruickshank",
    email="kelly@test.io",
    extension_number="102",
)
BOT = User(name="bot", display_name="Bot", email="", extension_number="100", role="Admin", password="PLACEHOLDER")
OWN = {"id", "created_at", "token"}
"""What the PBX makes up for each room."""


def differences(example: Any, answer: Any, where: str = "") -> list[str]:
    """Where an answer has not the names and types of an example; null in either says nothing of the type."""
    if example is None or answer is None:
        return []
    if type(example) is not type(answer):
        return [f"{where}: {type(example).__name__} in the example, {type(answer).__name__} here"]
    if isinstance(example, dict):
        odd = [f"{where}.{name} is in one only" for name in example.keys() ^ answer.keys()]
        shared = sorted(example.keys() & answer.keys())
        inside = [differences(example[name], answer[name], f"{where}.{name}") for name in shared]
        return odd + [one for some in inside for one in some]
    if isinstance(example, list) and example:
        return [one for row in answer for one in differences(example[0], row, f"{where}[]")]
    return []


@pytest.fixture
async def sample(build: Any) -> AsyncIterator[Any]:
    """A PBX whose people and addresses are those of the examples."""
    async with build(
        domain="test.io",
        users=(KELLY, BOT),
        sbc_host="192.168.0.18",
        sbc_port=10443,
        signing_in={"username": "bot", "password": "PLACEHOLDER", "domain": "test.io"},
    ) as pbx:
        yield pbx


async def send(pbx: Any, example: dict[str, Any], **changes: Any) -> httpx.Response:
    """An example's request, as it stands there."""
    request = example | changes
    where = urlsplit(request["path"])
    answer: httpx.Response = await pbx.http.request(
        request["method"],
        where.path,
        params=dict(parse_qsl(where.query)),
        json=request.get("body"),
        data=request.get("form"),
        headers={"Authorization": f"Bearer {pbx.token}"},
    )
    return answer


@pytest.mark.parametrize("name", EXAMPLES["auth"])
async def test_signing_in_and_out_is_answered_as_in_the_examples(sample: Any, name: str) -> None:
    example = EXAMPLES["auth"][name]
    changes: dict[str, Any] = {}
    if "refresh" in name:
        held = (await sample.grant(username="bot", password="PLACEHOLDER", domain="test.io")).json()["refresh_token"]
        part = "form" if "form" in example["request"] else "body"
        changes[part] = example["request"][part] | {"refresh_token": held}
    if "two-factor" in name:
        await sample.control("users", name="bot", two_factor=True)

    answer = await send(sample, example["request"], **changes)

    assert answer.status_code == example["response"]["status"]
    assert differences(example["response"]["body"], answer.json() if answer.content else None) == []


async def test_a_scheduled_room_reads_as_in_the_examples(sample: Any) -> None:
    made = await send(sample, REQUESTS["create room (scheduled, all common fields)"])

    page = await sample.ok("GET", "conference_rooms")
    detail = await sample.read(made.json()["id"])

    summary = ANSWERS["200 room page (summary form)"]["body"]["items"][0]
    whole = ANSWERS["200 room (detailed form)"]["body"]
    assert (made.status_code, differences(ANSWERS["201 room created"]["body"], made.json())) == (201, [])
    assert {**page["items"][0], **dict.fromkeys(OWN & summary.keys())} == {
        **summary,
        **dict.fromkeys(OWN & summary.keys()),
    }
    assert list(page["items"][0]) == list(summary)
    assert {**detail, **dict.fromkeys(OWN), "outbound_caller_ids": None} == {
        **whole,
        **dict.fromkeys(OWN),
        "outbound_caller_ids": None,
    }
    assert differences(whole, detail) == []


async def test_a_plain_room_reads_as_in_the_examples(sample: Any) -> None:
    await send(sample, REQUESTS["create room (minimal)"])

    page = (await send(sample, REQUESTS["list rooms"])).json()

    example = ANSWERS["200 room page (summary form)"]["body"]["items"][1]
    other = {"id", "created_at", "subject", "language", "timezone"}
    assert page["count"] == 1
    assert {name: value for name, value in page["items"][0].items() if name not in other} == {
        name: value for name, value in example.items() if name not in other
    }


async def test_an_outbound_caller_reads_as_in_the_examples(sample: Any) -> None:
    callers = ANSWERS["200 room (detailed form)"]["body"]["outbound_caller_ids"]

    room_id = await sample.room(outbound_caller_ids=callers)

    assert (await sample.read(room_id))["outbound_caller_ids"] == callers


async def test_status_and_participants_read_as_in_the_examples(sample: Any) -> None:
    room_id = await sample.room()
    idle = await sample.ok("GET", f"conference_rooms/{room_id}/status")
    kelly = await sample.control("join", number="7001", extension="102")
    await sample.control("join", number="7001", phone="+47 900 00 000")

    on_call = await sample.ok("GET", f"conference_rooms/{room_id}/status")
    people = await sample.ok("GET", f"conference_rooms/{room_id}/participants")
    single = await sample.ok("GET", f"conference_rooms/{room_id}/participants/{kelly['participant_id']}")

    assert idle == ANSWERS["200 room status, idle"]["body"]
    assert differences(ANSWERS["200 room status, in call"]["body"], on_call) == []
    assert on_call["status"] == "ON_CALL"
    assert differences(ANSWERS["200 participants (no count in this envelope)"]["body"], people) == []
    assert differences(ANSWERS["200 participant"]["body"], single) == []
    assert [one["display_name"] for one in people["items"]] == [
        '"Kelly Cruickshank"<sip:102@test.io>',
        '"+4790000000"<sip:+4790000000@test.io>',
    ]


async def test_recordings_read_as_in_the_examples(sample: Any) -> None:
    room_id = await sample.room(enable_recording=True)
    await sample.control("join", number="7001", extension="102")
    sample.clock.advance(seconds=34)
    await sample.control("leave", number="7001")

    listed = await sample.ok("GET", f"conference_rooms/{room_id}/recordings")

    assert differences(ANSWERS["200 recordings"]["body"], listed) == []
    assert listed["items"][0]["duration"] == 34
    assert listed["items"][0]["answered_at"] == "2026-11-23T12:00:00.000000Z"


async def test_numbers_people_and_servers_read_as_in_the_examples(sample: Any) -> None:
    await sample.room(extension_number="8008", subject="Board room")
    server_id = (await sample.ok("GET", "conference_servers"))["items"][0]["id"]

    taken = (await send(sample, REQUESTS["is a number free"])).json()
    people = (await send(sample, REQUESTS["find a user by e-mail"])).json()
    servers = await sample.ok("GET", "conference_servers")
    status = await sample.ok("GET", f"conference_servers/{server_id}/status")

    number = ANSWERS["200 number taken"]["body"]
    assert {**taken, "id": number["id"]} == number
    assert people == ANSWERS["200 users"]["body"]
    assert {**servers["items"][0], "id": None} == {**ANSWERS["200 conference servers"]["body"]["items"][0], "id": None}
    assert differences(ANSWERS["200 conference server status"]["body"], status) == []


@pytest.mark.parametrize("name", ["update room", "invite", "layout", "position"])
async def test_the_example_requests_of_a_room_are_taken(sample: Any, name: str) -> None:
    room_id = await sample.room()
    kelly = await sample.control("join", number="7001", extension="102")
    sent = json.dumps(REQUESTS[name])
    for theirs, ours in (("NzAwNTUxOTA5NzczMTQ4MTYw", room_id), ("ODg0NzU3NTcwMzcwMTQ2MzA0", kelly["participant_id"])):
        sent = sent.replace(theirs, ours)

    answer = await send(sample, json.loads(sent))

    assert (answer.status_code, answer.content) == (200, b"")


async def test_refusals_read_as_in_the_examples(sample: Any) -> None:
    anonymous = await sample.http.get("/api/conference_rooms")
    answers = {
        "login refused (status 400 up to 22.5; 22.6 revised login status codes)": await sample.grant(password="x"),
        "refresh refused": await sample.grant(grant_type="refresh_token", refresh_token="x"),
        "validation": await sample.call("POST", "conference_rooms", sample.standup(extension_number="1")),
        "token missing or expired": anonymous,
        "not found": await sample.call("GET", "conference_rooms/x"),
    }

    for name, answer in answers.items():
        example = EXAMPLES["errors"][name]
        assert (answer.status_code, answer.json()) == (example["status"], example["body"]), name


async def test_the_join_link_of_the_parts_is_the_documented_one(sample: Any) -> None:
    room = await sample.read(await sample.room(extension_number="110200800"))

    link = EXAMPLES["join_link"]["template"].format(**room)

    documented = urlsplit(EXAMPLES["join_link"]["documented_example"])
    assert link.replace(room["token"], "c69b79e9-e9c2-4f52-82bf-63a657ed6862") == documented.geturl()
