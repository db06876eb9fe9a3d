"""One Socket Mode connection: envelopes in, their answers out on the same connection."""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any

import aiohttp

from bot.web.door import JSON, Answer, Door
from bot.web.parsing import UnreadableError, checked

log = logging.getLogger(__name__)


class Line:
    """An open connection that has said hello, listening from now on."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, door: Door) -> None:
        self._socket = socket
        self._door = door
        self._answering: set[asyncio.Task[None]] = set()
        self._over = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())

    async def until_over(self) -> None:
        """Wait until Slack wants another connection instead, or this one broke."""
        await self._over.wait()

    async def retire(self, *, linger_s: float, grace_s: float) -> None:
        """Hear the rest for `linger_s`, answer what was heard within `grace_s`, then close."""
        await asyncio.wait({self._listening}, timeout=linger_s)
        self._listening.cancel()
        await asyncio.gather(self._listening, return_exceptions=True)
        if self._answering:
            await asyncio.wait(self._answering, timeout=grace_s)
        await self._socket.close()

    async def _listen(self) -> None:
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._take(message.data)
        finally:
            self._over.set()

    def _take(self, text: str) -> None:
        try:
            envelope = checked(json.loads(text))
        except (ValueError, RecursionError):
            log.warning("an unreadable envelope was dropped", extra={"action": "envelope_dropped"})
            return
        if envelope.get("type") == "disconnect":
            self._over.set()
        elif "envelope_id" in envelope:
            answering = asyncio.create_task(self._answer(envelope))
            self._answering.add(answering)
            answering.add_done_callback(self._answering.discard)

    async def _answer(self, envelope: dict[str, Any]) -> None:
        try:
            payload = checked(envelope.get("payload"))
        except UnreadableError:
            log.warning("an envelope without a payload was dropped", extra={"action": "envelope_dropped"})
            return
        answer = await self._door.answer(payload, _headers(envelope))
        if answer.status == HTTPStatus.OK:  # otherwise Slack sends the event again
            await self._send({"envelope_id": envelope["envelope_id"], **_payload(answer)})

    async def _send(self, acknowledgement: dict[str, Any]) -> None:
        try:
            await self._socket.send_json(acknowledgement)
        except (aiohttp.ClientError, OSError) as error:
            log.warning("an answer did not reach Slack: %s", type(error).__name__, extra={"action": "answer_lost"})


def _headers(envelope: dict[str, Any]) -> dict[str, str]:
    """A repeated envelope, told the way HTTP tells it."""
    if not envelope.get("retry_attempt"):
        return {}
    return {
        "x-slack-retry-num": str(envelope["retry_attempt"]),
        "x-slack-retry-reason": str(envelope.get("retry_reason", "")),
    }


def _payload(answer: Answer) -> dict[str, Any]:
    if not answer.body:
        return {}
    return {"payload": json.loads(answer.body) if answer.content_type == JSON else {"text": answer.body}}
