"""What a person does: says something, runs a command, presses a button, uses a shortcut, opens the home page."""

from typing import Any

from playground.slack import payloads
from playground.slack.answers import carry_out
from playground.slack.config import Command, Shortcut
from playground.slack.conversations import Conversation, Kind
from playground.slack.delivery import Answer
from playground.slack.elements import Values, action, entry, find, reports
from playground.slack.messages import Message
from playground.slack.people import Person
from playground.slack.refusals import Refused
from playground.slack.slack import Slack
from playground.slack.typed import as_sent
from playground.slack.views import View


async def say(slack: Slack, person_id: str, channel: str, text: str, *, thread_ts: str | None = None) -> Message | None:
    """Write in a conversation; a line that begins with a slash is a command, and gives None."""
    person = somebody(slack, person_id)
    place = slack.workspace.conversation(channel, viewer=person.id)
    text = text.strip()
    if place.archived:
        raise Refused("is_archived")
    if not text:
        raise Refused("no_text")
    if text.startswith("/"):
        await _command(slack, person, place, text, thread_ts)
        return None
    if person.id not in place.members:
        slack.enter(place, person.id)
    message = slack.board.write(place, person.id, as_sent(text, slack.workspace, names=False), thread_ts=thread_ts)
    place.read_until[person.id] = message.ts
    _tell_app(slack, place, message)
    return message


async def press_in_message(
    slack: Slack, person_id: str, channel: str, message_ts: str, block_id: str, action_id: str, given: dict[str, Any]
) -> None:
    """Use a button or menu in a message."""
    person = somebody(slack, person_id)
    place = slack.workspace.conversation(channel, viewer=person.id)
    message = slack.board.find(place.id, message_ts, viewer=person.id)
    block, element = find(message.blocks, block_id, action_id)
    used = action(block, element, given, at=slack.stamps.ts())
    held = entry(element, given)
    if held is not None:
        slack.board.enter(person.id, message, block_id, action_id, held)
    payload = payloads.message_press(slack, person, place, message, used)
    payload["response_url"], _ = slack.response_url(person, place, message_ts=message.ts)
    _check(slack, await slack.delivery.send("interactive", "block_actions", payload))


async def press_in_view(
    slack: Slack, person_id: str, view_id: str, block_id: str, action_id: str, given: dict[str, Any]
) -> None:
    """Use an element of a form or of the home page; most inputs only remember what was entered."""
    person = somebody(slack, person_id)
    view = own_view(slack, person, view_id)
    block, element = find(view.blocks, block_id, action_id)
    used = action(block, element, given, at=slack.stamps.ts())
    held = entry(element, given)
    if held is not None:
        view.enter({block_id: {action_id: held}})
    if reports(block):
        payload = payloads.view_press(slack, person, view, used)
        _check(slack, await slack.delivery.send("interactive", "block_actions", payload))


async def shortcut(
    slack: Slack, person_id: str, callback_id: str, *, channel: str | None = None, message_ts: str | None = None
) -> None:
    """Use a shortcut, on a message if it is one for messages."""
    person = somebody(slack, person_id)
    wanted = _shortcut(slack, person, callback_id)
    if wanted.type == "global":
        payload = payloads.global_shortcut(slack, person, callback_id)
        _check(slack, await slack.delivery.send("interactive", "shortcut", payload))
        return
    place = slack.workspace.conversation(channel or "", viewer=person.id)
    message = slack.board.find(place.id, message_ts or "", viewer=person.id)
    if message.only_for is not None:
        raise Refused("message_not_found")
    payload = payloads.message_shortcut(slack, person, place, message, callback_id)
    payload["response_url"], _ = slack.response_url(person, place)
    _check(slack, await slack.delivery.send("interactive", "message_action", payload))


def open_home(slack: Slack, person_id: str) -> View | None:
    """Look at the app's home page: gives what stands there, and the app hears of it."""
    person = somebody(slack, person_id)
    if not slack.manifest.home:
        return None
    place = slack.workspace.app_direct(person.id)
    view = slack.views.homes.get(person.id)
    shown = {"view": view.wire()} if view else {}
    event = {"user": person.id, "channel": place.id, "tab": "home", "event_ts": slack.stamps.ts(), **shown}
    slack.publish("app_home_opened", event)
    return view


