"""Reasons in words: what stands behind a short name of ours, of Slack's or of a back end's refusal."""

from bot.errors import Mistake, Refusal
from bot.model import Feature, Why

GAVE_NO_ROOM: dict[Why, str] = {
    Why.AWAY: "did not come back in time",
    Why.REFUSED: "refused it, and an administrator can find out why with `plenum doctor`",
    Why.UNKNOWN: "is not set up any more",
}
"""Why there is no room, to stand behind the server's name."""

OWED: dict[str, str] = {
    "card": "The card of your conference",
    "card_update": "The new state of your conference's card",
    "invitation": "An invitation",
    "host_secret": "Your way to host the conference",
    "nudge": "A nudge",
}
"""What could not be sent, by the kind of delivery."""

SLACK_SAYS: dict[str, str] = {
    "channel_not_found": "I am not in that channel. Type `/invite @Plenum` there, then try again.",
    "not_in_channel": "I am not in that channel. Type `/invite @Plenum` there, then try again.",
    "is_archived": "that channel is archived. Bring it back, or use another one.",
    "channel_deleted": "that channel was deleted. Use another one.",
    "missing_scope": (
        "Plenum lacks a permission in this workspace. An administrator sees which with `plenum doctor`, and adds it by "
        "installing the app again."
    ),
    "restricted_action": "posting there is restricted. Ask a workspace administrator, or use another channel.",
    "account_inactive": "that account is deactivated.",
    "user_disabled": "that account is deactivated.",
    "token_revoked": "Plenum was removed from this workspace.",
    "unsure": (
        "the connection broke while I was posting, and I cannot tell whether it stands. "
        "If it does not, type `/conf show`."
    ),
}
"""Why Slack refused something, with what to do; by Slack's own word."""

PERSON_SAYS: dict[str, str] = {
    "deactivated": "whose account is deactivated.",
    "external": "who belongs to another organisation: send them the link from the card.",
    "guest": "who is a guest here, and guests may not be invited: administrators can allow it in `/conf settings`.",
    "bot": "which is an app.",
    "unknown": "whom I cannot find in this workspace.",
    "user_disabled": "whose account is deactivated.",
    "account_inactive": "whose account is deactivated.",
    "cannot_dm_bot": "which is an app.",
    "user_not_found": "whom I cannot find in this workspace.",
    "waiting": "whose message is still on its way.",
}
"""Why one person could not be invited, to stand behind their name."""

MISTAKES: dict[Mistake, str] = {
    Mistake.UNKNOWN_OPTION: "I do not know the option “{said}”. Type `/conf help start` to see what there is.",
    Mistake.EMPTY_TOPIC: "the topic is empty. Give it a few words, as in `/conf start Weekly sync`.",
    Mistake.TOPIC_TOO_LONG: "that topic has {said} characters, and 240 fit. Use a shorter one, like `Weekly sync`.",
    Mistake.BROADCAST: (
        "a topic cannot call a whole channel. Everybody here sees the card anyway; "
        "to invite people, name them, as in `/conf start Weekly sync @ben`."
    ),
    Mistake.ONLY_YOURSELF: "there is nobody in it but yourself. Name the others, as in `/conf invite @ben @cleo`.",
    Mistake.NOBODY_NAMED: "nobody was named. Name whom to invite, as in `/conf invite @ben @cleo`.",
    Mistake.EXTRA_WORDS: "I do not know what to do with “{said}”. Type `/conf help` to see how this is written.",
    Mistake.RECORD_HOW: "say what to do: `/conf record start`, `/conf record pause` or `/conf record stop`.",
    Mistake.WHOM: "say who is meant, by name or mention, as in `/conf kick @ben`. `/conf people` shows who is in.",
    Mistake.WHICH_OF_THEM: (
        "several people who are in have a name like “{said}”. `/conf people` shows them, each with a menu."
    ),
    Mistake.NO_TIME: "say when, as in `/conf {said}`.",
    Mistake.ONLY_TIME: (
        "“{said}” is more than a move changes: that is the time, and how long it takes, as in "
        "`/conf move to friday 14:00 for 45m`. Type `/conf edit` to change the rest, or `/conf invite @ben` to ask "
        "people."
    ),
    Mistake.NO_NUMBER: "say which number to call, as in `/conf call 101` or `/conf call +441494523500`.",
    Mistake.NUMBER: (
        "“{said}” is no number to call. Use an extension such as `101`, or `+` and the whole number: "
        "`/conf call +441494523500`."
    ),
    Mistake.UNKNOWN_COMMAND: "there is no command “{said}”. Type `/conf help` to see all of them.",
    Mistake.NOTHING_HERE: (
        "nothing is live or planned here. Type `/conf list all` to see what is elsewhere, or `/conf start` to begin."
    ),
    Mistake.CHANNEL_UNREAD: (
        "I cannot see who is in this conversation. Type `/invite @Plenum` here first, or name the people, as in "
        "`/conf invite @ben @cleo`."
    ),
    Mistake.TOO_MANY_HERE: (
        "more than {said} people are in this conversation, which is too many for a message to each. Everybody here "
        "sees the card; name those who matter most, as in `/conf invite @ben @design`."
    ),
    Mistake.EVERYBODY_ASKED: (
        "there is nobody else in this conversation to invite. Type `/conf people` to see who is invited already."
    ),
    Mistake.GROUP_UNREAD: "I could not read who is in that group. Name the people one by one, as in `@ben @cleo`.",
}
"""What is wrong with a command, with what would do."""

