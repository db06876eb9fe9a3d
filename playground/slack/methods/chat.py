"""chat.*: posting, changing and taking away messages."""

from typing import Any

from playground.slack.arguments import named
from playground.slack.blocks import check_message, with_ids
from playground.slack.conversations import Conversation
from playground.slack.messages import Message
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.methods.places import joined, to_post_in
from playground.slack.refusals import Refused
from playground.slack.slack import Slack

MOST_TEXT = 40_000
CUSTOM = ("username", "icon_emoji", "icon_url")


def post(slack: Slack, ask: Ask) -> Answer:
    _check_customized(slack, ask)
    text, blocks = content(slack, ask.args)
    metadata = _metadata(ask.get("metadata"))
    place = to_post_in(slack, ask["channel"])
    thread_ts = _thread(slack, place, ask.get("thread_ts"))
    slack.pace.take(place.id)
    message = slack.board.write(
        place,
        slack.app.id,
        text or "",
        blocks,
        thread_ts=thread_ts,
        metadata=metadata,
        broadcast=bool(ask.get("reply_broadcast")),
    )
    note_calls(slack, place, message)
    return {"channel": place.id, "ts": message.ts, "message": message.wire()}


def post_ephemeral(slack: Slack, ask: Ask) -> Answer:
    _check_customized(slack, ask)
    text, blocks = content(slack, ask.args)
    place = joined(slack, ask["channel"])
    if place.archived:
        raise Refused("is_archived")
    if ask["user"] not in place.members:
        raise Refused("user_not_in_channel")
    slack.pace.take(place.id)
    message = slack.board.write(
        place, slack.app.id, text or "", blocks, thread_ts=ask.get("thread_ts"), only_for=ask["user"]
    )
    return {"message_ts": message.ts}


def update(slack: Slack, ask: Ask) -> Answer:
    place = slack.workspace.conversation(ask["channel"], viewer=slack.app.id)
    message = slack.board.find(place.id, ask["ts"])
    if message.user != slack.app.id:
        raise Refused("cant_update_message")
    if place.archived:
        raise Refused("is_archived")
    text, blocks = content(slack, ask.args)
    if "metadata" in ask.args:
        message.metadata = _metadata(ask["metadata"] or None)
    slack.board.edit(message, text=text, blocks=blocks)
    note_calls(slack, place, message)
    return {"channel": place.id, "ts": message.ts, "text": message.text, "message": message.wire()}


def delete(slack: Slack, ask: Ask) -> Answer:
    place = slack.workspace.conversation(ask["channel"], viewer=slack.app.id)
    message = slack.board.find(place.id, ask["ts"])
    if message.user != slack.app.id:
        raise Refused("cant_delete_message")
    slack.board.remove(message)
    return {"channel": place.id, "ts": message.ts}


def permalink(slack: Slack, ask: Ask) -> Answer:
    place = slack.workspace.conversation(ask["channel"], viewer=slack.app.id)
    message = slack.board.find(place.id, ask["message_ts"])
    link = f"https://{slack.workspace.domain}.slack.com/archives/{place.id}/p{message.ts.replace('.', '')}"
    if message.in_thread:
        link += f"?thread_ts={message.thread_ts}&cid={place.id}"
    return {"channel": place.id, "permalink": link}


def content(slack: Slack, args: dict[str, Any]) -> tuple[str | None, list[dict[str, Any]] | None]:
    """Text and blocks of a message, checked; None for what was not given."""
    text, blocks = args.get("text"), args.get("blocks")
    if args.get("attachments"):
        raise Refused("invalid_attachments")
    if not text and not blocks:
        raise Refused("no_text")
    if text and len(text) > MOST_TEXT:
        raise Refused("msg_too_long")
    if blocks is None:
        return text, None
    check_message(blocks, calls=slack.workspace.calls)
    return text, with_ids(blocks, slack.stamps)


def note_calls(slack: Slack, place: Conversation, message: Message) -> None:
    """A call knows the conversations that its card stands in."""
    for block in message.blocks:
        call = slack.workspace.calls.get(block.get("call_id", ""))
        if call is not None and place.id not in call.channels:
            call.channels.append(place.id)


def _check_customized(slack: Slack, ask: Ask) -> None:
    if any(name in ask.args for name in CUSTOM):
        slack.installation.need("chat:write.customize")


def _metadata(told: Any) -> dict[str, Any] | None:
    if told is None:
        return None
    sound = isinstance(told, dict) and isinstance(told.get("event_payload"), dict) and told.get("event_type")
    if not sound:
        raise Refused("invalid_metadata_format")
    return dict(told)


def _thread(slack: Slack, place: Conversation, thread_ts: str | None) -> str | None:
    if thread_ts and not slack.board.thread(place.id, thread_ts):
        raise Refused("thread_not_found")
    return thread_ts or None


METHODS = {
    "chat.postMessage": Method(run=post, scope="chat:write"),
    "chat.postEphemeral": Method(run=post_ephemeral, scope="chat:write"),
    "chat.update": Method(run=update, scope="chat:write"),
    "chat.delete": Method(run=delete, scope="chat:write"),
    "chat.getPermalink": Method(run=permalink, arguments=named(text="channel! message_ts!")),
}
