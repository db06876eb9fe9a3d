"""The one door out to back ends: one client each, one deadline per call, one translation of what went wrong.

What a failure is called depends on what is known about its effect: a request that certainly never arrived, and a read
that was lost, are `Unreachable`; a write that was lost is `Unanswered`. Only reads are tried again: a repeated create
is a second conference.
"""

import asyncio
import logging
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import Busy, Denied, Garbled, ProviderError, Unanswered, Unreachable

logging.getLogger("httpx").setLevel(logging.WARNING)  # at INFO it writes whole addresses, with all that is in them

ANSWER_LIMIT = 2_000_000
"""Bytes. The longest answer that makes sense is a page of a thousand rows."""
_CONNECTING = timedelta(seconds=4)
_READS = frozenset({"GET", "HEAD"})
_KEPT_HEADERS = ("content-type", "location", "retry-after")
_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait. `call` stays under the ten seconds that one thing asked of a back end may take in all.

    Like that, what is known of a failure's effect is told before somebody else stops waiting.
    """

    call: timedelta = timedelta(seconds=9)
    pauses: tuple[float, ...] = (0.2, 0.6)
    """Seconds before a read is tried again."""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


PATIENCE = Patience()


class Answer(BaseModel):
    """What a back end is documented to answer: only the fields that are used. Its text is in no error."""

    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


Model = TypeVar("Model", bound=Answer)
Verdict = Callable[[httpx.Response], ProviderError | None]
"""What an answer that is no success means in the vendor's own words; None where its status says it all."""


def client(*, ca_bundle: str | None = None, transport: httpx.AsyncBaseTransport | None = None) -> httpx.AsyncClient:
    """The client of one back end, made once: making one blocks the event loop for some 25 ms.

    Proxies come from the environment, unless `transport` stands in for the network. Cookies are not kept.
    """
    seconds = _CONNECTING.total_seconds()
    return httpx.AsyncClient(
        verify=_trust(ca_bundle),
        transport=transport,
        http2=False,
        follow_redirects=False,
        timeout=httpx.Timeout(None, connect=seconds, pool=seconds),  # the rest has one deadline: see `Api.send`
        limits=httpx.Limits(max_connections=20, max_keepalive_connections=20, keepalive_expiry=30),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        headers={"User-Agent": "Plenum", "Accept": "application/json", "Accept-Encoding": "identity"},
    )


