"""The emulated PortSIP PBX's pages: its list, a room's door, a phone inside."""

import re
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount


def text(answer: httpx.Response) -> str:
    """What a reader sees, roughly."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


async def dial_in(pbx: Any, number: str = "7001", **form: str) -> httpx.Response:
    answer: httpx.Response = await pbx.http.post(f"/rooms/{number}/join", data=form, follow_redirects=True)
    return answer


async def press(pbx: Any, page: httpx.Response, deed: str, **form: str) -> httpx.Response:
    """Press a button of somebody's page."""
    path = urlsplit(str(page.url)).path.removesuffix("/star")
    answer: httpx.Response = await pbx.http.post(f"{path}/{deed}", data=form, follow_redirects=True)
    return answer


async def presiding(pbx: Any) -> httpx.Response:
    """Ana's page after *8."""
    page = await dial_in(pbx, **{"from": "extension", "extension": "101"})
    return await press(pbx, page, "star", pin="9999")


async def test_an_empty_pbx_says_what_will_appear(pbx: Any) -> None:
    assert "No rooms yet" in text(await pbx.http.get("/"))


async def test_rooms_are_listed_with_their_numbers_and_who_is_in(build: Any) -> None:
    async with build(closed_rooms="offline") as pbx:
        await pbx.room(extension_number="7000", subject="Past")
        pbx.clock.advance(minutes=30)
        pbx = await pbx.signed_in()
        await pbx.on_call(extension_number="7001", subject="Sync", scheduled_start_at="2026-11-23T10:00:00Z")
        await pbx.control("join", number="7001", phone="+4790000000")
        await pbx.room(
            extension_number="7002",
            subject="Planning",
            scheduled_start_at="2026-11-24T06:00:00Z",
            scheduled_end_at="2026-11-24T07:30:00Z",
        )

        page = text(await pbx.http.get("/"))

        order = ["On call", "7001", "Sync", "Since 13:30", "Idle", "7002", "Planning", "Closed", "7000", "Past"]
        places = [page.index(word) for word in order]
        assert places == sorted(places)
        assert "Ana Lima and +4790000000 in" in page
        assert "Tue 24 Nov, 07:00 · 1 h 30 min" in page


async def test_a_number_that_is_dialled_leads_to_its_room(pbx: Any) -> None:
    await pbx.room()

    room = await pbx.http.get("/dial", params={"number": " 7001 "}, follow_redirects=True)
    nobody = await pbx.http.get("/dial", params={"number": "a/b?"}, follow_redirects=True)
    nothing = await pbx.http.get("/dial", follow_redirects=True)

    assert "Dial 7001" in text(room)
    assert nobody.status_code == 404
    assert "Conference rooms" in text(nothing)


async def test_what_people_typed_stays_text(pbx: Any) -> None:
    room = await pbx.read(await pbx.room(subject="<b>bold</b> & co", numbers="<i>1</i>"))

    inside = await dial_in(pbx, token=room["token"], name="<script>alert(1)</script>")
    door = await pbx.http.get("/rooms/7001")

    for page in (inside, door, await pbx.http.get("/")):
        assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in page.text
        assert "<script>alert" not in page.text
    assert "&lt;i&gt;1" in door.text


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"from": "extension", "extension": "101"}, "asks for a PIN"),
        ({"from": "extension", "extension": "101", "pin": "1"}, "PIN is not right"),
        ({"from": "extension", "extension": "199", "pin": "4821"}, "no such extension"),
        ({"from": "extension", "extension": "101", "pin": "4821"}, "Ana Lima you Extension 101"),
        ({"from": "phone", "phone": "", "pin": "4821"}, "telephone number you call from"),
        ({"from": "phone", "phone": "+47 900 00 000", "pin": "4821"}, "+4790000000 you Outside phone"),
        ({"token": "guessed", "name": "Zoe", "pin": "4821"}, "This link is not good"),
        ({"token": "TOKEN", "name": "", "pin": "4821"}, "Please say who you are."),
        ({"token": "TOKEN", "name": " Zoe  Quist ", "pin": "4821"}, "Zoe Quist you Browser, by link"),
    ],
)
async def test_the_door_asks_for_what_is_needed(pbx: Any, form: dict[str, str], words: str) -> None:
    room = await pbx.read(await pbx.room(room_pin="4821"))

    answer = await dial_in(pbx, **{name: value.replace("TOKEN", room["token"]) for name, value in form.items()})

    assert words in text(answer)
    assert answer.status_code == (200 if "/seat/" in str(answer.url) else 422)


