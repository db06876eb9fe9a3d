"""The way into the API: faults, then route, body, token and permission, in that order; then the endpoint acts."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.backends.faults import hang_up
from playground.backends.history import Asked, History
from playground.backends.paths import raw_path, segments
from playground.backends.sourceloop import callers
from playground.backends.sourceloop.api import ENDPOINTS, Call, Endpoint
from playground.backends.sourceloop.faults import SourceLoopFaults
from playground.backends.sourceloop.refusal import ApiError, DiedError, SilentError, internal, no_route
from playground.backends.sourceloop.schema import an_object, parsed
from playground.backends.sourceloop.service import Service

_FOR_EVER_S = 3600.0
_KEYS = frozenset({"accessKey", "accountKey", "secretKey"})


class Gate:
    """An ASGI app for every path that is no page's."""

    def __init__(self, service: Service, faults: SourceLoopFaults, history: History) -> None:
        self._service, self._faults, self._history = service, faults, history

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        body = await request.body()
        faults = self._faults.take(request.method, request.url.path)
        asked = self._written_down(request, faults)
        if faults.down:
            await hang_up(receive)
            return
        await self._faults.wait(faults.delay_before)
        try:
            answer = faults.busy() or self._answer(request, body, faults, asked)
        except (DiedError, SilentError) as silence:
            await self._faults.wait(_FOR_EVER_S if isinstance(silence, SilentError) else 0)
            await hang_up(receive)
            return
        asked.status = answer.status_code
        await self._faults.wait(faults.delay_after)
        if faults.drop_after:
            await hang_up(receive)
            return
        await faults.garbled(answer)(scope, receive, send)

    def _written_down(self, request: Request, faults: SourceLoopFaults) -> Asked:
        token = "bearer" if "authorization" in request.headers else None
        asked = self._history.add(
            at=self._service.now,
            method=request.method,
            path=raw_path(request.scope),
            query=dict(request.query_params),
            token=token or ("query" if "access_token" in request.query_params else None),
        )
        asked.faults = faults.names
        return asked

    def _answer(self, request: Request, body: bytes, faults: SourceLoopFaults, asked: Asked) -> Response:
        self._service.settle()
        self._service.faults = faults
        try:
            answer = self._acted(request, body, faults, asked)
        except ApiError as refusal:
            asked.reason = refusal.reason
            return JSONResponse(refusal.body, refusal.status, media_type="application/json; charset=utf-8")
        finally:
            self._service.faults = SourceLoopFaults()
        asked.acted = True
        return answer

    def _acted(self, request: Request, body: bytes, faults: SourceLoopFaults, asked: Asked) -> Response:
        endpoint, ids = _found(request)
        if faults.failing:
            raise internal()
        sent = _body(request, body, endpoint, asked)
        caller = None
        if endpoint.permission is not None:
            who = callers.checked(self._service, callers.sent(request))
            callers.must_hold(self._service, who, endpoint.permission)
            caller = who.id
        if sent is None:
            raise internal()
        call = Call(service=self._service, caller=caller, ids=ids, query=request.query_params, body=sent)
        answer = endpoint.act(call)
        if faults.fails_after:
            raise internal()
        return answer


def _found(request: Request) -> tuple[Endpoint, tuple[str, ...]]:
    """The endpoint of a request, and its path's variable segments. Raises ApiError."""
    path = segments(request.scope)
    for endpoint in ENDPOINTS:
        if (ids := endpoint.matches(request.method, path)) is not None:
            return endpoint, ids
    raise no_route()


def _body(request: Request, raw: bytes, endpoint: Endpoint, asked: Asked) -> dict[str, Any] | None:
    """None: null was sent, which no check refuses and every handler trips over. Raises ApiError."""
    if endpoint.body is None:
        return {}
    sent = parsed(request.headers.get("content-type", ""), raw)
    asked.body = _masked(sent)
    if sent is None:
        return None
    held = an_object(sent)
    endpoint.body(held)
    return held


def _masked(sent: Any) -> Any:
    if not isinstance(sent, dict):
        return sent
    return {name: "***" if name in _KEYS else value for name, value in sent.items()}
