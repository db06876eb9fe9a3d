"""Whom and what the app may reach: the checks that several methods share."""

from playground.slack.conversations import Conversation, Kind
from playground.slack.people import Person
from playground.slack.refusals import Refused
from playground.slack.slack import Slack


def to_post_in(slack: Slack, channel: str) -> Conversation:
    """Where a post to `channel` goes; somebody's id means the app's direct message with them."""
    if channel[:1] in ("U", "W"):
        return slack.workspace.app_direct(reachable(slack, channel, unknown="channel_not_found").id)
    place = slack.workspace.conversation(channel, viewer=slack.app.id)
    if slack.app.id not in place.members and "chat:write.public" not in slack.installation.scopes:
        raise Refused("not_in_channel")
    if place.archived:
        raise Refused("is_archived")
    return place


def joined(slack: Slack, channel: str) -> Conversation:
    """A conversation that the app is a member of."""
    place = slack.workspace.conversation(channel, viewer=slack.app.id)
    if slack.app.id not in place.members:
        raise Refused("not_in_channel")
    return place


def readable(slack: Slack, channel: str, right: str) -> Conversation:
    """A conversation that the app sees and has the scope for, such as `groups:read` for a private channel."""
    place = slack.workspace.conversation(channel, viewer=slack.app.id)
    slack.installation.need(f"{place.kind.scope_noun}:{right}")
    return place


def reachable(slack: Slack, person_id: str, *, unknown: str = "user_not_found") -> Person:
    """Somebody whom the app can send a direct message."""
    person = slack.workspace.people.get(person_id)
    if person is None:
        raise Refused(unknown)
    if person.is_bot:
        raise Refused("cannot_dm_bot")
    if person.deleted:
        raise Refused("user_disabled")
    if not slack.workspace.knows(slack.app.id, person):
        raise Refused("user_not_visible")
    return person


def kind_of(name: str) -> Kind:
    """The kind of conversation that `types` of conversations.list names. Raises `invalid_types`."""
    for kind in Kind:
        if kind.type == name:
            return kind
    raise Refused("invalid_types")
