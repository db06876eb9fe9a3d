"""The emulated TrueConf Server's conferences: made, read, changed, listed, removed, and the rules between fields."""

from typing import Any

import pytest

ONCE = {"type": 1, "start_time": 1795500000, "duration": 600}


async def test_the_smallest_body_makes_a_conference(hq: Any) -> None:
    made = (await hq.ok("POST", "conferences", hq.standup()))["conference"]

    assert len(made["id"]) == 10
    assert made["id"].isdigit()
    assert made["owner"] == "ana@hq.acme.example"
    assert made["invitations"] == [
        {"id": "ana", "display_name": "Ana Lima", "translator": None},
        {"id": "ben", "display_name": "Ben Okafor", "translator": None},
    ]
    assert (made["state"], made["stream_id"]) == ("stopped", None)
    assert (made["allow_guests"], made["auto_invite"], made["waiting_room_scope"]) == (False, 0, "all")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"invitations": []}, "conferenceOwnerNotInInvitationsList"),
        ({"invitations": [{"id": "ben"}]}, "conferenceOwnerNotInInvitationsList"),
        ({"invitations": [{"id": "ana@hq.acme.example"}]}, "conferenceOwnerNotInInvitationsList"),
        ({"owner": "nobody", "invitations": [{"id": "nobody"}]}, "userNotFound"),
        ({"invitations": [{"id": "ana"}, {"id": "zoe@example.org"}]}, "userNotFound"),
        ({"max_participants": 1}, "conferenceMaxInvitationsLimit"),
        ({"max_guests": 101}, "maxGuestsLimitReached"),
        ({"template_id": "unknown"}, "conferenceTemplateNotFound"),
        ({"mcu_mode": True, "multicast_enable": True}, "mcuModeUnavailableWhenMulticastIsEnabled"),
        ({"mcu_mode": True, "join_options": ["clients"]}, "joinOptionsNotEditableInMcuMode"),
        ({"multicast_enable": True, "join_options": ["webrtc"]}, "joinOptionsNotAllowedWhenMulticastIsEnabled"),
    ],
)
async def test_what_does_not_fit_together_is_refused(hq: Any, fields: dict[str, Any], reason: str) -> None:
    assert await hq.refused("POST", "conferences", hq.standup(**fields)) == reason


async def test_join_options_need_a_licence(build: Any) -> None:
    async with build(join_options_licensed=False) as server:
        body = server.standup(join_options=["webrtc"])

        assert await server.refused("POST", "conferences", body) == "joinOptionsNotAllowedByLicense"


@pytest.mark.parametrize(
    ("fields", "podiums", "ways"),
    [
        ({"type": 0, "max_participants": 36}, 36, 4),
        ({"type": 1}, 1, 4),
        ({"type": 3, "max_podiums": 6}, 6, 4),
        ({"type": 0, "mcu_mode": True}, 250, 2),
        ({"type": 0, "multicast_enable": True}, 250, 2),
    ],
)
async def test_modes_decide_who_may_speak_and_how_one_joins(
    hq: Any, fields: dict[str, Any], podiums: int, ways: int
) -> None:
    conference_id = await hq.conference(**fields)

    answer = await hq.read(conference_id)

    assert (answer["max_podiums"], len(answer["join_options"])) == (podiums, ways)


async def test_an_id_is_given_once(hq: Any) -> None:
    await hq.conference(id="daily")

    answer = await hq.call("POST", "conferences", hq.standup(id="daily"))

    assert answer.status_code == 400
    assert answer.json()["error"]["errors"][0]["reason"] == "uniqueValueAlreadyInUse"
    assert answer.json()["error"]["errors"][0]["location"] == "id"


async def test_a_full_server_makes_no_more_conferences(build: Any) -> None:
    async with build(max_conferences=1) as server:
        await server.conference()

        assert await server.refused("POST", "conferences", server.standup()) == "conferenceLimit"


