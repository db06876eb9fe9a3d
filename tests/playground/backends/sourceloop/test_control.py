"""The back door of the emulated SourceLoop service, which tests and checkers use."""

from typing import Any

import pytest


async def test_the_state_tells_of_every_session(loop: Any) -> None:
    link = await loop.session(enableArchiving=True)
    joined = await loop.join(link, "Ana")

    state = (await loop.state())[0]

    assert (state["id"], state["session_id"]) == (link, joined["session_id"])
    assert (state["inside"], state["data"], state["ended"], state["recording"]) == (["Ana"], ["Ana"], False, True)
    assert [one["status"] for one in state["archives"]] == ["started"]
    assert state["row"]["meetingLink"] == link


async def test_somebody_can_leave_by_name_by_seat_by_datum_or_with_all(loop: Any) -> None:
    link = await loop.session()
    joined = {name: await loop.join(link, name, data=name.lower()) for name in ("Ana", "Ben", "Cleo", "Dora", "Eve")}

    gone = [
        await loop.leave(link, name="Ana"),
        await loop.leave(link, seat=joined["Ben"]["seat"]),
        await loop.leave(link, data="cleo"),
        await loop.leave(link),
    ]

    assert [one["left"] for one in gone] == [["Ana"], ["Ben"], ["Cleo"], ["Dora", "Eve"]]


@pytest.mark.parametrize(
    ("deed", "wish", "refused"),
    [
        ("join", {"session": "nobody", "name": "Ana"}, (404, "unknown")),
        ("join", {"session": "{link}"}, (400, "bad_request")),
        ("join", {"name": "Ana"}, (400, "bad_request")),
        ("join", {"session": "{link}", "name": " "}, (409, "no_name")),
        ("join", {"session": "{link}", "name": "Ana", "role": "host"}, (409, "broken")),
        ("join", {"session": "{link}", "name": "Ana", "token": "x"}, (409, "token")),
        ("leave", {"session": "{link}"}, (404, "unknown")),
        ("archive", {"session": "{link}", "action": "start"}, (409, "not_now")),
        ("archive", {"archive_id": "x", "action": "attach"}, (404, "unknown")),
        ("archive", {"session": "{link}"}, (400, "bad_request")),
        ("config", {"jwt_secret": "x"}, (400, "bad_request")),
        ("config", {"volume": 11}, (400, "bad_request")),
        ("config", {"release": "new"}, (400, "bad_request")),
        ("config", {"release": []}, (400, "bad_request")),
        ("config", {"archive_expires": "soon"}, (400, "bad_request")),
    ],
)
async def test_what_cannot_be_done_says_why(
    loop: Any, deed: str, wish: dict[str, Any], refused: tuple[int, str]
) -> None:
    link = await loop.session()

    filled = {name: link if value == "{link}" else value for name, value in wish.items()}

    assert await loop.not_done(deed, **filled) == refused


async def test_an_archive_goes_its_way_in_its_time_only(loop: Any) -> None:
    _, archive_id = await loop.archived()

    refused = [await loop.not_done("archive", archive_id=archive_id, action=one) for one in ("expire", "pause", "burn")]

    assert refused == [(400, "bad_request")] * 3


async def test_a_body_must_be_an_object(loop: Any) -> None:
    answers = [await loop.http.post("/control/join", content=sent) for sent in (b"", b"[]", b"{")]

    assert {answer.status_code for answer in answers} == {400}


async def test_switches_of_the_configuration_can_be_set_while_it_runs(loop: Any) -> None:
    set_to = await loop.control("config", release="5.0.5", archive_expires=60)

    assert set_to == {"release": "5.0.5", "archive_expires": 60}
    assert (await loop.call("POST", "/session", {})).headers["content-type"] == "text/plain"


async def test_faults_can_be_read_and_cleared(loop: Any) -> None:
    await loop.control("faults", cloud="down")
    held = (await loop.http.get("/control/faults")).json()
    cleared = (await loop.http.delete("/control/faults")).json()

    assert (held["cloud"], cleared["cloud"]) == ("down", "")


async def test_the_history_tells_what_was_asked_without_secrets(loop: Any) -> None:
    link = await loop.session()
    await loop.http.patch(f"/session/{link}/end", params={"access_token": loop.token})
    await loop.refused("PATCH", f"/session/{link}/end")

    asked = (await loop.http.get("/control/history")).json()["requests"]
    await loop.http.delete("/control/history")

    assert [(one["method"], one["token"], one["status"], one["acted"]) for one in asked] == [
        ("POST", "bearer", 200, True),
        ("PATCH", "query", 204, True),
        ("PATCH", "bearer", 400, False),
    ]
    assert asked[2]["reason"] == "400: Meeting has already been ended!"
    assert loop.token not in str(asked)
    assert (await loop.http.get("/control/history")).json() == {"requests": []}