async def test_the_link_opens_the_door_for_a_name(pbx: Any) -> None:
    room = await pbx.read(await pbx.room(room_pin="4821"))
    link = {"domain": room["domain"], "token": room["token"], "number": "7001"}

    door = await pbx.http.post("/link-meeting", data=link)
    wrong = await pbx.http.post("/link-meeting", data=link | {"token": "x"})
    nowhere = await pbx.http.post("/link-meeting", data=link | {"number": "7777"})

    assert "You have the link to this room" in text(door)
    assert "Extension" not in text(door)
    assert [wrong.status_code, nowhere.status_code] == [404, 404]


async def test_the_link_leads_to_the_same_page_below_webrtc(pbx: Any) -> None:
    assert "Conference rooms" in text(await pbx.http.get("/webrtc/"))


async def test_a_number_nobody_has_says_so(pbx: Any) -> None:
    answers = [
        await pbx.http.get("/rooms/7777"),
        await dial_in(pbx, "7777"),
        await pbx.http.post("/rooms/7777/answer", data={"called": "102"}),
        await pbx.http.get("/rooms/7777/seat/x"),
        await pbx.http.get("/x/y"),
    ]

    assert [one.status_code for one in answers] == [404] * len(answers)
    assert "There is no conference room with this number" in text(answers[0])


async def test_somebody_mutes_themselves_and_hangs_up(pbx: Any) -> None:
    room_id = await pbx.room()
    page = await dial_in(pbx, **{"from": "extension", "extension": "101"})

    muted = await press(pbx, page, "mute")
    silent = (await pbx.inside(room_id))[0]["muted"]
    unmuted = await press(pbx, page, "unmute")
    gone = await press(pbx, page, "leave")

    assert ("Unmute me" in text(muted), silent, "Mute me" in text(unmuted)) == (True, True, True)
    assert "You have hung up." in text(gone)
    assert await pbx.inside(room_id) == []


async def test_star_eight_opens_the_administrators_keys(pbx: Any) -> None:
    await pbx.room(admin_pin="9999")
    page = await dial_in(pbx, **{"from": "extension", "extension": "101"})

    wrong = await press(pbx, page, "star", pin="1")
    right = await press(pbx, page, "star", pin="9999")

    assert "End for everyone" not in text(page)
    assert "This is not the administrator PIN." in text(wrong)
    assert "you, administrator" in text(right)
    assert "End for everyone" in text(right)