REFUSALS: dict[Refusal, str] = {
    Refusal.ROOM_LIMIT: "it has no room for one more conference. Delete one there, or ask its administrator.",
    Refusal.RUNNING_LIMIT: "its licence allows no more conferences at once. Try again when one has ended.",
    Refusal.GUEST_LIMIT: "its licence does not allow that many guests. Ask its administrator.",
    Refusal.INVITATION_LIMIT: "its licence does not allow that many people. Invite fewer, or ask its administrator.",
    Refusal.NO_SUCH_OWNER: (
        "it knows neither an account with your e-mail address nor the one that Plenum uses. "
        "Ask an administrator to check the setting OWNER."
    ),
    Refusal.ALREADY_EXISTS: "a room with the same name is there already. Please try again.",
    Refusal.FINISHED: "that conference is finished there. Start a new one.",
    Refusal.RUNNING: "that cannot be changed while the conference is running. End it first.",
    Refusal.PERSON_UNAVAILABLE: "that person's client is not reachable right now.",
    Refusal.NOT_RUNNING: "nobody is in the conference there, and that works only while somebody is.",
    Refusal.NOT_INSIDE: "that person has left already.",
    Refusal.NUMBER_NOT_ALLOWED: (
        "calls to that number are not allowed. Whoever runs Plenum can allow numbers in the settings of that server."
    ),
}
"""Why a back end refused, with what to do."""

CANNOT: dict[str, str] = {
    Feature.END: "send people out of a conference: it ends when everybody has left",
    Feature.RING: "ring people",
    Feature.HOST_ACCESS: "name a host from here",
    Feature.PARTICIPANTS: "tell who is in",
    Feature.ACCOUNTS: "tell who of the invited is missing",
    Feature.DIAL_IN: "be reached by telephone",
    Feature.RECORD_FROM_START: "record from the start. Start it without `+record`",
    Feature.SET_PIN: "use a PIN that you choose. Leave the PIN out, or choose another server",
    Feature.WAITING_ROOM: "let people wait until they are let in. Leave the waiting room out, or choose another server",
    Feature.HOST_FIRST: "keep people out until the host is there. Let anybody come first, or choose another server",
    Feature.CAPACITY: "limit how many people come in. Leave that number out, or choose another server",
    Feature.TEMPLATES: "make a conference from a template. Leave the template out, or choose another server",
    Feature.RECORD: "be told to record from here: whoever hosts it can, inside the conference, where it records at all",
    Feature.PAUSE_RECORDING: "pause a recording: it can be stopped, and started anew",
    Feature.MUTE_ALL: "mute everybody from here",
    Feature.MUTE: "mute people from here",
    Feature.LOCK: "lock or unlock a conference from here",
    Feature.KICK: "send people out from here",
    Feature.HAND_OVER: "hand the host's place over from here",
    Feature.CALL: "call telephones",
}
"""What a back end cannot do, to stand behind "cannot"; only what people may ask for."""
