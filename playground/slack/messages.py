"""One message, and how the Web API, an interaction's payload and the page show it."""

from dataclasses import dataclass
from typing import Any


@dataclass(slots=True, kw_only=True)
class Message:
    """A message. `only_for` names the one person who sees it; such a message is in no history."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    team: str
    thread_ts: str | None = None
    bot_id: str | None = None
    app_id: str | None = None
    metadata: dict[str, Any] | None = None
    only_for: str | None = None
    edited_ts: str | None = None
    deleted: bool = False
    broadcast: bool = False

    @property
    def in_thread(self) -> bool:
        """It is an answer, not the message that the thread hangs on."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def wire(self, *, metadata: bool = False) -> dict[str, Any]:
        """As `conversations.history` gives it."""
        shown: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "text": self.text,
            "ts": self.ts,
            "team": self.team,
        }
        if self.bot_id:
            shown |= {"bot_id": self.bot_id, "app_id": self.app_id}
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited_ts:
            shown["edited"] = {"user": self.bot_id or self.user, "ts": self.edited_ts}
        if metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown

    def shown(self, *, replies: int = 0) -> dict[str, Any]:
        """As the page shows it."""
        return {
            "channel": self.channel,
            "ts": self.ts,
            "user": self.user,
            "bot": self.bot_id is not None,
            "text": self.text,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "reply_count": replies,
            "ephemeral": self.only_for is not None,
            "edited": self.edited_ts is not None,
            "deleted": self.deleted,
        } | ({"metadata": self.metadata} if self.metadata else {})