async def test_the_administrator_mutes_locks_and_records(pbx: Any) -> None:
    room_id = await pbx.room(admin_pin="9999")
    page = await presiding(pbx)

    for deed in ("mute-all", "lock", "record"):
        page = await press(pbx, page, deed)
    during = await pbx.ok("GET", f"conference_rooms/{room_id}/status")
    seen = text(page)
    for deed in ("unmute-all", "unlock", "stop-recording"):
        page = await press(pbx, page, deed)

    assert during == {"status": "ON_CALL", "locked": True, "muted": True, "recording": True}
    assert all(word in seen for word in ("Locked", "Recording", "Unmute all", "Unlock", "Stop recording"))
    assert (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["locked"] is False
    assert "Mon 23 Nov, 13:00 · 0 s" in text(await pbx.http.get("/rooms/7001"))


async def test_the_administrator_puts_somebody_out_or_in_charge(pbx: Any) -> None:
    room_id = await pbx.room(admin_pin="9999")
    ana = await presiding(pbx)
    ben = await dial_in(pbx, **{"from": "extension", "extension": "102"})
    cleo = await dial_in(pbx, **{"from": "extension", "extension": "103"})
    ids = [one["id"] for one in await pbx.inside(room_id)]

    await press(pbx, ana, "mute", whom=ids[2])
    muted = [one["muted"] for one in await pbx.inside(room_id)]
    await press(pbx, ana, "kick", whom=ids[1])
    await press(pbx, ana, "crown", whom=ids[2])

    assert muted == [False, False, True]
    assert "You were put out of this room." in text(await pbx.http.get(str(ben.url)))
    assert "you, administrator" in text(await pbx.http.get(str(cleo.url)))


async def test_the_administrators_keys_do_nothing_for_others(pbx: Any) -> None:
    room_id = await pbx.on_call(admin_pin="9999")
    ben = await dial_in(pbx, **{"from": "extension", "extension": "102"})
    ana = (await pbx.inside(room_id))[0]["id"]

    for deed in ("kick", "crown", "mute", "lock", "record", "end", "dance"):
        await press(pbx, ben, deed, whom=ana)

    assert [(one["muted"], one["chairman"]) for one in await pbx.inside(room_id)] == [(False, False)] * 2
    assert not (await pbx.ok("GET", f"conference_rooms/{room_id}/status"))["locked"]


async def test_a_key_that_there_is_not_does_nothing(pbx: Any) -> None:
    room_id = await pbx.room(admin_pin="9999")

    await press(pbx, await presiding(pbx), "dance")

    assert len(await pbx.inside(room_id)) == 1


async def test_who_is_left_behind_reads_what_happened(pbx: Any) -> None:
    room_id = await pbx.room(admin_pin="9999")
    ben = await dial_in(pbx, **{"from": "extension", "extension": "102"})
    await press(pbx, await presiding(pbx), "end")
    ended = text(await pbx.http.get(str(ben.url)))
    again = await dial_in(pbx, **{"from": "extension", "extension": "102"})
    await pbx.ok("POST", f"conference_rooms/{room_id}/destroy")
    destroyed = text(await pbx.http.get(str(again.url)))

    assert "The administrator ended this call" in ended
    assert "Back to this room" in ended
    assert "its number is free again" in destroyed
    assert "Back to this room" not in destroyed


async def test_a_phone_that_rings_is_answered_or_declined(pbx: Any) -> None:
    room_id = await pbx.on_call()
    for number in ("102", "+4790000000"):
        await pbx.ok("POST", f"conference_rooms/{room_id}/participants/invite", {"number": number})

    door = text(await pbx.http.get("/rooms/7001"))
    ben = await pbx.http.post("/rooms/7001/answer", data={"called": "102"}, follow_redirects=True)
    declined = await pbx.http.post("/rooms/7001/decline", data={"called": "+4790000000"}, follow_redirects=True)
    late = await pbx.http.post("/rooms/7001/answer", data={"called": "+4790000000"})

    assert "Ben Okafor’s phone rings" in door
    assert "+4790000000 rings" in door
    assert "Ben Okafor you" in text(ben)
    assert "Ringing" not in text(declined)
    assert "not ringing any more" in text(late)


async def test_declining_in_a_room_that_is_gone_or_idle_changes_nothing(pbx: Any) -> None:
    await pbx.room()

    answers = [await pbx.http.post(f"/rooms/{number}/decline", data={"called": "102"}) for number in ("7001", "7777")]

    assert [one.status_code for one in answers] == [303, 303]


async def test_a_recording_is_offered_only_where_no_token_is_needed(pbx: Any) -> None:
    for private in (False, True):
        await pbx.control("config", private_recordings=private)
        await pbx.control("end", number="7001")
        await (
            pbx.on_call(enable_recording=True) if not private else pbx.control("join", number="7001", extension="101")
        )
        pbx.clock.advance(minutes=1)
    await pbx.control("end", number="7001")

    page = await pbx.http.get("/rooms/7001")

    assert page.text.count("/api/blobs/") == 1
    assert "for those with a token" in text(page)


async def test_a_closed_window_is_forgiven_when_it_comes_back(pbx: Any) -> None:
    room_id = await pbx.room()
    page = await dial_in(pbx, **{"from": "extension", "extension": "101"})
    path = urlsplit(str(page.url)).path
    sitting = pbx.app.state.pbx.rooms[room_id].session.inside[0]

    answer = await pbx.http.post(f"{path}/away?load=1")
    away = sitting.lost_at
    await pbx.http.get(path)

    assert answer.status_code == 204
    assert away is not None
    assert sitting.lost_at is None


async def test_a_closed_window_that_stays_away_has_hung_up(pbx: Any) -> None:
    room_id = await pbx.on_call()
    pbx.app.state.pbx.rooms[room_id].session.inside[0].lost_at = -10.0

    assert await pbx.inside(room_id) == []


async def test_the_pages_bring_their_style_and_script(pbx: Any) -> None:
    page = await pbx.http.get("/")

    for name in re.findall(r'(?:href|src)="(/page\.[a-z]+)"', page.text):
        assert (await pbx.http.get(name)).status_code == 200
    assert page.headers["cache-control"] == "no-store"


async def test_a_pbx_below_another_address_keeps_its_links(pbx: Any) -> None:
    await pbx.room(admin_pin="9999")
    below = Starlette(routes=[Mount("/pbx", pbx.app)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(below), base_url="http://play.test") as http:
        listed = await http.get("/pbx/api/conference_rooms", headers={"Authorization": f"Bearer {pbx.token}"})
        index = await http.get("/pbx/")
        seat = await http.post("/pbx/rooms/7001/join", data={"extension": "101"}, follow_redirects=True)
        gone = await http.post(f"{seat.url}/leave", follow_redirects=True)

    assert listed.json()["count"] == 1
    assert 'href="/pbx/rooms/7001"' in index.text
    assert re.search(r'action="/pbx/rooms/7001/seat/[^/]+/leave"', seat.text)
    assert 'href="/pbx/rooms/7001"' in gone.text
