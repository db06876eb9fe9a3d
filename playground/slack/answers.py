"""What the app answers to a command, or sends to a response_url, becomes a message."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from playground.slack.api import after, before
from playground.slack.methods.chat import content, note_calls
from playground.slack.refusals import Refused
from playground.slack.responses import Origin
from playground.slack.slack import Slack

RESPONSE_URL = "response_url"
"""What faults and the history call it."""

_KNOWN = {"text", "blocks", "attachments", "response_type", "replace_original", "delete_original", "thread_ts"} | {
    "unfurl_links",
    "unfurl_media",
    "mrkdwn",
    "parse",
    "link_names",
    "metadata",
}


def carry_out(slack: Slack, origin: Origin, body: dict[str, Any]) -> None:
    """Post, replace or delete as `body` says. Raises `Refused`."""
    unknown = sorted(set(body) - _KNOWN)
    if unknown:
        raise Refused("invalid_arguments", messages=[f"[ERROR] unknown argument: {name}" for name in unknown])
    if body.get("delete_original"):
        slack.board.remove(slack.board.find(origin.channel, _original(origin), viewer=origin.person))
        return
    text, blocks = content(slack, body)
    if body.get("replace_original") and origin.message_ts:
        message = slack.board.find(origin.channel, origin.message_ts, viewer=origin.person)
        slack.board.edit(message, text=text or "", blocks=blocks or [])
        return
    _post(slack, origin, body, text or "", blocks)


def _post(slack: Slack, origin: Origin, body: dict[str, Any], text: str, blocks: list[dict[str, Any]] | None) -> None:
    kind = body.get("response_type", "ephemeral")
    if kind not in ("ephemeral", "in_channel"):
        raise Refused("invalid_arguments", messages=[f"[ERROR] unknown response_type: {kind}"])
    place = slack.workspace.conversations[origin.channel]
    if place.archived:
        raise Refused("is_archived")
    message = slack.board.write(
        place,
        slack.app.id,
        text,
        blocks,
        thread_ts=body.get("thread_ts"),
        only_for=origin.person if kind == "ephemeral" else None,
        metadata=body.get("metadata"),
    )
    note_calls(slack, place, message)


def _original(origin: Origin) -> str:
    if origin.message_ts is None:
        raise Refused("no_original_message")  # our own word: a command has no message to delete
    return origin.message_ts


async def respond(request: Request) -> Response:
    """POST /respond/<id>."""
    slack: Slack = request.app.state.slack
    await request.body()  # all of it, before a fault lets the caller give up
    fault = await before(slack, RESPONSE_URL)
    if fault is not None:
        slack.record.write("asked", RESPONSE_URL, {}, outcome=str(fault.status_code))
        return fault
    answer, outcome, body = await _used(slack, request)
    slack.record.write("asked", RESPONSE_URL, body, outcome=outcome)
    return await after(slack, RESPONSE_URL, request, answer)


async def _used(slack: Slack, request: Request) -> tuple[Response, str, dict[str, Any]]:
    try:
        body = await request.json()
    except ValueError:
        return JSONResponse({"ok": False, "error": "invalid_json"}, 400), "invalid_json", {}
    if not isinstance(body, dict):
        return JSONResponse({"ok": False, "error": "json_not_object"}, 400), "json_not_object", {}
    try:
        origin = slack.responses.use(request.path_params["response_id"])
    except Refused as refused:
        return JSONResponse(refused.answer(), 404), refused.error, body
    try:
        carry_out(slack, origin, body)
    except Refused as refused:
        return JSONResponse(refused.answer(), 400), refused.error, body
    return PlainTextResponse("ok"), "ok", body
