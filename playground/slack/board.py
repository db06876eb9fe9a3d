"""The messages of all conversations: written, changed, taken away, and shown to whoever sees them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from playground.slack.conversations import Conversation
from playground.slack.elements import Values, values
from playground.slack.feed import Feed
from playground.slack.messages import Message
from playground.slack.record import Record
from playground.slack.refusals import Refused
from playground.slack.stamps import Stamps
from playground.slack.workspace import Workspace


class Board:
    """What stands where."""

    def __init__(self, workspace: Workspace, stamps: Stamps, feed: Feed, record: Record) -> None:
        self._workspace = workspace
        self._stamps = stamps
        self._feed = feed
        self._record = record
        self._messages: defaultdict[str, list[Message]] = defaultdict(list)
        self._entered: defaultdict[tuple[str, str, str], Values] = defaultdict(dict)

    def write(
        self,
        conversation: Conversation,
        author: str,
        text: str,
        blocks: list[dict[str, Any]] | None = None,
        *,
        thread_ts: str | None = None,
        metadata: dict[str, Any] | None = None,
        only_for: str | None = None,
        broadcast: bool = False,
    ) -> Message:
        """A new message by `author`, a person or the app's bot."""
        person = self._workspace.people[author]
        message = Message(
            channel=conversation.id,
            ts=self._stamps.ts(),
            user=author,
            text=text,
            blocks=blocks or [],
            team=person.team_id,
            thread_ts=self._thread(conversation, thread_ts, only_for),
            bot_id=person.bot_id,
            app_id=person.app_id,
            metadata=metadata,
            only_for=only_for,
            broadcast=broadcast,
        )
        self._messages[conversation.id].append(message)
        self._tell("message", message)
        self._show_parent(message)
        return message

    def edit(self, message: Message, *, text: str | None, blocks: list[dict[str, Any]] | None) -> None:
        """Change what a message says; what is None stays as it was."""
        message.text = message.text if text is None else text
        message.blocks = message.blocks if blocks is None else blocks
        message.edited_ts = self._stamps.ts()
        self._tell("message_changed", message)

    def remove(self, message: Message) -> None:
        message.deleted = True
        self._tell("message_deleted", message)
        self._show_parent(message)

    def find(self, channel: str, ts: str, *, viewer: str | None = None) -> Message:
        """Raises `message_not_found`. Messages for one person are found by that `viewer` alone."""
        for message in self._messages[channel]:
            if message.ts == ts and not message.deleted and message.only_for in (None, viewer):
                return message
        raise Refused("message_not_found")

    def history(self, channel: str) -> list[Message]:
        """What the channel itself shows, oldest first: no answers in threads, nothing for one person only."""
        return [one for one in self.all(channel) if not one.in_thread or one.broadcast]

    def thread(self, channel: str, ts: str) -> list[Message]:
        """The message and the answers to it, oldest first; empty when there is no such message."""
        return [one for one in self.all(channel) if ts in (one.ts, one.thread_ts)]

    def all(self, channel: str) -> list[Message]:
        """Everything that stands in a conversation for everybody in it, oldest first."""
        return [one for one in self._messages[channel] if not one.deleted and one.only_for is None]

    def seen_by(self, person: str, channel: str, thread_ts: str | None = None) -> list[dict[str, Any]]:
        """What the page shows to somebody, of a conversation or of one thread in it."""
        mine = [one for one in self._messages[channel] if one.only_for in (None, person) and not self._gone(one)]
        if thread_ts is None:
            mine = [one for one in mine if not one.in_thread or one.broadcast]
        else:
            mine = [one for one in mine if thread_ts in (one.ts, one.thread_ts)]
        return [self.shown(one) for one in mine]

    def shown(self, message: Message) -> dict[str, Any]:
        return message.shown(replies=self.replies(message))

    def replies(self, message: Message) -> int:
        return len([one for one in self.all(message.channel) if one.in_thread and one.thread_ts == message.ts])

    def unread(self, person: str, conversation: Conversation) -> int:
        since = conversation.read_until.get(person, "")
        return sum(one.ts > since and one.user != person for one in self.history(conversation.id))

    def enter(self, person: str, message: Message, block_id: str, action_id: str, said: dict[str, Any]) -> None:
        """Remember what somebody chose in a message."""
        self._entered[message.channel, message.ts, person].setdefault(block_id, {})[action_id] = said

    def entered(self, person: str, message: Message) -> Values:
        """`state.values` of a message, for the person who uses it."""
        return values(message.blocks, self._entered[message.channel, message.ts, person])

    def audience(self, conversation: Conversation) -> Iterable[str]:
        return [one for one in self._workspace.people if self._workspace.sees(one, conversation)]

    def _gone(self, message: Message) -> bool:
        """A deleted message leaves a trace only while answers hang on it."""
        return message.deleted and not self.replies(message)

    def _thread(self, conversation: Conversation, thread_ts: str | None, only_for: str | None) -> str | None:
        """Answers to an answer hang on the thread's first message, which knows of its thread from then on."""
        if thread_ts is None:
            return None
        for message in self._messages[conversation.id]:
            if message.ts == thread_ts and not message.deleted:
                root = message.thread_ts or message.ts
                if only_for is None and root == message.ts:
                    message.thread_ts = root
                return root
        return thread_ts

    def _show_parent(self, message: Message) -> None:
        """The number of answers under the thread's first message has changed."""
        if message.in_thread and message.only_for is None:
            for parent in self._messages[message.channel]:
                if parent.ts == message.thread_ts:
                    self._send("message_changed", parent)

    def _tell(self, what: str, message: Message) -> None:
        self._record.write("shown", what, message.shown() | {"only_for": message.only_for})
        self._send(what, message)

    def _send(self, what: str, message: Message) -> None:
        conversation = self._workspace.conversations[message.channel]
        people = self.audience(conversation) if message.only_for is None else [message.only_for]
        self._feed.send(people, {"type": what, "channel": message.channel, "message": self.shown(message)})
