"""What the emulated Vonage Meetings tells, to whom, in which order; and each way in which that was seen to differ."""

import json
from typing import Any

import pytest

WHOLE = [
    "session:started",
    "session:participant:joined",
    "recording:started",
    "session:participant:joined",
    "session:participant:left",
    "recording:ended",
    "session:participant:left",
    "session:ended",
    "recording:uploaded",
    "room:expired",
]


async def meet(vonage: Any) -> dict[str, Any]:
    """A whole meeting of two, recorded, in a room that closes afterwards."""
    room: dict[str, Any] = await vonage.lasting(expire_after_use=True)
    await vonage.join(room, "Ana", host=True)
    await vonage.control("record", room=room["id"], action="start")
    await vonage.join(room, "Ben")
    vonage.clock.advance(seconds=38)
    await vonage.leave(room, name="Ben")
    await vonage.leave(room, name="Ana")
    await vonage.heard()
    vonage.clock.advance(minutes=10)
    await vonage.heard()
    return room


async def test_a_meeting_is_told_from_its_first_to_its_last_event(vonage: Any) -> None:
    await meet(vonage)

    assert vonage.hooks.events == WHOLE


async def test_each_kind_goes_to_its_own_address(vonage: Any) -> None:
    await meet(vonage)

    kinds = {body["event"].partition(":")[0]: path for path, body in vonage.hooks.heard}
    assert kinds == {"session": "/hooks/sessions", "recording": "/hooks/recordings", "room": "/hooks/rooms"}


async def test_a_room_that_names_no_address_tells_the_applications(build: Any) -> None:
    async with build(sessions_callback_url="https://bot.example/all") as vonage:
        room = await vonage.ok("POST", "rooms", {"display_name": "Stand-up"})
        await vonage.join(room)
        vonage.clock.advance(minutes=1)

        await vonage.heard()

    assert [path for path, _ in vonage.hooks.heard] == ["/all", "/all"]


async def test_a_rooms_own_address_goes_before_the_applications(build: Any) -> None:
    async with build(sessions_callback_url="https://bot.example/all") as vonage:
        await vonage.join(await vonage.room())

        await vonage.heard()

    assert {path for path, _ in vonage.hooks.heard} == {"/hooks/sessions"}


async def test_without_an_address_nothing_is_told(vonage: Any) -> None:
    await vonage.join(await vonage.ok("POST", "rooms", {"display_name": "Stand-up"}))

    assert await vonage.heard() == []


async def test_they_are_sent_as_json_and_unsigned(vonage: Any) -> None:
    await vonage.join(await vonage.room())

    await vonage.heard()

    assert vonage.hooks.headers[0]["content-type"] == "application/json"
    assert "authorization" not in vonage.hooks.headers[0]


async def test_a_room_that_closes_is_told_when_the_clock_says_so(vonage: Any) -> None:
    room = await vonage.room()
    vonage.clock.advance(minutes=10)

    await vonage.heard()

    assert vonage.hooks.heard == [
        (
            "/hooks/rooms",
            {
                "event": "room:expired",
                "room_id": room["id"],
                "room_type": "instant",
                "expires_at": room["expires_at"],
                "created_at": room["created_at"],
            },
        )
    ]


async def test_events_carry_the_time_at_which_they_happened_not_that_of_the_telling(vonage: Any) -> None:
    _, recording_id = await vonage.recorded()
    vonage.clock.advance(hours=5)

    await vonage.heard()

    ended = [body for _, body in vonage.hooks.heard if body["event"] in ("recording:ended", "recording:uploaded")]
    assert {(one["started_at"], one["ended_at"]) for one in ended} == {
        ("2026-11-23T12:00:00.000Z", "2026-11-23T12:00:38.000Z")
    }
    assert {one["recording_id"] for one in ended} == {recording_id}


async def test_who_waits_is_told_only_when_let_in(vonage: Any) -> None:
    room = await vonage.room(join_approval_level="explicit_approval")
    await vonage.join(room, "Ana", host=True)
    await vonage.join(room, "Ben")
    before = list(await vonage.heard())

    await vonage.control("admit", room=room["id"])
    await vonage.heard()

    assert before == ["session:started", "session:participant:joined"]
    assert vonage.hooks.heard[-1][1]["name"] == "Ben"


