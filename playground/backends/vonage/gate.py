"""The way into the API: faults, then path, token and body; then the endpoint acts."""

import re
from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.backends import strict_json
from playground.backends.faults import hang_up
from playground.backends.history import Asked, History
from playground.backends.vonage.api import ENDPOINTS
from playground.backends.vonage.call import PREFIXES, Call, Endpoint
from playground.backends.vonage.faults import VonageFaults, gateway_problem, refuse
from playground.backends.vonage.keys import TokenCheck
from playground.backends.vonage.refusal import ApiError, bad_request, no_token, not_allowed, unauthorized
from playground.backends.vonage.service import Service

_token_check = lru_cache(TokenCheck)


class Gate:
    """An ASGI app for `/v1/meetings/…`, `/beta/meetings/…` and `/meetings/…`."""

    def __init__(self, service: Service, faults: VonageFaults, history: History) -> None:
        self._service, self._faults, self._history = service, faults, history
        _token_check(service.config.application_id, service.config.public_key)  # a wrong key is found at once

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        faults = self._faults.take(request.method, request.url.path)
        asked = self._written_down(request, faults)
        if faults.down or faults.closed == "refused":
            await (hang_up(receive) if faults.down else refuse(receive))
            return
        await self._faults.wait(faults.delay_before)
        answer = faults.shut() or faults.busy() or self._answer(request, body, faults, asked)
        asked.status = answer.status_code
        await self._faults.wait(faults.delay_after)
        if faults.drop_after:
            await hang_up(receive)
            return
        await faults.garbled(answer)(scope, receive, send)

    def _written_down(self, request: Request, faults: VonageFaults) -> Asked:
        asked = self._history.add(
            at=self._service.now,
            method=request.method,
            path=_raw_path(request.scope),
            query=dict(request.query_params),
            token="bearer" if "authorization" in request.headers else None,
        )
        asked.faults = faults.names
        return asked

    def _answer(self, request: Request, body: bytes, faults: VonageFaults, asked: Asked) -> Response:
        self._service.settle()
        try:
            answer = self._acted(request, body, faults, asked)
        except ApiError as refusal:
            asked.reason = refusal.reason
            said = refusal.body
            if said is None:
                return Response(status_code=refusal.status, headers=refusal.headers)
            return JSONResponse(said, refusal.status)
        asked.acted = True
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _acted(self, request: Request, body: bytes, faults: VonageFaults, asked: Asked) -> Any:
        prefix, endpoint, ids = _found(request.method, _segments(request.scope))
        if not endpoint.open:
            self._check_token(request, faults)
        call = Call(
            service=self._service,
            faults=faults,
            prefix=prefix,
            origin=f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}",
            ids=ids,
            query=request.query_params,
            body=self._body(request, body, endpoint, asked),
        )
        return endpoint.act(call)

    def _check_token(self, request: Request, faults: VonageFaults) -> None:
        """Raises ApiError."""
        if "authorization" not in request.headers:
            raise no_token()
        scheme, _, token = request.headers["authorization"].partition(" ")
        if scheme.lower() != "bearer" or faults.tokens_refused:
            raise unauthorized("tokens refused" if faults.tokens_refused else "no bearer token")
        config = self._service.config
        _token_check(config.application_id, config.public_key).check(token, self._service.now)

    def _body(self, request: Request, body: bytes, endpoint: Endpoint, asked: Asked) -> Any:
        if endpoint.body is None:
            return None
        sent = _json(request, body)
        asked.body = masked(sent)
        return endpoint.body(self._service)("", sent)


def _found(method: str, segments: tuple[str, ...]) -> tuple[str, Endpoint, tuple[str, ...]]:
    """The prefix, the endpoint of a path, and its variable segments. Raises ApiError."""
    for prefix in PREFIXES:
        head = tuple(prefix.split("/"))
        if segments[: len(head)] == head:
            return prefix, *_endpoint(method, segments[len(head) :])
    raise _nothing_there()


def _endpoint(method: str, segments: tuple[str, ...]) -> tuple[Endpoint, tuple[str, ...]]:
    found = [(one, ids) for one in ENDPOINTS if (ids := one.matches(segments)) is not None]
    found = [(one, ids) for one, ids in found if not ids] or found  # `themes/logos-upload-urls` is no theme
    for endpoint, ids in found:
        if endpoint.method == method:
            return endpoint, ids
    raise not_allowed(one.method for one, _ in found) if found else _nothing_there()


def _nothing_there() -> ApiError:
    return ApiError(404, gateway_problem(404), "no such path")


def _raw_path(scope: Scope) -> str:
    """The path as it was sent, below where the app is mounted."""
    sent = scope.get("raw_path") or quote(scope["path"]).encode()
    return str(sent.decode("ascii")).removeprefix(quote(scope.get("root_path", "")))


def _segments(scope: Scope) -> tuple[str, ...]:
    """Split first, then decoded, once: an escaped slash does not divide."""
    return tuple(unquote(part) for part in _raw_path(scope).split("/")[1:])


def _json(request: Request, body: bytes) -> Any:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise bad_request("Content-Type must be application/json")
    try:
        return strict_json.read(body)
    except ValueError:
        raise bad_request("The body is no JSON") from None


def masked(sent: Any) -> Any:
    """The path of a callback address is its owner's secret."""
    if isinstance(sent, dict):
        return {name: _origin(one) if "callback_url" in name else masked(one) for name, one in sent.items()}
    return sent


def _origin(value: object) -> object:
    if isinstance(value, dict):
        return {name: _origin(one) for name, one in value.items()}
    if not isinstance(value, str):
        return value
    scheme, _, rest = value.partition("://")
    return f"{scheme}://{re.split('[/?#]', rest.rpartition('@')[2])[0]}/***"
