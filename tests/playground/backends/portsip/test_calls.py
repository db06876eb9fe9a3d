"""The emulated PortSIP PBX's calls: who is in, what can be done to them, and what an idle room refuses."""

from typing import Any

import pytest

ON_ROOM = ["mute", "unmute", "lock", "unlock", "start_recording", "stop_recording"]


async def act(pbx: Any, room_id: str, deed: str, body: Any = None) -> tuple[int, bytes]:
    answer = await pbx.call("POST", f"conference_rooms/{room_id}/{deed}", body)
    return answer.status_code, answer.content


async def status(pbx: Any, room_id: str) -> dict[str, Any]:
    shown: dict[str, Any] = await pbx.ok("GET", f"conference_rooms/{room_id}/status")
    return shown


@pytest.mark.parametrize("deed", ON_ROOM)
async def test_an_action_on_an_idle_room_is_refused(pbx: Any, deed: str) -> None:
    room_id = await pbx.room()

    assert await pbx.refused("POST", f"conference_rooms/{room_id}/{deed}") == (400, "UNKNOWN", None)


@pytest.mark.parametrize("deed", ON_ROOM)
async def test_an_idle_room_may_forgive_and_stays_as_it_is(build: Any, deed: str) -> None:
    async with build(idle_refuses=False) as pbx:
        room_id = await pbx.room()

        answer = await act(pbx, room_id, deed)

        assert answer == (200, b"")
        assert await status(pbx, room_id) == {"status": "ONLINE", "locked": False, "muted": False, "recording": False}


@pytest.mark.parametrize("deed", ON_ROOM)
async def test_an_action_has_no_body_either_way(pbx: Any, deed: str) -> None:
    room_id = await pbx.on_call()

    assert await act(pbx, room_id, deed) == (200, b"")


@pytest.mark.parametrize(
    ("on", "off", "sign"),
    [("mute", "unmute", "muted"), ("lock", "unlock", "locked"), ("start_recording", "stop_recording", "recording")],
)
async def test_the_status_shows_what_was_done(pbx: Any, on: str, off: str, sign: str) -> None:
    room_id = await pbx.on_call()

    seen = [(await status(pbx, room_id))[sign] for deed in (on, on, off, off) if await act(pbx, room_id, deed)]

    assert seen == [True, True, False, False]


async def test_an_idle_room_has_no_participants(pbx: Any) -> None:
    room_id = await pbx.room()

    assert await pbx.ok("GET", f"conference_rooms/{room_id}/participants") == {"items": []}


async def test_an_idle_room_may_refuse_to_say_that_nobody_is_in(build: Any) -> None:
    async with build(idle_lists=False) as pbx:
        room_id = await pbx.room()

        assert await pbx.refused("GET", f"conference_rooms/{room_id}/participants") == (400, "UNKNOWN", None)


async def test_participants_are_told_as_sip_writes_them(pbx: Any) -> None:
    await pbx.control("users", name="ben", display_name='Ben "B" Okafor')
    room_id = await pbx.on_call()
    token = (await pbx.read(room_id))["token"]
    await pbx.control("join", number="7001", extension="102")
    await pbx.control("join", number="7001", phone="+47 900 00 000")
    await pbx.control("join", number="7001", token=token, name='"Ana"<sip:101@acme.example>')

    names = [one["display_name"] for one in await pbx.inside(room_id)]

    assert names == [
        '"Ana Lima"<sip:101@acme.example>',
        '"Ben \\"B\\" Okafor"<sip:102@acme.example>',
        '"+4790000000"<sip:+4790000000@acme.example>',
        "Anasip:101@acme.example",
    ]


async def test_whoever_comes_again_is_somebody_new(pbx: Any) -> None:
    room_id = await pbx.on_call()
    first = (await pbx.inside(room_id))[0]["id"]

    await pbx.control("leave", number="7001")
    await pbx.control("join", number="7001", extension="101")

    assert (await pbx.inside(room_id))[0]["id"] != first
    assert (await pbx.refused("GET", f"conference_rooms/{room_id}/participants/{first}"))[0] == 404


async def test_with_the_last_one_all_that_was_set_is_over(pbx: Any) -> None:
    room_id = await pbx.on_call()
    await act(pbx, room_id, "lock")
    await act(pbx, room_id, "mute")

    await pbx.control("leave", number="7001")

    assert await status(pbx, room_id) == {"status": "ONLINE", "locked": False, "muted": False, "recording": False}


async def test_ending_is_locking_and_putting_everybody_out(pbx: Any) -> None:
    room_id = await pbx.on_call()
    await pbx.control("join", number="7001", extension="102")

    await act(pbx, room_id, "lock")
    late = await pbx.control("join", number="7001", extension="103")
    kicked = [await act(pbx, room_id, f"participants/{one['id']}/destroy") for one in await pbx.inside(room_id)]
    again = await pbx.control("join", number="7001", extension="103")

    assert late["error"] == "locked"
    assert kicked == [(204, b""), (204, b"")]
    assert "seat" in again


async def test_muting_all_spares_the_chairman_and_catches_who_comes_later(pbx: Any) -> None:
    room_id = await pbx.on_call()
    ana = (await pbx.inside(room_id))[0]["id"]
    await pbx.control("join", number="7001", extension="102")
    await act(pbx, room_id, f"participants/{ana}/chairman")

    await act(pbx, room_id, "mute")
    await pbx.control("join", number="7001", extension="103")

    assert [one["muted"] for one in await pbx.inside(room_id)] == [False, True, True]


