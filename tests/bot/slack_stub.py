"""A Slack of a few lines for tests that need it to misbehave exactly: it remembers what it took and answers as told."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

Form = dict[str, Any]
Fault = Callable[["SlackStub", str, Form], Awaitable[web.StreamResponse]]


@dataclass
class SlackStub:
    """`faults[method]` are used up one per call, then it answers as Slack does. `posts` is what stands."""

    calls: list[tuple[str, Form]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    posts: list[Form] = field(default_factory=list)
    updates: list[Form] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    always: dict[str, Fault] = field(default_factory=dict)
    url: str = ""
    _number: int = 0

    def next(self, method: str, *faults: Fault) -> None:
        self.faults[method].extend(faults)

    def called(self, method: str) -> list[Form]:
        return [form for name, form in self.calls if name == method]

    def new_ts(self) -> str:
        self._number += 1
        return f"1700000000.{self._number:06d}"

    async def usual(self, method: str, form: Form) -> web.Response:
        answer: Form = {"ok": True}
        if method == "conversations.open":
            answer["channel"] = {"id": f"D{form['users']}"}
        elif method == "chat.postMessage":
            post = {**form, "ts": self.new_ts()}
            self.posts.append(post)
            answer |= {"channel": post["channel"], "ts": post["ts"]}
        elif method == "chat.update":
            self.updates.append(form)
        elif method in ("conversations.history", "conversations.replies"):
            answer["messages"] = [post for post in reversed(self.posts) if post["channel"] == form["channel"]]
        return web.json_response(answer)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        form = {name: _value(value) for name, value in (await request.post()).items()}
        self.calls.append((method, form))
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if self.faults[method]:
            return await self.faults[method].popleft()(self, method, form)
        if method in self.always:
            return await self.always[method](self, method, form)
        return await self.usual(method, form)

    async def take_answer(self, request: web.Request) -> web.StreamResponse:
        self.answers.append(await request.json())
        if self.faults["respond"]:
            return await self.faults["respond"].popleft()(self, "respond", {})
        return web.Response(text="ok")


def _value(value: Any) -> Any:
    """Nested arguments travel as JSON."""
    return json.loads(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def refuses(code: str) -> Fault:
    async def fault(stub: SlackStub, method: str, form: Form) -> web.Response:
        return web.json_response({"ok": False, "error": code})

    return fault


def answers(status: int, text: str = "", headers: dict[str, str] | None = None) -> Fault:
    async def fault(stub: SlackStub, method: str, form: Form) -> web.Response:
        return web.Response(status=status, text=text, headers=headers)

    return fault


def limits(seconds: int) -> Fault:
    return answers(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": str(seconds)})


def drops(*, after: bool) -> Fault:
    """The line breaks: after the message was taken, or before."""

    async def fault(stub: SlackStub, method: str, form: Form) -> web.Response:
        response = await stub.usual(method, form) if after else web.Response()
        response.force_close()
        raise _HangUp

    return fault


def waits(until: asyncio.Event, begun: asyncio.Event | None = None) -> Fault:
    """Slack answers only when told to."""

    async def fault(stub: SlackStub, method: str, form: Form) -> web.Response:
        if begun is not None:
            begun.set()
        await until.wait()
        return await stub.usual(method, form)

    return fault


class _HangUp(Exception):  # noqa: N818  # not an error: the way to tell the middleware
    """Close the connection without a word."""


@web.middleware
async def _hang_up(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except _HangUp:
        assert request.transport is not None
        request.transport.abort()
        raise asyncio.CancelledError from None


@asynccontextmanager
async def standing() -> AsyncIterator[SlackStub]:
    stub = SlackStub()
    app = web.Application(middlewares=[_hang_up])
    app.router.add_post("/api/{method}", stub.handle)
    app.router.add_post("/answers/{number}", stub.take_answer)
    server = TestServer(app, host="127.0.0.1")
    await server.start_server()
    stub.url = str(server.make_url("/"))
    yield stub
    await server.close()