def somebody(slack: Slack, person_id: str) -> Person:
    """Somebody who can act: known, not deactivated, not a bot."""
    person = slack.workspace.person(person_id)
    if person.deleted:
        raise Refused("account_inactive")
    if person.is_bot:
        raise Refused("user_is_bot")
    return person


def own_view(slack: Slack, person: Person, view_id: str) -> View:
    """A form or page that this person has open."""
    view = slack.views.find(view_id=view_id)
    if view.person != person.id:
        raise Refused("not_found")
    return view


def checked_state(view: View, said: Values) -> Values:
    """What the page says was entered, brought into the form that Slack sends. Raises `no_such_element`."""
    state: Values = {}
    for block_id, actions in said.items():
        for action_id, given in actions.items():
            _, element = find(view.blocks, block_id, action_id)
            held = entry(element, given)
            if held is not None:
                state.setdefault(block_id, {})[action_id] = held
    return state


async def _command(slack: Slack, person: Person, place: Conversation, line: str, thread_ts: str | None) -> None:
    name, *rest = line.split(maxsplit=1)
    text = rest[0] if rest else ""
    if thread_ts:
        raise Refused("commands_not_in_threads", text=f"{name} is not supported in threads. Sorry!")
    if name == "/invite":
        _invite(slack, person, place, text)
        return
    command = _of_app(slack, person, name)
    sent = as_sent(text, slack.workspace, names=True) if command.should_escape else text
    payload = payloads.slash_command(slack, person, place, name, sent)
    payload["response_url"], origin = slack.response_url(person, place)
    answer = await slack.delivery.send("slash_commands", "slash_command", payload)
    _check(slack, answer, what=name)
    if answer.body:
        carry_out(slack, origin, answer.body)


def _of_app(slack: Slack, person: Person, name: str) -> Command:
    known = slack.manifest.commands if slack.installation.installed and not person.is_external else ()
    command = next((one for one in known if one.command == name), None)
    if command is None:
        raise Refused("unknown_command", text=f"{name} is not a valid command.")
    return command


def _shortcut(slack: Slack, person: Person, callback_id: str) -> Shortcut:
    known = slack.manifest.shortcuts if slack.installation.installed and not person.is_external else ()
    wanted = next((one for one in known if one.callback_id == callback_id), None)
    if wanted is None:
        raise Refused("unknown_shortcut")
    return wanted


def _invite(slack: Slack, person: Person, place: Conversation, text: str) -> None:
    """Slack's own /invite: @names, the app among them."""
    if place.kind in (Kind.IM, Kind.MPIM) or person.id not in place.members:
        raise Refused("method_not_supported_for_channel_type")
    invited = [slack.workspace.named(word.lstrip("@")) for word in text.split()]
    for one in invited:
        if one is None:
            raise Refused("user_not_found")
        if one.id not in place.members:
            slack.enter(place, one.id, inviter=person.id)


def _tell_app(slack: Slack, place: Conversation, message: Message) -> None:
    mentioned = f"<@{slack.app.id}>" in message.text
    if slack.app.id not in place.members:
        if mentioned:
            text = f"{slack.app.real_name} is not in this conversation. Type /invite @{slack.app.name} to add it."
            slack.feed.send([message.user], {"type": "toast", "text": text})
        return
    said = {
        "user": message.user,
        "text": message.text,
        "ts": message.ts,
        "team": slack.workspace.team_id,
        "channel": place.id,
        "event_ts": message.ts,
    } | ({"thread_ts": message.thread_ts} if message.in_thread else {})
    if mentioned and place.kind is not Kind.IM:
        slack.publish("app_mention", said, place=place)
    channel_type = {Kind.CHANNEL: "channel", Kind.PRIVATE: "group"}.get(place.kind, place.kind.value)
    slack.publish("message", said | {"channel_type": channel_type}, place=place)


def _check(slack: Slack, answer: Answer, *, what: str | None = None) -> None:
    """Raises what the person is told when the app did not acknowledge."""
    if not answer.ok:
        text = f'{what or slack.app.real_name} failed with the error "{answer.complaint}"'
        raise Refused(answer.complaint, text=text)
