"""The emulated TrueConf Server's invited people: planned to come, rung one by one or many at once."""

from typing import Any

import pytest


async def test_an_invitation_can_be_added_read_changed_and_removed(hq: Any) -> None:
    await hq.conference(id="daily")
    here = "conferences/daily/invitations"

    added = await hq.ok("POST", here, {"id": "cleo"})
    changed = await hq.ok("PUT", f"{here}/cleo", {"display_name": "Dr Martin"})
    read = await hq.ok("GET", f"{here}/cleo")
    removed = await hq.ok("DELETE", f"{here}/cleo")

    assert (added["invitation"]["type"], added["invitation"]["email"]) == ("user", "cleo@acme.example")
    assert changed == read
    assert read["invitation"]["display_name"] == "Dr Martin"
    assert removed == {"id": "cleo"}
    listed = await hq.ok("GET", here)
    assert [(one["id"], one["is_owner"]) for one in listed["invitations"]] == [("ana", 1), ("ben", 0)]


@pytest.mark.parametrize(
    ("method", "path", "body", "reason"),
    [
        ("POST", "", {}, "missingRequiredField"),
        ("POST", "", {"id": ""}, "invalidValue"),
        ("POST", "", {"id": "ben"}, "uniqueValueAlreadyInUse"),
        ("POST", "", {"id": "zoe@example.org"}, "userNotFound"),
        ("POST", "", {"id": "cleo", "is_owner": True}, "unknownField"),
        ("GET", "/nobody", None, "invitationNotFound"),
        ("PUT", "/nobody", {"display_name": "X"}, "invitationNotFound"),
        ("PUT", "/ben", {"id": "cleo"}, "unknownField"),
        ("DELETE", "/nobody", None, "invitationNotFound"),
        ("DELETE", "/ana", None, "conferenceOwnerNotInInvitationsList"),
    ],
)
async def test_an_invitation_that_makes_no_sense_is_refused(
    hq: Any, method: str, path: str, body: Any, reason: str
) -> None:
    await hq.conference(id="daily")

    assert await hq.refused(method, f"conferences/daily/invitations{path}", body) == reason


async def test_invitations_are_as_many_as_there_may_be_participants(hq: Any) -> None:
    await hq.conference(id="daily", max_participants=2)

    refused = await hq.refused("POST", "conferences/daily/invitations", {"id": "cleo"})

    assert refused == "conferenceMaxInvitationsLimit"


async def test_while_it_runs_invitations_are_added_only(hq: Any) -> None:
    here = f"conferences/{await hq.running()}/invitations"

    assert await hq.ok("POST", here, {"id": "cleo"})
    assert await hq.refused("PUT", f"{here}/ben", {"display_name": "B"}) == "conferenceUnavailableForChange"
    assert await hq.refused("DELETE", f"{here}/ben") == "conferenceUnavailableForChange"


async def test_an_unknown_name_becomes_a_guest_of_the_invitation(hq: Any) -> None:
    await hq.conference(id="daily", allow_guests=True)

    added = await hq.ok("POST", "conferences/daily/invitations", {"id": "zoe@example.org", "display_name": "Zoe"})

    assert added["invitation"] == {
        "id": "zoe@example.org",
        "display_name": "Zoe",
        "translator": None,
        "is_owner": 0,
        "type": "custom",
    }


async def test_ringing_one_shows_an_invitation_time_and_no_coming(hq: Any) -> None:
    await hq.running(id="daily")

    rung = (await hq.ok("POST", "conferences/daily/participants", {"participant_id": "ben"}))["participant"]

    assert (rung["id"], rung["invite_time"], rung["join_time"]) == ("ben@hq.acme.example", 1795435200, None)
    listed = await hq.ok("GET", "conferences/daily/participants")
    assert listed["participants"] == [rung]


