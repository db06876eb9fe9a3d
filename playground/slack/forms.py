"""What a person does with a form: submits or closes it, and what the app's answer makes of it."""

from typing import Any

from playground.slack import payloads
from playground.slack.blocks import check_view
from playground.slack.elements import Values, complaints
from playground.slack.interactions import checked_state, own_view, somebody
from playground.slack.people import Person
from playground.slack.refusals import Refused
from playground.slack.slack import Slack
from playground.slack.views import View

TROUBLE = "We had some trouble connecting. Try again?"


async def submit(slack: Slack, person_id: str, view_id: str, said: Values) -> dict[str, Any]:
    """Send a form in: `{"ok": true}` when it closed, with `view` when another stands there, or `errors` by block."""
    person = somebody(slack, person_id)
    view = own_view(slack, person, view_id)
    view.enter(checked_state(view, said))
    incomplete = complaints(view.blocks, view.values())
    if incomplete:
        return {"ok": False, "errors": incomplete}
    payload = payloads.view_submission(slack, person, view)
    answer = await slack.delivery.send("interactive", "view_submission", payload)
    if not answer.ok:
        return {"ok": False, "error": answer.complaint, "text": TROUBLE}
    return _carried_out(slack, person, view, answer.body or {})


async def close(slack: Slack, person_id: str, view_id: str, *, cleared: bool = False) -> None:
    """Leave a form by its Close button, or the whole stack by the x (`cleared`)."""
    person = somebody(slack, person_id)
    view = own_view(slack, person, view_id)
    if cleared:
        view = slack.views.stack(person.id)[0]
        _clear(slack, person)
    else:
        _pop(slack, view)
    if view.body.get("notify_on_close"):
        payload = payloads.view_closed(slack, person, view, is_cleared=cleared)
        await slack.delivery.send("interactive", "view_closed", payload)


def _carried_out(slack: Slack, person: Person, view: View, body: dict[str, Any]) -> dict[str, Any]:
    action = body.get("response_action")
    if action is None and not body:
        _pop(slack, view)
        return {"ok": True}
    if action == "errors":
        return {"ok": False, "errors": _errors(view, body.get("errors"))}
    if action == "clear":
        _clear(slack, person)
        return {"ok": True}
    if action not in ("update", "push"):
        raise Refused("invalid_response_action")
    check_view(body.get("view"))
    if action == "update":
        return {"ok": True, "view": slack.show("view_updated", slack.views.update(view, body["view"]))}
    return {"ok": True, "view": slack.show("view_opened", slack.views.push(person.id, body["view"]))}


def _errors(view: View, told: Any) -> dict[str, str]:
    """Errors are shown under inputs only; Slack refuses them for anything else."""
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    if not isinstance(told, dict) or not told or not set(told) <= inputs:
        raise Refused("invalid_errors")
    return {block_id: str(text) for block_id, text in told.items()}


def _pop(slack: Slack, view: View) -> None:
    under = slack.views.close(view)
    _gone(slack, view)
    if under is not None:
        slack.show("view_updated", under)


def _clear(slack: Slack, person: Person) -> None:
    stack = slack.views.stack(person.id)
    slack.views.clear(person.id)
    for view in reversed(stack):
        _gone(slack, view)


def _gone(slack: Slack, view: View) -> None:
    slack.record.write("shown", "view_closed", {"person": view.person, "view_id": view.id})
    slack.feed.send([view.person], {"type": "view_closed", "view": view.wire()})
