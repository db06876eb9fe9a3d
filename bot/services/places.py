"""Where a card can stand: found out before a back end is asked for a room."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.clock import Clock
from bot.errors import NoPlace, SlackError, SlackRefused
from bot.services.people import Slack

REMEMBERED = timedelta(minutes=1)
MOST = 10_000
"""More channels than this are not remembered: each is asked for again then."""


class Standing(StrEnum):
    """`POST` as a message of Plenum's own, changed as the conference changes · `ANSWER` as the command's public
    answer, because Plenum may not post there."""

    POST = "post"
    ANSWER = "answer"


class Places:
    def __init__(self, slack: Slack, *, clock: Clock, most: int = MOST) -> None:
        self._slack = slack
        self._clock = clock
        self._most = most
        self._known: dict[tuple[str, str], tuple[datetime, dict[str, Any] | None]] = {}

    async def standing(self, workspace_id: str, channel_id: str, *, can_answer: bool) -> Standing:
        """How a card can stand there. Raises `NoPlace` where it cannot.

        When Slack cannot be asked, posting is assumed: if that is wrong, the delivery says so.
        """
        channel = await self._channel(workspace_id, channel_id)
        if channel is not None and channel.get("is_archived"):
            raise NoPlace("is_archived", channel_id=channel_id)
        if channel is not None and _may_post(channel):
            return Standing.POST
        if can_answer:
            return Standing.ANSWER
        raise NoPlace("not_in_channel", channel_id=channel_id)

    async def open_to_all(self, workspace_id: str, channel_id: str) -> bool:
        """Whether everybody in the workspace may know what happens there."""
        channel = await self._channel(workspace_id, channel_id)
        return channel is not None and _public(channel)

    async def name(self, workspace_id: str, channel_id: str) -> str | None:
        """What a channel is called; None for direct messages, and where Slack does not say."""
        channel = await self._channel(workspace_id, channel_id) or {}
        return channel.get("name") if channel.get("is_channel") else None

    def forget(self, workspace_id: str, channel_id: str) -> None:
        """Something has changed there: it is asked for again."""
        self._known.pop((workspace_id, channel_id), None)

    async def _channel(self, workspace_id: str, channel_id: str) -> dict[str, Any] | None:
        """What Slack says of it; None where Plenum cannot see it."""
        key, now = (workspace_id, channel_id), self._clock()
        if (known := self._known.get(key)) and known[0] > now:
            return known[1]
        try:
            channel = await self._ask(workspace_id, channel_id)
        except SlackError:
            return {"is_member": True}
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = (now + REMEMBERED, channel)
        return channel

    async def _ask(self, workspace_id: str, channel_id: str) -> dict[str, Any] | None:
        try:
            answer = await self._slack.call(workspace_id, "conversations.info", channel=channel_id)
        except SlackRefused:
            return None
        channel: dict[str, Any] = answer["channel"]
        return channel


def _public(channel: dict[str, Any]) -> bool:
    return bool(channel.get("is_channel")) and not channel.get("is_private")


def _may_post(channel: dict[str, Any]) -> bool:
    return _public(channel) or bool(channel.get("is_member")) or bool(channel.get("is_im"))
