"""What elements hold, and what Slack's client says about a form before the app hears of it."""

from typing import Any

import pytest

from playground.slack.elements import complaints, values

OPTIONS = [{"text": {"type": "plain_text", "text": name}, "value": name} for name in ("a", "b")]


def block(element: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return [{"type": "input", "block_id": "it", "element": element | {"action_id": "is"}} | more]


def held(**given: Any) -> dict[str, dict[str, dict[str, Any]]]:
    return {"it": {"is": given}}


TEXT = {"type": "plain_text_input", "max_length": 5, "min_length": 2}
PEOPLE = {"type": "multi_users_select", "max_selected_items": 1}


@pytest.mark.parametrize(
    ("element", "entered", "complaint"),
    [
        (TEXT, {"value": "abc"}, None),
        (TEXT, {"value": ""}, "Please complete this required field."),
        (TEXT, {"value": "abcdef"}, "Please enter at most 5 characters."),
        (TEXT, {"value": "a"}, "Please enter at least 2 characters."),
        (PEOPLE, {"selected_users": ["U1"]}, None),
        (PEOPLE, {"selected_users": []}, "Please complete this required field."),
        (PEOPLE, {"selected_users": ["U1", "U2"]}, "Please select at most 1."),
    ],
)
def test_slacks_client_complains(element: dict[str, Any], entered: dict[str, Any], complaint: str | None) -> None:
    blocks = block(element)

    found = complaints(blocks, values(blocks, held(**entered)))

    assert found.get("it") == complaint


def test_what_is_optional_may_be_empty() -> None:
    blocks = block(TEXT, optional=True)

    assert complaints(blocks, values(blocks, {})) == {}


def test_a_choice_that_is_not_offered_any_more_is_forgotten() -> None:
    blocks = block({"type": "static_select", "options": OPTIONS, "initial_option": OPTIONS[0]})

    assert values(blocks, held(selected_option={"value": "z"}))["it"]["is"]["selected_option"] == OPTIONS[0]


def test_options_in_groups_are_offered_too() -> None:
    groups = [{"label": {"type": "plain_text", "text": "All"}, "options": OPTIONS}]
    blocks = block({"type": "static_select", "option_groups": groups})

    assert values(blocks, held(selected_option={"value": "b"}))["it"]["is"]["selected_option"] == OPTIONS[1]


def test_a_time_comes_with_its_zone() -> None:
    blocks = block({"type": "timepicker", "timezone": "Europe/Berlin", "initial_time": "15:00"})

    assert values(blocks, {})["it"]["is"] == {
        "type": "timepicker",
        "selected_time": "15:00",
        "timezone": "Europe/Berlin",
    }


@pytest.mark.parametrize(
    ("kind", "key", "given", "held_then"),
    [
        ("datepicker", "selected_date", "2026-11-24", "2026-11-24"),
        ("datepicker", "selected_date", "24.11.2026", None),
        ("timepicker", "selected_time", "15:00", "15:00"),
        ("timepicker", "selected_time", "3 pm", None),
        ("timepicker", "selected_time", "25:00", None),
    ],
)
def test_days_and_hours_are_as_slack_writes_them(kind: str, key: str, given: str, held_then: str | None) -> None:
    blocks = block({"type": kind})

    assert values(blocks, held(**{key: given}))["it"]["is"][key] == held_then
