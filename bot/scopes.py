"""What Plenum asks Slack to be allowed to do, each with its reason: the one list, which the manifest is held to."""

from types import MappingProxyType

BOT_SCOPES = MappingProxyType(
    {
        "app_mentions:read": "hear “@Plenum start …” in threads, where Slack allows no slash command",
        "calls:write": "show a conference as a call on its card",
        "channels:read": "find out whether a card can stand in a public channel before a room is made",
        "chat:write": "post cards, invitations and reminders, and keep them true",
        "chat:write.public": "post a card in a public channel where somebody typed /conf, without being invited first",
        "commands": "offer /conf and “Meet about this”",
        "groups:read": "find out whether a card can stand in a private channel that Plenum is in",
        "im:read": "tell a direct message from a channel",
        "im:write": "write to the people who were invited",
        "mpim:read": "tell a group message from a channel",
        "usergroups:read": "invite the members of a group that was named",
        "users:read": "show names and times as people know them",
        "users:read.email": "find a person's account on the conference server by e-mail address",
    }
)

OPTIONAL_BOT_SCOPES = MappingProxyType(
    {
        "channels:history": "see whether a message arrived before sending it again, and who speaks in a thread",
        "groups:history": "the same in private channels that Plenum is in",
        "im:history": "the same in Plenum's own direct messages",
        "mpim:history": "the same in group messages that Plenum is in",
    }
)
