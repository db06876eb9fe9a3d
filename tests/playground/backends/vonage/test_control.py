"""The back door of the emulated Vonage Meetings, which tests and checkers use."""

from typing import Any

import pytest


async def test_the_state_tells_of_every_room(vonage: Any) -> None:
    room = await vonage.lasting()
    joined = await vonage.join(room, "Ana", host=True)
    await vonage.control("record", room=room["id"], action="start")

    state = (await vonage.state())[0]

    assert state["meeting_code"] == room["meeting_code"]
    assert state["guest_url"] == room["_links"]["guest_url"]["href"]
    assert (state["session_id"], state["inside"], state["recording"]) == (joined["session_id"], ["Ana"], True)
    assert [one["status"] for one in state["recordings"]] == ["started"]
    assert "participant_token" not in str(state)


async def test_somebody_can_leave_by_name_by_seat_or_with_all(vonage: Any) -> None:
    room = await vonage.room()
    seats = {name: (await vonage.join(room, name))["seat"] for name in ("Ana", "Ben", "Cleo", "Dora")}

    by_name = await vonage.leave(room, name="Ana")
    by_seat = await vonage.leave(room, seat=seats["Ben"])
    everybody = await vonage.leave(room)

    assert [by_name["left"], by_seat["left"], everybody["left"]] == [["Ana"], ["Ben"], ["Cleo", "Dora"]]


async def test_a_meeting_can_be_ended(vonage: Any) -> None:
    room = await vonage.room()
    joined = await vonage.join(room)

    ended = await vonage.control("end", room=room["id"])

    assert ended == {"session_id": joined["session_id"]}
    assert (await vonage.state())[0]["session_id"] is None


async def test_one_recording_can_be_uploaded_alone(vonage: Any) -> None:
    _, first = await vonage.recorded()
    _, second = await vonage.recorded()

    uploaded = await vonage.control("upload", recording_id=second)

    assert uploaded == {"uploaded": [second]}
    assert (await vonage.ok("GET", f"recordings/{first}"))["status"] == "stopped"


@pytest.mark.parametrize(
    ("deed", "wish", "refused"),
    [
        ("join", {"room": "000000000", "name": "Ana"}, (404, "unknown")),
        ("join", {"room": "{id}"}, (400, "bad_request")),
        ("join", {"name": "Ana"}, (400, "bad_request")),
        ("join", {"room": "{id}", "name": "  "}, (409, "no_name")),
        ("leave", {"room": "{id}"}, (409, "idle")),
        ("end", {"room": "{id}"}, (409, "idle")),
        ("record", {"room": "{id}", "action": "start"}, (409, "idle")),
        ("admit", {"room": "{id}", "name": "Ben"}, (404, "unknown")),
        ("upload", {"room": "{id}"}, (404, "unknown")),
        ("deliver", {"numbers": 1}, (400, "bad_request")),
        ("config", {"public_key": "x"}, (400, "bad_request")),
        ("config", {"copies": []}, (400, "bad_request")),
        ("config", {"volume": 11}, (400, "bad_request")),
    ],
)
async def test_what_cannot_be_done_says_why(
    vonage: Any, deed: str, wish: dict[str, Any], refused: tuple[int, str]
) -> None:
    room = await vonage.room()

    filled = {name: room["id"] if value == "{id}" else value for name, value in wish.items()}

    assert await vonage.not_done(deed, **filled) == refused


async def test_a_recorder_knows_three_deeds(vonage: Any) -> None:
    room = await vonage.room()
    await vonage.join(room)

    assert await vonage.not_done("record", room=room["id"], action="rewind") == (400, "bad_request")


async def test_nobody_leaves_who_is_not_there(vonage: Any) -> None:
    room = await vonage.room()
    await vonage.join(room)

    assert await vonage.not_done("leave", room=room["id"], name="Ben") == (404, "unknown")


async def test_a_body_must_be_an_object(vonage: Any) -> None:
    answers = [await vonage.http.post("/control/join", content=sent) for sent in (b"", b"[]", b"{")]

    assert {answer.status_code for answer in answers} == {400}


async def test_switches_of_the_configuration_can_be_set_while_it_runs(vonage: Any) -> None:
    set_to = await vonage.control("config", link_style="absolute", copies=2)

    assert set_to == {"link_style": "absolute", "copies": 2}
    assert (await vonage.ok("GET", "rooms"))["_links"]["first"]["href"].startswith("https://")
