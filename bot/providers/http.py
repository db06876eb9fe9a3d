"""The one door out to back ends: one client each, one deadline per call, one translation of what went wrong.

What a failure is called depends on what is known about its effect: a request that certainly never arrived, and a read
that was lost, are `Unreachable`; a write that was lost is `Unanswered`. Only reads are tried again: a repeated create
is a second conference.
"""

import asyncio
import logging
import random
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache, partial
from http.cookiejar import CookieJar
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.clock import Clock, utc_now
from bot.errors import Busy, Denied, Garbled, ProviderError, Unanswered, Unreachable
from bot.providers.errand import READS, Errand, label
from bot.providers.gate import Gate

for _library in ("httpx", "httpcore"):  # they write whole addresses and headers, with all that is in them
    logging.getLogger(_library).setLevel(logging.WARNING)

_CONNECTING = timedelta(seconds=3)


def _spread() -> float:
    return random.uniform(0.5, 1.5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to wait. `call` stays under the ten seconds that one thing asked of a back end may take in all.

    Like that, what is known of a failure's effect is told before somebody else stops waiting.
    """

    call: timedelta = timedelta(seconds=9)
    silence: timedelta = timedelta(seconds=3)
    """After this long without any answer to several calls, who has sent nothing yet does not wait any longer."""
    pauses: tuple[float, ...] = (0.2, 0.6)
    """Seconds before a read is tried again, each times what `spread` gives: who failed together comes back apart."""
    spread: Callable[[], float] = _spread
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    clock: Clock = utc_now


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
        cookies=_NoCookies(),
        headers={"User-Agent": "Plenum", "Accept": "application/json", "Accept-Encoding": "identity"},
    )


class _NoCookies(CookieJar):
    """Takes no cookie, and spares looking for one."""

    def extract_cookies(self, response: Any, request: Any) -> None:
        """See `CookieJar`."""


class Api:
    """A back end's interface: requests go out, answers come back read or as a `ProviderError`.

    A back end has one: it counts what is under way, and knows what did not answer.
    """

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
        self._gate = Gate(provider, clock=patience.clock, silence=patience.silence)

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
        request = httpx.Request(method, self._address(segments, params), headers=self._http.headers, json=json)
        errand, seconds = Errand(self._provider, self._http, request, self._gate), self._patience.call.total_seconds()
        try:
            async with asyncio.timeout(seconds) as limit:
                with self._gate.asking(partial(errand.give_up, limit)):
                    return await self._answer(errand)
        except TimeoutError:
            error = errand.late(seconds)
            raise error from error.__cause__

    def accept(self, answer: httpx.Response) -> httpx.Response:
        """The answer, if it is a success; else raises what it means."""
        if answer.is_success:
            return answer
        error = self._verdict(answer) or _by_status(self._provider, answer)
        if isinstance(error, Busy):
            error.retry_after = self._gate.asked_wait(answer)
        raise error

    def read(self, answer: httpx.Response, model: type[Model]) -> Model:
        """What a successful answer says. Raises `Garbled` where that is not what is documented."""
        try:
            return model.model_validate_json(answer.content)
        except ValidationError as error:
            # `from None`, because pydantic's text may quote the answer.
            raise Garbled(self._provider, f"{label(answer.request)}: {_problems(error)}") from None

    async def _answer(self, errand: Errand) -> httpx.Response:
        for pause in self._patience.pauses if not errand.writes else ():
            try:
                return self.accept(await errand.run(self._auth))
            except Unreachable:
                if not self._gate.circuit.closed:
                    raise
                await self._patience.sleep(pause * self._patience.spread())
        return self.accept(await errand.run(self._auth))

    def _address(self, segments: tuple[str, ...], params: Mapping[str, str] | None) -> str:
        address = "/".join((self._base_url, *map(_quoted, segments)))
        return f"{address}?{urlencode(params)}" if params else address


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
    said = f"{label(answer.request)}: HTTP {answer.status_code}"
    match answer.status_code:
        case 401 | 403 | 407:
            return Denied(provider, said)
        case 429 | 503:
            return Busy(provider, said)
        case 408 | 502 | 504:  # a gateway in between lost it
            return (Unreachable if answer.request.method in READS else Unanswered)(provider, said)
        case status if 300 <= status < 400:
            return Garbled(provider, f"{said} to {_host(answer.headers.get('location', ''))}")
        case _:
            return Garbled(provider, said)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


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
