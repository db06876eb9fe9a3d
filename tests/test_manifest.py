"""The app manifest is one that Slack takes, and says of the app what the code says."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator

import handlers
from bot.scopes import BOT_SCOPES, OPTIONAL_BOT_SCOPES
from handlers.commands import COMMAND, USAGE_HINT
from handlers.shortcuts import MEET_ABOUT_THIS

ROOT = Path(__file__).parents[1]
SCHEMAS = Path(__file__).parent / "schemas"
MANIFEST_FILE = ROOT / "app-manifest.yml"
HTTP_ONLY = "# HTTP only"

Manifest = dict[str, Any]


def over_http() -> Manifest:
    return dict(yaml.safe_load(MANIFEST_FILE.read_text("utf-8")))


def over_sockets() -> Manifest:
    """The manifest after the switch that its first lines describe."""
    kept = [line for line in MANIFEST_FILE.read_text("utf-8").splitlines() if not line.endswith(HTTP_ONLY)]
    text = "\n".join(kept).replace("socket_mode_enabled: false", "socket_mode_enabled: true")
    return dict(yaml.safe_load(text))


@pytest.fixture
def manifest() -> Manifest:
    return over_http()


@pytest.fixture
def known() -> dict[str, list[str]]:
    names: dict[str, list[str]] = json.loads((SCHEMAS / "slack-scopes-and-events.json").read_text("utf-8"))
    return names


@pytest.mark.parametrize("read", [over_http, over_sockets])
def test_slack_takes_it_over_http_and_after_the_switch_to_socket_mode(read: Any) -> None:
    schema = json.loads((SCHEMAS / "manifest.schema.2.0.0.json").read_text("utf-8"))

    problems = [error.message for error in Draft7Validator(schema).iter_errors(read())]

    assert not problems


def test_over_http_everything_comes_in_at_one_address(manifest: Manifest) -> None:
    settings = manifest["settings"]

    addresses = {
        settings["event_subscriptions"]["request_url"],
        settings["interactivity"]["request_url"],
        *(command["url"] for command in manifest["features"]["slash_commands"]),
    }

    assert addresses == {"https://plenum.example.org/slack/events"}
    assert manifest["oauth_config"]["redirect_urls"] == ["https://plenum.example.org/slack/oauth_redirect"]


def test_in_socket_mode_no_address_of_ours_is_left() -> None:
    manifest = over_sockets()

    assert manifest["settings"]["socket_mode_enabled"] is True
    assert "/slack/events" not in json.dumps(manifest)


def test_its_scopes_are_those_the_code_gives_reasons_for(manifest: Manifest) -> None:
    scopes = manifest["oauth_config"]["scopes"]

    assert scopes == {"bot": list(BOT_SCOPES), "bot_optional": list(OPTIONAL_BOT_SCOPES)}


def test_its_scopes_exist(manifest: Manifest, known: dict[str, list[str]]) -> None:
    asked = {scope for scopes in manifest["oauth_config"]["scopes"].values() for scope in scopes}

    assert not asked - set(known["bot_scopes"])


def test_its_events_are_those_that_are_listened_to(manifest: Manifest, known: dict[str, list[str]]) -> None:
    events = manifest["settings"]["event_subscriptions"]["bot_events"]

    assert sorted(events) == sorted(["app_mention", *handlers.EVENTS])
    assert not set(events) - set(known["manifest_events"])


def test_its_command_is_the_one_that_is_heard(manifest: Manifest) -> None:
    (command,) = manifest["features"]["slash_commands"]

    assert command["command"] == COMMAND
    assert command["usage_hint"] == USAGE_HINT
    assert command["should_escape"] is True


def test_its_shortcut_is_the_one_that_is_heard(manifest: Manifest) -> None:
    (shortcut,) = manifest["features"]["shortcuts"]

    assert shortcut["callback_id"] == MEET_ABOUT_THIS
    assert (shortcut["type"], shortcut["name"]) == ("message", "Meet about this")
