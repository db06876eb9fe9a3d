"""What Slack sends, cut down to what is kept of it: pure functions from payloads to `Kept`."""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.model import Place
from handlers.commands.call import Call

Payload = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing that Slack asked: `key` is the same for every repetition of it, `body` what the work needs."""

    kind: str
    key: str
    body: dict[str, Any] = field(default_factory=dict)


def command(payload: Payload) -> Kept:
    body = _body(payload["user_id"], payload["channel_id"], None, payload.get("response_url"))
    return Kept(kind="command", key=f"command:{payload['trigger_id']}", body=body | {"text": payload.get("text", "")})


def press(payload: Payload) -> Kept:
    """A button, or a choice from a menu: its value names the action then."""
    action = payload["actions"][0]
    place = where(payload)
    action_id, value = _meant(action)
    body = _body(payload["user"]["id"], place.channel_id, place.thread_ts, payload.get("response_url"))
    key = f"press:{payload.get('trigger_id') or action.get('action_ts', '')}"
    return Kept(kind="press", key=key, body=body | {"action_id": action_id, "value": value})


def form(payload: Payload, *, asked: Payload) -> Kept:
    """An accepted submission; `asked` is what was filled in. A form that came back keeps its view id, so only
    accepted ones carry this key."""
    view = payload["view"]
    metadata = json.loads(view.get("private_metadata") or "{}")
    body = _body(payload["user"]["id"], metadata["channel"], metadata.get("thread"), metadata.get("response_url"))
    return Kept(
        kind="form",
        key=f"form:{view['id']}",
        body=body | {"callback_id": view["callback_id"], "conference": metadata.get("conference")} | asked,
    )


def fill(*, form: str, asked: Kept, view: Payload) -> Kept:
    """A form was opened, and is to be filled in with what was `asked`; `view` is how Slack shows it now."""
    text, value = asked.body.get("text", ""), asked.body.get("value", "")
    where = {name: asked.body[name] for name in ("person", "channel", "thread", "response_url")}
    shown = {"form": form, "view_id": view["id"], "hash": view.get("hash")}
    return Kept(kind="fill", key=f"fill:{view['id']}", body=where | shown | {"text": text, "value": value})


def used(payload: Payload, *, form: str) -> Kept:
    """Something in a form was used, and the form is to follow."""
    view, action = payload["view"], payload["actions"][0]
    metadata = json.loads(view.get("private_metadata") or "{}")
    where = _body(payload["user"]["id"], metadata["channel"], metadata.get("thread"), metadata.get("response_url"))
    value = action.get("value") or (action.get("selected_option") or {}).get("value", "")
    standing = {name: view.get(name) for name in ("id", "callback_id", "private_metadata", "state")}
    shown = {"form": form, "view_id": view["id"], "hash": view.get("hash"), "view": standing}
    key = f"used:{payload.get('trigger_id') or action.get('action_ts', '')}"
    return Kept(
        kind="fill", key=key, body=where | shown | {"text": "", "value": value, "action_id": action["action_id"]}
    )


def mention(payload: Payload, *, bot_user_id: str | None) -> Kept:
    """What stands behind the mention of Plenum, else before it. Slack says with each event whose bot it is for."""
    event = payload["event"]
    installed = (one["user_id"] for one in payload.get("authorizations") or () if one.get("is_bot"))
    before, _, behind = event.get("text", "").partition(f"<@{next(installed, bot_user_id)}>")
    body = _body(event["user"], event["channel"], event.get("thread_ts"), None)
    text = behind.strip() or before.strip()
    return Kept(kind="mention", key=f"event:{payload['event_id']}", body=body | {"text": text})


def event(payload: Payload) -> Kept:
    """Something that happened to the workspace or somebody in it; of a person no more than whether they are still
    there, and where."""
    event = payload["event"]
    told = {key: event.get(key) for key in ("type", "user", "tokens", "channel")}
    if isinstance(told["user"], dict):
        told |= _about(told["user"])
    body = {"event": told, "at": payload.get("event_time")}
    return Kept(kind="event", key=f"event:{payload['event_id']}", body=body)


def _about(user: Payload) -> dict[str, Any]:
    return {"user": user["id"], "deleted": bool(user.get("deleted")), "zone": user.get("tz")}


def where(payload: Payload) -> Place:
    """The conversation, and the thread if the message pressed on stands in one."""
    container, message = payload.get("container") or {}, payload.get("message") or {}
    channel_id = (payload.get("channel") or {}).get("id") or container.get("channel_id") or ""
    return Place(channel_id=channel_id, thread_ts=message.get("thread_ts") or container.get("thread_ts"))


def call_of(
    kept_body: Payload, *, workspace_id: str, key: str, received_at: datetime, repeated: bool, text: str = ""
) -> Call:
    """The `Call` that a kept request stands for."""
    return Call(
        workspace_id=workspace_id,
        key=key,
        person_id=kept_body["person"],
        place=Place(channel_id=kept_body["channel"], thread_ts=kept_body.get("thread")),
        text=text,
        asked_at=received_at,
        response_url=kept_body.get("response_url"),
        repeated=repeated,
    )


def _body(person: str, channel: str, thread: str | None, response_url: str | None) -> dict[str, Any]:
    return {"person": person, "channel": channel, "thread": thread, "response_url": response_url}


def _meant(action: Payload) -> tuple[str, str]:
    """A menu's option says `action_id:value`; one of several alike buttons has a number behind its action id."""
    if "selected_option" in action:
        option = (action["selected_option"] or {}).get("value", "")
        action_id, _, value = option.partition(":")
        return action_id, value
    action_id = action["action_id"]
    stem, _, number = action_id.rpartition(".")
    return (stem if number.isdigit() else action_id), action.get("value", "")
