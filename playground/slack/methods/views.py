"""views.*: forms and home pages."""

from playground.slack.blocks import check_view
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.refusals import Refused
from playground.slack.slack import Slack


def open_view(slack: Slack, ask: Ask) -> Answer:
    _check(ask["view"], "modal")
    trigger = slack.triggers.spend(ask.get("trigger_id") or ask["interactivity_pointer"])
    return {"view": slack.show("view_opened", slack.views.open(trigger.person, ask["view"]))}


def push_view(slack: Slack, ask: Ask) -> Answer:
    _check(ask["view"], "modal")
    trigger = slack.triggers.spend(ask.get("trigger_id") or ask["interactivity_pointer"])
    return {"view": slack.show("view_opened", slack.views.push(trigger.person, ask["view"]))}


def update_view(slack: Slack, ask: Ask) -> Answer:
    check_view(ask["view"])
    view = slack.views.find(view_id=ask.get("view_id"), external_id=ask.get("external_id"))
    slack.views.update(view, ask["view"], seen_hash=ask.get("hash"))
    return {"view": slack.show("home" if view.body["type"] == "home" else "view_updated", view)}


def publish_view(slack: Slack, ask: Ask) -> Answer:
    _check(ask["view"], "home")
    if not slack.manifest.home:
        raise Refused("not_enabled")
    person = slack.workspace.person(ask["user_id"])
    view = slack.views.publish(person.id, ask["view"], seen_hash=ask.get("hash"))
    return {"view": slack.show("home", view)}


def _check(view: object, kind: str) -> None:
    check_view(view)
    if isinstance(view, dict) and view["type"] != kind:
        raise Refused("invalid_arguments", messages=[f"[ERROR] must be a {kind} [json-pointer:/view/type]"])


METHODS = {
    "views.open": Method(run=open_view),
    "views.push": Method(run=push_view),
    "views.update": Method(run=update_view),
    "views.publish": Method(run=publish_view),
}
