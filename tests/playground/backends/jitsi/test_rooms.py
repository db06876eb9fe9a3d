"""Rooms of the emulated Jitsi Meet: which addresses mean the same one, and who presides."""

import re
from typing import Any

import pytest

from playground.backends.windows import PATIENCE_S

HOSTILE = '<script>alert("x")</script>'


async def test_a_room_is_there_for_as_long_as_somebody_is_in_it(meet: Any) -> None:
    before = await meet.page("/Weekly-Sync")
    seat = await meet.come_in("/Weekly-Sync", " Ana   Lin ")
    during = await meet.rooms()
    await meet.press(seat, "leave")

    assert "Nobody is here yet" in before
    assert [(one["room"], one["shown_as"], one["inside"]) for one in during] == [
        ("weekly-sync", "Weekly-Sync", ["Ana Lin"])
    ]
    assert await meet.rooms() == []


@pytest.mark.parametrize(
    "path",
    ["/weekly sync", "/Weekly%20Sync", "/WEEKLY%20SYNC", "/weekly%20sync?config.prejoin=false", "/weekly%20s(y)n&c"],
)
async def test_different_addresses_lead_to_the_same_room(meet: Any, path: str) -> None:
    await meet.come_in("/weekly%20sync", "Ana")

    await meet.come_in(path, "Ben")

    assert await meet.inside() == {"weekly sync": ["Ana", "Ben"]}


async def test_letters_that_look_the_same_are_the_same(meet: Any) -> None:
    await meet.come_in("/caf%C3%A9", "Ana")

    await meet.come_in("/cafe%CC%81", "Ben")

    assert await meet.inside() == {"café": ["Ana", "Ben"]}


async def test_a_tenants_room_is_another_one(meet: Any) -> None:
    await meet.come_in("/weekly", "Ana")
    await meet.come_in("/Acme/weekly", "Ben")

    assert [(one["tenant"], one["inside"]) for one in await meet.rooms()] == [(None, ["Ana"]), ("acme", ["Ben"])]


@pytest.mark.parametrize("path", ["/a/b/c", "/a/", "/()"])
async def test_an_address_without_a_name_is_no_room(meet: Any, path: str) -> None:
    posted = await meet.http.post(path, data={"name": "Ana"})

    assert "names no room" in await meet.page(path, 404)
    assert posted.status_code == 404
    assert await meet.rooms() == []


async def test_a_room_is_named_on_the_welcome_page(meet: Any) -> None:
    shown = await meet.page("/")

    answer = await meet.http.post("/", data={"room": " Retro & more/less? "})

    assert 'name="room"' in shown
    assert answer.headers["location"] == "/Retro%20%26%20more%2Fless%3F"
    await meet.come_in(answer.headers["location"], "Ana")
    assert await meet.inside() == {"retro & more/less?": ["Ana"]}


async def test_the_welcome_page_shows_what_is_live_and_what_was(meet: Any) -> None:
    over = await meet.come_in("/Over-Room", "Zoe")
    await meet.press(over, "leave")
    await meet.come_in("/Live-Room", "Ana")

    shown = await meet.page("/")

    words = ("Live-Room", "Ana inside", "Over-Room", "Zoe came")
    places = [shown.index(word) for word in words]
    assert places == sorted(places)


async def test_a_hostile_name_is_text_everywhere(meet: Any) -> None:
    room = "/%3Cscript%3Ealert%281%29"
    seat = await meet.come_in(room, HOSTILE)

    shown = [await meet.page(path) for path in ("/", room, seat)]
    await meet.press(seat, "leave")
    shown += [await meet.page(path) for path in ("/", seat)]

    assert all("<script>alert" not in one for one in shown)
    assert all("&lt;script&gt;alert" in one for one in shown)


async def test_somebody_without_a_name_is_asked_for_it(meet: Any) -> None:
    answer = await meet.http.post("/weekly", data={"name": " "})

    assert (answer.status_code, "Please say who you are." in answer.text) == (422, True)


# Who presides


async def test_the_first_to_come_presides_and_the_next_after_them(meet: Any) -> None:
    ana = await meet.come_in("/weekly", "Ana")
    for name in ("Ben", "Cleo"):
        await meet.come_in("/weekly", name)
    first = {one["name"]: one["moderator"] for one in (await meet.rooms())[0]["people"]}
    await meet.press(ana, "leave")

    then = {one["name"]: one["moderator"] for one in (await meet.rooms())[0]["people"]}

    assert first == {"Ana": True, "Ben": False, "Cleo": False}
    assert then == {"Ben": True, "Cleo": False}


async def test_a_moderator_removes_somebody_and_ends_it(meet: Any) -> None:
    ana, ben, cleo = [await meet.come_in("/weekly", name) for name in ("Ana", "Ben", "Cleo")]
    shown = await meet.page(ana)
    whom = re.search(r'name="whom" value="([^"]+)"><button[^>]*aria-label="Remove: Ben"', shown)
    assert whom is not None

    await meet.press(ana, "remove", whom=whom[1])
    await meet.press(ana, "end")

    assert "A moderator has removed you" in await meet.page(ben)
    assert "A moderator ended this meeting" in await meet.page(cleo)
    assert await meet.rooms() == []


async def test_what_is_a_moderators_does_nothing_for_others(meet: Any) -> None:
    ana = await meet.come_in("/weekly", "Ana")
    ben = await meet.come_in("/weekly", "Ben")
    shown = await meet.page(ben)

    for deed in ("end", "remove", "nonsense"):
        await meet.press(ben, deed, whom=meet.service.seats[ana.rpartition("/")[2]].participant_id)

    assert ("Remove" in shown, "End for everyone" in shown) == (False, False)
    assert await meet.inside() == {"weekly": ["Ana", "Ben"]}


# Windows


async def test_whoever_left_can_come_back(meet: Any) -> None:
    seat = await meet.come_in("/Weekly", "Ana")
    await meet.press(seat, "leave")
    await meet.press(seat, "leave")

    shown = await meet.page(seat)

    assert "You have left." in shown
    assert 'href="/weekly"' in shown


async def test_whoever_closed_their_window_and_did_not_come_back_has_left(meet: Any) -> None:
    ben, cleo = await meet.come_in("/weekly", "Ben"), await meet.come_in("/weekly", "Cleo")

    for seat, load in ((ben, 0), (cleo, 7)):
        await meet.press(seat, f"away?load={load}")
    meet.service.seats[ben.rpartition("/")[2]].lost_at -= PATIENCE_S

    assert await meet.inside() == {"weekly": ["Cleo"]}


async def test_a_page_that_keeps_itself_up_to_date_is_no_new_load(meet: Any) -> None:
    seat = await meet.come_in("/weekly", "Ben")
    await meet.page(seat)
    await meet.page(f"{seat}?refresh=")

    assert 'data-number="1"' in await meet.page(f"{seat}?refresh=")


async def test_a_seat_that_is_not_there_says_so(meet: Any) -> None:
    assert "There is no such seat" in await meet.page("/seat/nobody", 404)
    await meet.press("/seat/nobody", "away")
    await meet.press("/seat/nobody", "leave")


async def test_the_pages_files_are_served_in_light_and_dark(meet: Any) -> None:
    css, js = [await meet.http.get(path) for path in ("/page.css", "/page.js")]

    assert (css.status_code, js.status_code) == (200, 200)
    assert "prefers-color-scheme: dark" in css.text
