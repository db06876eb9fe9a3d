"""The emulated TrueConf Server's pages: its list, a conference's door, a seat inside."""

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


async def come_in(hq: Any, conference_id: str, **form: str) -> httpx.Response:
    answer: httpx.Response = await hq.http.post(f"/c/{conference_id}/join", data=form, follow_redirects=True)
    return answer


async def test_an_empty_server_says_what_will_appear(hq: Any) -> None:
    answer = await hq.http.get("/")

    assert "No conferences yet" in text(answer)


async def test_running_conferences_come_first_with_who_is_in(hq: Any) -> None:
    await hq.running(id="one", topic="Sync", allow_guests=True)
    await hq.conference(id="two", topic="Planning", schedule={"type": 1, "start_time": 1795500000, "duration": 5400})
    await hq.conference(id="three", topic="Past", schedule={"type": 1, "start_time": 1500000000, "duration": 60})
    await hq.conference(
        id="four", topic="Rota", schedule={"type": 0, "days": ["monday"], "time": "10:00", "duration": 600}
    )
    await hq.control("join", conference_id="one", login="ben")
    await hq.control("join", conference_id="one", name="Zoe")

    page = text(await hq.http.get("/"))

    places = [page.index(word) for word in ("Running now", "Sync", "Not running", "Rota", "Planning", "Over", "Past")]
    assert places == sorted(places)
    assert "Ben Okafor and Zoe inside" in page
    assert "Tue 24 Nov, 07:00 · 1 h 30 min" in page
    assert "Every Mon at 10:00 · 10 min" in page
    assert "Fri 14 Jul 2017" in page


async def test_what_people_typed_stays_text(hq: Any) -> None:
    await hq.running(id="daily", topic="<b>bold</b> & co", allow_guests=True)

    inside = await come_in(hq, "daily", who="guest", name="<script>alert(1)</script>")
    listed = await hq.http.get("/")

    for page in (inside, listed):
        assert "&lt;b&gt;bold&lt;/b&gt; &amp; co" in page.text
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;alert(1)" in page.text


async def test_the_link_of_the_api_opens_the_door(hq: Any) -> None:
    await hq.running(id="daily")
    conference = await hq.read("daily")

    doors = [await hq.http.get(conference[name]) for name in ("url", "webclient_url")]

    assert all("Standup" in text(one) and one.status_code == 200 for one in doors)


async def test_a_guest_gives_a_name_and_comes_in_and_leaves(hq: Any) -> None:
    await hq.running(id="daily", allow_guests=True)

    seat = await come_in(hq, "daily", who="guest", name="  Zoe   Quist ")
    inside = await hq.ok("GET", "conferences/daily/participants")
    left = await hq.http.post(f"{urlsplit(str(seat.url)).path}/leave", follow_redirects=True)
    outside = await hq.ok("GET", "conferences/daily/participants")

    assert "Zoe Quist" in text(seat)
    assert "you, guest" in text(seat)
    assert "End for everyone" not in text(seat)
    assert [one["display_name"] for one in inside["participants"]] == ["Zoe Quist"]
    assert "You have left." in text(left)
    assert outside["participants"] == []


async def test_an_account_comes_into_a_private_conference_and_a_guest_does_not(hq: Any) -> None:
    await hq.running(id="daily")

    door = await hq.http.get("/c/daily")
    guest = await come_in(hq, "daily", who="guest", name="Zoe")
    account = await come_in(hq, "daily", who="account", login="ben")

    assert "Your name" not in text(door)
    assert "only accounts of this server" in text(guest)
    assert guest.status_code == 422
    assert "Ben Okafor you" in text(account)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"who": "guest", "name": "  "}, "Please say who you are."),
        ({"who": "guest", "name": "Zoe"}, "asks for a PIN"),
        ({"who": "guest", "name": "Zoe", "pin": "0000"}, "PIN is not right"),
        ({"who": "account", "login": "nobody"}, "no such account"),
        ({"who": "account", "login": "ana"}, "Ana Lima you, host"),
        ({"who": "guest", "name": "Zoe", "pin": "4821"}, "Zoe you, guest"),
        ({"token": "unknown", "who": "guest", "name": "Zoe", "pin": "4821"}, "Zoe you, guest"),
    ],
)
async def test_the_door_asks_for_what_is_needed(hq: Any, form: dict[str, str], words: str) -> None:
    await hq.running(id="daily", allow_guests=True, pin="4821")

    answer = await come_in(hq, "daily", **form)

    assert words in text(answer)


