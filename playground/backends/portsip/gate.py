"""The way into the API: faults, then path, token, role, query and body; then the endpoint acts."""

from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.backends import strict_json
from playground.backends.faults import hang_up
from playground.backends.history import Asked, History, masked
from playground.backends.portsip.api import ENDPOINTS
from playground.backends.portsip.call import Call, Endpoint, Right
from playground.backends.portsip.config import SYSTEM, User
from playground.backends.portsip.faults import PortSIPFaults
from playground.backends.portsip.fields import checked
from playground.backends.portsip.pbx import PBX
from playground.backends.portsip.refusal import ApiError, forbidden, invalid, missing, unauthorized, unknown
from playground.backends.portsip.tokens import Tokens

_FORM = "application/x-www-form-urlencoded"


class Gate:
    """An ASGI app for `/api/…`."""

    def __init__(self, pbx: PBX, tokens: Tokens, faults: PortSIPFaults, history: History) -> None:
        self._pbx, self._tokens, self._faults, self._history = pbx, tokens, faults, history

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

    def _written_down(self, request: Request, faults: PortSIPFaults) -> Asked:
        asked = self._history.add(
            at=self._pbx.now,
            method=request.method,
            path=_raw_path(request.scope),
            query=dict(request.query_params),
            token="bearer" if "authorization" in request.headers else None,
        )
        asked.faults = faults.names
        return asked

    def _answer(self, request: Request, body: bytes, faults: PortSIPFaults, asked: Asked) -> Response:
        self._pbx.settle()
        try:
            answer = self._acted(request, body, faults, asked)
        except ApiError as refusal:
            asked.reason = refusal.code
            bare = Response(status_code=refusal.status)
            return bare if faults.no_error_body else JSONResponse(refusal.body, refusal.status)
        asked.acted = True
        return answer if isinstance(answer, Response) else JSONResponse(answer)

    def _acted(self, request: Request, body: bytes, faults: PortSIPFaults, asked: Asked) -> Response | dict[str, Any]:
        endpoint, ids = _found(request.method, _segments(request.scope))
        token = _bearer(request)
        call = Call(
            pbx=self._pbx,
            tokens=self._tokens,
            faults=faults,
            user=self._caller(token, faults, endpoint),
            token=token,
            ids=ids,
            query=self._query(request, endpoint),
            body=self._body(request, body, endpoint, asked),
        )
        return endpoint.act(call)

    def _caller(self, token: str | None, faults: PortSIPFaults, endpoint: Endpoint) -> User | None:
        """Raises ApiError: no such token, or one whose owner may not do this."""
        try:
            if faults.tokens_refused:
                raise unauthorized()
            user = self._tokens.caller(token)
        except ApiError:
            if endpoint.right.value is None:
                return None
            raise
        if not endpoint.right.allows(user.role) or self._is_the_operators(endpoint, user):
            raise forbidden()
        return user

    def _is_the_operators(self, endpoint: Endpoint, user: User) -> bool:
        shared = self._pbx.config.servers_for_tenants
        return endpoint.right is Right.SERVERS and user.role != SYSTEM and not shared

    def _query(self, request: Request, endpoint: Endpoint) -> dict[str, str]:
        query = dict(request.query_params)
        for name in query.keys() - endpoint.query:
            if self._pbx.config.strict:
                raise invalid(name)
        return query

    def _body(self, request: Request, body: bytes, endpoint: Endpoint, asked: Asked) -> dict[str, Any]:
        if endpoint.form:
            if _kind(request) != _FORM:
                raise unknown(400)
            form = dict(parse_qsl(body.decode(errors="replace"), keep_blank_values=True))
            asked.body = masked(form)
            return form
        if endpoint.fields is None:
            return {}
        sent = _json(request, body)
        asked.body = masked(sent)
        return checked(sent, endpoint.fields, endpoint.write, strict=self._pbx.config.strict)


def _found(method: str, segments: tuple[str, ...]) -> tuple[Endpoint, tuple[str, ...]]:
    """The endpoint of a path, with its variable segments. Raises ApiError."""
    found = [(one, ids) for one in ENDPOINTS if (ids := one.matches(segments)) is not None]
    for endpoint, ids in found:
        if endpoint.method == method:
            return endpoint, ids
    raise unknown(405) if found else missing()


def _bearer(request: Request) -> str | None:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def _raw_path(scope: Scope) -> str:
    """The path as it was sent, below where the app is mounted."""
    sent = scope.get("raw_path") or quote(scope["path"]).encode()
    return str(sent.decode("ascii")).removeprefix(quote(scope.get("root_path", "")))


def _segments(scope: Scope) -> tuple[str, ...]:
    """What follows `/api`, split first, then decoded, once: an escaped slash does not divide."""
    return tuple(unquote(part) for part in _raw_path(scope).split("/")[2:])


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(request: Request, body: bytes) -> dict[str, Any]:
    try:
        sent = strict_json.read(body) if _kind(request) == "application/json" else None
    except ValueError:
        sent = None
    if not isinstance(sent, dict):
        raise unknown(400)
    return sent
