"""The emulated TrueConf Server answers in the shapes of the vendor's own examples."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from playground.backends.trueconf import Group, Template, TrueConfConfig, User
from playground.backends.trueconf.config import SAMPLE_SCOPES

EXAMPLES: dict[str, Any] = json.loads((Path(__file__).parent / "wire/trueconf/examples.json").read_text("utf-8"))

NOT_IN_THE_EXAMPLE = {"created_at", "multicast_enable", "multicast_address", "waiting_room_scope"}
"""Fields of a conference that the document's table has and its example lacks."""

OF_THE_SERVER = {"deeplinks", "connect_urls", "schedule", *NOT_IN_THE_EXAMPLE}
"""What the example shows of another conference or computes: compared by shape."""

NEVER_WRITTEN = {
    "broadcast", "stream_recording_state", "stream_id", "deeplinks", "connect_urls", "pin_enabled",
    "participants_lock_enabled", "origin_type",
}  # fmt: skip

USER1 = User(login="user1", display_name="user1", email="user1@server.name")
GROUP1 = Group(
    id="group_id1",
    display_name="Group Name",
    rights=("make_calls", "collaboration_tools", "create_group_conference", "address_book_editing", "operator_rights"),
)


def differences(example: Any, answer: Any, where: str = "") -> list[str]:
    """Where an answer has not the names and types of an example; null in either says nothing of the type."""
    if example is None or answer is None:
        return []
    if type(example) is not type(answer) and {type(example), type(answer)} != {int, float}:
        return [f"{where}: {type(example).__name__} in the example, {type(answer).__name__} here"]
    if isinstance(example, dict):
        missing = [f"{where}.{name} is missing" for name in example.keys() - answer.keys()]
        unknown = [f"{where}.{name} is not in the example" for name in answer.keys() - example.keys()]
        shared = sorted(example.keys() & answer.keys())
        inside = [differences(example[name], answer[name], f"{where}.{name}") for name in shared]
        return missing + unknown + [one for some in inside for one in some]
    if isinstance(example, list) and example:
        return [one for row in answer for one in differences(example[0], row, f"{where}[]")]
    return []


def check_same(example: dict[str, Any], answer: dict[str, Any]) -> None:
    """A conference like the example's own, value for value."""
    assert answer.keys() - example.keys() <= NOT_IN_THE_EXAMPLE
    for field, value in example.items():
        if field not in OF_THE_SERVER:
            assert answer[field] == value, field


@pytest.fixture
async def sample(build: Any) -> AsyncIterator[Any]:
    """A server whose name and people are those of the examples."""
    async with build(
        server_name="server.name",
        web_url="https://server.name",
        users=(*TrueConfConfig().users, USER1),
        groups=(*TrueConfConfig().groups, GROUP1),
    ) as server:
        yield server


def written(example: dict[str, Any]) -> dict[str, Any]:
    """The part of a conference that may be sent on creation."""
    fields = {name: value for name, value in example.items() if name not in NEVER_WRITTEN}
    registration = {name: value for name, value in fields.get("registration", {}).items() if name != "limit_reached"}
    return fields | ({"registration": registration} if registration else {})


@pytest.mark.parametrize(("version", "name"), [("v3.10", "conference"), ("v3.3", "conference_v3_3")])
async def test_a_conference_made_from_the_example_reads_as_the_example(sample: Any, version: str, name: str) -> None:
    sample.version = version
    await sample.ok("POST", "conferences", written(EXAMPLES[name]))

    answer = await sample.read("webinar", url_type="fixed")

    check_same(EXAMPLES[name], answer)


async def test_a_conference_has_the_links_and_dial_strings_of_the_example(sample: Any) -> None:
    await sample.conference(id="1313717611")

    answer = await sample.read("1313717611")

    assert differences(EXAMPLES["conference"]["deeplinks"], answer["deeplinks"]) == []
    assert differences(EXAMPLES["conference"]["connect_urls"], answer["connect_urls"]) == []
    assert answer["deeplinks"]["default"].startswith("trueconf:\\c\\1313717611@server.name%23vcs&h=10.110.14.123,")
    assert answer["connect_urls"]["sip"][0] == "001313717611@10.110.14.123"
    assert answer["connect_urls"]["h323"][0] == "10.110.14.123##001313717611"


@pytest.mark.parametrize(
    ("example", "schedule"),
    [
        ("schedule_none", {"type": -1}),
        ("observed_conference_schedule_once_has_time_offset", {"type": 1, "start_time": 1795500000, "duration": 600}),
        ("schedule_weekly", {"type": 0, "time": "10:00", "duration": 3600, "days": ["monday", "friday"]}),
    ],
)
async def test_a_schedule_reads_as_its_example(sample: Any, example: str, schedule: dict[str, Any]) -> None:
    conference_id = await sample.conference(schedule=schedule)

    answer = await sample.read(conference_id)

    assert differences(EXAMPLES[example], answer["schedule"]) == []


