"""Templates of the emulated TrueConf Server: made, changed, used, removed."""

from typing import Any

import pytest


@pytest.fixture
def admin(hq: Any) -> Any:
    """Somebody who may do everything."""
    return hq.operator


def draft(hq: Any, **fields: Any) -> dict[str, Any]:
    return {"name": "Big day", "object": hq.standup(**fields)}


async def made(admin: Any, **fields: Any) -> str:
    answer = await admin.ok("POST", "templates/conferences", draft(admin, **fields))
    template_id: str = answer["template"]["id"]
    return template_id


async def test_a_template_that_was_made_is_listed_and_read(admin: Any) -> None:
    template_id = await made(admin, topic="Big day", description="All of us")

    listed = await admin.ok("GET", "templates/conferences")
    read = await admin.ok("GET", f"templates/conferences/{template_id}")

    assert read["template"] in listed["templates"]
    assert (read["template"]["name"], read["template"]["object"]["description"]) == ("Big day", "All of us")


async def test_a_conference_made_of_a_template_has_what_its_own_body_does_not_say(admin: Any) -> None:
    template_id = await made(admin, topic="Big day", description="All of us")

    conference_id = await admin.conference(template_id=template_id, topic="Standup")

    conference = await admin.read(conference_id)
    assert (conference["topic"], conference["description"]) == ("Standup", "All of us")


async def test_a_template_is_renamed_and_rewritten(admin: Any) -> None:
    template_id = await made(admin, topic="Big day")
    path = f"templates/conferences/{template_id}"

    renamed = await admin.ok("PUT", path, {"name": "Small day"})
    rewritten = await admin.ok("PUT", path, {"object": admin.standup(topic="Small day")})

    assert (renamed["template"]["name"], renamed["template"]["object"]["topic"]) == ("Small day", "Big day")
    assert (rewritten["template"]["name"], rewritten["template"]["object"]["topic"]) == ("Small day", "Small day")


async def test_a_removed_template_is_not_there(admin: Any) -> None:
    template_id = await made(admin)

    answer = await admin.ok("DELETE", f"templates/conferences/{template_id}")

    assert answer == {"id": template_id}
    assert await admin.refused("DELETE", f"templates/conferences/{template_id}") == "conferenceTemplateNotFound"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"owner": "nobody"}, "userNotFound"),
        ({"type": 2}, "invalidValue"),
        ({"colour": "red"}, "unknownField"),
        ({"max_guests": 100_000}, "maxGuestsLimitReached"),
    ],
)
async def test_a_template_of_a_conference_that_could_not_be_is_refused(
    admin: Any, change: dict[str, Any], reason: str
) -> None:
    assert await admin.refused("POST", "templates/conferences", draft(admin, **change)) == reason


@pytest.mark.parametrize("body", [{"name": "Big day"}, {"object": {}}, {"name": "Big day", "object": {"topic": "x"}}])
async def test_a_template_without_what_it_needs_is_refused(admin: Any, body: dict[str, Any]) -> None:
    assert await admin.refused("POST", "templates/conferences", body) == "missingRequiredField"


async def test_reading_templates_is_not_writing_them(hq: Any) -> None:
    """Its token may read them only."""
    assert (await hq.call("GET", "templates/conferences")).status_code == 200
    assert await hq.refused("POST", "templates/conferences", draft(hq)) == "forbidden"
