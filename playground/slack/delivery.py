"""Telling the app: signed HTTP, or a socket when one is open; the acknowledgement is due in 3 seconds."""

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlencode

import httpx

from playground.slack.faults import FaultName, Faults
from playground.slack.record import Record
from playground.slack.sockets import SocketBroken, Sockets
from playground.slack.stamps import Clock

PayloadKind = Literal["slash_commands", "interactive", "events_api"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How the app took it: `ok`, or one of Slack's reasons for telling it again."""

    outcome: str
    body: dict[str, Any] | None = None
    no_retry: bool = False

    @property
    def ok(self) -> bool:
        return self.outcome == "ok"

    @property
    def complaint(self) -> str:
        """What the person sees named when a command or a press failed."""
        return "operation_timeout" if self.outcome == "http_timeout" else "dispatch_failed"


class Delivery:
    """The way to the app. `request_url` may be set later than the emulator starts."""

    def __init__(
        self,
        *,
        clock: Clock,
        signing_secret: str,
        request_url: str | None,
        ack_timeout_s: float,
        sockets: Sockets,
        faults: Faults,
        record: Record,
    ) -> None:
        self.request_url = request_url
        self._clock = clock
        self._secret = signing_secret.encode()
        self._timeout_s = ack_timeout_s
        self._sockets = sockets
        self._faults = faults
        self._record = record
        self._client: httpx.AsyncClient | None = None

    async def send(
        self, kind: PayloadKind, name: str, payload: dict[str, Any], *, retry: tuple[int, str] | None = None
    ) -> Answer:
        """Tell the app once; `name` is what the history calls it. Twice, when its acknowledgement gets lost."""
        answer = await self._once(kind, name, payload, retry)
        if self._faults.take(FaultName.LOST_ACK) is None:
            return answer
        if kind == "events_api":
            return Answer(outcome="http_timeout")
        return await self._once(kind, name, payload, retry)

    async def close(self) -> None:
        if self._client is not None:
            await self._client.aclose()

    async def _once(
        self, kind: PayloadKind, name: str, payload: dict[str, Any], retry: tuple[int, str] | None
    ) -> Answer:
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._timeout_s):
                answer = await self._way(kind, payload, retry)
        except TimeoutError:
            answer = Answer(outcome="http_timeout")
        except (httpx.HTTPError, SocketBroken):
            answer = Answer(outcome="connection_failed")
        took = time.monotonic() - started
        told = payload | {"retry_num": retry[0], "retry_reason": retry[1]} if retry else payload
        self._record.write("told", name, told, outcome=answer.outcome, seconds=took)
        return answer

    async def _way(self, kind: PayloadKind, payload: dict[str, Any], retry: tuple[int, str] | None) -> Answer:
        if self._sockets.connected:
            return Answer(outcome="ok", body=await self._sockets.send(kind, payload, retry=retry))
        if self.request_url is None:
            return Answer(outcome="connection_failed")
        content_type, body = _encoded(kind, payload)
        headers = {"Content-Type": content_type, "User-Agent": "Slackbot 1.0", **self._signed(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        return _answer(await self._http().post(self.request_url, content=body, headers=headers))

    def _http(self) -> httpx.AsyncClient:
        if self._client is None:
            limits = httpx.Limits(max_connections=None, max_keepalive_connections=100)
            # apps under test listen on loopback, without TLS: reading the system's certificates would be for nothing
            self._client = httpx.AsyncClient(timeout=None, trust_env=False, limits=limits, verify=False)
        return self._client

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock().timestamp()))
        mac = hmac.new(self._secret, b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={mac.hexdigest()}"}


def _encoded(kind: PayloadKind, payload: dict[str, Any]) -> tuple[str, bytes]:
    form = "application/x-www-form-urlencoded"
    if kind == "slash_commands":
        return form, urlencode(payload).encode()
    if kind == "interactive":
        return form, urlencode({"payload": json.dumps(payload)}).encode()
    return "application/json", json.dumps(payload).encode()


def _answer(response: httpx.Response) -> Answer:
    if not response.is_success:
        return Answer(outcome="http_error", no_retry=response.headers.get("x-slack-no-retry") == "1")
    text = response.text.strip()
    if not text:
        return Answer(outcome="ok")
    if not response.headers.get("content-type", "").startswith("application/json"):
        return Answer(outcome="ok", body={"text": text})
    try:
        body = json.loads(text)
    except ValueError:
        return Answer(outcome="http_error")
    return Answer(outcome="ok", body=body if isinstance(body, dict) else {"text": str(body)})
