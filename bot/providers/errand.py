"""One request and the logins it takes: sent through the gate, read to its end, its failure called by its effect."""

import asyncio
from contextlib import aclosing
from datetime import datetime

import httpx

from bot.errors import Garbled, ProviderError, Unanswered, Unreachable
from bot.providers.gate import Gate

ANSWER_LIMIT = 2_000_000
"""Bytes. The longest answer that makes sense is a page of a thousand rows."""
READS = frozenset({"GET", "HEAD"})
_KEPT_HEADERS = (b"content-type", b"location", b"retry-after")
_NEVER_SENT = (httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


class Errand:
    """Knows at any moment whether the request itself may have arrived.

    What is raised is caused by nothing but a `ConnectError`: other errors of httpx may quote what a server sent.
    """

    def __init__(self, provider: str, http: httpx.AsyncClient, request: httpx.Request, gate: Gate) -> None:
        self._provider = provider
        self._http = http
        self._request = request
        self._gate = gate
        self._out: httpx.Request | None = None
        self._begun: datetime | None = None
        self.writes = request.method not in READS

    async def run(self, auth: httpx.Auth) -> httpx.Response:
        """The last answer, when `auth` is content. We drive `auth` ourselves, so that no answer is read unbounded."""
        async with aclosing(auth.async_auth_flow(self._request)) as flow:
            outgoing = await anext(flow)
            while True:
                answer = await self._exchange(outgoing)
                try:
                    outgoing = await flow.asend(answer)
                except StopAsyncIteration:
                    return answer

    def give_up(self, limit: asyncio.Timeout) -> None:
        """Others found out that nobody is answered. What is out waits on, for it may have been done."""
        if self._out is None:
            limit.reschedule(asyncio.get_running_loop().time())

    def late(self, seconds: float) -> ProviderError:
        """What it means that time is up."""
        if self._out is not None:
            return self._lost(f"no answer within {seconds:g} s")
        return self._gate.circuit.resting() or Unreachable(
            self._provider, f"{label(self._request)}: not sent within {seconds:g} s"
        )

    async def _exchange(self, outgoing: httpx.Request) -> httpx.Response:
        async with self._gate.turn() as begun:
            self._out, self._begun = outgoing, begun
            answer = await self._carried(outgoing)
            self._out = None
            self._gate.heard(answer, begun=begun)
            return answer

    async def _carried(self, outgoing: httpx.Request) -> httpx.Response:
        try:
            answer = await self._http.send(outgoing, stream=True, auth=None, follow_redirects=False)
            async with aclosing(answer):
                return await self._read(answer)
        except httpx.ConnectError as error:
            raise self._never_sent(f"ConnectError {error}", error) from error
        except _NEVER_SENT as error:
            raise self._never_sent(type(error).__name__) from None
        except httpx.DecodingError:
            raise self._unreadable("cannot be unpacked") from None
        except httpx.RequestError as error:
            raise self._lost(type(error).__name__) from None

    async def _read(self, answer: httpx.Response) -> httpx.Response:
        """The answer with all of its body, which is not too long."""
        if _is_short(answer.headers):
            await answer.aread()
            answer.extensions = {}  # the reason beside the status is the server's free text
            return answer
        if "," in answer.headers.get("content-encoding", ""):  # a few bytes of it may be gigabytes
            raise self._unreadable("is packed more than once")
        content = bytearray()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > ANSWER_LIMIT:
                raise self._unreadable(f"is longer than {ANSWER_LIMIT} bytes")
        kept = [(name, value) for name, value in answer.headers.raw if name.lower() in _KEPT_HEADERS]
        return httpx.Response(answer.status_code, headers=kept, content=bytes(content), request=answer.request)

    def _lost(self, why: str) -> ProviderError:
        """No answer came to what is out."""
        kind = Unanswered if self._out is self._request and self.writes else Unreachable
        self._failed()
        return kind(self._provider, f"{label(self._request)}: {why}")

    def _never_sent(self, why: str, error: Exception | None = None) -> ProviderError:
        failure = Unreachable(self._provider, f"{label(self._out or self._request)}: {why}")
        self._failed(error)
        return failure

    def _unreadable(self, why: str) -> ProviderError:
        kind = Garbled if self._out is self._request else Unreachable
        self._out = None
        self._gate.answered()
        return kind(self._provider, f"{label(self._request)}: the answer {why}")

    def _failed(self, why: Exception | None = None) -> None:
        assert self._begun is not None  # something is out
        self._gate.circuit.failed(begun=self._begun, why=why)
        self._out = None


def _is_short(headers: httpx.Headers) -> bool:
    """Whether it is said beforehand that the body is short: no more than that is read from the line then."""
    said = headers.get("content-length", "")
    digits = said.isascii() and said.isdigit() and len(said) < len(str(ANSWER_LIMIT))
    return digits and "content-encoding" not in headers and "transfer-encoding" not in headers


def label(request: httpx.Request) -> str:
    """What was asked, without the query: it may hold a person's address or a token."""
    return f"{request.method} {request.url.path}"
