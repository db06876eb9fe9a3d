"""The emulated Vonage Meetings' pages without a browser: what they show and what their forms do."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from playground.backends.vonage.service import PATIENCE_S


async def page(vonage: Any, path: str, status: int = 200) -> str:
    answer = await vonage.http.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    return str(answer.text)


async def come_in(vonage: Any, room: dict[str, Any], name: str, **fields: str) -> str:
    """Join on the page; the seat's path."""
    answer = await vonage.http.post("/join", data={"code": room["meeting_code"], "name": name, **fields})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def press(vonage: Any, seat: str, deed: str, **fields: str) -> httpx.Response:
    answer: httpx.Response = await vonage.http.post(f"{seat}/{deed}", data=fields)
    return answer


def host_token(room: dict[str, Any]) -> str:
    return str(room["_links"]["host_url"]["href"]).rpartition("participant_token=")[2]


def whom(shown: str, label: str) -> str:
    found = re.search(rf'name="whom" value="([^"]+)"><button[^>]*aria-label="{label}"', shown)
    assert found, shown
    return found[1]


async def host(vonage: Any, room: dict[str, Any]) -> str:
    return await come_in(vonage, room, "Ana", participant_token=host_token(room))


async def test_an_empty_service_says_so(vonage: Any) -> None:
    assert "No rooms yet" in await page(vonage, "/")


async def test_the_list_sorts_rooms_by_what_happens_in_them(vonage: Any) -> None:
    await vonage.room(display_name="Gone")
    vonage.clock.advance(minutes=10)
    await vonage.lasting(display_name="Quiet")
    busy = await vonage.room(display_name="Busy")
    await vonage.join(busy, "Ben")

    shown = await page(vonage, "/")

    places = [shown.index(word) for word in ("In session", ">Busy<", ">Open<", ">Quiet<", ">Closed<", ">Gone<")]
    assert places == sorted(places)
    assert "Ben inside" in shown
    assert "participant_token" not in shown


async def test_the_guest_link_opens_the_rooms_door(own_links: Any) -> None:
    room = await own_links.lasting(display_name="Weekly <sync>")

    shown = await page(own_links, room["_links"]["guest_url"]["href"])

    assert "Weekly &lt;sync&gt;" in shown
    assert "Until Tue 24 Nov, 13:00" in shown
    assert "Join by phone" in shown
    assert "host" not in shown.replace(room["_links"]["host_url"]["href"], "")


async def test_links_with_a_companys_name_open_too(own_links: Any) -> None:
    theme = {"main_color": "#12f64e", "brand_text": "Brand", "short_company_url": "acme"}
    theme_id = (await own_links.ok("POST", "themes", theme))["theme_id"]
    room = await own_links.room(theme_id=theme_id, display_name="Stand-up")

    guest = await page(own_links, room["_links"]["guest_url"]["href"])
    host_ = await page(own_links, room["_links"]["host_url"]["href"])

    assert ("<h1>Stand-up</h1>" in guest, "<h1>Stand-up</h1>" in host_) == (True, True)


async def test_a_guest_comes_in_and_leaves(vonage: Any) -> None:
    room = await vonage.room()

    seat = await come_in(vonage, room, " Zoe   Lin ")
    shown = await page(vonage, seat)
    await press(vonage, seat, "leave")
    after = await page(vonage, seat)

    assert "Zoe Lin" in shown
    assert ("Record" in shown, "End for everyone" in shown) == (False, False)
    assert "You have left." in after
    assert f'href="/{room["meeting_code"]}"' in after


async def test_the_host_link_makes_somebody_the_host(own_links: Any) -> None:
    room = await own_links.room()
    where = urlsplit(room["_links"]["host_url"]["href"])

    shown = await page(own_links, f"{where.path}?{where.query}")
    seat = await host(own_links, room)

    assert "You come in as the " in shown
    assert "End for everyone" in await page(own_links, seat)


@pytest.mark.parametrize("held", ["x.y.z", "é"])
async def test_a_host_link_that_is_not_good_opens_nothing(vonage: Any, held: str) -> None:
    room = await vonage.room()

    shown = await vonage.http.get("/", params={"room_token": room["meeting_code"], "participant_token": held})
    sent = await vonage.http.post(
        "/join", data={"code": room["meeting_code"], "name": "Eve", "participant_token": held}
    )

    assert shown.status_code == sent.status_code == 422
    assert "This host link is not good" in shown.text
    assert (await vonage.state())[0]["inside"] == []


async def test_another_rooms_host_link_opens_nothing_here(vonage: Any) -> None:
    room, other = await vonage.room(), await vonage.room()

    answer = await vonage.http.post(
        "/join", data={"code": room["meeting_code"], "name": "Eve", "participant_token": host_token(other)}
    )

    assert answer.status_code == 422