async def test_the_lists_and_single_objects_of_a_running_conference_read_as_their_examples(sample: Any) -> None:
    conference_id = await sample.running(
        owner="user1", invitations=[{"id": "user1", "translator": {"languages": ["ru", "en"]}}], allow_guests=True
    )
    await sample.control("join", conference_id=conference_id, login="user1")
    here, session = f"conferences/{conference_id}", "conference-sessions/{}"
    stream_id = (await sample.read(conference_id))["stream_id"].replace("@", "%40").replace("#", "%23")

    answers = {
        "response_invitation_list": await sample.ok("GET", f"{here}/invitations"),
        "response_invitation": await sample.ok("GET", f"{here}/invitations/user1"),
        "response_participant": await sample.ok("GET", f"{here}/participants/user1@server.name"),
        "response_session": await sample.ok("GET", session.format(stream_id)),
        "response_session_participants": await sample.ok("GET", session.format(stream_id) + "/participants"),
        "response_user_list": await sample.ok("GET", "users"),
        "response_user": await sample.ok("GET", "users/user1"),
        "response_group_list": await sample.ok("GET", "groups"),
        "owner_response": await sample.ok("GET", f"{here}/owner"),
        "shared_response": await sample.ok("GET", f"{here}/shared"),
        "calendars_response": await sample.ok("GET", f"{here}/calendars"),
        "notify_response": await sample.ok("POST", f"{here}/notify"),
        "invite_response": await sample.ok("POST", f"{here}/invite", {"invitations": [{"id": "ben"}]}),
    }

    found = {name: differences(EXAMPLES[name], answer) for name, answer in answers.items()}
    assert found.pop("response_invitation") == [".invitation.is_owner: bool in the example, int here"]
    assert found.pop("response_invitation_list") == [".invitations[].is_owner: bool in the example, int here"]
    assert not any(found.values()), found


async def test_a_guest_among_the_participants_reads_as_the_example(sample: Any) -> None:
    conference_id = await sample.running(allow_guests=True)
    await sample.control("join", conference_id=conference_id, name="guest123")

    answer = await sample.ok("GET", f"conferences/{conference_id}/participants")

    assert differences(EXAMPLES["participant_guest"], answer["participants"][0]) == []
    assert answer["participants"][0]["id"] == answer["participants"][0]["login_name"] + "@server.name"


async def test_an_invitation_and_a_user_read_as_seen_on_real_servers(sample: Any) -> None:
    sample.version = "v3.8"
    conference_id = await sample.conference(
        owner="plenum",
        invitations=[{"id": "plenum"}],
    )

    invitation = await sample.ok("GET", f"conferences/{conference_id}/invitations/plenum")
    users = await sample.ok("GET", "users", login_name="plenum")

    assert differences(EXAMPLES["observed_invitation_integer_is_owner"], invitation) == []
    assert invitation["invitation"]["is_owner"] == 1
    assert differences(EXAMPLES["observed_user_list_page"], users) == []
    assert users["users"][0]["groups"] == EXAMPLES["observed_user_list_page"]["users"][0]["groups"]


async def test_what_run_stop_and_delete_answer_is_what_the_examples_show(sample: Any) -> None:
    conference_id = await sample.conference(id="f80dc3a6d7")

    ran = await sample.ok("POST", f"conferences/{conference_id}/run")
    await sample.read(conference_id)
    await sample.read(conference_id)
    stopped = await sample.ok("POST", f"conferences/{conference_id}/stop")
    await sample.read(conference_id)
    await sample.read(conference_id)
    deleted = await sample.ok("DELETE", f"conferences/{conference_id}")

    assert ran == EXAMPLES["run_response"]
    assert stopped == EXAMPLES["stop_response"]
    assert deleted == EXAMPLES["delete_conference_response"]


async def test_the_log_and_the_records_read_as_their_examples(sample: Any) -> None:
    conference_id = await sample.running(allow_guests=True, recording=1)
    await sample.control("join", conference_id=conference_id, name="test#ds")
    sample.clock.advance(seconds=69)
    await sample.control("end", conference_id=conference_id)
    sample.clock.advance(minutes=1)

    calls = await sample.ok("GET", "logs/calls")
    session = calls["list"][0]["conference_id"].replace("@", "%40").replace("#", "%23")
    answers = {
        "response_call_list": calls,
        "response_call_participant_list": await sample.ok("GET", f"logs/calls/{session}/participants"),
        "response_recording_list": await sample.ok("GET", "logs/recordings"),
        "response_record_list": await sample.ok("GET", f"conferences/{conference_id}/records"),
        "call": await sample.ok("GET", f"logs/calls/{session}"),
        "recording": await sample.ok("GET", "logs/recordings/1"),
    }

    found = {name: differences(EXAMPLES[name], answer) for name, answer in answers.items()}
    assert not any(found.values()), found


async def test_before_v3_9_a_call_has_no_reason_for_its_end(sample: Any) -> None:
    sample.version = "v3.8"
    await sample.running()

    calls = await sample.ok("GET", "logs/calls")

    assert differences(EXAMPLES["observed_call_with_integer_duration"], calls["list"][0]) == []
    assert calls["list"][0]["end_time"] is None


