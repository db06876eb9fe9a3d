"""The emulated PortSIP PBX's back door for tests: joining by a room's rules, leaving, keys, settings."""

from typing import Any

import pytest


async def test_the_state_tells_who_is_in(pbx: Any) -> None:
    await pbx.on_call()

    state = await pbx.control_state()

    assert state["now"] == "2026-11-23T12:00:00+00:00"
    assert state["rooms"][0].items() >= {"number": "7001", "subject": "Stand-up", "inside": ["Ana Lima"]}.items()


@pytest.mark.parametrize(
    ("who", "error"),
    [
        ({"extension": "102"}, "pin"),
        ({"extension": "102", "pin": "0000"}, "pin"),
        ({"extension": "102", "pin": "9999"}, "pin"),
        ({"extension": "199", "pin": "4821"}, "extension"),
        ({"phone": "call me", "pin": "4821"}, "phone"),
        ({"token": "guessed", "name": "Zoe", "pin": "4821"}, "link"),
        ({"token": "TOKEN", "name": " ", "pin": "4821"}, "no_name"),
        ({"token": "TOKEN", "name": "Zoe"}, "pin"),
        ({"token": "TOKEN", "name": "Zoe", "pin": "4821"}, None),
        ({"extension": "102", "pin": "4821"}, None),
        ({"phone": "+44 (1494) 523-500", "pin": " 4821 "}, None),
    ],
)
async def test_the_door_keeps_the_rooms_rules(pbx: Any, who: dict[str, str], error: str | None) -> None:
    room = await pbx.read(await pbx.room(room_pin="4821", admin_pin="9999"))

    answer = await pbx.control("join", number="7001", **{k: v.replace("TOKEN", room["token"]) for k, v in who.items()})

    assert answer.get("error") == error


async def test_the_link_may_carry_the_pin(build: Any) -> None:
    async with build(link_carries_pin=True) as pbx:
        room = await pbx.read(await pbx.room(room_pin="4821"))

        by_link = await pbx.control("join", number="7001", token=room["token"], name="Zoe")
        by_phone = await pbx.control("join", number="7001", extension="101")

        assert ("seat" in by_link, by_phone["error"]) == (True, "pin")


async def test_a_full_room_lets_nobody_in(pbx: Any) -> None:
    await pbx.on_call(capacity=1)

    assert (await pbx.control("join", number="7001", extension="102"))["error"] == "full"


async def test_a_server_takes_so_many_calls(pbx: Any) -> None:
    server = (await pbx.ok("GET", "conference_servers"))["items"][0]["id"]
    await pbx.ok("POST", f"conference_servers/{server}", {"max_rooms": 1, "max_participants": 10})
    await pbx.on_call()
    await pbx.room(extension_number="7002")

    assert (await pbx.control("join", number="7002", extension="102"))["error"] == "busy"


@pytest.mark.parametrize(("keys", "answer"), [("*89999", True), ("*8 9999#", True), ("*81234", "pin")])
async def test_star_eight_makes_an_administrator(pbx: Any, keys: str, answer: Any) -> None:
    room_id = await pbx.room(admin_pin="9999")
    ana = await pbx.control("join", number="7001", extension="101")

    pressed = await pbx.control("press", seat=ana["seat"], keys=keys)

    assert answer in (pressed.get("chairman"), pressed.get("error"))
    assert (await pbx.inside(room_id))[0]["chairman"] is (answer is True)


async def test_a_room_without_an_administrators_pin_has_none(pbx: Any) -> None:
    await pbx.room()
    ana = await pbx.control("join", number="7001", extension="101")

    assert (await pbx.control("press", seat=ana["seat"], keys="*8"))["error"] == "no_admin_pin"


async def test_the_back_door_refuses_what_it_does_not_understand(pbx: Any) -> None:
    await pbx.room()
    deeds: list[tuple[str, dict[str, Any]]] = [
        ("join", {}),
        ("join", {"number": "7777", "extension": "101"}),
        ("join", {"number": "7001"}),
        ("answer", {"number": "7001", "called": "102"}),
        ("press", {"seat": "x", "keys": "*8"}),
        ("leave", {"number": "7001"}),
        ("record", {"number": "7001", "action": "start"}),
        ("end", {"number": "7001"}),
        ("users", {"name": "zoe", "colour": "blue"}),
        ("config", {"colour": "blue"}),
        ("config", {"blanks": ["null"]}),
        ("config", {"users": None}),
    ]

    answers = [await pbx.http.post(f"/control/{deed}", json=wish) for deed, wish in deeds]
    unreadable = await pbx.http.post("/control/join", content=b"x")

    assert [one.status_code for one in answers] == [400, 404, 400, 409, 404, 409, 409, 409, 400, 400, 400, 400]
    assert unreadable.status_code == 400


async def test_only_some_keys_and_actions_do_something(pbx: Any) -> None:
    await pbx.room()
    ana = await pbx.control("join", number="7001", extension="101")

    pressed = await pbx.control("press", seat=ana["seat"], keys="5")
    recorded = await pbx.control("record", number="7001", action="burn")

    assert [pressed["error"], recorded["error"]] == ["bad_request", "bad_request"]


async def test_leaving_names_whom_it_means(pbx: Any) -> None:
    await pbx.room()
    seats = [await pbx.control("join", number="7001", extension=one) for one in ("101", "102", "103")]
    await pbx.control("join", number="7001", phone="+4790000000")

    gone = [
        await pbx.control("leave", number="7001", seat=seats[0]["seat"]),
        await pbx.control("leave", number="7001", extension="102"),
        await pbx.control("leave", number="7001", name="Nobody"),
        await pbx.control("leave", number="7001"),
    ]

    assert [one.get("left") for one in gone] == [["Ana Lima"], ["Ben Okafor"], None, ["Cleo Rao", "+4790000000"]]


async def test_a_call_is_ended_for_everyone(pbx: Any) -> None:
    room_id = await pbx.on_call()

    await pbx.control("end", number="7001")

    assert (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["status"] == "ONLINE"


async def test_spans_are_set_in_seconds(pbx: Any) -> None:
    await pbx.control("config", tokens_live=60, close_unused_after=None)

    assert (await pbx.grant()).json()["expires_in"] == 60
    assert pbx.app.state.pbx.config.close_unused_after is None


async def test_somebody_new_can_be_made(pbx: Any) -> None:
    await pbx.control("users", name="zoe", extension_number="150", display_name="Zoe Quist")

    shown = await pbx.ok("GET", "extension_numbers/150")

    assert shown["name"] == "Zoe Quist"
    assert shown["id"]
