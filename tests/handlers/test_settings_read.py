"""What somebody filled into the settings, as it is read: choices, and what is wrong with them beside its field."""

from typing import Any

import pytest

from handlers.forms.settings import read
from tests.conftest import NOON

Field = dict[str, Any]


def view(**fields: Field) -> dict[str, Any]:
    """As Slack sends it; names have `__` for the dot."""
    named = {name.replace("__", "."): field for name, field in fields.items()}
    return {"state": {"values": {name: {name: field} for name, field in named.items()}}}


def one(value: str) -> Field:
    return {"type": "static_select", "selected_option": {"value": value}}


def some(*values: str) -> Field:
    return {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}


def text(value: str | None) -> Field:
    return {"type": "plain_text_input", "value": value}


def hour(value: str | None) -> Field:
    return {"type": "timepicker", "selected_time": value}


def people(*ids: str) -> Field:
    return {"type": "multi_users_select", "selected_users": list(ids)}


@pytest.mark.parametrize(
    ("fields", "chosen"),
    [
        ({"person__backend": one("hq")}, [["person", "backend", "hq"]]),
        ({"channel__backend": one("-")}, [["channel", "backend", None]]),
        ({"person__account.hq": text(" ben@old.example ")}, [["person", "account.hq", "ben@old.example"]]),
        ({"person__account.hq": text(None)}, [["person", "account.hq", None]]),
        ({"workspace__starters": one("everyone")}, [["workspace", "starters", None]]),
        ({"channel__starters": one("everyone")}, [["channel", "starters", {"who": "everyone", "groups": []}]]),
        ({"channel__starters": one("-"), "channel__groups": some("S1")}, [["channel", "starters", None]]),
        (
            {"workspace__starters": one("groups"), "workspace__groups": some("S1", "S2")},
            [["workspace", "starters", {"who": "groups", "groups": ["S1", "S2"]}]],
        ),
        (
            {"workspace__starters": one("members"), "workspace__groups": some("S1")},
            [["workspace", "starters", {"who": "members", "groups": []}]],
        ),
        ({"workspace__invited": some("guests")}, [["workspace", "guests", None], ["workspace", "outsiders", None]]),
        ({"workspace__invited": some("outsiders")}, [["workspace", "guests", False], ["workspace", "outsiders", True]]),
        ({"workspace__invited": some()}, [["workspace", "guests", False], ["workspace", "outsiders", None]]),
        ({"workspace__numbers": text("+44, 10,+1 (212),, 10")}, [["workspace", "numbers", ["+44", "10", "+1212"]]]),
        ({"workspace__numbers": text(None)}, [["workspace", "numbers", None]]),
        ({"workspace__admins": people("U1", "U2")}, [["workspace", "admins", ["U1", "U2"]]]),
        ({"workspace__admins": people()}, [["workspace", "admins", None]]),
        ({"person__leads": some("5", "60")}, [["person", "leads", [60, 5]]]),
        ({"person__leads": some()}, [["person", "leads", None]]),
        ({"channel__leads": some("off")}, [["channel", "leads", []]]),
        ({"workspace__channel_leads": some("15", "0")}, [["workspace", "channel_leads", [15, 0]]]),
        (
            {"person__quiet_from": hour("22:00"), "person__quiet_to": hour("07:30")},
            [["person", "quiet", {"begins": 1320, "ends": 450}]],
        ),
        (
            {"person__quiet_from": hour("00:00"), "person__quiet_to": hour("06:00")},
            [["person", "quiet", {"begins": 0, "ends": 360}]],
        ),
        ({"person__quiet_from": hour(None), "person__quiet_to": hour(None)}, [["person", "quiet", None]]),
        ({"person__quiet_from": hour("22:00"), "person__quiet_to": hour("22:00")}, [["person", "quiet", None]]),
        ({"person__agenda": one("480")}, [["person", "agenda", {"at": 480}]]),
        ({"person__agenda": one("0")}, [["person", "agenda", {"at": 0}]]),
        ({"person__agenda": one("off")}, [["person", "agenda", None]]),
    ],
)
def test_each_field_is_read_as_it_was_meant(fields: dict[str, Field], chosen: list[Any]) -> None:
    asked, errors = read(view(**fields), NOON)

    assert (asked, errors) == ({"chosen": chosen}, {})


@pytest.mark.parametrize(
    ("fields", "where", "what"),
    [
        ({"workspace__numbers": text("+44, none")}, "workspace.numbers", "“none” is no beginning"),
        ({"workspace__numbers": text("+44; +1")}, "workspace.numbers", "“+44;+1” is no beginning"),
        ({"workspace__numbers": text("4" * 50)}, "workspace.numbers", "is no beginning"),
        ({"person__account.hq": text("ben")}, "person.account.hq", "That is no e-mail address"),
        ({"person__account.hq": text("ben@old.example, b@x")}, "person.account.hq", "That is no e-mail address"),
        (
            {"channel__starters": one("groups"), "channel__groups": some()},
            "channel.groups",
            "Choose at least one group",
        ),
        ({"person__leads": some("off", "5")}, "person.leads", "both together mean nothing"),
        ({"channel__channel_leads": some(*"123456")}, "channel.channel_leads", "Choose 5 times at most"),
        (
            {"person__quiet_from": hour("22:00"), "person__quiet_to": hour(None)},
            "person.quiet_to",
            "Choose both hours, or empty both",
        ),
        (
            {"person__quiet_from": hour(None), "person__quiet_to": hour("00:00")},
            "person.quiet_from",
            "Choose both hours, or empty both",
        ),
    ],
)
def test_a_mistake_stands_beside_its_field(fields: dict[str, Field], where: str, what: str) -> None:
    _, errors = read(view(**fields), NOON)

    assert errors.keys() == {where}
    assert what in errors[where]
