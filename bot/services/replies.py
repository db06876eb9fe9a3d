"""Answers to the person who asked, where they asked: in place if Slack still allows it, else by direct message."""

import logging
from typing import Any

from bot.errors import SlackError
from bot.faults import kill_point
from bot.messenger import Messenger
from bot.model import Message, Place
from bot.slack import SlackDoor

log = logging.getLogger(__name__)


class Replies:
    def __init__(self, *, slack: SlackDoor, messenger: Messenger) -> None:
        self._slack = slack
        self._messenger = messenger

    async def say(
        self,
        *,
        workspace_id: str,
        person_id: str,
        place: Place,
        response_url: str | None,
        message: Message,
        public: bool = False,
        replaces: bool = False,
    ) -> None:
        """Privately, unless `public`; never raises: a reply that reaches nobody is logged."""
        try:
            if response_url and await self._answered(response_url, place, message, public=public, replaces=replaces):
                if public:
                    kill_point("after_answer")
                return
            if await self._whispered(workspace_id, place, person_id, message):
                return
            channel_id = await self._messenger.direct(workspace_id, person_id)
            await self._messenger.post(workspace_id, Place(channel_id=channel_id), message)
        except SlackError as error:
            log.warning("a reply reached nobody", extra={"action": "reply_lost", "error": repr(error)})

    async def _answered(
        self, response_url: str, place: Place, message: Message, *, public: bool, replaces: bool
    ) -> bool:
        """Slack takes five answers within thirty minutes."""
        payload: dict[str, Any] = {
            "response_type": "in_channel" if public else "ephemeral",
            "replace_original": replaces,
            "text": message.text,
            "blocks": list(message.blocks),
        }
        if place.thread_ts and not replaces:
            payload["thread_ts"] = place.thread_ts
        try:
            await self._slack.respond(response_url, payload)
        except SlackError as error:
            log.info("an answer was not taken", extra={"action": "answer_refused", "error": repr(error)})
            return False
        return True

    async def _whispered(self, workspace_id: str, place: Place, person_id: str, message: Message) -> bool:
        try:
            await self._messenger.whisper(workspace_id, place, person_id, message)
        except SlackError:
            return False
        return True
