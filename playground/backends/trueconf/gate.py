"""The way into the API: faults, then path, token, scope, version, query and body; then the endpoint acts."""

import re
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.backends import strict_json
from playground.backends.faults import hang_up
from playground.backends.history import Asked, History, masked
from playground.backends.trueconf.api import ENDPOINTS
from playground.backends.trueconf.call import Call, Endpoint
from playground.backends.trueconf.faults import TrueConfFaults
from playground.backends.trueconf.fields import checked
from playground.backends.trueconf.refusal import ApiError
from playground.backends.trueconf.server import Server
from playground.backends.trueconf.tokens import Caller, TokenError, Tokens

_VERSION = re.compile(r"v3\.([3-9]|10)")
_FORM = "application/x-www-form-urlencoded"
_EVERYWHERE = frozenset({"access_token"})


class Gate:
    """An ASGI app for `/oauth2/v1/token` and `/api/v3.3/…` to `/api/v3.10/…`."""

    def __init__(self, server: Server, tokens: Tokens, faults: TrueConfFaults, history: History) -> None:
        self._server, self._tokens, self._faults, self._history = server, tokens, faults, history

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        faults = self._faults.take(request.method, request.url.path)
        asked = self._written_down(request, faults)
        if faults.down:
            await hang_up(receive)
            return
        await self._faults.wait(faults.delay_before)
        answer = faults.busy() or self._answer(request, body, faults, asked)
        asked.status = answer.status_code
        await self._faults.wait(faults.delay_after)
        if faults.drop_after:
            await hang_up(receive)
            return
        await faults.garbled(answer)(scope, receive, send)

    def _written_down(self, request: Request, faults: TrueConfFaults) -> Asked:
        token = "bearer" if "authorization" in request.headers else None
        if "access_token" in request.query_params:
            token = "query"
        asked = self._history.add(
            at=self._server.now,
            method=request.method,
            path=_raw_path(request.scope),
            query=dict(request.query_params),
            token=token,
        )
        asked.faults = faults.names
        return asked

    def _answer(self, request: Request, body: bytes, faults: TrueConfFaults, asked: Asked) -> Response:
        self._server.settle()
        try:
            answer = self._acted(request, body, faults, asked)
        except TokenError as refusal:
            asked.reason = refusal.reason
            return JSONResponse(refusal.body(self._server.config.token_error_form), refusal.status)
        except ApiError as refusal:
            asked.reason = refusal.reason
            status = faults.token_status if refusal.reason == "accessTokenInvalid" else refusal.status
            return JSONResponse(refusal.body, status)
        asked.acted = True
        return answer

    def _acted(self, request: Request, body: bytes, faults: TrueConfFaults, asked: Asked) -> Response:
        segments = _segments(request.scope)
        if segments == ("oauth2", "v1", "token"):
            return self._token(request, body, asked)
        version, endpoint, ids = _found(request.method, segments)
        call = Call(
            server=self._server,
            tokens=self._tokens,
            faults=faults,
            caller=self._caller(request, faults, endpoint),
            version=version,
            host=f"{request.url.scheme}://{request.url.netloc}{request.scope.get('root_path', '')}",
            ids=ids,
            query=self._query(request, endpoint, version),
            body=self._body(request, body, endpoint, version, asked),
        )
        answer = endpoint.act(call)
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _token(self, request: Request, body: bytes, asked: Asked) -> Response:
        if request.method != "POST":
            raise ApiError("methodNotAllowed")
        if _kind(request) == _FORM:
            wish: dict[str, Any] = dict(parse_qsl(body.decode(errors="replace")))
        else:
            wish = _json(request, body, strict=self._server.config.strict)
        asked.body = masked(wish)
        return JSONResponse(self._tokens.grant(wish), headers={"Cache-Control": "no-store"})

    def _caller(self, request: Request, faults: TrueConfFaults, endpoint: Endpoint) -> Caller:
        """Raises ApiError: no such token, or one that may not do this."""
        if faults.tokens_refused:
            raise ApiError("accessTokenInvalid")
        token = request.query_params.get("access_token")
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if token is None and scheme.lower() == "bearer" and self._server.config.accept_bearer:
            token = bearer
        caller = self._tokens.caller(token)
        if not caller.may(endpoint.scopes):
            raise ApiError("forbidden")
        return caller

    def _query(self, request: Request, endpoint: Endpoint, version: int) -> dict[str, str]:
        query = dict(request.query_params)
        for name in query.keys() - _EVERYWHERE:
            if self._server.config.strict and not endpoint.takes(name, version):
                raise ApiError("unknownParameter", name, parameter=name)
        if query.get("url_type", "dynamic") not in ("dynamic", "fixed"):
            raise ApiError("invalidValue", "url_type", parameter="url_type")
        return query

    def _body(self, request: Request, body: bytes, endpoint: Endpoint, version: int, asked: Asked) -> dict[str, Any]:
        strict = self._server.config.strict
        asked.body = sent = _json(request, body, strict=strict) if body else {}
        return checked(sent, endpoint.fields, version, endpoint.write, strict=strict)


def _found(method: str, segments: tuple[str, ...]) -> tuple[int, Endpoint, tuple[str, ...]]:
    """The version and the endpoint of a path, with its variable segments. Raises ApiError."""
    matched = _VERSION.fullmatch(segments[1]) if len(segments) > 1 else None
    if matched is None:
        raise ApiError("notFound")
    version = int(matched[1])
    found = [(one, ids) for one in ENDPOINTS if (ids := one.matches(segments[2:])) is not None and one.since <= version]
    if not found:
        raise ApiError("notFound")
    for endpoint, ids in found:
        if endpoint.method == method:
            return version, endpoint, ids
    raise ApiError("methodNotAllowed")


def _raw_path(scope: Scope) -> str:
    """The path as it was sent, below where the app is mounted."""
    sent = scope.get("raw_path") or quote(scope["path"]).encode()
    return str(sent.decode("ascii")).removeprefix(quote(scope.get("root_path", "")))


def _segments(scope: Scope) -> tuple[str, ...]:
    """Split first, then decoded, once: an escaped slash does not divide. A slash at the end is let pass."""
    return tuple(unquote(part) for part in _raw_path(scope).removesuffix("/").split("/")[1:])


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(request: Request, body: bytes, *, strict: bool) -> dict[str, Any]:
    if strict and _kind(request) != "application/json":
        raise ApiError("invalidRequest")
    try:
        sent = strict_json.read(body)
    except ValueError:
        raise ApiError("invalidRequest") from None
    if not isinstance(sent, dict):
        raise ApiError("invalidRequest")
    return sent