async def test_a_template_gives_what_the_body_leaves_out(hq: Any) -> None:
    made = await hq.ok("POST", "conferences", {"template_id": "8b566f97", "topic": "Retro"})

    assert (made["conference"]["topic"], made["conference"]["tags"]) == ("Retro", ["team"])


async def test_a_users_token_makes_the_user_the_owner(hq: Any) -> None:
    ben = await hq.as_user("ben")
    body = hq.standup()
    del body["owner"]

    made = await ben.ok("POST", "conferences", body)

    assert made["conference"]["owner"] == "ben@hq.acme.example"
    assert await ben.refused("POST", "conferences", hq.standup()) == "forbidden"


async def test_a_change_leaves_alone_what_it_does_not_name(hq: Any) -> None:
    await hq.conference(id="daily", tags=["one"], schedule=ONCE, pin="4821")

    changed = (await hq.ok("PUT", "conferences/daily", {"topic": "Retro"}))["conference"]

    assert (changed["topic"], changed["tags"], changed["pin_enabled"]) == ("Retro", ["one"], True)
    assert changed["schedule"]["start_time"] == ONCE["start_time"]


async def test_another_server_resets_what_a_change_does_not_name(build: Any) -> None:
    async with build(put="replace") as server:
        await server.conference(id="daily", tags=["one"])
        body = {"topic": "Retro", "type": 0, "schedule": {"type": -1}}

        changed = await server.ok("PUT", "conferences/daily", body)

        assert changed["conference"]["tags"] == []
        assert await server.refused("PUT", "conferences/daily", {"topic": "Retro"}) == "missingRequiredField"


async def test_what_was_read_may_be_written_back(hq: Any) -> None:
    weekly = {"type": 0, "days": ["monday"], "time": "10:00", "duration": 600}
    await hq.conference(id="daily", schedule=weekly, pin="4821")
    read = await hq.read("daily")
    kept = ("topic", "description", "owner", "type", "invitations", "schedule", "rights", "tags", "registration")

    changed = await hq.ok("PUT", "conferences/daily", {name: read[name] for name in kept})

    assert changed["conference"] == read


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"id": "other"}, "unknownField"),
        ({"invitations": [{"id": "ben"}]}, "conferenceOwnerNotInInvitationsList"),
        ({"owner": "cleo"}, "conferenceOwnerNotInInvitationsList"),
        ({"owner": "nobody"}, "userNotFound"),
        ({"max_participants": 1}, "conferenceMaxInvitationsLimit"),
    ],
)
async def test_a_change_that_does_not_fit_is_refused(hq: Any, fields: dict[str, Any], reason: str) -> None:
    await hq.conference(id="daily")

    assert await hq.refused("PUT", "conferences/daily", fields) == reason


async def test_while_it_runs_only_the_description_may_change(hq: Any) -> None:
    conference_id = await hq.running()
    here = f"conferences/{conference_id}"

    changed = await hq.ok("PUT", here, {"description": "notes"})

    assert changed["conference"]["description"] == "notes"
    both = {"description": "notes", "topic": "Standup"}
    assert await hq.refused("PUT", here, both) == "conferenceFieldUnavailableForChange"
    hq.version = "v3.3"
    assert await hq.refused("PUT", here, {"description": "more"}) == "conferenceUnavailableForChange"