async def test_somebody_is_muted_and_unmuted(pbx: Any) -> None:
    room_id = await pbx.on_call()
    ana = (await pbx.inside(room_id))[0]["id"]

    seen = []
    for deed in ("mute", "unmute"):
        await act(pbx, room_id, f"participants/{ana}/{deed}")
        seen.append((await pbx.inside(room_id))[0]["muted"])

    assert seen == [True, False]


async def test_there_is_one_chairman(pbx: Any) -> None:
    room_id = await pbx.on_call()
    await pbx.control("join", number="7001", extension="102")

    for one in await pbx.inside(room_id):
        await act(pbx, room_id, f"participants/{one['id']}/chairman")

    assert [one["chairman"] for one in await pbx.inside(room_id)] == [False, True]


async def test_places_are_swapped_and_emptied(pbx: Any) -> None:
    room_id = await pbx.on_call()
    for extension in ("102", "103"):
        await pbx.control("join", number="7001", extension=extension)
    ids = [one["id"] for one in await pbx.inside(room_id)]

    await act(pbx, room_id, f"participants/{ids[0]}/position", {"position": 2})
    swapped = [one["position"] for one in await pbx.inside(room_id)]
    await act(pbx, room_id, f"participants/{ids[0]}/position", {"position": -1})
    hidden = [one["position"] for one in await pbx.inside(room_id)]
    await act(pbx, room_id, "participants/layout", {"items": [ids[2], ids[0]]})
    laid_out = [one["position"] for one in await pbx.inside(room_id)]

    assert (swapped, hidden, laid_out) == ([2, 1, 0], [-1, 1, 0], [1, 2, 0])


async def test_the_tenth_has_no_place(pbx: Any) -> None:
    room_id = await pbx.on_call(capacity=10)
    for number in range(9):
        await pbx.control("join", number="7001", phone=f"+4790000{number:03}")

    people = await pbx.inside(room_id)
    answer = await act(pbx, room_id, "participants/layout", {"items": [people[-1]["id"]]})

    assert [one["position"] for one in people] == [*range(9), -1]
    assert answer == (200, b"")
    assert [one["position"] for one in await pbx.inside(room_id)] == [*range(1, 9), -1, 0]


@pytest.mark.parametrize(
    ("deed", "body", "field"),
    [
        ("participants/{}/position", {"position": 9}, "position"),
        ("participants/{}/position", {"position": -2}, "position"),
        ("participants/{}/position", {}, "position"),
        ("participants/layout", {"items": ["nobody"]}, "items"),
        ("participants/layout", {}, "items"),
        ("participants/invite", {}, "number"),
        ("participants/invite", {"number": "+47 900"}, "number"),
        ("participants/invite", {"number": "ana"}, "number"),
    ],
)
async def test_what_is_sent_about_participants_is_checked(pbx: Any, deed: str, body: Any, field: str) -> None:
    room_id = await pbx.on_call()
    deed = deed.format((await pbx.inside(room_id))[0]["id"])

    assert await pbx.refused("POST", f"conference_rooms/{room_id}/{deed}", body) == (400, "VALIDATE_FAILED", field)


@pytest.mark.parametrize("deed", ["mute", "unmute", "chairman", "destroy"])
@pytest.mark.parametrize("status", [404, 400])
async def test_nobody_can_be_done_nothing_to(build: Any, status: int, deed: str) -> None:
    async with build(absent_status=status) as pbx:
        room_id = await pbx.on_call()

        assert (await pbx.refused("POST", f"conference_rooms/{room_id}/participants/nobody/{deed}"))[0] == status


@pytest.mark.parametrize(
    ("number", "ringing"),
    [("102", ["102"]), ("+4790000000", ["+4790000000"]), ("4790000000", ["4790000000"]), ("199", []), ("8001", [])],
)
async def test_an_invited_number_rings_if_somebody_has_it(pbx: Any, number: str, ringing: list[str]) -> None:
    room_id = await pbx.on_call()

    answer = await act(pbx, room_id, "participants/invite", {"number": number})

    assert answer == (200, b"")
    assert (await pbx.control_state())["rooms"][0]["ringing"] == ringing


async def test_whoever_is_called_comes_in_without_a_pin_even_when_locked(pbx: Any) -> None:
    room_id = await pbx.on_call(room_pin="4821")
    await act(pbx, room_id, "participants/invite", {"number": "102"})
    await act(pbx, room_id, "lock")

    ben = await pbx.control("answer", number="7001", called="102")

    assert [one["id"] for one in await pbx.inside(room_id)][1] == ben["participant_id"]
    assert (await pbx.control("answer", number="7001", called="102"))["error"] == "not_ringing"


async def test_a_phone_rings_for_a_minute(pbx: Any) -> None:
    room_id = await pbx.on_call()
    await act(pbx, room_id, "participants/invite", {"number": "102"})

    pbx.clock.advance(seconds=60)

    assert (await pbx.control_state())["rooms"][0]["ringing"] == []


async def test_a_room_in_which_only_phones_ring_is_idle_again_when_they_stop(build: Any) -> None:
    async with build(idle_refuses=False) as pbx:
        room_id = await pbx.room()
        await act(pbx, room_id, "participants/invite", {"number": "102"})
        while_ringing = await status(pbx, room_id)

        pbx.clock.advance(seconds=60)

        assert while_ringing["status"] == "ONLINE"
        assert (await status(pbx, room_id))["status"] == "ONLINE"
        assert pbx.app.state.pbx.rooms[room_id].session is None


async def test_nobody_can_be_called_without_a_conference_server(build: Any) -> None:
    async with build(idle_refuses=False) as pbx:
        room_id = await pbx.room()
        pbx.app.state.pbx.servers.clear()

        refused = await pbx.refused("POST", f"conference_rooms/{room_id}/participants/invite", {"number": "102"})

        assert refused == (400, "UNKNOWN", None)
