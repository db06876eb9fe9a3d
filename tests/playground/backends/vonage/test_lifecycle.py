"""What time and people do to the emulated Vonage Meetings' rooms."""

from typing import Any

import pytest


async def available(vonage: Any, room: dict[str, Any]) -> bool:
    return bool((await vonage.read(room))["is_available"])


async def test_an_instant_room_closes_when_nobody_came(vonage: Any) -> None:
    room = await vonage.room()

    vonage.clock.advance(minutes=9, seconds=59)
    before = await available(vonage, room)
    vonage.clock.advance(seconds=1)

    assert (before, await available(vonage, room)) == (True, False)


async def test_an_instant_room_lives_while_it_is_used_and_ten_minutes_longer(vonage: Any) -> None:
    room = await vonage.room()
    await vonage.join(room)
    vonage.clock.advance(hours=3)
    used = await available(vonage, room)
    await vonage.leave(room)

    vonage.clock.advance(minutes=9)
    idle = await available(vonage, room)
    vonage.clock.advance(minutes=1)

    assert (used, idle, await available(vonage, room)) == (True, True, False)


async def test_a_long_term_room_lives_until_its_end(vonage: Any) -> None:
    room = await vonage.lasting()
    await vonage.join(room)
    await vonage.leave(room)

    vonage.clock.advance(hours=23)
    before = await available(vonage, room)
    vonage.clock.advance(hours=1)

    assert (before, await available(vonage, room)) == (True, False)


async def test_one_that_closes_after_use_stays_ten_minutes(vonage: Any) -> None:
    room = await vonage.lasting(expire_after_use=True)
    vonage.clock.advance(minutes=30)
    unused = await available(vonage, room)
    await vonage.join(room)
    await vonage.leave(room)

    vonage.clock.advance(minutes=9)
    idle = await available(vonage, room)
    vonage.clock.advance(minutes=1)

    assert (unused, idle, await available(vonage, room)) == (True, True, False)


async def test_the_nearest_thing_to_ending_a_room(vonage: Any) -> None:
    room = await vonage.lasting()
    wish = {"expires_at": vonage.ahead(minutes=11), "expire_after_use": True}

    await vonage.ok("PATCH", f"rooms/{room['id']}", {"update_details": wish})
    vonage.clock.advance(minutes=11)

    assert not await available(vonage, room)


@pytest.mark.parametrize(("ends", "inside"), [(False, ["Ana"]), (True, [])])
async def test_who_is_inside_when_a_room_closes_stays_or_is_put_out(build: Any, ends: bool, inside: list[str]) -> None:
    async with build(expiry_ends_session=ends) as vonage:
        room = await vonage.lasting()
        await vonage.join(room)

        vonage.clock.advance(days=1)

        assert (await vonage.state())[0]["inside"] == inside
        assert not await available(vonage, room)


async def test_nobody_comes_into_a_closed_room(vonage: Any) -> None:
    room = await vonage.room()
    vonage.clock.advance(minutes=10)

    assert await vonage.not_done("join", room=room["id"], name="Ana") == (409, "expired")


async def test_a_session_lasts_from_the_first_to_the_last(vonage: Any) -> None:
    room = await vonage.room()

    ana = await vonage.join(room, "Ana")
    ben = await vonage.join(room, "Ben")
    await vonage.leave(room, name="Ana")
    cleo = await vonage.join(room, "Cleo")
    await vonage.leave(room)
    dora = await vonage.join(room, "Dora")

    assert ana["session_id"] == ben["session_id"] == cleo["session_id"] != dora["session_id"]


async def test_session_ids_need_quoting_care_in_both_their_forms(vonage: Any) -> None:
    room = await vonage.room()
    found = []
    for _ in range(2):
        found.append((await vonage.join(room))["session_id"])
        await vonage.leave(room)

    assert [one[-4:] for one in found] == [found[0][-4:], "~fn4"]
    assert found[0].endswith("-fg")
    assert all(set("-~").intersection(one) and one.startswith("2_") for one in found)


async def test_who_comes_again_has_another_id(vonage: Any) -> None:
    room = await vonage.room()
    await vonage.join(room, "Ben")

    first = await vonage.join(room, "Ana")
    await vonage.leave(room, name="Ana")
    second = await vonage.join(room, "Ana")

    assert first["participant_id"] != second["participant_id"]


async def test_a_second_session_of_a_lasting_room_is_the_hosts_to_begin(vonage: Any) -> None:
    room = await vonage.lasting()
    await vonage.join(room, "Ben")
    await vonage.leave(room)

    ben = await vonage.join(room, "Ben")
    alone = (await vonage.state())[0]
    await vonage.join(room, "Ana", host=True)
    together = (await vonage.state())[0]

    assert ben["waiting"]
    assert (alone["inside"], alone["waiting"]) == ([], ["Ben"])
    assert (together["inside"], together["waiting"]) == (["Ana", "Ben"], [])


async def test_guests_wait_for_the_host_where_it_was_asked_for(vonage: Any) -> None:
    room = await vonage.room(join_approval_level="after_owner_only")

    ben = await vonage.join(room, "Ben")
    await vonage.join(room, "Ana", host=True)
    cleo = await vonage.join(room, "Cleo")

    assert (ben["waiting"], cleo["waiting"]) == (True, False)
    assert (await vonage.state())[0]["inside"] == ["Ana", "Ben", "Cleo"]


async def test_guests_wait_to_be_let_in_or_turned_away(vonage: Any) -> None:
    room = await vonage.room(join_approval_level="explicit_approval")
    await vonage.join(room, "Ana", host=True)
    for name in ("Ben", "Cleo", "Dora"):
        await vonage.join(room, name)

    await vonage.control("admit", room=room["id"], name="Ben")
    await vonage.control("deny", room=room["id"], name="Cleo")

    state = (await vonage.state())[0]
    assert (state["inside"], state["waiting"]) == (["Ana", "Ben"], ["Dora"])


async def test_a_room_that_closes_sends_away_who_waits(vonage: Any) -> None:
    room = await vonage.lasting(join_approval_level="explicit_approval")
    await vonage.join(room, "Ben")

    vonage.clock.advance(days=1)

    assert (await vonage.state())[0]["waiting"] == []


async def test_a_room_holds_only_so_many(build: Any) -> None:
    async with build(max_participants=1) as vonage:
        room = await vonage.room(join_approval_level="explicit_approval")
        await vonage.join(room, "Ben")
        await vonage.join(room, "Ana", host=True)

        assert await vonage.not_done("join", room=room["id"], name="Cleo") == (409, "full")
        assert await vonage.not_done("admit", room=room["id"], name="Ben") == (409, "full")
