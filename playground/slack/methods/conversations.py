"""conversations.*: what there is, who is in it, what was said."""

from playground.slack.arguments import named
from playground.slack.conversations import Conversation, Kind
from playground.slack.faults import FaultName
from playground.slack.messages import Message
from playground.slack.methods.method import Answer, Ask, Method
from playground.slack.methods.paging import page
from playground.slack.methods.places import joined, kind_of, reachable, readable
from playground.slack.refusals import Refused
from playground.slack.slack import Slack

MOST_OPENED = 8


def show(slack: Slack, ask: Ask) -> Answer:
    place = readable(slack, ask["channel"], "read")
    shown = place.wire(slack.workspace.team_id, viewer=slack.app.id)
    if ask.get("include_num_members"):
        shown["num_members"] = len(place.members)
    return {"channel": shown}


def members(slack: Slack, ask: Ask) -> Answer:
    place = readable(slack, ask["channel"], "read")
    rows, following = page(place.members, ask)
    return {"members": rows, "response_metadata": following}


def listed(slack: Slack, ask: Ask) -> Answer:
    kinds = {kind_of(name.strip()) for name in (ask.get("types") or "public_channel").split(",")}
    for kind in sorted(kinds):
        slack.installation.need(f"{kind.scope_noun}:read")
    places = [
        place.wire(slack.workspace.team_id, viewer=slack.app.id)
        for place in slack.workspace.conversations.values()
        if place.kind in kinds and slack.workspace.sees(slack.app.id, place)
        if not (ask.get("exclude_archived") and place.archived)
    ]
    rows, following = page(places, ask)
    return {"channels": rows, "response_metadata": following}


def open_direct(slack: Slack, ask: Ask) -> Answer:
    if ask.get("channel"):
        place = joined(slack, ask["channel"])
        if place.kind not in (Kind.IM, Kind.MPIM):
            raise Refused("method_not_supported_for_channel_type")
        return _opened(slack, place, ask, already=True)
    wanted = list(dict.fromkeys(filter(None, (ask.get("users") or "").split(","))))
    if not wanted:
        raise Refused("users_list_not_supplied")
    if len(wanted) > MOST_OPENED:
        raise Refused("too_many_users")
    slack.installation.need("im:write" if len(wanted) == 1 else "mpim:write")
    people = [reachable(slack, person.strip()).id for person in wanted]
    known = len(slack.workspace.conversations)
    place = (
        slack.workspace.app_direct(people[0])
        if len(people) == 1
        else slack.workspace.group_direct([slack.app.id, *people])
    )
    return _opened(slack, place, ask, already=known == len(slack.workspace.conversations))


def join(slack: Slack, ask: Ask) -> Answer:
    place = slack.workspace.conversation(ask["channel"], viewer=slack.app.id)
    if place.kind is not Kind.CHANNEL:
        raise Refused("method_not_supported_for_channel_type")
    if place.archived:
        raise Refused("is_archived")
    already = slack.app.id in place.members
    if not already:
        slack.enter(place, slack.app.id)
    answer = {"channel": place.wire(slack.workspace.team_id, viewer=slack.app.id)}
    return answer | ({"warning": "already_in_channel"} if already else {})


def history(slack: Slack, ask: Ask) -> Answer:
    _check_history_allowed(slack, ask["channel"])
    place = _to_read(slack, ask["channel"])
    messages = [one for one in slack.board.history(place.id) if _within(one, ask)]
    return _messages(slack, messages[::-1], ask)


def replies(slack: Slack, ask: Ask) -> Answer:
    _check_history_allowed(slack, ask["channel"])
    place = _to_read(slack, ask["channel"])
    thread = slack.board.thread(place.id, ask["ts"])
    if not thread:
        raise Refused("thread_not_found")
    return _messages(slack, [thread[0], *(one for one in thread[1:] if _within(one, ask))], ask)


def _check_history_allowed(slack: Slack, channel: str) -> None:
    if slack.faults.take(FaultName.HISTORY_REFUSED):
        place = slack.workspace.conversation(channel, viewer=slack.app.id)
        provided = ",".join(sorted(slack.installation.scopes))
        raise Refused("missing_scope", needed=f"{place.kind.scope_noun}:history", provided=provided)


def _to_read(slack: Slack, channel: str) -> Conversation:
    place = readable(slack, channel, "history")
    return joined(slack, place.id)


def _within(message: Message, ask: Ask) -> bool:
    oldest, latest = ask.get("oldest") or "0", ask.get("latest") or "9999999999.999999"
    if ask.get("inclusive"):
        return bool(float(oldest) <= float(message.ts) <= float(latest))
    return bool(float(oldest) < float(message.ts) < float(latest))


def _messages(slack: Slack, messages: list[Message], ask: Ask) -> Answer:
    rows, following = page(messages, ask)
    shown = [_shown(slack, one, metadata=bool(ask.get("include_all_metadata"))) for one in rows]
    return {"messages": shown, "has_more": bool(following["next_cursor"]), "response_metadata": following}


def _shown(slack: Slack, message: Message, *, metadata: bool) -> Answer:
    shown = message.wire(metadata=metadata)
    number = slack.board.replies(message)
    if number and not message.in_thread:
        thread = slack.board.thread(message.channel, message.ts)[1:]
        shown |= {
            "reply_count": number,
            "reply_users": sorted({one.user for one in thread}),
            "latest_reply": thread[-1].ts,
        }
    return shown


def _opened(slack: Slack, place: Conversation, ask: Ask, *, already: bool) -> Answer:
    whole = place.wire(slack.workspace.team_id, viewer=slack.app.id)
    answer: Answer = {"channel": whole if ask.get("return_im") else {"id": place.id}}
    return answer | ({"no_op": True, "already_open": True} if already else {})


_READ = named(text="channel! cursor latest oldest", flags="inclusive include_all_metadata", numbers="limit")
_REPLIES = named(text="channel! ts! cursor latest oldest", flags="inclusive include_all_metadata", numbers="limit")

METHODS = {
    "conversations.info": Method(run=show),
    "conversations.members": Method(run=members),
    "conversations.list": Method(
        run=listed, arguments=named(text="types cursor team_id", flags="exclude_archived", numbers="limit")
    ),
    "conversations.open": Method(run=open_direct),
    "conversations.join": Method(run=join, scope="channels:join", arguments=named(text="channel!")),
    "conversations.history": Method(run=history, arguments=_READ),
    "conversations.replies": Method(run=replies, arguments=_REPLIES),
}