async def test_a_template_of_the_example_reads_as_the_example(build: Any) -> None:
    example = EXAMPLES["conference_template"]
    template = Template(
        id="8b566f97", name="test", fields=written(example["object"]), created_at=1523401234, updated_at=1523412345
    )

    async with build(server_name="server.name", users=(USER1,), templates=(template,)) as server:
        server.http.base_url = "https://server.name"
        listed = await server.ok("GET", "templates/conferences")
        answer = await server.ok("GET", "templates/conferences/8b566f97")

    assert listed == {"templates": [answer["template"]]}
    answered, shown = answer["template"].pop("object"), dict(example)
    del shown["object"]
    assert answer["template"] == shown
    check_same(example["object"], answered)


async def test_client_apps_and_personal_links_read_as_the_examples(sample: Any) -> None:
    conference_id = await sample.conference()

    plain = await sample.ok("GET", "software/clients", call_id=conference_id)
    personal = await sample.ok("GET", "software/clients", call_id=conference_id, user="user1", lang="ru")

    by_platform = {(one["platform"], one["type"]): one for one in EXAMPLES["software_clients"]}
    for one in [*plain["clients"], *personal["clients"]]:
        assert differences(by_platform[one["platform"], one["type"]], one) == []
    for name, answer in [("conference", plain), ("conference_and_user", personal)]:
        example = EXAMPLES[f"software_clients_deeplinks_{name}"]
        assert differences(example, answer["deeplinks"]) == []
        filled = example["default"].format(
            conference_id=conference_id,
            server_name="server.name",
            host_ip="10.110.14.123",
            user_login="user1",
            user_temporary_password=answer["deeplinks"]["default"].partition("&password=")[2].partition("&")[0],
        )
        assert answer["deeplinks"]["default"] == filled
    assert personal["clients"][-1]["web_url"].partition("&token=")[0].endswith(f"/webrtc/{conference_id}#login=user1")


async def test_the_calendar_file_has_the_lines_of_the_example(sample: Any) -> None:
    await sample.conference(id="daily", schedule={"type": 1, "start_time": 1795500000, "duration": 600})

    answer = await sample.call("GET", "conferences/daily/ics")

    names = [line.partition(":")[0] for line in EXAMPLES["ics_text"].split("\n") if not line.startswith("https")]
    assert answer.headers["content-type"].startswith("text/calendar")
    assert [line.partition(":")[0] for line in answer.text.split("\r\n")] == names
    assert "DTSTART:20261124T060000Z" in answer.text


async def test_a_token_reads_as_the_example(sample: Any) -> None:
    wish = {"grant_type": "password", "client_id": "trueconf_server_users"}

    answer = await sample.http.post("/oauth2/v1/token", json=wish | {"username": "user1", "password": "playground"})

    assert differences(EXAMPLES["token"], answer.json()) == []
    assert set(answer.json()["scope"].split()) == set(EXAMPLES["token"]["scope"].split()) == SAMPLE_SCOPES
    assert len(answer.json()["access_token"]) == len(EXAMPLES["token"]["access_token"])


@pytest.mark.parametrize(
    ("example", "method", "path", "body"),
    [
        ("error_conference_is_finished", "POST", "conferences/over/run", None),
        ("error_conference_field_unavailable_for_change", "PUT", "conferences/live", {"topic": "Other"}),
        ("error_max_guests_limit_reached", "PUT", "conferences/over", {"max_guests": 101}),
        ("error_ongoing_conferences_limit", "POST", "conferences/third/run", None),
        ("observed_error_conference_not_found", "GET", "conferences/0000000000", None),
        ("observed_error_user_not_found", "GET", "users/nobody", None),
        ("observed_error_record_not_found", "GET", "conferences/over/records/missing.mkv", None),
    ],
)
async def test_an_error_reads_as_its_example(build: Any, example: str, method: str, path: str, body: Any) -> None:
    async with build(max_running=1) as server:
        await server.conference(id="over", schedule={"type": 1, "start_time": 1500000000, "duration": 60})
        await server.running(id="live")
        await server.conference(id="third")

        answer = await server.call(method, path, body)

    expected = json.dumps(EXAMPLES[example]).replace("%max_limit%", "1").replace("%max_guests%", "100")
    assert answer.json() == json.loads(expected)
    assert answer.status_code == answer.json()["error"]["code"]


async def test_a_taken_name_reads_as_the_observed_error(hq: Any) -> None:
    await hq.conference(id="daily")

    answer = await hq.call("POST", "conferences", hq.standup(id="daily"))

    expected = json.dumps(EXAMPLES["observed_error_unique_value_already_in_use"]).replace("login_name", "id")
    assert answer.json() == json.loads(expected)


async def test_refused_credentials_can_take_the_observed_form(build: Any) -> None:
    async with build(token_error_form="oauth") as server:
        wish = {"grant_type": "client_credentials", "client_id": "all", "client_secret": "wrong"}

        answer = await server.http.post("/oauth2/v1/token", json=wish)

    assert answer.json() == EXAMPLES["observed_error_oauth_string_form"]
