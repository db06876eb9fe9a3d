"""What the page draws: the workspace and its conversations as one person sees them."""

from dataclasses import asdict
from typing import Any

from playground.slack.conversations import Conversation, Kind
from playground.slack.people import Person
from playground.slack.slack import Slack


def state(slack: Slack, person_id: str) -> dict[str, Any]:
    """Everything but the messages. Whoever looks for the first time gets their direct message with the app."""
    person = slack.workspace.person(person_id)
    if slack.installation.installed and not person.is_bot and not person.deleted:
        slack.workspace.app_direct(person.id)
    places = [one for one in slack.workspace.conversations.values() if slack.workspace.sees(person.id, one)]
    return {
        "me": person.id,
        "team": {"id": slack.workspace.team_id, "name": slack.workspace.name},
        "now": slack.clock().isoformat(),
        "people": [_person(one) for one in slack.workspace.people.values()],
        "conversations": [_conversation(slack, person, one) for one in places],
        "calls": [one.wire() for one in slack.workspace.calls.values()],
        **_offered(slack, person),
    }


def messages(slack: Slack, person_id: str, channel: str, thread_ts: str | None) -> dict[str, Any]:
    """A conversation or a thread in it, which is read thereby."""
    place = slack.workspace.conversation(channel, viewer=slack.workspace.person(person_id).id)
    seen = slack.board.seen_by(person_id, place.id, thread_ts)
    if thread_ts is None and seen:
        place.read_until[person_id] = seen[-1]["ts"]
    return {"messages": seen}


def _person(person: Person) -> dict[str, Any]:
    shown = ("id", "name", "real_name", "title", "color", "tz", "deleted", "is_restricted", "is_external", "is_admin")
    return {key: getattr(person, key) for key in shown} | {"is_bot": person.is_bot}


def _conversation(slack: Slack, person: Person, place: Conversation) -> dict[str, Any]:
    shown = {
        "id": place.id,
        "name": place.name,
        "kind": place.kind.value,
        "members": place.members,
        "archived": place.archived,
        "topic": place.topic,
        "unread": slack.board.unread(person.id, place),
    }
    return shown | ({"with": place.other(person.id)} if place.kind is Kind.IM else {})


def _offered(slack: Slack, person: Person) -> dict[str, Any]:
    """What the app offers to this person: nothing to outsiders, nothing when it is not installed."""
    offered = slack.installation.installed and not person.is_external
    return {
        "commands": [asdict(one) for one in slack.manifest.commands] if offered else [],
        "shortcuts": [asdict(one) for one in slack.manifest.shortcuts] if offered else [],
        "app": {
            "name": slack.app.real_name,
            "user_id": slack.app.id,
            "home": slack.manifest.home,
            "installed": slack.installation.installed,
        },
    }
