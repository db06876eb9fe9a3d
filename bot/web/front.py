"""The front of the HTTP listener: Slack's requests are measured, verified and read here; the rest goes to the pages.

This is ASGI by hand, because what stands before the signature check must not be more than it needs to be.
"""

import asyncio
from collections.abc import Iterable
from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.web.door import TEXT, Answer, Door
from bot.web.meters import Meters
from bot.web.parsing import Payload, UnreadableError, parse
from bot.web.patience import Patience
from bot.web.signature import Signatures, Verdict

PATH = "/slack/events"
BODY_LIMIT = 1024 * 1024
BODY_PATIENCE_S = 5.0
PARSED_AT_ONCE = 64 * 1024
"""Longer bodies are read in another thread: a megabyte takes up to 40 ms, and others want to be heard meanwhile."""

_KEPT = frozenset({b"x-slack-retry-num", b"x-slack-retry-reason", b"x-slack-signature"})
"""Headers that listeners may see. Others are not let through: Bolt obeys some (`x-slack-bolt-…`)."""


class _RefusedError(Exception):
    """The request is turned away; `why` is for the meters."""

    def __init__(self, status: HTTPStatus, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


class _GoneError(Exception):
    """The client went away in the middle of the body."""


class Front:
    """An ASGI application: POST /slack/events by hand, everything else by `rest`."""

    def __init__(
        self,
        *,
        door: Door,
        signatures: Signatures,
        meters: Meters,
        rest: ASGIApp,
        body_limit: int = BODY_LIMIT,
        body_patience_s: float = BODY_PATIENCE_S,
    ) -> None:
        self._door = door
        self._signatures = signatures
        self._meters = meters
        self._rest = rest
        self._body_limit = body_limit
        self._patience = Patience(body_patience_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == PATH:
            await self._slack(scope, receive, send)
        else:
            await self._rest(scope, receive, send)

    async def _slack(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            if scope["method"] != "POST":
                raise _RefusedError(HTTPStatus.METHOD_NOT_ALLOWED, "method")
            headers = dict(scope["headers"])
            payload = await self._payload(headers, receive)
            await _send(send, await self._answer(payload, headers))
        except _RefusedError as refusal:
            self._meters.refused(refusal.why)
            await _send(send, Answer(status=refusal.status, body=refusal.status.phrase), (b"connection", b"close"))
        except _GoneError:
            self._meters.refused("disconnected")

    async def _payload(self, headers: dict[bytes, bytes], receive: Receive) -> Payload:
        body = await self._body(headers, receive)
        verdict = self._signatures.judge(
            body,
            timestamp=headers.get(b"x-slack-request-timestamp", b""),
            signature=headers.get(b"x-slack-signature", b""),
        )
        if verdict is not Verdict.GENUINE:
            raise _RefusedError(HTTPStatus.UNAUTHORIZED, verdict)
        content_type = headers.get(b"content-type", b"").decode("latin-1")
        try:
            if len(body) > PARSED_AT_ONCE:
                return await asyncio.to_thread(parse, body, content_type)
            return parse(body, content_type)
        except UnreadableError as error:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, "unreadable") from error

    async def _body(self, headers: dict[bytes, bytes], receive: Receive) -> bytes:
        if _announced(headers) > self._body_limit:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        try:
            with self._patience:
                return await self._read(receive)
        except TimeoutError as error:
            raise _RefusedError(HTTPStatus.REQUEST_TIMEOUT, "too_slow") from error

    async def _read(self, receive: Receive) -> bytes:
        parts: list[bytes] = []
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            parts.append(message.get("body", b""))
            size, more = size + len(parts[-1]), message.get("more_body", False)
            if size > self._body_limit:
                raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "too_large")
        return b"".join(parts)

    async def _answer(self, payload: Payload, headers: dict[bytes, bytes]) -> Answer:
        if "ssl_check" in payload:
            return Answer()
        if payload.get("type") == "url_verification":
            return Answer(body=str(payload.get("challenge", "")), content_type=TEXT)
        kept = {name.decode(): headers[name].decode("latin-1") for name in _KEPT if name in headers}
        return await self._door.answer(payload, kept)


def _announced(headers: dict[bytes, bytes]) -> int:
    """How long the body says it is; a length too long to be read as a number is too long."""
    length = headers.get(b"content-length", b"0")
    return int(length[:16]) if length[:16].isdigit() else 0


async def _send(send: Send, answer: Answer, *more: tuple[bytes, bytes]) -> None:
    body = answer.body.encode(errors="replace")  # JSON can hold half a character, which no encoding knows
    await send({"type": "http.response.start", "status": answer.status, "headers": [*_headers(answer, body), *more]})
    await send({"type": "http.response.body", "body": body})


def _headers(answer: Answer, body: bytes) -> Iterable[tuple[bytes, bytes]]:
    yield b"content-type", answer.content_type.encode()
    yield b"content-length", str(len(body)).encode()
    yield b"x-content-type-options", b"nosniff"