async def test_somebody_without_a_name_is_asked_for_it(vonage: Any) -> None:
    room = await vonage.room()

    answer = await vonage.http.post("/join", data={"code": room["meeting_code"], "name": " "})

    assert answer.status_code == 422
    assert "Please say who you are." in answer.text


async def test_a_closed_room_has_no_way_in(vonage: Any) -> None:
    room = await vonage.room()
    vonage.clock.advance(minutes=10)

    shown = await page(vonage, f"/{room['meeting_code']}")
    sent = await vonage.http.post("/join", data={"code": room["meeting_code"], "name": "Ben"})

    assert "This room is closed" in shown
    assert "<form" not in shown
    assert sent.status_code == 422


async def test_the_host_lets_in_and_turns_away(vonage: Any) -> None:
    room = await vonage.room(join_approval_level="explicit_approval")
    ana = await host(vonage, room)
    ben, cleo = await come_in(vonage, room, "Ben"), await come_in(vonage, room, "Cleo")
    waiting, shown = await page(vonage, ben), await page(vonage, ana)

    await press(vonage, ana, "admit", whom=whom(shown, "Let in: Ben"))
    await press(vonage, ana, "deny", whom=whom(shown, "Turn away: Cleo"))

    assert "will let you in" in waiting
    assert "In this meeting" in await page(vonage, ben)
    assert "The host did not let you in." in await page(vonage, cleo)


async def test_somebody_who_waits_can_stop_waiting(vonage: Any) -> None:
    room = await vonage.room(join_approval_level="after_owner_only")
    ben = await come_in(vonage, room, "Ben")
    shown = await page(vonage, ben)

    await press(vonage, ben, "leave")

    assert "begins when the host is there" in shown
    assert (await vonage.state())[0]["waiting"] == []
    assert await vonage.heard() == []


async def test_the_host_records_pauses_and_stops(vonage: Any) -> None:
    room = await vonage.room()
    ana, seen = await host(vonage, room), []

    for deed in ("record", "pause", "record", "stop-recording"):
        await press(vonage, ana, deed)
        shown = await page(vonage, ana)
        seen.append((await vonage.state())[0]["recordings"][0]["status"])
        assert ("Go on recording" in shown) is (deed == "pause")

    assert seen == ["started", "paused", "started", "stopped"]
    assert "being processed" in await page(vonage, f"/{room['meeting_code']}")


async def test_the_page_of_a_room_that_is_always_recorded_offers_no_stop(vonage: Any) -> None:
    room = await vonage.room(recording_options={"auto_record": True})
    ana = await host(vonage, room)

    shown = await page(vonage, ana)
    refused = await press(vonage, ana, "stop-recording")

    assert "This room is always recorded." in shown
    assert "Stop recording" not in shown
    assert (refused.status_code, "nobody can stop it" in refused.text) == (409, True)


async def test_the_page_of_a_room_without_recording_offers_none(vonage: Any) -> None:
    room = await vonage.room(available_features={"is_recording_available": False})

    assert "Record" not in await page(vonage, await host(vonage, room))


async def test_the_host_removes_somebody_and_ends_it(vonage: Any) -> None:
    room = await vonage.room()
    ana, ben, cleo = await host(vonage, room), await come_in(vonage, room, "Ben"), await come_in(vonage, room, "Cleo")

    await press(vonage, ana, "remove", whom=whom(await page(vonage, ana), "Remove: Ben"))
    await press(vonage, ana, "end")

    assert "The host has removed you" in await page(vonage, ben)
    assert "The host ended this meeting for everyone." in await page(vonage, cleo)


async def test_what_is_the_hosts_does_nothing_for_guests(vonage: Any) -> None:
    room = await vonage.room()
    await host(vonage, room)
    ben = await come_in(vonage, room, "Ben")

    for deed in ("end", "record", "nonsense"):
        await press(vonage, ben, deed)

    state = (await vonage.state())[0]
    assert (state["inside"], state["recording"]) == (["Ana", "Ben"], False)


async def test_whoever_closed_their_window_and_did_not_come_back_has_left(vonage: Any) -> None:
    room = await vonage.room()
    ben, cleo = await come_in(vonage, room, "Ben"), await come_in(vonage, room, "Cleo")

    for seat, load in ((ben, 0), (cleo, 7)):
        assert (await vonage.http.post(f"{seat}/away?load={load}")).status_code == 204
    vonage.app.state.service.seats[ben.rpartition("/")[2]].lost_at -= PATIENCE_S

    assert (await vonage.state())[0]["inside"] == ["Cleo"]


@pytest.mark.parametrize("path", ["/123456789", "/seat/nobody", "/a/b/c", "/?room_token=123456789"])
async def test_what_is_not_there_says_so(vonage: Any, path: str) -> None:
    assert "Nothing here" in await page(vonage, path, 404)


async def test_the_pages_files_are_served(vonage: Any) -> None:
    answers = [await vonage.http.get(path) for path in ("/page.css", "/page.js")]

    assert {answer.status_code for answer in answers} == {200}