async def test_a_body_may_be_json_that_holds_json(build: Any) -> None:
    async with build(double_encoded=True) as vonage:
        await vonage.join(await vonage.room())
        await vonage.app.state.service.post.idle()

    outer = json.loads(vonage.hooks.raw[0])
    assert isinstance(outer, str)
    assert json.loads(outer)["event"] == "session:started"


@pytest.mark.parametrize("name", ["recording:uploaded", "recording:ready"])
async def test_the_last_event_of_a_recording_has_two_names(build: Any, name: str) -> None:
    async with build(uploaded_name=name) as vonage:
        await meet(vonage)

    assert name in vonage.hooks.events


@pytest.mark.parametrize("name", ["session:participant:", "participant:", "participant-"])
async def test_participants_events_have_three_names(build: Any, name: str) -> None:
    async with build(participant_names=name) as vonage:
        await meet(vonage)

    assert {f"{name}joined", f"{name}left"} <= set(vonage.hooks.events)


async def test_the_type_of_participants_may_be_missing(build: Any) -> None:
    async with build() as usual, build(type_told=False) as bare:
        for vonage in (usual, bare):
            await vonage.join(await vonage.room())
            await vonage.heard()

    assert usual.hooks.heard[1][1]["type"] == "Guest"
    assert "type" not in bare.hooks.heard[1][1]


async def test_an_upload_may_not_say_in_which_room(build: Any) -> None:
    async with build(upload_tells_room=False) as vonage:
        await meet(vonage)

    assert "room_id" not in next(body for _, body in vonage.hooks.heard if body["event"] == "recording:uploaded")


@pytest.mark.parametrize(("way", "told"), [("mixed", [38, "38"]), ("number", [38, 38]), ("text", ["38", "38"])])
async def test_durations_are_numbers_or_texts(build: Any, way: str, told: list[Any]) -> None:
    async with build(duration_as=way) as vonage:
        await meet(vonage)

    assert [body["duration"] for _, body in vonage.hooks.heard if "duration" in body] == told


async def test_each_may_come_more_than_once(build: Any) -> None:
    async with build(copies=2) as vonage:
        await vonage.join(await vonage.room())

        assert await vonage.heard() == ["session:started"] * 2 + ["session:participant:joined"] * 2


async def test_what_one_deed_causes_may_come_in_reverse(build: Any) -> None:
    async with build(reversed_order=True) as vonage:
        room = await vonage.room()
        await vonage.join(room)
        await vonage.heard()
        await vonage.leave(room)

        assert await vonage.heard() == [
            "session:participant:joined",
            "session:started",
            "session:ended",
            "session:participant:left",
        ]


async def test_webhooks_can_be_held_back_and_delivered_in_any_order(build: Any) -> None:
    async with build(held=True) as vonage:
        room = await vonage.room()
        await vonage.join(room)
        await vonage.leave(room)
        before = list(await vonage.heard())

        await vonage.control("deliver", numbers=[4, 2])
        chosen = list(vonage.hooks.events)
        rest = await vonage.control("deliver")

    assert before == []
    assert chosen == ["session:ended", "session:participant:joined"]
    assert rest == {"delivered": [1, 3]}


async def test_one_that_was_delivered_can_come_again_much_later(vonage: Any) -> None:
    await meet(vonage)

    await vonage.control("deliver", numbers=[1])

    assert vonage.hooks.events[-1] == "session:started"


async def test_what_went_out_is_listed_without_secrets(vonage: Any) -> None:
    await meet(vonage)

    listed = (await vonage.http.get("/control/webhooks")).json()["webhooks"]

    assert [one["body"]["event"] for one in listed] == WHOLE
    assert {one["to"] for one in listed} == {"https://bot.example/***"}
    assert {tuple(one["answers"]) for one in listed} == {(204,)}
    assert "Signature" not in json.dumps(listed)
    assert "hooks" not in repr(vonage.app.state.service.post.letters)
