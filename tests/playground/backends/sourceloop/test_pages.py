"""The emulated SourceLoop's pages without a browser: what they show and what their forms do."""

from typing import Any

import pytest

from playground.backends.windows import PATIENCE_S

HOSTILE = '<script>alert("x")</script>'


async def page(loop: Any, path: str, status: int = 200) -> str:
    answer = await loop.http.get(path)
    assert answer.status_code == status, answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    return str(answer.text)


async def come_in(loop: Any, link: str, name: str) -> str:
    """Join on the page; the seat's path."""
    answer = await loop.http.post(f"/meet/{link}", data={"name": name})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


async def test_an_empty_service_says_so(loop: Any) -> None:
    assert "No meetings yet" in await page(loop, "/")


async def test_the_list_sorts_meetings_by_what_happens_in_them(loop: Any) -> None:
    over, quiet, busy = [await loop.session() for _ in range(3)]
    await loop.ok("PATCH", f"/session/{over}/end")
    await loop.join(busy, "Ben")

    shown = await page(loop, "/")

    words = ("In session", busy, "Open or scheduled", quiet, ">Closed<", over)
    places = [shown.index(word) for word in words]
    assert places == sorted(places)
    assert "Ben inside" in shown


async def test_somebody_comes_in_sees_who_is_there_and_leaves(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link, "Ana")

    door = await page(loop, f"/meet/{link}")
    seat = await come_in(loop, link, " Zoe   Lin ")
    inside = await page(loop, seat)
    await loop.http.post(f"{seat}/leave")
    after = await page(loop, seat)

    assert ("Ana" in door, 'name="name"' in door) == (True, True)
    assert ("Ana" in inside, "Zoe Lin" in inside, "you" in inside) == (True, True, True)
    assert "You have left." in after
    assert f'href="/meet/{link}"' in after
    assert await loop.attendees(link) == [("Ana", False), ("Zoe Lin", True)]


async def test_a_hostile_name_is_text_everywhere(loop: Any) -> None:
    link = await loop.session(enableArchiving=True)
    seat = await come_in(loop, link, HOSTILE)

    shown = [await page(loop, path) for path in ("/", f"/meet/{link}", seat, f"/console/{link}")]

    assert all("<script>alert" not in one and "&lt;script&gt;alert" in one for one in shown)


async def test_a_hostile_id_is_text(loop: Any) -> None:
    shown = await page(loop, "/meet/%3Cscript%3Ealert", 404)

    assert "<script>alert" not in shown


async def test_somebody_without_a_name_is_asked_for_it(loop: Any) -> None:
    link = await loop.session()

    answer = await loop.http.post(f"/meet/{link}", data={"name": " "})

    assert (answer.status_code, "Please say who you are." in answer.text) == (422, True)


async def test_a_meeting_that_has_not_opened_says_when_it_does(loop: Any) -> None:
    link = await loop.scheduled(hours=2)

    shown = await page(loop, f"/meet/{link}")
    answer = await loop.http.post(f"/meet/{link}", data={"name": "Ana"})

    assert "Begins Mon 23 Nov, 15:00 · opens 14:50" in shown
    assert (answer.status_code, "opens 10 minutes before" in answer.text) == (422, True)


async def test_a_closed_meeting_lets_nobody_in_and_nobody_out(loop: Any) -> None:
    link = await loop.session()
    seat = await come_in(loop, link, "Ana")
    await loop.ok("PATCH", f"/session/{link}/end")

    inside, door = await page(loop, seat), await page(loop, f"/meet/{link}")
    refused = await loop.http.post(f"/meet/{link}", data={"name": "Ben"})
    await loop.http.post(f"{seat}/leave")
    after = await page(loop, seat)

    assert "This meeting was closed. You stay in until you leave" in inside
    assert ("This meeting was closed." in door, "<form" in door) == (True, False)
    assert (refused.status_code, "Nobody can come in any more." in refused.text) == (422, True)
    assert "Back to this meeting" not in after


async def test_ids_with_signs_are_quoted_in_links(build: Any) -> None:
    async with build(awkward_ids=True, release="3.0.0") as loop:
        link = await loop.session()

        assert 'action="/meet/-' in await page(loop, f"/meet/{link}")


async def test_whoever_closed_their_window_and_did_not_come_back_has_left(loop: Any) -> None:
    link = await loop.session()
    ben, cleo = await come_in(loop, link, "Ben"), await come_in(loop, link, "Cleo")

    for seat, load in ((ben, 0), (cleo, 7)):
        assert (await loop.http.post(f"{seat}/away?load={load}")).status_code == 204
    loop.service.seats[ben.rpartition("/")[2]].lost_at -= PATIENCE_S

    assert (await loop.state())[0]["inside"] == ["Cleo"]


async def test_a_page_that_is_loaded_again_keeps_the_seat(loop: Any) -> None:
    link = await loop.session()
    seat = await come_in(loop, link, "Ben")
    await page(loop, seat)
    await loop.http.post(f"{seat}/away?load=1")

    await page(loop, f"{seat}?refresh=")

    assert loop.service.seats[seat.rpartition("/")[2]].lost_at is None


# The console


async def test_the_console_records_as_the_clouds_owner_can(loop: Any) -> None:
    link = await loop.session()
    await loop.join(link)
    offered = await page(loop, f"/console/{link}")

    started = await loop.http.post(f"/console/{link}/start")
    running = await page(loop, f"/console/{link}")
    await loop.http.post(f"/console/{link}/stop")
    archive_id = (await loop.state())[0]["archives"][0]["id"]
    stopped = await page(loop, f"/console/{link}")
    for deed in ("finish", "attach"):
        await loop.http.post(f"/console/{link}/{deed}/{archive_id}")

    assert started.headers["location"] == f"/console/{link}"
    assert ("Record<" in offered, "Stop recording" in running, "being processed" in stopped) == (True, True, True)
    assert (await loop.ok("GET", f"/archives/{archive_id}"))["metaData"]["status"] == "available"
    assert "Write into the row" not in await page(loop, f"/console/{link}")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"enableArchiving": True}, "Recorded whenever somebody is in."),
        ({"endToEndEncryption": True}, "it cannot be recorded"),
    ],
)
async def test_the_console_says_how_a_session_is_recorded(loop: Any, fields: dict[str, Any], words: str) -> None:
    link = await loop.session(**fields)

    assert words in await page(loop, f"/console/{link}")


async def test_what_the_console_cannot_do_it_says(loop: Any) -> None:
    link = await loop.session()

    answers = [await loop.http.post(f"/console/{link}/{deed}") for deed in ("start", "attach/nothing")]

    assert [answer.status_code for answer in answers] == [409, 409]


@pytest.mark.parametrize("path", ["/meet/nobody", "/seat/nobody", "/console/nobody"])
async def test_what_is_not_there_says_so(loop: Any, path: str) -> None:
    assert "Nothing here" in await page(loop, path, 404)


async def test_other_paths_are_the_services_own(loop: Any) -> None:
    answer = await loop.http.get("/meet")

    assert answer.json()["error"]["message"] == "API not found !"


async def test_the_pages_files_are_served_in_light_and_dark(loop: Any) -> None:
    css, js = [await loop.http.get(path) for path in ("/page.css", "/page.js")]

    assert (css.status_code, js.status_code) == (200, 200)
    assert "prefers-color-scheme: dark" in css.text
    assert ".tile" in css.text
