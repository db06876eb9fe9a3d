"""What can be made to go wrong with any back end while it runs, and how each looks from outside."""

import asyncio
import json
import re
from contextlib import suppress
from dataclasses import dataclass, field, fields, replace
from typing import Any, ClassVar, Self

import httpx
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive

HUGE = 10 * 1024 * 1024
_LOGIN_PAGE = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in</h1></body></html>"


@dataclass(slots=True, kw_only=True)
class Faults:
    """Switches for the API and for what gives out tokens; pages and `/control` are never touched.

    `down`: the connection is closed without an answer. `delay_before`, `delay_after`: seconds, before and after
    acting; `drop_after`: acts, then closes the connection. `busy_status`: 429 or 503 without acting, with
    `Retry-After` unless `retry_after` is None. `garble`: acts, then answers nonsense ("html", "truncated", "huge",
    "redirect"). `without`: acts, then leaves every field of this name out of the answer. `match`: a regular
    expression; only requests whose `METHOD /path` it is found in are touched. `times`: after so many touched requests
    everything is switched off again. A back end's own switches are added by inheriting.
    """

    AIM: ClassVar[tuple[str, ...]] = ("match", "times", "retry_after")
    """Switches that say where and how, and do nothing by themselves."""

    down: bool = False
    delay_before: float = 0
    delay_after: float = 0
    drop_after: bool = False
    busy_status: int | None = None
    retry_after: int | None = 30
    garble: str = ""
    without: str = ""
    match: str = ""
    times: int | None = None
    _cleared: asyncio.Event = field(default_factory=asyncio.Event, repr=False, compare=False)

    def clear(self) -> None:
        """Switch everything off and let go of every request that is being delayed."""
        self.change(type(self)().switches())
        self._cleared.set()
        self._cleared = asyncio.Event()

    def switches(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self) if not one.name.startswith("_")}

    def change(self, switches: dict[str, Any]) -> None:
        """Set some switches by name. Raises ValueError for a name there is not."""
        unknown = switches.keys() - self.switches().keys()
        if unknown:
            raise ValueError(f"no such fault: {', '.join(sorted(unknown))}")
        for name, value in switches.items():
            setattr(self, name, value)

    def take(self, method: str, path: str) -> Self:
        """What befalls this request: a copy, or nothing if it does not match."""
        if self.match and not re.search(self.match, f"{method} {path}"):
            return type(self)()
        befalling = replace(self)
        if self.times is not None:
            self.times -= 1
            if self.times <= 0:
                self.change(type(self)().switches())
        return befalling

    async def wait(self, seconds: float) -> None:
        """Stay as long as asked, or until the faults are cleared."""
        if seconds:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._cleared.wait(), seconds)

    @property
    def names(self) -> list[str]:
        """The switches that are on."""
        calm = type(self)().switches()
        return [name for name, value in self.switches().items() if value != calm[name] and name not in self.AIM]

    def busy(self) -> Response | None:
        if self.busy_status is None:
            return None
        headers = {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}
        return JSONResponse(self.busy_body(self.busy_status), self.busy_status, headers)

    def busy_body(self, status: int) -> Any:
        """What a busy server says, as this back end writes refusals."""
        raise NotImplementedError

    def garbled(self, answer: Response) -> Response:
        """The answer as it goes out; refusals and files go out as they are."""
        if answer.status_code >= 400 or not (self.garble or self.without) or not hasattr(answer, "body"):
            return answer
        body = bytes(answer.body)
        if self.garble == "html":
            return HTMLResponse(_LOGIN_PAGE)
        if self.garble == "redirect":
            return RedirectResponse("https://portal.acme.example/login", 302)
        if self.garble == "truncated":
            return Response(body[: len(body) // 2], answer.status_code, media_type="application/json")
        return self._changed(answer, body)

    def _changed(self, answer: Response, body: bytes) -> Response:
        if not body and self.garble != "huge":
            return answer
        changed = without(json.loads(body or b"{}"), self.without)
        return JSONResponse(padded(changed) if self.garble == "huge" else changed, answer.status_code)


def without(answer: Any, name: str) -> Any:
    """The same JSON with every field of this name left out."""
    if isinstance(answer, dict):
        return {key: without(value, name) for key, value in answer.items() if key != name}
    if isinstance(answer, list):
        return [without(value, name) for value in answer]
    return answer


def padded(answer: Any) -> Any:
    """The same JSON with more in it than anybody should read."""
    padding = "x" * HUGE
    if isinstance(answer, dict):
        return answer | {"padding": padding}
    return [*answer, padding] if isinstance(answer, list) else padding


async def hang_up(receive: Receive) -> None:
    """Close the connection without an answer.

    Behind uvicorn that is its transport, found through the bound `receive`. In process (httpx.ASGITransport) there
    is no connection to close, so the client's own error for it is raised.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)
    if transport is None:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