async def test_ringing_stops_after_a_while_or_when_the_person_comes(hq: Any) -> None:
    await hq.running(id="daily")
    for login in ("ben", "cleo"):
        await hq.ok("POST", "conferences/daily/participants", {"participant_id": login})

    await hq.control("join", conference_id="daily", login="ben")
    hq.clock.advance(seconds=45)

    listed = (await hq.ok("GET", "conferences/daily/participants"))["participants"]
    assert [(one["id"], one["join_time"]) for one in listed] == [("ben@hq.acme.example", 1795435200)]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ({}, "missingRequiredField"),
        ({"participant_id": 7}, "invalidValue"),
        ({"participant_id": "nobody"}, "participantIsUnavailable"),
        ({"participant_id": "cleo"}, "participantIsUnavailable"),
        ({"participant_id": "ana"}, "participantAlreadyInConference"),
    ],
)
async def test_ringing_somebody_who_cannot_come_is_refused(hq: Any, body: dict[str, Any], reason: str) -> None:
    await hq.running(id="daily")
    await hq.control("join", conference_id="daily", login="ana")
    await hq.control("users", login="cleo", online=False)

    assert await hq.refused("POST", "conferences/daily/participants", body) == reason


async def test_nobody_is_rung_into_a_stopped_conference(hq: Any) -> None:
    await hq.conference(id="daily")

    refused = await hq.refused("POST", "conferences/daily/participants", {"participant_id": "ben"})

    assert refused == "conferenceIsNotRunning"
    assert await hq.ok("GET", "conferences/daily/participants") == {"participants": []}


@pytest.mark.parametrize(
    ("version", "body"),
    [
        ("v3.10", {"invitations": [{"id": "ben", "display_name": "Ben"}, {"id": "cleo"}]}),
        ("v3.5", {"invitations": [{"id": "ben"}, {"id": "cleo"}]}),
        ("v3.4", {"participants": ["ben", "cleo"]}),
        ("v3.3", {"participants": ["ben", "cleo"]}),
    ],
)
async def test_many_are_rung_at_once_in_the_form_of_the_version(hq: Any, version: str, body: dict[str, Any]) -> None:
    await hq.running(id="daily")
    hq.version = version

    answer = await hq.ok("POST", "conferences/daily/invite", body)

    assert answer == {"invite": True}
    state = (await hq.http.get("/control/state")).json()
    assert state["conferences"][0]["ringing"] == ["ben", "cleo"]


@pytest.mark.parametrize(
    ("version", "body", "reason"),
    [
        ("v3.10", {"participants": ["ben"]}, "unknownField"),
        ("v3.4", {"invitations": [{"id": "ben"}]}, "unknownField"),
        ("v3.10", {}, "missingRequiredField"),
        ("v3.10", {"invitations": ["ben"]}, "invalidValue"),
        ("v3.10", {"invitations": []}, "invalidValue"),
    ],
)
async def test_the_form_of_another_version_is_refused(hq: Any, version: str, body: dict[str, Any], reason: str) -> None:
    await hq.running(id="daily")
    hq.version = version

    assert await hq.refused("POST", "conferences/daily/invite", body) == reason


@pytest.mark.parametrize("starts", [True, False])
async def test_ringing_many_may_start_a_stopped_conference(build: Any, starts: bool) -> None:
    async with build(invite_starts=starts) as server:
        await server.conference(id="daily")

        answer = await server.call("POST", "conferences/daily/invite", {"invitations": [{"id": "ben"}]})

        assert answer.status_code == (200 if starts else 400)
        assert (await server.read("daily"))["state"] == ("running" if starts else "stopped")


@pytest.mark.parametrize(
    ("auto_invite", "first", "rung"),
    [(0, "ben", []), (1, "cleo", ["ana", "ben"]), (2, "cleo", []), (2, "ben", ["ana"])],
)
async def test_the_planned_are_rung_when_somebody_comes(hq: Any, auto_invite: int, first: str, rung: list[str]) -> None:
    await hq.conference(id="daily", auto_invite=auto_invite)

    await hq.control("join", conference_id="daily", login=first)

    state = (await hq.http.get("/control/state")).json()
    assert state["conferences"][0]["ringing"] == rung
