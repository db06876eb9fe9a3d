"""The Web API: reads a call, checks its right, has it carried out, answers, and fails on demand."""

import asyncio
import base64
import binascii
import json
import time
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from playground.slack.arguments import check_published
from playground.slack.faults import FaultName
from playground.slack.methods import METHODS, Ask, Method
from playground.slack.refusals import Limited, Refused
from playground.slack.slack import Slack


class Broken(Response):
    """An answer that breaks off: the connection closes in the middle of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"1000")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"ok":', "more_body": True})


async def call(request: Request) -> Response:
    """POST or GET /api/<method>."""
    slack: Slack = request.app.state.slack
    name = request.path_params["method"]
    started = time.monotonic()
    await request.body()  # all of it, before a fault lets the caller give up
    fault = await before(slack, name)
    if fault is not None:
        slack.record.write("asked", name, {}, outcome=str(fault.status_code))
        return fault
    args: dict[str, Any] = {}
    headers: dict[str, str] = {}
    try:
        token, args = await _given(request)
        headers |= _scopes(slack, name, token)
        answer = {"ok": True, **_carried_out(slack, name, token, args, request)}
        status = 200
    except Refused as refused:
        answer, status = refused.answer(), 200
    except Limited as limited:
        answer, status = {"ok": False, "error": "ratelimited"}, 429
        headers["Retry-After"] = str(limited.retry_after)
    outcome = "ok" if answer["ok"] else str(answer["error"])
    slack.record.write("asked", name, args, outcome=outcome, seconds=time.monotonic() - started)
    return await after(slack, name, request, JSONResponse(answer, status, headers))


async def before(slack: Slack, name: str) -> Response | None:
    """Faults that strike before anything is done."""
    if limited := slack.faults.take(FaultName.RATE_LIMIT, name):
        headers = {"Retry-After": str(int(limited.seconds))}
        return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers)
    if slack.faults.take(FaultName.SERVER_ERROR, name):
        return Response("Internal Server Error", 500)
    if late := slack.faults.take(FaultName.LATE, name):
        await asyncio.sleep(late.seconds)
    return None


async def after(slack: Slack, name: str, request: Request, answer: Response) -> Response:
    """Faults that strike when all is done and only the answer is missing."""
    if slow := slack.faults.take(FaultName.SLOW, name):
        await asyncio.sleep(slow.seconds)
    if slack.faults.take(FaultName.DROP_AFTER, name):
        return Broken()
    if slack.faults.take(FaultName.NO_ANSWER, name):
        while (await request.receive())["type"] != "http.disconnect":
            pass
    return answer


def _carried_out(slack: Slack, name: str, token: str | None, args: dict[str, Any], request: Request) -> dict[str, Any]:
    method = METHODS.get(name)
    if method is None:
        raise Refused("unknown_method", req_method=name)
    _check_right(slack, method, token)
    read = method.takes(name).read(args)
    check_published(name, read)
    return method.run(slack, Ask(args=read, token=token, client=_basic(request)))


def _scopes(slack: Slack, name: str, token: str | None) -> dict[str, str]:
    """What a token that holds was granted, and what the method asks for: Slack says both with every answer."""
    if token and token == slack.config.app_token:
        return {"X-OAuth-Scopes": "connections:write"}
    if token not in slack.installation.valid:
        return {}
    wanted = METHODS[name].scope if name in METHODS else None
    return {"X-OAuth-Scopes": ",".join(sorted(slack.installation.scopes)), "X-Accepted-OAuth-Scopes": wanted or ""}


def _check_right(slack: Slack, method: Method, token: str | None) -> None:
    if method.token == "app":
        if not token:
            raise Refused("not_authed")
        if token != slack.config.app_token:
            raise Refused("not_allowed_token_type" if token in slack.installation.valid else "invalid_auth")
    elif method.token == "bot":
        if token and token == slack.config.app_token:
            raise Refused("not_allowed_token_type")
        slack.installation.check(token)
        if method.scope:
            slack.installation.need(method.scope)


async def _given(request: Request) -> tuple[str | None, dict[str, Any]]:
    """The token and the arguments, from the address, a form or JSON."""
    args: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    kind = request.headers.get("content-type", "").split(";")[0].strip()
    if body and kind == "application/json":
        args |= _json(body)
    elif body and kind == "application/x-www-form-urlencoded":
        args |= dict(parse_qsl(body.decode(), keep_blank_values=True))
    elif body:
        raise Refused("invalid_post_type")
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    written = args.pop("token", None)
    return (told if scheme.lower() == "bearer" else written), args


def _json(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except ValueError as unreadable:
        raise Refused("invalid_json") from unreadable
    if not isinstance(told, dict):
        raise Refused("json_not_object")
    return told


def _basic(request: Request) -> tuple[str, str] | None:
    scheme, _, told = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, _, secret = base64.b64decode(told).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return name, secret
