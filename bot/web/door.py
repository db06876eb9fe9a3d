"""The door to the listeners: a payload in, an answer out, whatever happens behind it."""

import json
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.blocks import problem
from bot.errors import SlackRefused
from bot.model import Message
from bot.web.aside import Aside
from bot.web.meters import Meters
from bot.web.parsing import Kind, Payload, kind_of
from bot.web.patience import Patience

DEADLINE_S = 2.5
"""Slack waits 3 s; listeners only write down and return, so this is for the day when something stalls."""

JSON = "application/json; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What Slack gets to hear."""

    status: int = HTTPStatus.OK
    body: str = ""
    content_type: str = TEXT


class Door:
    """Takes payloads that are known to be Slack's to the listeners. Never raises.

    What nobody listens to is dropped. When something breaks, events are refused so that Slack sends them again; a
    command is answered with a sentence, a form stays open with it, and a press is answered through its response_url.
    """

    def __init__(self, app: AsyncApp, *, meters: Meters, aside: Aside, deadline_s: float = DEADLINE_S) -> None:
        self._app = app
        self._meters = meters
        self._aside = aside
        self._patience = Patience(deadline_s)

    async def answer(self, payload: Payload, headers: Mapping[str, str]) -> Answer:
        """Have the listeners answer within the deadline."""
        kind, began = kind_of(payload), time.monotonic()
        try:
            with self._patience:
                how, answer = await self._dispatch(payload, headers)
        except Exception as error:
            how, answer = "failed", self._failed(kind, payload, error)
        self._meters.answered(kind, how, time.monotonic() - began)
        return answer

    async def _dispatch(self, payload: Payload, headers: Mapping[str, str]) -> tuple[str, Answer]:
        # Bolt takes "socket_mode" to mean that the body was parsed and is known to be Slack's; the front saw to both.
        request = AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(headers))
        response = await self._app.async_dispatch(request)
        if response.status == HTTPStatus.NOT_FOUND:
            log.info("nobody listens to this %s", kind_of(payload), extra={"action": "request_unheard"})
            return "unheard", Answer()
        if response.status != HTTPStatus.OK:
            raise RuntimeError(f"a listener answered with status {response.status}")
        body = response.body or ""
        return "handled", Answer(body=body, content_type=JSON if body.startswith("{") else TEXT)

    def _failed(self, kind: Kind, payload: Payload, error: Exception) -> Answer:
        reference = "".join(secrets.choice(_LETTERS) for _ in range(4))
        removed = isinstance(error, SlackRefused) and error.code == "token_revoked"
        if removed:
            log.info("%s from a workspace without an installation", kind, extra={"action": "request_unknown"})
        else:
            log.error(
                "not answered: %s (reference %s)",
                kind,
                reference,
                exc_info=error,
                extra={"action": "request_failed", "reference": reference},
            )
        if kind is Kind.EVENT:
            return Answer() if removed else Answer(status=HTTPStatus.SERVICE_UNAVAILABLE)
        return self._apology(kind, payload, problem.explain(error, reference=reference))

    def _apology(self, kind: Kind, payload: Payload, message: Message) -> Answer:
        words = {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
        if kind is Kind.COMMAND:
            return Answer(body=json.dumps(words), content_type=JSON)
        if kind is Kind.SUBMISSION:
            return _keep_open(payload, message.text)
        if isinstance(payload.get("response_url"), str):
            self._aside.later(payload["response_url"], {**words, "replace_original": False})
        return Answer()


def _keep_open(payload: Payload, text: str) -> Answer:
    """Say it under the form's first field: an empty answer would close the form and lose what was typed."""
    blocks = (payload.get("view") or {}).get("blocks") or ()
    fields = (block for block in blocks if isinstance(block, dict) and block.get("type") == "input")
    field = next((field["block_id"] for field in fields if "block_id" in field), None)
    if field is None:
        return Answer()
    return Answer(body=json.dumps({"response_action": "errors", "errors": {field: text}}), content_type=JSON)