class Api:
    """A back end's interface: requests go out, answers come back read or as a `ProviderError`."""

    def __init__(
        self,
        provider: str,
        http: httpx.AsyncClient,
        *,
        base_url: str,
        auth: httpx.Auth,
        verdict: Verdict,
        patience: Patience = PATIENCE,
    ) -> None:
        self._provider = provider
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._auth = auth
        self._verdict = verdict
        self._patience = patience

    async def call(
        self,
        method: str,
        *segments: str,
        answers: type[Model],
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> Model:
        """Send a request to the address made of `segments` and read what comes back as `answers`."""
        return self.read(await self.send(method, *segments, params=params, json=json), answers)

    async def send(
        self,
        method: str,
        *segments: str,
        params: Mapping[str, str] | None = None,
        json: Mapping[str, Any] | None = None,
    ) -> httpx.Response:
        """Send a request and give the whole successful answer, for those that are not JSON."""
        address = "/".join((self._base_url, *map(_quoted, segments)))
        errand = _Errand(
            self._provider, self._http, self._http.build_request(method, address, params=params, json=json)
        )
        try:
            async with asyncio.timeout(self._patience.call.total_seconds()):
                return await self._answer(errand)
        except TimeoutError as error:
            raise errand.lost(f"no answer within {self._patience.call.total_seconds():g} s") from error

    def accept(self, answer: httpx.Response) -> httpx.Response:
        """The answer, if it is a success; else raises what it means."""
        if answer.is_success:
            return answer
        raise self._verdict(answer) or _by_status(self._provider, answer)

    def read(self, answer: httpx.Response, model: type[Model]) -> Model:
        """What a successful answer says. Raises `Garbled` where that is not what is documented."""
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            # `from None`, because pydantic's text may quote the answer.
            raise Garbled(self._provider, f"{_label(answer.request)}: {_problems(error)}") from None

    async def _answer(self, errand: "_Errand") -> httpx.Response:
        for pause in self._patience.pauses if not errand.writes else ():
            try:
                return self.accept(await errand.run(self._auth))
            except Unreachable:
                await self._patience.sleep(pause)
        return self.accept(await errand.run(self._auth))


class _Errand:
    """One request and the logins it takes. Knows at any moment whether the request itself may have arrived."""

    def __init__(self, provider: str, http: httpx.AsyncClient, request: httpx.Request) -> None:
        self._provider = provider
        self._http = http
        self._request = request
        self._underway = False
        self.writes = request.method not in _READS

    async def run(self, auth: httpx.Auth) -> httpx.Response:
        """The last answer, when `auth` is content. We drive `auth` ourselves, so that no answer is read unbounded."""
        async with aclosing(auth.async_auth_flow(self._request)) as flow:
            outgoing = await anext(flow)
            while True:
                self._underway = outgoing is self._request
                answer = await self._exchange(outgoing)
                self._underway = False
                try:
                    outgoing = await flow.asend(answer)
                except StopAsyncIteration:
                    return answer

    def lost(self, why: str) -> ProviderError:
        """What it means that no answer came."""
        kind = Unanswered if self._underway and self.writes else Unreachable
        return kind(self._provider, f"{_label(self._request)}: {why}")

    async def _exchange(self, outgoing: httpx.Request) -> httpx.Response:
        try:
            answer = await self._http.send(outgoing, stream=True, auth=None, follow_redirects=False)
            async with aclosing(answer):
                content = await self._content(answer)
        except _NEVER_SENT as error:
            raise Unreachable(self._provider, f"{_label(outgoing)}: {type(error).__name__} {error}") from error
        except httpx.DecodingError as error:
            raise self._unreadable("cannot be unpacked") from error
        except httpx.RequestError as error:
            raise self.lost(type(error).__name__) from error
        kept = {name: answer.headers[name] for name in _KEPT_HEADERS if name in answer.headers}
        return httpx.Response(answer.status_code, headers=kept, content=content, request=outgoing)

    async def _content(self, answer: httpx.Response) -> bytes:
        content = bytearray()
        async for piece in answer.aiter_bytes():
            content += piece
            if len(content) > ANSWER_LIMIT:
                raise self._unreadable(f"is longer than {ANSWER_LIMIT} bytes")
        return bytes(content)

    def _unreadable(self, why: str) -> ProviderError:
        kind = Garbled if self._underway else Unreachable
        return kind(self._provider, f"{_label(self._request)}: the answer {why}")


@contextmanager
def before_effect() -> Iterator[None]:
    """What fails in here failed before anything was asked for, and says so: not `Unanswered`, not `Garbled`."""
    try:
        yield
    except (Unanswered, Garbled) as error:
        raise Unreachable(error.provider, error.detail) from error


@contextmanager
def after_effect() -> Iterator[None]:
    """What fails in here failed after something was done, and says so: not `Unreachable`, not `Busy`."""
    try:
        yield
    except (Unreachable, Busy) as error:
        raise Unanswered(error.provider, error.detail) from error


def _by_status(provider: str, answer: httpx.Response) -> ProviderError:
    said = f"{_label(answer.request)}: HTTP {answer.status_code}"
    match answer.status_code:
        case 401 | 403 | 407:
            return Denied(provider, said)
        case 429 | 503:
            return Busy(provider, said)
        case 408 | 502 | 504:  # a gateway in between lost it
            return (Unreachable if answer.request.method in _READS else Unanswered)(provider, said)
        case status if 300 <= status < 400:
            return Garbled(provider, f"{said} to {urlsplit(answer.headers.get('location', '')).hostname}")
        case _:
            return Garbled(provider, said)


def _label(request: httpx.Request) -> str:
    """What was asked, without the query: it may hold a person's address or a token."""
    return f"{request.method} {request.url.path}"


def _problems(error: ValidationError) -> str:
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return ", ".join(f"{'.'.join(map(str, problem['loc'])) or 'answer'} {problem['type']}" for problem in found[:3])


def _quoted(segment: str) -> str:
    if segment in ("", ".", ".."):
        raise ValueError("such a segment would lead to another address")
    return quote(segment, safe="")


@cache
def _trust(ca_bundle: str | None) -> ssl.SSLContext:
    system = ssl.get_default_verify_paths()
    if ca_bundle or system.cafile or system.capath:
        return ssl.create_default_context(cafile=ca_bundle)
    return httpx.create_ssl_context(trust_env=False)  # this Python knows no system list; httpx brings one
