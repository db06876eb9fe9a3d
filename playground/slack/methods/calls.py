"""calls.*: the Calls API."""

from typing import Any

from playground.slack.arguments import named
from playground.slack.calls import Call
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.refusals import Refused
from playground.slack.slack import Slack


def add(slack: Slack, ask: Ask) -> Answer:
    known = slack.workspace.calls
    if not ask.get("created_by"):
        raise Refused("invalid_created_by")
    if any(call.external_unique_id == ask["external_unique_id"] for call in known.values()):
        raise Refused("invalid_external_unique_id")
    call = Call(
        id=slack.stamps.name("R"),
        external_unique_id=ask["external_unique_id"],
        join_url=ask["join_url"],
        date_start=ask.get("date_start") or slack.stamps.seconds(),
        created_by=slack.workspace.person(ask["created_by"]).id,
        title=ask.get("title"),
        desktop_app_join_url=ask.get("desktop_app_join_url"),
        external_display_id=ask.get("external_display_id"),
        users=_users(slack, ask.get("users") or []),
    )
    known[call.id] = call
    return {"call": call.wire()}


def show(slack: Slack, ask: Ask) -> Answer:
    return {"call": _call(slack, ask).wire()}


def update(slack: Slack, ask: Ask) -> Answer:
    call = _call(slack, ask)
    for name in ("title", "join_url", "desktop_app_join_url"):
        if ask.get(name):
            setattr(call, name, ask[name])
    return _changed(slack, call)


def end(slack: Slack, ask: Ask) -> Answer:
    call = _call(slack, ask)
    call.date_end = call.date_start + ask["duration"] if ask.get("duration") else slack.stamps.seconds()
    return _changed(slack, call)


def add_participants(slack: Slack, ask: Ask) -> Answer:
    call = _call(slack, ask)
    fresh = _users(slack, ask["users"])
    call.users = [one for one in call.users if _who(one) not in map(_who, fresh)] + fresh
    return _changed(slack, call)


def remove_participants(slack: Slack, ask: Ask) -> Answer:
    call = _call(slack, ask)
    gone = [_who(one) for one in _users(slack, ask["users"])]
    call.users = [one for one in call.users if _who(one) not in gone]
    return _changed(slack, call)


def _call(slack: Slack, ask: Ask) -> Call:
    call = slack.workspace.calls.get(ask["id"])
    if call is None:
        raise Refused("invalid_call_id")
    return call


def _users(slack: Slack, told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    for one in told:
        if "slack_id" in one:
            slack.workspace.person(one["slack_id"])
    return list(told)


def _who(user: dict[str, Any]) -> str:
    return str(user.get("slack_id") or user.get("external_id"))


def _changed(slack: Slack, call: Call) -> Answer:
    slack.record.write("shown", "call", call.wire())
    slack.feed.everyone({"type": "state"})
    return {"call": call.wire()}


METHODS = {
    "calls.add": Method(run=add, scope="calls:write"),
    "calls.update": Method(run=update, scope="calls:write"),
    "calls.end": Method(run=end, scope="calls:write"),
    "calls.info": Method(run=show, scope="calls:read", arguments=named(text="id!")),
    "calls.participants.add": Method(run=add_participants, scope="calls:write"),
    "calls.participants.remove": Method(run=remove_participants, scope="calls:write"),
}