async def test_an_unknown_conference_says_so(hq: Any) -> None:
    answers = [await hq.http.get("/c/none"), await hq.http.post("/c/none/join", data={}), await hq.http.get("/x/y")]

    assert [one.status_code for one in answers] == [404, 404, 404]
    assert "There is no conference with this number here" in text(answers[0])


@pytest.mark.parametrize(
    ("schedule", "words", "form"),
    [
        ({"type": -1}, "whoever comes in begins it", True),
        ({"type": 1, "start_time": 1795500000, "duration": 600}, "It begins at its time", True),
        ({"type": 1, "start_time": 1500000000, "duration": 600}, "This conference is over", False),
    ],
)
async def test_a_conference_that_does_not_run_says_so(
    hq: Any, schedule: dict[str, Any], words: str, form: bool
) -> None:
    await hq.conference(id="daily", schedule=schedule)

    page = await hq.http.get("/c/daily")

    assert words in text(page)
    assert ("Begin and join" in text(page)) is form


async def test_whoever_comes_into_an_open_room_begins_it(hq: Any) -> None:
    await hq.conference(id="daily")

    await come_in(hq, "daily", who="account", login="ben")

    assert (await hq.read("daily"))["state"] == "running"


async def test_a_planned_conference_is_begun_by_its_owner_only(hq: Any) -> None:
    await hq.conference(id="daily", schedule={"type": 1, "start_time": 1795500000, "duration": 600})

    ben = await come_in(hq, "daily", who="account", login="ben")
    ana = await come_in(hq, "daily", who="account", login="ana")

    assert "Its owner can begin it." in text(ben)
    assert "you, host" in text(ana)


async def test_a_conference_that_is_being_ended_lets_nobody_in(hq: Any) -> None:
    await hq.running(id="daily")
    await hq.ok("POST", "conferences/daily/stop")

    page = await hq.http.get("/c/daily")
    refused = await hq.control("join", conference_id="daily", login="ben")

    assert "just being ended" in text(page)
    assert refused["error"] == "ending"


