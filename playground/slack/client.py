"""The client API: what the playground's page, and tests, do as a person."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from playground.slack import forms, interactions, picture
from playground.slack.faults import FaultName
from playground.slack.refusals import Refused
from playground.slack.slack import Slack

Given = dict[str, Any]
Deed = Callable[[Slack, Given], Awaitable[Given]]

BREATH_S = 15
"""A stream without events says at least this often that it lives."""


async def _state(slack: Slack, given: Given) -> Given:
    return picture.state(slack, given["as"])


async def _messages(slack: Slack, given: Given) -> Given:
    return picture.messages(slack, given["as"], given["channel"], given.get("thread_ts"))


async def _home(slack: Slack, given: Given) -> Given:
    view = interactions.open_home(slack, given["as"])
    return {"view": view.wire() if view else None}


async def _view(slack: Slack, given: Given) -> Given:
    """The form on top of what somebody has open: a page that is loaded again needs it."""
    stack = slack.views.stack(given["as"])
    return {"view": stack[-1].wire() if stack else None}


async def _say(slack: Slack, given: Given) -> Given:
    message = await interactions.say(
        slack, given["as"], given["channel"], given["text"], thread_ts=given.get("thread_ts")
    )
    return {"ts": message.ts} if message else {}


async def _press(slack: Slack, given: Given) -> Given:
    person, block_id, action_id = given["as"], given["block_id"], given["action_id"]
    element = given.get("element") or {}
    if given.get("view_id"):
        await interactions.press_in_view(slack, person, given["view_id"], block_id, action_id, element)
    else:
        channel, ts = given["channel"], given["message_ts"]
        await interactions.press_in_message(slack, person, channel, ts, block_id, action_id, element)
    return {}


async def _submit(slack: Slack, given: Given) -> Given:
    state = given.get("state") or {}
    return await forms.submit(slack, given["as"], given["view_id"], state.get("values") or {})


async def _close(slack: Slack, given: Given) -> Given:
    await forms.close(slack, given["as"], given["view_id"], cleared=bool(given.get("cleared")))
    return {}


async def _shortcut(slack: Slack, given: Given) -> Given:
    await interactions.shortcut(
        slack,
        given["as"],
        given["callback_id"],
        channel=given.get("channel"),
        message_ts=given.get("message_ts"),
    )
    return {}


async def _faults(slack: Slack, given: Given) -> Given:
    return {"faults": slack.faults.wire()}


async def _set_faults(slack: Slack, given: Given) -> Given:
    try:
        slack.faults.change(given)
    except (TypeError, ValueError) as unknown:
        raise Refused("invalid_fault", text=str(unknown)) from unknown
    if slack.faults.on(FaultName.SOCKETS_DOWN):
        await slack.sockets.drop()
    return await _faults(slack, given)


async def _history(slack: Slack, given: Given) -> Given:
    since = int(given.get("since") or 0)
    entries = [one.wire() for one in slack.record.entries[since:]]
    return {"entries": entries, "next": since + len(entries)}


async def _change(slack: Slack, given: Given) -> Given:
    """`do`: archive, unarchive, delete, enter, leave, person, uninstall, revoke, reconnect."""
    deed = given.get("do")
    if deed == "uninstall":
        slack.uninstall()
    elif deed == "revoke":
        for token in list(slack.installation.valid):
            slack.revoke(token)
    elif deed == "reconnect":
        await slack.sockets.ask_to_reconnect(given.get("reason", "refresh_requested"))
    elif deed == "person":
        slack.change_person(given["person"], **given["changes"])
    else:
        _change_place(slack, str(deed), given)
    return {}


def _change_place(slack: Slack, deed: str, given: Given) -> None:
    place = slack.workspace.conversations[given["channel"]]
    person = given.get("person", slack.app.id)
    if deed in ("archive", "unarchive"):
        slack.archive(place, by=given.get("as", place.members[0]), archived=deed == "archive")
    elif deed == "delete":
        slack.delete(place, by=given.get("as", place.members[0]))
    elif deed == "enter" and person not in place.members:
        slack.enter(place, person)
    elif deed == "leave" and person in place.members:
        slack.leave(place, person, by=given.get("as"))
    else:
        raise Refused("invalid_arguments", text=f"cannot {deed} here")


async def _events(request: Request) -> Response:
    """GET /client/events: server-sent events for one person, until the page goes away."""
    slack: Slack = request.app.state.slack
    person = request.query_params.get("as", "")
    if person not in slack.workspace.people:
        return JSONResponse({"ok": False, "error": "user_not_found"}, 400)
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(_told(slack, person), media_type="text/event-stream", headers=headers)


async def _told(slack: Slack, person: str) -> AsyncIterator[str]:
    with slack.feed.follow(person) as queue:
        yield ": here\n\n"
        while True:
            try:
                event = await asyncio.wait_for(queue.get(), BREATH_S)
            except TimeoutError:
                yield ": still here\n\n"
                continue
            if event is None:
                return
            yield f"data: {json.dumps(event)}\n\n"


def _answering(deed: Deed) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        slack: Slack = request.app.state.slack
        try:
            given = dict(request.query_params) if request.method == "GET" else await request.json()
            return JSONResponse({"ok": True, **await deed(slack, given)})
        except Refused as refused:
            return JSONResponse(refused.answer())
        except (KeyError, TypeError, ValueError) as missing:
            return JSONResponse({"ok": False, "error": "invalid_arguments", "text": repr(missing)}, 400)

    return endpoint


_READS: dict[str, Deed] = {
    "state": _state,
    "messages": _messages,
    "home": _home,
    "view": _view,
    "faults": _faults,
    "history": _history,
}
_DEEDS: dict[str, Deed] = {
    "say": _say,
    "press": _press,
    "submit": _submit,
    "close": _close,
    "shortcut": _shortcut,
    "faults": _set_faults,
    "workspace": _change,
}

ROUTES = [
    *(Route(f"/client/{name}", _answering(deed), methods=["GET"]) for name, deed in _READS.items()),
    *(Route(f"/client/{name}", _answering(deed), methods=["POST"]) for name, deed in _DEEDS.items()),
    Route("/client/events", _events, methods=["GET"]),
]
