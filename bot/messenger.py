"""Messages into Slack, and the look whether one stands: the only caller of Slack's chat methods."""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Any

from bot.errors import CannotLook, SlackRefused, SlackUnreachable
from bot.model import Message, Place
from bot.slack import SlackDoor

MARK = "plenum_delivery"
"""The event type of our metadata. Any app in the workspace can read it, so it holds an opaque id and nothing else."""

PAGES = 5
PAGE = 200
REMEMBERED = 10_000

_CLOSED_TO_US = frozenset(
    {
        "missing_scope",
        "not_in_channel",
        "no_permission",
        "not_allowed_token_type",
        "access_denied",
        "team_access_not_granted",
    }
)


class Messenger:
    """Speaks as Plenum's bot. What Slack refuses is raised as `SlackError`, never swallowed."""

    def __init__(self, door: SlackDoor) -> None:
        self._door = door
        self._directs: dict[tuple[str, str], str] = {}

    async def post(
        self, workspace_id: str, place: Place, message: Message, *, delivery_ids: Sequence[str] = ()
    ) -> tuple[str, str]:
        """Post and return (channel_id, ts). `delivery_ids` mark the message, so that `look` finds it by each."""
        answer = await self._door.call(
            workspace_id,
            "chat.postMessage",
            channel=place.channel_id,
            thread_ts=place.thread_ts,
            metadata=_mark(delivery_ids),
            unfurl_links=False,
            unfurl_media=False,
            text=message.text,
            blocks=list(message.blocks) or None,
        )
        return str(answer["channel"]), str(answer["ts"])

    async def direct(self, workspace_id: str, person_id: str) -> str:
        """The channel in which Plenum and this person speak alone."""
        known = self._directs.get((workspace_id, person_id))
        if known is not None:
            return known
        answer = await self._door.call(workspace_id, "conversations.open", users=person_id)
        try:
            channel_id = str(answer["channel"]["id"])
        except (KeyError, TypeError) as error:
            raise SlackUnreachable("garbled") from error
        if len(self._directs) >= REMEMBERED:
            self._directs.clear()
        self._directs[workspace_id, person_id] = channel_id
        return channel_id

    async def update(self, workspace_id: str, channel_id: str, ts: str, message: Message) -> None:
        """Replace a message of ours."""
        # without `blocks` the old ones would stay: an empty list takes them away
        await self._door.call(
            workspace_id, "chat.update", channel=channel_id, ts=ts, text=message.text, blocks=list(message.blocks)
        )

    async def whisper(self, workspace_id: str, place: Place, person_id: str, message: Message) -> None:
        """Say something to one person in a channel; it is gone when they reload Slack."""
        await self._door.call(
            workspace_id,
            "chat.postEphemeral",
            channel=place.channel_id,
            thread_ts=place.thread_ts,
            user=person_id,
            text=message.text,
            blocks=list(message.blocks) or None,
        )

    async def look(self, workspace_id: str, place: Place, *, delivery_id: str, since: datetime) -> str | None:
        """The ts of the message that carries `delivery_id`, or None when it is certain that none does.

        Raises `CannotLook` when Slack does not let us read there, or more was written since than can be read.
        """
        try:
            async for message in self._written(workspace_id, place, since):
                if _carries(message, delivery_id):
                    return str(message["ts"])
        except SlackRefused as error:
            if error.code == "thread_not_found":
                return None
            if error.code in _CLOSED_TO_US:
                raise CannotLook(error.code) from error
            raise
        return None

    async def _written(self, workspace_id: str, place: Place, since: datetime) -> AsyncIterator[dict[str, Any]]:
        method = "conversations.replies" if place.thread_ts else "conversations.history"
        cursor: str | None = None
        for _ in range(PAGES):
            answer = await self._door.call(
                workspace_id,
                method,
                channel=place.channel_id,
                ts=place.thread_ts,
                oldest=f"{since.timestamp():.6f}",
                limit=PAGE,
                include_all_metadata=True,
                cursor=cursor,
            )
            for message in answer.get("messages", ()):
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
            if cursor is None:
                return
        raise CannotLook("too_much_written")


def _mark(delivery_ids: Sequence[str]) -> dict[str, Any] | None:
    if not delivery_ids:
        return None
    first, *others = delivery_ids  # Slack takes no lists in here
    return {"event_type": MARK, "event_payload": {"id": first} | ({"with": " ".join(others)} if others else {})}


def _carries(message: dict[str, Any], delivery_id: str) -> bool:
    metadata = message.get("metadata") or {}
    marks = metadata.get("event_payload") or {}
    return metadata.get("event_type") == MARK and delivery_id in (marks.get("id"), *str(marks.get("with", "")).split())
