"""The payloads that tell the app what somebody did, key by key as Slack writes them."""

from typing import Any

from playground.slack.conversations import Conversation
from playground.slack.messages import Message
from playground.slack.people import Person
from playground.slack.seed import APP
from playground.slack.slack import Slack
from playground.slack.views import View

Payload = dict[str, Any]

TOKEN = "playground-verification-token"


def slash_command(slack: Slack, person: Person, place: Conversation, command: str, text: str) -> Payload:
    """Without `response_url`: that is added when it is known what it answers."""
    return {
        "token": TOKEN,
        "team_id": slack.workspace.team_id,
        "team_domain": slack.workspace.domain,
        "channel_id": place.id,
        "channel_name": place.spoken_name,
        "user_id": person.id,
        "user_name": person.name,
        "command": command,
        "text": text,
        "api_app_id": APP,
        "is_enterprise_install": "false",
        "trigger_id": slack.triggers.issue(person.id),
    }


def message_press(slack: Slack, person: Person, place: Conversation, message: Message, action: Payload) -> Payload:
    """A button or menu in a message. An ephemeral message is named, not shown."""
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": place.id,
        "is_ephemeral": message.only_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _interaction(slack, "block_actions", person) | {
        "container": container,
        "trigger_id": slack.triggers.issue(person.id),
        "channel": {"id": place.id, "name": place.spoken_name},
        "state": {"values": slack.board.entered(person.id, message)},
        "actions": [action],
    }
    if message.only_for is None:
        payload["message"] = message.wire()
    return payload


def view_press(slack: Slack, person: Person, view: View, action: Payload) -> Payload:
    """A button or menu in a form or on the home page."""
    return _interaction(slack, "block_actions", person) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": slack.triggers.issue(person.id, view_id=view.id),
        "view": view.wire(),
        "actions": [action],
    }


def view_submission(slack: Slack, person: Person, view: View) -> Payload:
    return _interaction(slack, "view_submission", person) | {
        "trigger_id": slack.triggers.issue(person.id, view_id=view.id),
        "view": view.wire(),
    }


def view_closed(slack: Slack, person: Person, view: View, *, is_cleared: bool) -> Payload:
    return _interaction(slack, "view_closed", person) | {"view": view.wire(), "is_cleared": is_cleared}


def message_shortcut(slack: Slack, person: Person, place: Conversation, message: Message, callback_id: str) -> Payload:
    return _shortcut(slack, "message_action", person, callback_id) | {
        "message_ts": message.ts,
        "channel": {"id": place.id, "name": place.spoken_name},
        "message": message.wire(),
    }


def global_shortcut(slack: Slack, person: Person, callback_id: str) -> Payload:
    return _shortcut(slack, "shortcut", person, callback_id)


def _shortcut(slack: Slack, kind: str, person: Person, callback_id: str) -> Payload:
    return _common(slack, kind) | {
        "user": {"id": person.id, "name": person.name, "team_id": person.team_id},
        "callback_id": callback_id,
        "trigger_id": slack.triggers.issue(person.id),
        "action_ts": slack.stamps.ts(),
    }


def _interaction(slack: Slack, kind: str, person: Person) -> Payload:
    return _common(slack, kind) | {
        "user": {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": APP,
    }


def _common(slack: Slack, kind: str) -> Payload:
    return {
        "type": kind,
        "team": {"id": slack.workspace.team_id, "domain": slack.workspace.domain},
        "enterprise": None,
        "token": TOKEN,
        "is_enterprise_install": False,
    }