async def test_a_conference_that_runs_or_is_about_to_is_not_deleted(hq: Any) -> None:
    await hq.conference(id="daily")

    await hq.ok("POST", "conferences/daily/run")
    starting = await hq.refused("DELETE", "conferences/daily")
    await hq.control("join", conference_id="daily", login="ana")
    running = await hq.refused("DELETE", "conferences/daily")
    await hq.control("end", conference_id="daily")

    assert starting == running == "conferenceUnavailableForChange"
    assert await hq.ok("DELETE", "conferences/daily") == {"id": "daily"}
    assert await hq.refused("GET", "conferences/daily") == "conferenceNotFound"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["one", "two", "three"]),
        ({"tag": "a"}, ["one", "three"]),
        ({"owner": "ben"}, ["two"]),
        ({"owner": "ben@hq.acme.example"}, ["two"]),
        ({"state": "running"}, ["three"]),
        ({"state": "stopped", "tag": "a"}, ["one"]),
        ({"page_size": 2}, ["one", "two"]),
        ({"page_size": 2, "page_id": 2}, ["three"]),
        ({"page_size": 2, "page_id": 3}, []),
    ],
)
async def test_the_list_is_filtered_and_cut_into_pages(hq: Any, query: dict[str, Any], found: list[str]) -> None:
    await hq.conference(id="one", tags=["a"])
    await hq.conference(id="two", tags=["b"], owner="ben")
    await hq.running(id="three", tags=["a", "b"])

    answer = await hq.ok("GET", "conferences", **query)

    assert [one["id"] for one in answer["conferences"]] == found
    assert answer["cnt"] == (3 if "page_size" in query else len(found))


@pytest.mark.parametrize("query", [{"page_size": 1001}, {"page_size": 0}, {"page_id": "x"}, {"state": "starting"}])
async def test_a_filter_that_makes_no_sense_is_refused(hq: Any, query: dict[str, Any]) -> None:
    assert await hq.refused("GET", "conferences", **query) == "invalidValue"


async def test_links_start_with_the_address_called_or_with_the_one_that_was_set(build: Any) -> None:
    async with build(web_url="https://meet.acme.example") as server:
        await server.conference(id="daily")

        dynamic = (await server.read("daily"))["url"]
        fixed = (await server.read("daily", url_type="fixed"))["url"]

        assert dynamic == "http://hq.internal:8443/c/daily"
        assert fixed == "https://meet.acme.example/c/daily"
        assert await server.refused("GET", "conferences", url_type="other") == "invalidValue"


async def test_mail_goes_out_under_both_spellings(hq: Any) -> None:
    await hq.conference(id="daily")

    for path in ("conference/daily/notify", "conferences/daily/notify"):
        assert await hq.ok("POST", path) == {"result": True}

    state = (await hq.http.get("/control/state")).json()
    assert state["conferences"][0]["mails"] == 2


@pytest.mark.parametrize(
    ("method", "path"), [("PATCH", "conferences/x"), ("POST", "users"), ("GET", "conferences/x/run")]
)
async def test_an_address_does_not_take_every_method(hq: Any, method: str, path: str) -> None:
    answer = await hq.call(method, path)

    assert answer.status_code == 405


async def test_a_slash_at_the_end_changes_nothing(hq: Any) -> None:
    assert await hq.ok("GET", "conferences/") == {"cnt": 0, "conferences": []}


async def test_a_calendar_speaks_the_languages_of_the_document_only(hq: Any) -> None:
    await hq.conference(id="daily", schedule={"type": 0, "days": ["monday"], "time": "10:00", "duration": 600})

    answer = await hq.ok("GET", "conferences/daily/calendars", lang="de")

    assert "RRULE%3AFREQ%3DWEEKLY%3BINTERVAL%3D1%3BBYDAY%3DMO" in answer["calendars"]["google"]
    assert answer["calendars"]["other"] == "http://hq.internal:8443/api/v3.10/conferences/daily/ics"
    assert await hq.refused("GET", "conferences/daily/calendars", lang="nl") == "invalidValue"


@pytest.mark.parametrize(
    ("query", "reason"),
    [({"sort_by": "colour"}, "invalidValue"), ({"sort_type": "up"}, "invalidValue"), ({}, None)],
)
async def test_templates_are_sorted_by_what_they_have(hq: Any, query: dict[str, str], reason: str | None) -> None:
    answer = await hq.call("GET", "templates/conferences", **query)

    faults = answer.json().get("error", {"errors": [{"reason": None}]})["errors"]
    assert faults[0]["reason"] == reason
    assert await hq.refused("GET", "templates/conferences/unknown") == "conferenceTemplateNotFound"