async def test_the_host_records_pauses_goes_on_stops_and_ends(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ana")
    path = urlsplit(str(seat.url)).path

    seen = []
    for deed in ("record", "pause", "record", "stop-recording", "end"):
        hq.clock.advance(seconds=30)
        seen.append(text(await hq.http.post(f"{path}/{deed}", follow_redirects=True)))
    hq.clock.advance(minutes=1)
    door = text(await hq.http.get("/c/daily"))

    assert "Pause recording" in seen[0]
    assert "Recording paused" in seen[1]
    assert "Go on recording" in seen[1]
    assert "Stop recording" in seen[2]
    assert "Stop recording" not in seen[3]
    assert "ended by its host" in seen[4]
    assert "Mon 23 Nov, 13:00 · 1 min 00000001" in door


async def test_the_host_locks_and_unlocks(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ana")
    path = urlsplit(str(seat.url)).path

    locked = text(await hq.http.post(f"{path}/lock", follow_redirects=True))
    refused = text(await come_in(hq, "daily", who="account", login="ben"))
    unlocked = text(await hq.http.post(f"{path}/unlock", follow_redirects=True))

    assert ("Locked" in locked, "Locked" in unlocked) == (True, False)
    assert "This conference is locked" in refused


async def test_the_hosts_buttons_do_nothing_for_others(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ben")
    path = urlsplit(str(seat.url)).path

    for deed in ("record", "lock", "end", "dance"):
        await hq.http.post(f"{path}/{deed}")

    assert (await hq.read("daily"))["state"] == "running"
    assert (await hq.read("daily"))["stream_recording_state"] == 0


async def test_who_is_put_out_or_left_behind_reads_what_happened(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ben")

    await hq.control("leave", conference_id="daily", login="ben")
    put_out = text(await hq.http.get(str(seat.url)))
    await hq.ok("POST", "conferences/daily/stop")
    hq.clock.advance(seconds=5)
    await hq.ok("DELETE", "conferences/daily")
    deleted = text(await hq.http.get(str(seat.url)))

    assert "You have left." in put_out
    assert "ended by an administrator" in deleted
    assert "Back to this conference" not in deleted


async def test_a_seat_nobody_has_is_not_found(hq: Any) -> None:
    await hq.running(id="daily")

    answers = [await hq.http.get("/c/daily/seat/x"), await hq.http.post("/c/daily/seat/x/end", follow_redirects=True)]

    assert [one.status_code for one in answers] == [404, 404]


async def test_a_closed_window_is_forgiven_when_it_comes_back(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ben")
    sitting = hq.app.state.server.conferences["daily"].session.inside[0]

    answer = await hq.http.post(f"{urlsplit(str(seat.url)).path}/away?load=1")
    away = sitting.lost_at
    await hq.http.get(str(seat.url))

    assert answer.status_code == 204
    assert away is not None
    assert sitting.lost_at is None


async def test_what_an_older_page_says_while_it_goes_does_not_count(hq: Any) -> None:
    await hq.running(id="daily")
    seat = await come_in(hq, "daily", who="account", login="ben")

    await hq.http.get(str(seat.url))
    await hq.http.post(f"{urlsplit(str(seat.url)).path}/away?load=1")

    assert hq.app.state.server.conferences["daily"].session.inside[0].lost_at is None


async def test_a_closed_window_that_stays_away_has_left(hq: Any) -> None:
    await hq.running(id="daily")
    await come_in(hq, "daily", who="account", login="ben")

    hq.app.state.server.conferences["daily"].session.inside[0].lost_at = -10.0

    assert await hq.ok("GET", "conferences/daily/participants") == {"participants": []}


@pytest.mark.parametrize(("user", "name"), [("ben", "Ben Okafor"), ("2$z*Zoe", "Zoe")])
async def test_a_personal_link_says_who_comes(hq: Any, user: str, name: str) -> None:
    await hq.running(id="daily", allow_guests=True, pin="4821")
    apps = await hq.ok("GET", "software/clients", call_id="daily", user=user)
    token = apps["clients"][-1]["web_url"].partition("&token=")[2].partition("&")[0]

    door = await hq.http.post("/webrtc/daily", data={"token": token})
    without_pin = await come_in(hq, "daily", token=token)
    inside = await come_in(hq, "daily", token=token, pin="4821")

    assert f"You come in as {name}" in text(door)
    assert f"You come in as {name}" in text(without_pin)
    assert "asks for a PIN" in text(without_pin)
    assert f"{name} you" in text(inside)


async def test_a_personal_link_that_is_not_good_any_more_says_so(hq: Any) -> None:
    await hq.running(id="daily")

    door = await hq.http.post("/webrtc/daily", data={"token": "old"})

    assert "This personal link is not good" in text(door)
    assert "Account" in text(door)


async def test_the_pages_bring_their_style_and_script(hq: Any) -> None:
    page = await hq.http.get("/")

    for name in re.findall(r'(?:href|src)="(/page\.[a-z]+)"', page.text):
        assert (await hq.http.get(name)).status_code == 200
    assert page.headers["cache-control"] == "no-store"


async def test_a_server_below_another_address_keeps_its_links(hq: Any) -> None:
    below = Starlette(routes=[Mount("/hq", hq.app)])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(below), base_url="http://play.test") as http:
        hq.http = http
        made = await http.post(
            "/hq/api/v3.10/conferences", json=hq.standup(id="daily"), params={"access_token": hq.token}
        )

        door = await http.get(made.json()["conference"]["url"])
        seat = await http.post("/hq/c/daily/join", data={"who": "account", "login": "ana"}, follow_redirects=True)

    assert made.json()["conference"]["url"] == "http://play.test/hq/c/daily"
    assert 'action="/hq/c/daily/join"' in door.text
    assert re.search(r'action="/hq/c/daily/seat/[^/]+/leave"', seat.text)
